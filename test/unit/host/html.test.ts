import { expect, test } from 'vitest';
import { messageHtml, pageHtml } from '../../../src/host/views/html.ts';

test('the page runs our own script only, each time under another nonce', () => {
	const parts = { title: 'Routoo', script: 's.js', styles: ['a.css'], cspSource: 'vscode-webview:', element: 'routoo-chat' };
	const page = pageHtml(parts, 'n0');
	expect(page).toContain("default-src 'none'; script-src 'nonce-n0'; style-src vscode-webview:; font-src vscode-webview:");
	// Only a module hands its nonce on to what it imports later.
	expect(page).toContain('<script type="module" nonce="n0" src="s.js">');
	expect(pageHtml(parts)).not.toBe(pageHtml(parts));
});

test('texts of another language are data in the page, whatever they hold, and English has none', () => {
	const parts = { title: 'Routoo', script: 's.js', styles: ['a.css'], cspSource: 'vscode-webview:', element: 'routoo-chat' };
	expect(pageHtml(parts, 'n0')).toContain('<html lang="en">');
	expect(pageHtml(parts, 'n0')).not.toContain('application/json');
	const texts = { a: '</script><img src=x>', 'b "c"': '<!-- \u2028' };
	const page = pageHtml({ ...parts, language: { tag: 'de', texts } }, 'n0');
	expect(page).toContain('<html lang="de">');
	expect(page.match(/<\/script>/g)?.length).toBe(2);
	expect(page).not.toContain('<img');
	const [, data] = /id="routoo-texts">(.*?)<\/script>/s.exec(page) ?? [];
	expect(JSON.parse(data ?? '')).toEqual(texts);
	expect(pageHtml({ ...parts, language: { tag: '"><script>', texts } }, 'n0')).toContain('<html lang="en">');
});

test('a failure is shown as text', () => {
	const page = messageHtml('cannot read <img src=x onerror="alert(1)"> & more');
	expect(page).not.toContain('<img');
	expect(page).toContain("default-src 'none'");
	expect(page).toContain('<html lang="en">');
	expect(messageHtml('kaputt', 'de')).toContain('<html lang="de">');
	expect(messageHtml('kaputt', '"><script>')).toContain('<html lang="en">');
});

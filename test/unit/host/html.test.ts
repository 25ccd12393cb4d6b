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

test('a failure is shown as text', () => {
	const page = messageHtml('cannot read <img src=x onerror="alert(1)"> & more');
	expect(page).not.toContain('<img');
	expect(page).toContain("default-src 'none'");
});

// @vitest-environment happy-dom
import './dom.ts';
import { describe, expect, it } from 'vitest';
import { BlockSplitter, fenceLanguage, renderProse } from '../../../src/views/common/markdown.ts';
import { isWebLink, sanitize } from '../../../src/views/common/sanitize.ts';
import { PAYLOADS } from './payloads.ts';

/** Markdown as the view renders it, all blocks in one container. */
function render(markdown: string): HTMLElement {
	const holder = document.createElement('div');
	for (const block of new BlockSplitter().split(markdown, true)) {
		if (block.code === null) holder.append(renderProse(block));
		else holder.append(Object.assign(document.createElement('pre'), { textContent: block.code.text }));
	}
	return holder;
}

const TAGS =
	/^(a|blockquote|br|code|del|details|em|h[1-6]|hr|kbd|li|ol|p|pre|s|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul)$/;

describe('hostile model output', () => {
	/** Every element and attribute must be on the list, whatever the payload tried. */
	function expectHarmless(root: ParentNode): void {
		for (const element of root.querySelectorAll('*')) {
			expect(element.localName).toMatch(TAGS);
			for (const { name, value } of element.attributes) {
				expect(['href', 'class', 'start', 'align', 'colspan', 'rowspan', 'title', 'open']).toContain(name);
				if (name === 'href') expect(value).toMatch(/^https?:\/\//);
				if (name === 'class') expect(value).toMatch(/^((hljs-|language-)\S+ ?|as-text|file-link|maths( maths-display)?)+$/);
			}
		}
	}

	it.each(PAYLOADS)('as markdown: %s', (payload) => {
		for (const markdown of [
			payload,
			`text before ${payload} after`,
			`- item\n\n  ${payload}`,
			`> ${payload}`,
			`| a |\n|---|\n| ${payload} |`,
		]) {
			expectHarmless(render(markdown));
		}
	});

	it.each(PAYLOADS)('as HTML: %s', (payload) => expectHarmless(sanitize(payload)));

	it('shows foreign markup as text and pictures as links', () => {
		expect(render('Use <div class="x"> here').textContent).toContain('Use <div class="x"> here');
		expect(render('<form>\n<input>\n</form>').textContent).toContain('<input>');
		expect(render('H<sub>2</sub>O<br>next').querySelectorAll('sub, br').length).toBe(2);
		const picture = render('![a "b"](https://x.example/p.png)');
		expect(picture.querySelector('a')?.getAttribute('href')).toBe('https://x.example/p.png');
		expect(picture.textContent?.trim()).toBe('a "b"');
	});

	it('keeps what prose needs', () => {
		const html = render('# T\n\nA **b** *c* `d` [e](https://x.example/a?b=1#c)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n3. x\n4. y').innerHTML;
		for (const part of [
			'<h1>',
			'<strong>b</strong>',
			'<em>c</em>',
			'<code>d</code>',
			'href="https://x.example/a?b=1#c"',
			'<td',
			'start="3"',
		]) {
			expect(html).toContain(part);
		}
	});

	it('keeps highlighting classes and nothing else', () => {
		const fragment = sanitize('<span class="hljs-title function_ quiet">f</span>');
		expect(fragment.querySelector('span')?.className).toBe('hljs-title function_');
	});
});

describe('links', () => {
	it('are http and https only', () => {
		expect(isWebLink('https://a.example')).toBe(true);
		expect(isWebLink('HTTP://a.example/x')).toBe(true);
		for (const href of ['javascript:alert(1)', 'ftp://x', 'command:x', '//a.example', 'https//x', '', 'vscode:x', ' https://x'])
			expect(isWebLink(href)).toBe(false);
	});
});

describe('fence language', () => {
	it('is the first word', () => {
		expect(fenceLanguage('TypeScript title="x"')).toBe('typescript');
		expect(fenceLanguage('c++')).toBe('c++');
		expect(fenceLanguage('"><img>')).toBe('');
		expect(fenceLanguage(undefined)).toBe('');
	});
});

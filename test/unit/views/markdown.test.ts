// @vitest-environment happy-dom
import './dom.ts';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MarkdownElement } from '../../../src/views/chat/markdown-element.ts';
import { finishFrames } from '../../../src/views/common/frames.ts';
import { BlockSplitter } from '../../../src/views/common/markdown.ts';
import { WholeMarkdown } from './whole.ts';

customElements.define('routoo-markdown', WholeMarkdown);
/** As it is in the page: a little each frame. */
class Sliced extends MarkdownElement {}
customElements.define('sliced-markdown', Sliced);

function element(): MarkdownElement {
	return document.body.appendChild(document.createElement('routoo-markdown')) as MarkdownElement;
}

const TEXT =
	'First *paragraph*.\n\n- one\n\n- two\n  ```ts\n  const a = 1;\n  ```\n\n```py\nprint("x")\n\nprint("y")\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast [link](https://x.example).';

describe('streaming', () => {
	it('ends with the same page as rendering at once, however the text was cut', () => {
		const whole = element();
		whole.show(TEXT, false);
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: TEXT.length }), { maxLength: 30 }), (cuts) => {
				const streamed = element();
				for (const cut of [...cuts].sort((a, b) => a - b)) streamed.show(TEXT.slice(0, cut), true);
				streamed.show(TEXT, true);
				const during = streamed.innerHTML;
				streamed.show(TEXT, false);
				const same = streamed.innerHTML === whole.innerHTML && during === whole.innerHTML;
				streamed.remove();
				return same;
			}),
			{ numRuns: 60 },
		);
	});

	it('leaves finished blocks alone and keeps a growing code block in place', () => {
		const view = element();
		view.show('One.\n\nTwo.\n\n```ts\nconst a', true);
		const [one, two, code] = [...view.children];
		const button = code?.querySelector('button');
		const paragraph = one?.firstElementChild;
		view.show('One.\n\nTwo.\n\n```ts\nconst a = 1;\nconst b', true);
		expect(view.children[0]).toBe(one);
		expect(one?.firstElementChild).toBe(paragraph);
		expect(view.children[1]).toBe(two);
		expect(view.children[2]?.querySelector('button')).toBe(button);
		expect(view.querySelector('pre')?.textContent).toBe('const a = 1;\nconst b');
	});

	it('starts again when the text is another one', () => {
		const view = element();
		view.show('# Old\n\ntext', true);
		view.show('New', true);
		expect(view.textContent?.trim()).toBe('New');
		view.show('\n\nHello', false);
		view.show('Another answer', false);
		expect(view.textContent?.trim()).toBe('Another answer');
	});

	it('reads only the tail again', () => {
		const splitter = new BlockSplitter();
		const long = 'word '.repeat(20_000);
		const before = splitter.split(`${long}\n\nshort`, true)[0];
		const first = splitter.split(`${long}\n\nshort`, true);
		const second = splitter.split(`${long}\n\nshort and\n\nmore`, false);
		expect(first[0]?.key).toBe(before?.key);
		expect(second.map(({ key }) => key.length)).toEqual([
			...first.slice(0, 1).map(({ key }) => key.length),
			expect.any(Number),
			expect.any(Number),
		]);
		const third = splitter.split(`${long}\n\nshort and\n\nmore text`, false);
		// Settled blocks keep their identity: they were not parsed again.
		expect(third[0]).toBe(second[0]);
		expect(third[1]).toBe(second[1]);
	});

	it('survives carriage returns', () => {
		const view = element();
		view.show('a\r\n\r\nb', true);
		view.show('a\r\n\r\nb\r\n\r\nc d', true);
		expect([...view.children].map((each) => each.textContent?.trim())).toEqual(['a', 'b', 'c d']);
	});
});

describe('code', () => {
	it('tells each action with the code as it is now', () => {
		const view = element();
		const told: unknown[] = [];
		view.addEventListener('code-action', (event) => told.push((event as CustomEvent).detail));
		view.show('```ts\nconst a', true);
		view.show('```ts\nconst a = 1;\n```', false);
		for (const button of view.querySelectorAll('button')) button.click();
		expect(told).toEqual(
			['copy', 'insert', 'apply', 'diff', 'new'].map((action) => ({ action, code: 'const a = 1;', language: 'ts', above: '' })),
		);
		expect(view.querySelector('.hljs-keyword')?.textContent).toBe('const');
	});

	it('shows markup in code as text', () => {
		const view = element();
		view.show('```html\n<img src=x onerror=alert(1)>\n```\n\n```unknown\n<script>x</script>\n```', false);
		expect(view.querySelector('img, script')).toBeNull();
		expect([...view.querySelectorAll('pre')].map((pre) => pre.textContent)).toEqual(['<img src=x onerror=alert(1)>', '<script>x</script>']);
	});
});

describe('links', () => {
	it('are told and never followed', () => {
		const view = element();
		const told: unknown[] = [];
		view.addEventListener('open-link', (event) => told.push((event as CustomEvent).detail));
		view.show('[ok](https://x.example/a) [bad](command:x)', false);
		for (const link of view.querySelectorAll('a')) {
			const click = new MouseEvent('click', { bubbles: true, cancelable: true });
			link.dispatchEvent(click);
			expect(click.defaultPrevented).toBe(true);
		}
		expect(told).toEqual(['https://x.example/a']);
	});
});

describe('files', () => {
	it('that an answer names are told with their lines, by mouse and key', () => {
		const view = element();
		const told: unknown[] = [];
		view.addEventListener('open-file', (event) => told.push((event as CustomEvent).detail));
		view.show('[cart](src/cart.ts#L12-L20), `src/a.py:3`, src/b.go:7 and [x](../../etc/passwd.txt "t"), [y](javascript:alert(1))', false);
		const links = [...view.querySelectorAll<HTMLElement>('a.file-link')];
		for (const link of links.slice(0, 2)) link.click();
		links[2]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
		expect(told).toEqual([
			{ path: 'src/cart.ts', line: 12, endLine: 20 },
			{ path: 'src/a.py', line: 3, endLine: null },
			{ path: 'src/b.go', line: 7, endLine: null },
		]);
		// The host refuses the path out of the workspace; nothing here has an address of its own.
		expect(view.querySelectorAll('a[href]')).toHaveLength(0);
		expect(links.every((link) => link.tabIndex === 0 && link.getAttribute('role') === 'link')).toBe(true);
	});
});

describe('what is folded', () => {
	it('holds Markdown and is open until its end has come', () => {
		const view = element();
		view.show('<details>\n<summary>The *log*</summary>\n\n- a\n\n```ts\nb\n```\n\n</details>\n\nafter', false);
		expect(view.querySelector('summary')?.textContent).toBe('The log');
		expect(view.querySelector('details')?.hasAttribute('open')).toBe(false);
		expect(view.querySelector('details li')?.textContent?.trim()).toBe('a');
		expect(view.querySelector('details .code pre')?.textContent).toBe('b');
		expect(view.querySelector('details')?.textContent).not.toContain('after');
		view.show('Use the `<details>` element,\nor <details> alone.\n\n<details>\nof `<details>`\n</details>\n\nafter', false);
		expect(view.querySelector('p code')?.textContent).toBe('<details>');
		expect(view.querySelectorAll('details')).toHaveLength(1);
		expect(view.querySelector('details')?.textContent).not.toContain('after');
		view.show('<details><summary>x</summary>\n\nhalf', true);
		expect(view.querySelector('details')?.hasAttribute('open')).toBe(true);
	});
});

describe('texts that no person writes', () => {
	it.each([
		['paragraphs', 'x\n\n'.repeat(3_000)],
		['headings', '# x\n'.repeat(5_000)],
		['underlines', '_'.repeat(20_000)],
		['brackets', '['.repeat(20_000)],
		['quotes', `before\n\n${'>'.repeat(3_000)} x`],
		['quoted lists', `before\n\n${'> - 1. '.repeat(500)}x`],
		['items by indentation', Array.from({ length: 400 }, (_, i) => `${' '.repeat(2 * i)}- x`).join('\n')],
		['emphasis', `before\n\n${'*a _b '.repeat(3_000)}`],
		['folds', `before\n\n${'<details>\n'.repeat(500)}x`],
		['one line of code', `\`\`\`ts\n${'a+'.repeat(30_000)}`],
	])('%s are shown, and lose nothing', (_, text) => {
		const view = element();
		view.show(text, false);
		const letters = (value: string): string => value.replace(/[^a-z]/g, '');
		const shown = letters(view.textContent ?? '');
		for (const word of ['before', 'x'].filter((each) => text.includes(each))) expect(shown).toContain(word);
		view.remove();
	});
});

describe('from its end on', () => {
	const long = Array.from({ length: 100 }, (_, index) => (index % 7 === 3 ? `\`\`\`ts\nline(${index});\n\`\`\`` : `Part *${index}*.`)).join(
		'\n\n',
	);
	const sliced = (): Sliced => document.body.appendChild(document.createElement('sliced-markdown')) as Sliced;
	const texts = (view: Element): string[] => [...view.querySelectorAll('.block')].map((block) => block.textContent?.trim() ?? '');

	afterEach(() => vi.restoreAllMocks());

	it('shows the last blocks first, and ends as the same page', async () => {
		let time = 0;
		vi.spyOn(performance, 'now').mockImplementation(() => (time += 1));
		const view = sliced();
		view.show(long, false, true);
		const at = texts(view).findIndex((text) => text !== '');
		expect(at).toBeGreaterThan(50);
		expect(
			texts(view)
				.slice(at)
				.every((text) => text !== ''),
		).toBe(true);
		expect(view.isWhole).toBe(false);
		const told = vi.fn();
		const whole = view.whole().then(told);
		finishFrames();
		await whole;
		expect([view.isWhole, told.mock.calls.length]).toEqual([true, 1]);
		const forward = sliced();
		forward.show(long, false);
		finishFrames();
		expect(view.innerHTML).toBe(forward.innerHTML);
	});

	it('takes what streams in meanwhile, and another text', () => {
		let time = 0;
		vi.spyOn(performance, 'now').mockImplementation(() => (time += 1));
		const view = sliced();
		view.show(long, true, true);
		view.show(`${long}\n\nMore`, true, true);
		finishFrames();
		expect([texts(view).length, texts(view).at(-1), texts(view)[0]]).toEqual([101, 'More', 'Part 0.']);
		const other = sliced();
		other.show(long, false, true);
		other.show('Short.', false, true);
		finishFrames();
		expect(texts(other)).toEqual(['Short.']);
	});
});

// @vitest-environment happy-dom
import './chat-page.ts';
import { describe, expect, it } from 'vitest';
import { parseFromChat } from '../../../src/protocol/chat.ts';
import type { MarkdownElement } from '../../../src/views/chat/markdown-element.ts';
import { View } from './chat-page.ts';
import { answer, chatState, turn } from './fixtures.ts';

function shown(text: string): MarkdownElement {
	const view = document.body.appendChild(document.createElement('routoo-markdown')) as MarkdownElement;
	view.className = 'answer-text';
	view.show(text, false);
	return view;
}

const names = (view: ParentNode): (string | null)[] => [...view.querySelectorAll('.code-language')].map((name) => name.textContent);

describe('the name on a block', () => {
	it.each([
		['```ts src/queue.ts\nx\n```', 'src/queue.ts'],
		['```ts\n// src/queue.ts\nx\n```', 'src/queue.ts'],
		['Create `src/queue.ts`:\n\n```ts\nx\n```', 'src/queue.ts'],
		['1. Create `src/queue.ts`:\n   ```ts\n   x\n   ```\n', 'src/queue.ts'],
		['- one\n  ```ts src/queue.ts\n  x\n  ```\n', 'src/queue.ts'],
		['Like this:\n\n```ts\nx\n```', 'ts'],
	])('%j', (text, name) => {
		const view = shown(text);
		expect(names(view)).toEqual([name]);
		const titles = [...view.querySelectorAll('button')]
			.filter((button) => /^(apply|diff)$/.test(button.textContent!))
			.map(({ title }) => title);
		expect(titles.map((title) => title.includes('src/queue.ts'))).toEqual([name !== 'ts', name !== 'ts']);
		expect(view.querySelector('pre')?.getAttribute('aria-label')).toBe(`Code, ${name}`);
	});

	it('comes while the block is being written, and the buttons stay', () => {
		const view = shown('');
		view.show('```ts\n// src/qu', true);
		const button = view.querySelector('button');
		view.show('```ts\n// src/queue.ts\nx', true);
		expect(names(view)).toEqual(['src/queue.ts']);
		expect(view.querySelector('button')).toBe(button);
	});

	it('goes again where the line that named a file goes on', () => {
		const view = shown('');
		view.show('```ts\n// src/a.ts', true);
		view.show('```ts\n// src/a.ts has this already\nx', true);
		expect(names(view)).toEqual(['ts']);
		const apply = [...view.querySelectorAll('button')].find((button) => button.textContent === 'apply')!;
		expect([apply.title, apply.getAttribute('aria-label')]).toEqual(Array(2).fill(expect.stringContaining('the active file')));
	});

	it('of a hostile heading is text', () => {
		expect(shown('- a\n  ```ts "><img src=x>\n  x\n  ```\n').querySelector('img')).toBeNull();
	});
});

describe('apply all', () => {
	const TWO = 'In `a.ts`:\n\n```ts\na();\n```\n\nThen:\n\n```ts src/b.ts\nb();\n```\n\nRun it:\n\n```sh\nnode a.ts\n```\n';

	it('stands below an answer with blocks for two files, and hands them over as one', async () => {
		const view = new View();
		await view.show(chatState([turn({ answers: [answer({ text: TWO })] })]));
		view.button('apply all 2 files').click();
		expect(view.posted).toEqual([
			{
				type: 'applyAll',
				blocks: [
					{ code: 'a();', language: 'ts', above: 'In `a.ts`:' },
					{ code: 'b();', language: 'ts src/b.ts', above: 'Then:' },
				],
				turnId: 't1',
				answerId: 'a1',
			},
		]);
		expect(parseFromChat(view.posted[0])).not.toBeNull();
	});

	it('says where it is not all that are offered', () => {
		const many = shown(Array.from({ length: 61 }, (_, i) => `\`\`\`ts src/f${i}.ts\nx\n\`\`\`\n`).join('\n'));
		expect(many.querySelector('.apply-all')?.textContent).toBe('apply the first 60 files');
	});

	it('is not offered for one file, and not before the answer is whole', () => {
		expect(shown('```ts a.ts\nx\n```\n\n```ts a.ts\ny\n```').querySelector('.apply-all')).toBeNull();
		const view = shown(TWO);
		expect(view.querySelectorAll('.apply-all')).toHaveLength(1);
		view.show(`${TWO}more`, true);
		expect(view.querySelector('.apply-all')).toBeNull();
		view.show(`${TWO}more`, false);
		expect(view.lastElementChild?.className).toBe('apply-all');
	});
});

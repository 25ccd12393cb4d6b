import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Attachment } from '../../../../src/core/message/message.ts';
import { ChatBench, settled } from './chat-bench.ts';

/** Of a variable in a prompt file. */
const D = '$';

let b: ChatBench;
const selection: Attachment = {
	...{ kind: 'selection', path: 'src/cart.ts', language: 'typescript', content: 'const a = 1;' },
	range: { startLine: 1, endLine: 3 },
};
const notices = (): string[] => b.chat.state().notices.map(({ text }) => text);
const box = (): string | undefined => b.messages.flatMap((m) => (m.type === 'setDraft' ? [m.text] : [])).at(-1);

beforeEach(() => {
	b = new ChatBench();
});

describe('a prompt file', () => {
	beforeEach(async () => {
		b.promptFiles = [
			{
				path: '.github/prompts/ship.prompt.md',
				text: `---\nmodel: GPT-9\ndescription: Ships it\n---\nShip ${D}{selection} to ${D}{input:where}.\u200b`,
			},
		];
		b.promptsChanged();
		await settled();
	});

	test('is offered, and fills the box instead of being sent', async () => {
		await vi.waitFor(() => expect(b.chat.state().composer.prompts).toHaveLength(1), 10_000);
		expect(b.chat.state().composer.prompts).toEqual([{ name: 'ship', detail: 'Ships it · .github/prompts/ship.prompt.md' }]);
		b.selection = selection;
		await b.chat.receive({ type: 'usePrompt', name: 'ship', wish: 'the moon' });
		expect(b.chat.state().session).toMatchObject({ draft: 'Ship the selected code to the moon.', turns: [] });
		expect(box()).toBe('Ship the selected code to the moon.');
		expect(b.chat.state().composer.attachments).toHaveLength(1);
		expect(notices()).toEqual([
			'This is .github/prompts/ship.prompt.md. Read it, then send it. 1 invisible character was left out. Its model is not followed here.',
		]);
	});

	test('that waits for a yes leaves alone the box of a chat that was opened meanwhile', async () => {
		b.promptFiles = [{ path: '.github/prompts/look.prompt.md', text: `Look at ${D}{file}` }];
		const { promise, resolve } = Promise.withResolvers<null>();
		Object.assign(b.deps.editor, { currentFile: () => promise });
		await b.send('hello there, what is a hash map');
		const using = b.chat.receive({ type: 'usePrompt', name: 'look', wish: '' });
		await settled();
		await b.chat.newSession();
		await b.chat.receive({ type: 'draft', text: 'half a thought' });
		resolve(null);
		await using;
		expect([b.chat.state().session.draft, box()]).toEqual(['half a thought', undefined]);
	});

	test('that is empty, or gone, is said', async () => {
		b.promptFiles = [{ path: '.github/prompts/ship.prompt.md', text: '---\ndescription: x\n---\n\u200b' }];
		await b.chat.receive({ type: 'usePrompt', name: 'ship', wish: '' });
		expect([notices(), box()]).toEqual([['.github/prompts/ship.prompt.md is empty. Write the prompt into it.'], undefined]);
		b.promptFiles = [];
		await b.chat.receive({ type: 'usePrompt', name: 'ship', wish: '' });
		expect(notices().at(-1)).toMatch(/^The prompt file of \/ship is gone/);
		expect(b.chat.state().composer.prompts).toEqual([]);
	});
});

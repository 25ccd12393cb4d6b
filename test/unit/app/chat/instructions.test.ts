import { beforeEach, expect, test } from 'vitest';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { buildMessages } from '../../../../src/core/chat/prompt.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import type { RouteRequest } from '../../../../src/core/routing/types.ts';
import { instructionsAttachment } from '../../../../src/core/workspace/instructions.ts';
import { ChatBench } from './chat-bench.ts';

const rules = (path: string, text = 'Use tabs.'): Attachment => instructionsAttachment(path, text)!;

let b: ChatBench;
const chips = () => b.chat.state().composer.instructions!;
const sent = (): string[] => b.lastTurn().attachments.map(({ kind, path }) => `${kind} ${path}`);
const show = (...all: Attachment[]): void => {
	b.instructions = all;
	b.instructionsChanged();
};

beforeEach(() => {
	b = new ChatBench();
	show(rules('AGENTS.md'), rules('.github/copilot-instructions.md', 'Write tests.'));
});

test('one chip a file; they go along once, and the conversation begins with the same bytes ever after', async () => {
	expect(chips().map(({ path, state }) => [path, state])).toEqual([
		['AGENTS.md', 'sent'],
		['.github/copilot-instructions.md', 'sent'],
	]);
	expect(chips()[0]!.tokens).toBeGreaterThan(1);
	await b.send('Write a queue');
	expect(sent()).toEqual(['instructions AGENTS.md', 'instructions .github/copilot-instructions.md']);
	const first = buildMessages({ turns: b.chat.state().session.turns, text: 'x', attachments: [], language: null });
	expect(JSON.stringify(first[1])).toContain('Instructions of the workspace (AGENTS.md)');
	await b.send('And a stack');
	expect(sent()).toEqual([]);
	expect(chips().map(({ state }) => state)).toEqual(['known', 'known']);
	const second = buildMessages({ turns: b.chat.state().session.turns, text: 'x', attachments: [], language: null });
	expect(second.slice(0, first.length - 1)).toEqual(first.slice(0, -1));
});

test('a file that changed goes again; one taken out of a chat does not, until it is put back', async () => {
	await b.send('Write a queue');
	show(rules('AGENTS.md', 'Use two blanks.'));
	await b.send('Write a stack');
	expect(sent()).toEqual(['instructions AGENTS.md']);
	show(rules('AGENTS.md', 'Use four blanks.'));
	await b.chat.receive({ type: 'instructions', path: 'AGENTS.md', on: false });
	expect(chips()[0]!.state).toBe('removed');
	await b.send('Write a heap');
	expect(sent()).toEqual([]);
	await b.chat.receive({ type: 'instructions', path: 'AGENTS.md', on: true });
	await b.send('Write a tree');
	expect(sent()).toEqual(['instructions AGENTS.md']);
});

test('a greeting goes without them, and the setting turns them off', async () => {
	await b.send('hello');
	expect(sent()).toEqual([]);
	b.settings = readSettings((key) => (key === 'routoo.chat.instructions' ? false : undefined)).settings;
	expect(chips()).toEqual([]);
	await b.send('Write a queue');
	expect(sent()).toEqual([]);
});

test('they are no answer to what a message points at: the predictor does not take them for it', async () => {
	let asked: RouteRequest | null = null;
	b.seen = (request) => {
		asked = request;
	};
	await b.send('Explain this file');
	expect(asked!.attachments).toEqual([]);
});

test('an edited message takes them as they are now', async () => {
	await b.send('Write a queue');
	show(rules('AGENTS.md', 'Use two blanks.'));
	await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'Write a deque' });
	expect(b.lastTurn().attachments.map(({ content }) => content)).toEqual(['Use two blanks.']);
});

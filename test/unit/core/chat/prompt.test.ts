import { existsSync, readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import { buildMessages, type PromptInput } from '../../../../src/core/chat/prompt.ts';
import type { Answer, Turn } from '../../../../src/core/chat/session.ts';
import { type Attachment, textMessage, textOf } from '../../../../src/core/message/message.ts';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { estimateMessageTokens } from '../../../../src/core/message/tokens.ts';

const answer = (text: string): Answer => ({
	id: 'a',
	at: 0,
	state: 'done',
	messages: plainMessages(text, 'thoughts stay here'),
	routing: null,
	receipt: null,
	error: null,
	feedback: null,
});
const turn = (text: string, answers: readonly string[], attachments: readonly Attachment[] = [], shown = 0): Turn => ({
	id: 't',
	at: 0,
	text,
	attachments,
	sentTokens: 0,
	answers: answers.map(answer),
	shown,
});
const file = (content: string, more: Partial<Attachment> = {}): Attachment => ({
	kind: 'file',
	path: 'src/a.ts',
	language: 'typescript',
	content,
	range: null,
	...more,
});
const input = (more: Partial<PromptInput>): PromptInput => ({ turns: [], text: 'Why?', attachments: [], language: null, ...more });

describe('buildMessages', () => {
	it('says of each attachment what it is, and what of it is cut', () => {
		const heads = (
			[
				{ open: true },
				{ open: true, kind: 'selection', range: { startLine: 2, endLine: 3 } },
				{ cut: 'lines 1 to 9 of 99', range: { startLine: 1, endLine: 9 } },
				{ kind: 'symbol', name: 'add', range: { startLine: 1, endLine: 2 } },
				{ kind: 'folder', path: 'src' },
				{ kind: 'problems', path: 'problems' },
				{ kind: 'diff', path: 'diff', cut: '1 private file left out' },
				{ kind: 'search', path: 'a "b"' },
			] as const
		).map((one) => textOf(buildMessages(input({ attachments: [file('x', one)] }))[1]!.parts).split('\n')[0]);
		expect(heads).toEqual([
			'Open in the editor: src/a.ts',
			'Selected code src/a.ts:2-3',
			'File src/a.ts:1-9 (cut: lines 1 to 9 of 99)',
			'Symbol add in src/a.ts:1-2',
			'Folder src',
			'Problems that the editor reports',
			'Changes that are not committed (cut: 1 private file left out)',
			'Places in the workspace that hold "a \\"b\\""',
		]);
	});
	it('puts attachments before the question, with path, range and language', () => {
		const selection = file('let a = 1;', { kind: 'selection', range: { startLine: 3, endLine: 5 } });
		const messages = buildMessages(input({ attachments: [selection] }));
		expect(messages.map((message) => message.role)).toEqual(['system', 'user']);
		expect(textOf(messages[1]!.parts)).toBe('Selected code src/a.ts:3-5\n```typescript\nlet a = 1;\n```\n\nWhy?');
	});

	it('fences content that has fences of its own', () => {
		const content = textOf(buildMessages(input({ attachments: [file('````md\n```\n````')] }))[1]!.parts);
		expect(content).toContain('\n`````typescript\n````md');
	});

	it('sends the shown answer of each turn and leaves out turns without one', () => {
		const turns = [turn('one', ['first', 'second'], [], 1), turn('failed', ['']), turn('none', [])];
		const messages = buildMessages(input({ turns }));
		expect(messages.slice(1).map((message) => textOf(message.parts))).toEqual(['one', 'second', 'Why?']);
	});

	it('names the language of the editor only where nothing is attached', () => {
		expect(textOf(buildMessages(input({ language: 'rust' }))[1]!.parts)).toContain('rust');
		expect(textOf(buildMessages(input({ language: 'rust', attachments: [file('x')] }))[1]!.parts)).not.toContain('rust');
		expect(textOf(buildMessages(input({ language: 'rust' }))[0]!.parts)).not.toContain('rust');
	});

	it('begins every request with the bytes of the one before', () => {
		const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '');
		const step = fc.record({
			text,
			reply: text,
			attachments: fc.array(
				text.map((content) => file(content)),
				{ maxLength: 2 },
			),
		});
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), text, (steps, next) => {
				const turns = steps.map((one) => turn(one.text, [one.reply], one.attachments));
				const last = steps.at(-1)!;
				const before = buildMessages(input({ turns: turns.slice(0, -1), text: last.text, attachments: last.attachments }));
				const after = buildMessages(input({ turns, text: next, attachments: [], language: 'go' }));
				expect(after.slice(0, before.length)).toEqual(before);
				expect(after).toHaveLength(before.length + 2);
			}),
		);
	});
});

describe('estimateTokens', () => {
	it('is 0 for nothing, additive over lines, and never shrinks as text grows', () => {
		expect(estimateTokens('')).toBe(0);
		expect(estimateMessageTokens([textMessage('user', '')])).toBeGreaterThan(0);
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => estimateTokens(a + b) >= estimateTokens(a)),
		);
	});

	// The encoder's own tokenizer counts word pieces: no language model's vocabulary, but the nearest real one in the repository.
	const tokenizerFile = new URL('../../../../models/tokenizer.json', import.meta.url);
	it.skipIf(!existsSync(tokenizerFile))('is within a factor of 1.6 of a real tokenizer on prose and code', () => {
		const tokenizer = new Tokenizer(JSON.parse(readFileSync(tokenizerFile, 'utf8')), {});
		const own = readFileSync(new URL('../../../../src/core/chat/prompt.ts', import.meta.url), 'utf8');
		const prose =
			'When the scheduler wakes up it looks at every waiting task, takes the one with the earliest deadline and runs it until it blocks or its slice of time is over. This is fair enough for interactive work, but long computations suffer.';
		for (const text of [own.slice(0, 4000), prose]) {
			const ratio = estimateTokens(text) / tokenizer.encode(text, { add_special_tokens: false }).ids.length;
			expect(ratio).toBeGreaterThan(1 / 1.6);
			expect(ratio).toBeLessThan(1.6);
		}
	});

	it('counts Chinese by the character', () => {
		expect(estimateTokens('你好世界')).toBe(4);
	});
});

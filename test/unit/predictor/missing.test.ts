import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../src/core/message/message.ts';
import type { RouteRequest } from '../../../src/core/routing/types.ts';
import { missingSubject } from '../../../src/predictor/missing.ts';
import { withoutUnspoken } from '../../../src/predictor/request-text.ts';

const ask = (text: string, change: Partial<RouteRequest> = {}): string | null =>
	missingSubject({
		...{ kind: 'chat', text, history: [], attachments: [], language: null, needs: { tools: false, vision: false } },
		...change,
	});
const file: Attachment = { kind: 'file', path: 'src/cart.ts', language: 'typescript', content: 'export const a = 1;', range: null };
const open: Attachment = { ...file, open: true };
const selected: Attachment = { ...open, kind: 'selection', range: { startLine: 1, endLine: 1 } };

const POINTING: Readonly<Record<string, string>> = {
	'Explain this file': 'this file',
	'Explain this file.': 'this file',
	'can you review this code?': 'this code',
	'why does this test fail?': 'this test',
	'write tests for this module': 'this module',
	'Refactor this 2000 line class': 'this 2000 line class',
	'What does the function below do?': 'the function below',
	'rename this variable': 'this variable',
	'explain the open file': 'the open file',
	'fix the failing test': 'the failing test',
	'explain the function': 'the function',
	'please explain this': 'this',
	'fix it': 'it',
	'what does this do': 'this',
	'convert the selected lines to async': 'the selected lines',
	'Explain my selection': 'my selection',
	'make it look as in the screenshot': 'the screenshot',
	'resolve JIRA-4411': 'JIRA-4411',
	'close #1234': '#1234',
	'Erkläre diese Datei': 'diese Datei',
	'explique cette fonction': 'cette fonction',
	解释这个文件: '这个文件',
	このファイルを説明して: 'このファイル',
};
const WHOLE = [
	...['what does ls do', 'explain the function of the liver', 'what is the string type in Rust', 'how do I take a screenshot'],
	...['explain a hash map', 'what is SHA-256', 'explain UTF-8', 'write a regex that matches an IPv4 address', 'thanks', ''],
	...['how do I read a file in Go', 'this is a list of files', 'how do I delete the list', 'is it safe to use eval'],
	'I have a class with ten methods. How do I split this class?',
	'why does this test fail: expected 1, got 2',
	'why does `this` change in this function',
	'What is the difference between a class and an interface?',
	'fix this file:\nconst a = 1;',
	`${'I wrote a parser for mail addresses that reads one letter after the other. '.repeat(4)}Why is this function slow?`,
];

describe('what a message points at', () => {
	test.each(Object.entries(POINTING))('%s: nobody showed it', (text, missing) => expect(ask(text)).toBe(missing));
	test.each(WHOLE)('%j can be answered as it is', (text) => expect(ask(text)).toBeNull());

	test('is there where something was attached, or shown before', () => {
		for (const text of Object.keys(POINTING)) {
			expect(ask(text, { attachments: [file] }), text).toBeNull();
			expect(ask(text, { history: [{ role: 'user', content: 'see `a.ts`' }] }), text).toBeNull();
			expect(ask(text, { needs: { tools: true, vision: false } }), text).toBeNull();
		}
	});

	test('is not there after a greeting', () => {
		const history = [
			{ role: 'user' as const, content: 'hi' },
			{ role: 'assistant' as const, content: 'Hello! How can I help?' },
		];
		expect(ask('Explain this file', { history })).toBe('this file');
	});

	test('may be the file that stands open, which is no picture, no ticket and no selection', () => {
		const still = Object.keys(POINTING).filter((text) => ask(text, { attachments: [open] }) !== null);
		expect(still).toEqual([
			...['convert the selected lines to async', 'Explain my selection', 'make it look as in the screenshot'],
			...['resolve JIRA-4411', 'close #1234'],
		]);
		expect(ask('Explain my selection', { attachments: [selected, open] })).toBeNull();
	});
});

test('an open file that a message does not speak of is not read with it; what was attached on purpose is', () => {
	const kept = (text: string, attachments: readonly Attachment[]) =>
		withoutUnspoken({ kind: 'chat', text, history: [], attachments, language: null, needs: { tools: false, vision: false } }).attachments;
	expect(kept('Explain this file', [open])).toEqual([open]);
	expect(kept('What does cart.ts do?', [open])).toEqual([open]);
	expect(kept('What is the difference between a mutex and a semaphore?', [open])).toEqual([]);
	expect(kept('What is the difference between a mutex and a semaphore?', [file])).toEqual([file]);
	expect(kept('Simplify', [selected, open])).toEqual([selected, open]);
});

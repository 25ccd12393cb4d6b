import { expect, it } from 'vitest';
import { gestureText } from '../../../src/core/chat/gestures.ts';
import { summaryRequest } from '../../../src/core/chat/summary.ts';
import type { Attachment } from '../../../src/core/message/message.ts';
import { kindInWords } from '../../../src/core/routing/learned-words.ts';
import type { RouteRequest } from '../../../src/core/routing/types.ts';
import { COMMIT_TASK } from '../../../src/core/workspace/commit-message.ts';
import { assemblePrediction } from '../../../src/predictor/assemble.ts';
import { encoderText, isFollowUp, referredAttachments } from '../../../src/predictor/request-text.ts';
import { statedLength } from '../../../src/predictor/stated-length.ts';
import { taskKind } from '../../../src/predictor/task-kind.ts';
import { CODE_GESTURES } from '../../../src/protocol/slash.ts';

const code: Attachment = { kind: 'file', path: 'src/cart.ts', language: 'typescript', content: 'export const total = 1;', range: null };
const selection: Attachment = { ...code, kind: 'selection', range: { startLine: 1, endLine: 1 } };
const request = (text: string, attachments: readonly Attachment[]): RouteRequest => ({
	kind: 'chat',
	text,
	history: [
		{ role: 'user', content: 'Rename the variable' },
		{ role: 'assistant', content: 'It is renamed.' },
	],
	attachments,
	language: 'typescript',
	needs: { tools: false, vision: false },
});

const KINDS = { explain: 'explain', fix: 'fix', tests: 'test', doc: 'edit', review: 'review' } as const;

it.each(CODE_GESTURES)('/%s is predicted as its kind of task, with the code beside it and not as a follow-up', (gesture) => {
	for (const one of [code, selection]) {
		for (const problems of [false, true]) {
			const text = gestureText(gesture, { part: one.kind as 'file' | 'selection', name: 'cart.ts', problems }, '');
			const asked = request(text, [one]);
			expect(taskKind(asked), text).toBe(KINDS[gesture]);
			expect(isFollowUp(asked), text).toBe(false);
			expect(referredAttachments(asked), text).toEqual([one]);
			expect(encoderText(asked)).toContain('total = 1');
		}
	}
	const alone = gestureText(gesture, { part: null, name: '', problems: false }, '^a+b$');
	expect(alone).toContain('^a+b$');
	expect(taskKind(request(alone, [])), alone).toBe(KINDS[gesture]);
});

it('a commit message is small work on text, a summary one of a stated length', () => {
	expect(taskKind(request(COMMIT_TASK, [{ ...code, path: 'changes.diff', language: 'diff' }]))).toBe('edit');
	const summary = { ...request(summaryRequest('the schema'), []), history: [] };
	expect(taskKind(summary)).toBe('explain');
	expect(statedLength(summary.text)).toBe(700);
});

it.each([
	['edit', 'edit', 'edit'],
	['fix', 'fix', 'fix'],
	['commit', 'edit', 'commit'],
] as const)('a kind that the caller knows, %s, is not read from words, and stands in the ledger', (knownKind, kind, shown) => {
	const asked: RouteRequest = { ...request('Why does this hang? Explain it.', [selection]), knownKind };
	expect([taskKind(asked), taskKind({ ...asked, kind: 'completion' })]).toEqual([kind, 'completion']);
	expect(assemblePrediction(asked, [], { parameters: null, embedding: null, degraded: null }).taskKind).toBe(shown);
	// In words, too.
	expect(kindInWords(shown)).not.toContain('"');
});

it('what a user adds stands in the message, word for word', () => {
	for (const gesture of CODE_GESTURES) {
		const wish = 'only the $& part; no more';
		expect(gestureText(gesture, { part: 'file', name: 'a.ts', problems: false }, wish)).toContain(wish);
	}
});

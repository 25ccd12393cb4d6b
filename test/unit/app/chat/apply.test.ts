import { expect, test, vi } from 'vitest';
import { ChatBench, says } from './chat-bench.ts';

const CODE = { type: 'applyCode', code: 'a();', language: 'ts src/a.ts' } as const;

test('an apply names the answer, its model, and whether it is whole; all files of an answer are always shown first', async () => {
	const b = new ChatBench();
	const { promise, resolve } = Promise.withResolvers<void>();
	b.scripts.small = async function* () {
		yield { type: 'text', text: '```ts src/a.ts\na();\n```' };
		await promise;
		yield* says('.');
	};
	b.scripts.big = b.scripts.small;
	const asked = b.send('one');
	await vi.waitFor(() => expect(b.chat.state().session.turns[0]?.answers[0]?.messages).toHaveLength(1));
	const turn = b.chat.state().session.turns[0]!;
	const of = { turnId: turn.id, answerId: turn.answers[0]!.id };
	await b.chat.receive({ ...CODE, ...of });
	resolve();
	await asked;
	await b.chat.receive({ ...CODE, ...of });
	await b.chat.receive({ ...CODE, ...of, review: true });
	await b.chat.receive({ type: 'applyAll', blocks: [{ code: 'a();', language: 'ts src/a.ts', above: '' }], ...of });
	await b.chat.receive({ ...CODE, turnId: of.turnId, answerId: 'gone' });
	const blocks = [{ code: 'a();', info: 'ts src/a.ts', above: '' }];
	const answer = { id: of.answerId, modelName: b.lastAnswer().routing!.modelName, cut: false };
	expect(b.applies).toEqual([
		[blocks, { ...answer, cut: true }, false],
		[blocks, answer, false],
		[blocks, answer, true],
		[blocks, answer, true],
		[blocks, { id: 'gone', modelName: null, cut: false }, false],
	]);
});

test('what was changed is said with the way back, which stands until the next message', async () => {
	const b = new ChatBench();
	b.applied = { level: 'info', text: 'src/a.ts was changed: +3 −1.', undo: true, compare: true };
	await b.chat.receive({ ...CODE, turnId: 't', answerId: 'a' });
	const [notice] = b.chat.state().notices;
	expect([notice!.text, notice!.actions]).toEqual(['src/a.ts was changed: +3 −1.', ['Undo', 'Show changes']]);
	for (const index of [0, 1]) await b.chat.receive({ type: 'noticeAction', noticeId: notice!.id, index });
	expect(b.ran).toEqual(['undoApply', 'showApplied']);
	for (const { run } of b.waiting.splice(0)) run();
	expect(b.chat.state().notices).toHaveLength(1);
	await b.send('next');
	expect(b.chat.state().notices).toEqual([]);
});

test('a later one takes its place, and one that is only shown has nothing to take back', async () => {
	const b = new ChatBench();
	b.applied = { level: 'info', text: 'src/a.ts was changed: +3 −1.', undo: true, compare: true };
	await b.chat.receive({ ...CODE, turnId: 't', answerId: 'a' });
	b.applied = null;
	await b.chat.receive({ ...CODE, turnId: 't', answerId: 'a' });
	expect(b.chat.state().notices).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { answerText } from '../../../src/core/chat/answer.ts';
import { emptyDraft, follow, isWaiting, late, readKept, returned, sent, typed } from '../../../src/views/chat/draft.ts';
import { needsSetup, reduce } from '../../../src/views/chat/store.ts';
import { answer, chatState, models, turn } from './fixtures.ts';

const running = answer({ state: 'streaming', text: 'Hello', receipt: null });
const state = chatState([turn({ id: 't0' }), turn({ answers: [running] })]);

describe('reduce', () => {
	it('asks for a snapshot before the first one', () => {
		expect(reduce(null, { type: 'turn', turn: turn() })).toEqual({ state: null, resync: true });
		expect(reduce(null, { type: 'snapshot', state })).toEqual({ state, resync: false });
		expect(reduce(null, { type: 'focus' })).toEqual({ state: null, resync: false });
	});

	it('appends where the lengths agree and leaves other turns untouched', () => {
		const next = reduce(state, { type: 'append', turnId: 't1', answerId: 'a1', text: ' world', length: 5 });
		expect(next.resync).toBe(false);
		expect(answerText(next.state!.session.turns[1]!.answers[0]!)).toBe('Hello world');
		expect(next.state?.session.turns[0]).toBe(state.session.turns[0]);
	});

	it.each([
		{ type: 'append', turnId: 't1', answerId: 'a1', text: 'x', length: 4 } as const,
		{ type: 'append', turnId: 't1', answerId: 'zz', text: 'x', length: 5 } as const,
		{ type: 'append', turnId: 'zz', answerId: 'a1', text: 'x', length: 5 } as const,
		{ type: 'answer', turnId: 'zz', answer: running } as const,
	])('asks for a snapshot when it lost track: $type $turnId', (message) => {
		expect(reduce(state, message)).toEqual({ state, resync: true });
	});

	it('puts a new turn last and replaces a known one', () => {
		const added = reduce(state, { type: 'turn', turn: turn({ id: 't2' }) }).state;
		expect(added?.session.turns.map(({ id }) => id)).toEqual(['t0', 't1', 't2']);
		const replaced = reduce(state, { type: 'turn', turn: turn({ id: 't0', text: 'new' }) }).state;
		expect(replaced?.session.turns.map(({ text }) => text)[0]).toBe('new');
	});

	it('shows a second answer at once', () => {
		const next = reduce(state, { type: 'answer', turnId: 't1', answer: answer({ id: 'a2' }) }).state?.session.turns[1];
		expect(next?.shown).toBe(1);
		expect(next?.answers.length).toBe(2);
	});

	it('keeps the session in a frame', () => {
		const { session, ...rest } = state;
		const next = reduce(state, { type: 'frame', state: { ...rest, busy: { turnId: 't1', answerId: 'a1' } } }).state;
		expect(next?.session).toBe(session);
		expect(next?.busy?.turnId).toBe('t1');
	});

	it('needs setup only without a usable model', () => {
		expect(needsSetup(chatState([]))).toBe(false);
		expect(needsSetup(chatState([], { composer: { ...state.composer, models: models.slice(0, 1) } }))).toBe(true);
	});
});

describe('the typed text is never lost', () => {
	const session = chatState([turn({ id: 't1' })]).session;
	const after = chatState([turn({ id: 't1' }), turn({ id: 't2', text: 'hi' })]).session;
	const open = follow(emptyDraft, session, '');

	it('stays until a new turn arrives', () => {
		const pending = sent(typed(open, 'hi'), session);
		expect(follow(pending, session, '').text).toBe('hi');
		expect(follow(pending, after, '')).toEqual({ sessionId: 's1', text: '', pending: null });
	});

	it('keeps what was typed meanwhile', () => {
		const pending = typed(sent(typed(open, 'hi'), session), 'hi, and');
		expect(follow(pending, after, '').text).toBe('hi, and');
	});

	it('is given back by the host', () => {
		expect(returned(sent(typed(open, 'hi'), session), 'hi')).toEqual({ sessionId: 's1', text: 'hi', pending: null });
	});

	it('follows a send that opened a new session', () => {
		const pending = sent(typed(open, 'hi'), session);
		expect(follow(pending, { ...after, id: 's2' }, '')).toEqual({ sessionId: 's2', text: '', pending: null });
	});

	it('keeps what was typed since a text was sent, and knows a late one as sent', () => {
		const more = typed(sent(typed(open, 'hi'), session), 'hi, and');
		expect(returned(more, 'hi').text).toBe('hi, and');
		const lapsed = late(sent(typed(open, 'hi'), session));
		expect([isWaiting(lapsed), follow(lapsed, after, '').text]).toEqual([false, '']);
	});

	it('does not drop a pending text when another session is opened', () => {
		const pending = sent(typed(open, 'hi'), session);
		expect(follow(pending, { ...session, id: 's2' }, '').text).toBe('hi');
	});

	it('takes each session’s own draft and, at first, the kept one', () => {
		expect(follow(typed(open, 'old'), { ...session, id: 's2', draft: 'two' }, '').text).toBe('two');
		expect(follow(emptyDraft, session, 'kept').text).toBe('kept');
		expect(follow(emptyDraft, { ...session, draft: 'host' }, 'kept').text).toBe('host');
		expect(follow(typed(open, 'x'), { ...session, draft: 'lagging' }, '').text).toBe('x');
	});

	it('reads only what it kept itself', () => {
		const kept = { sessionId: 's1', draft: 'x', seen: { turnId: 't1', top: -40.5 } };
		expect(readKept(kept)).toEqual(kept);
		for (const seen of [undefined, null, 3, {}, { turnId: 't1', top: '1' }])
			expect(readKept({ ...kept, seen })).toEqual({ ...kept, seen: null });
		for (const bad of [undefined, null, 3, {}, { sessionId: 1, draft: '' }]) expect(readKept(bad)).toBeNull();
	});
});

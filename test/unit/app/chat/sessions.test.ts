import { expect, test, vi } from 'vitest';
import { OpenSession } from '../../../../src/app/chat/open-session.ts';
import { TextBatcher } from '../../../../src/app/chat/text-batcher.ts';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import type { ChatSession, Turn } from '../../../../src/core/chat/session.ts';
import {
	addAnswer,
	addTurn,
	conversationOf,
	cutAt,
	emptyAnswer,
	emptySession,
	mapAnswer,
	settleUnfinished,
	titleOf,
} from '../../../../src/core/chat/session-ops.ts';
import { MemorySessions, MemoryStore, SetClock } from '../fakes.ts';
import { ChatBench } from './chat-bench.ts';

const turn = (id: string, text = id): Turn => ({ id, at: 1, text, attachments: [], sentTokens: 1, answers: [], shown: 0 });

function withAnswers(): ChatSession {
	let session = addTurn(emptySession('s', 0), turn('t1', 'first question'));
	session = addAnswer(session, 't1', { ...emptyAnswer('a1', 2), messages: plainMessages('one', ''), state: 'done' });
	session = addAnswer(session, 't1', { ...emptyAnswer('a2', 3), messages: plainMessages('two', ''), state: 'done' });
	return addAnswer(addTurn(session, turn('t2')), 't2', { ...emptyAnswer('b1', 4), state: 'failed' });
}

test('titles: first line, cut at a word', () => {
	expect(titleOf('  \n ')).toBe('New chat');
	expect(titleOf('fix   this\nnow')).toBe('fix this');
	const long = titleOf('word '.repeat(30));
	expect(long.length).toBeLessThanOrEqual(61);
	expect(long.endsWith('word…')).toBe(true);
});

test('only the shown answer counts, and a turn without an answer is left out as a pair', () => {
	expect(conversationOf(withAnswers().turns)).toEqual([
		{ role: 'user', content: 'first question' },
		{ role: 'assistant', content: 'two' },
	]);
});

test('cutting drops the turn and all later ones; an unknown one changes nothing', () => {
	expect(cutAt(withAnswers(), 't1').turns).toEqual([]);
	expect(cutAt(withAnswers(), 't2').turns.map((t) => t.id)).toEqual(['t1']);
	expect(cutAt(withAnswers(), 'nope').turns).toHaveLength(2);
});

test('an answer that a closed window left unfinished becomes cancelled and keeps its text', () => {
	const open = mapAnswer(withAnswers(), 't2', 'b1', (a) => ({ ...a, state: 'streaming', messages: plainMessages('half', '') }));
	const settled = settleUnfinished(open);
	expect(settled.turns[1]!.answers[0]).toMatchObject({ state: 'cancelled', messages: plainMessages('half', '') });
	expect(settleUnfinished(settled)).toBe(settled);
});

function keeperWith(sessions: MemorySessions, store = new MemoryStore()) {
	const trouble: string[] = [];
	const saved: string[] = [];
	let ids = 0;
	const keeper = new OpenSession({
		sessions,
		store,
		clock: new SetClock(),
		newId: () => `s${++ids}`,
		saveDelayMs: 1000,
		onTrouble: (text, what) => void trouble.push(`${what}: ${text}`),
		onSaved: () => void saved.push(`saved ${saved.length + 1}`),
	});
	return { keeper, trouble, saved, store };
}

test('changes are saved together after the pause, and what was open is opened again', async () => {
	vi.useFakeTimers();
	try {
		const sessions = new MemorySessions();
		const first = keeperWith(sessions);
		first.keeper.change({ ...first.keeper.current(), draft: 'a' });
		first.keeper.change({ ...first.keeper.current(), draft: 'ab' });
		expect(sessions.saved.size).toBe(0);
		await vi.advanceTimersByTimeAsync(1000);
		expect([...sessions.saved.values()][0]?.draft).toBe('ab');
		const second = keeperWith(sessions, first.store);
		await second.keeper.restore();
		expect(second.keeper.current().draft).toBe('ab');
	} finally {
		vi.useRealTimers();
	}
});

test('a full disk is told and loses nothing: the session stays and the next save works', async () => {
	const sessions = new MemorySessions();
	const { keeper, trouble, saved } = keeperWith(sessions);
	sessions.full = true;
	keeper.change(addTurn(keeper.current(), turn('t', 'precious')));
	await keeper.saveNow();
	expect([trouble[0], saved]).toEqual(['saving: The disk is full. Make room.', []]);
	expect(keeper.current().turns[0]?.text).toBe('precious');
	sessions.full = false;
	await keeper.saveNow();
	expect([sessions.saved.size, saved]).toEqual([1, ['saved 1']]);
});

test('a deleted session does not come back by a late save', async () => {
	const sessions = new MemorySessions();
	const { keeper } = keeperWith(sessions);
	keeper.change(addTurn(keeper.current(), turn('t')));
	await keeper.saveNow();
	const { id } = keeper.current();
	keeper.change({ ...keeper.current(), draft: 'more' });
	await keeper.delete(id);
	await keeper.saveNow();
	expect(sessions.saved.size).toBe(0);
	expect(keeper.current().id).not.toBe(id);
});

test.each(['new', 'same', 'other'])('a message that is on its way while a chat is left stays there as its draft: %s', async (where) => {
	const b = new ChatBench();
	await b.send('first');
	await b.chat.newSession();
	await b.send('one');
	const { id } = b.chat.state().session;
	const other = b.chat.sessions().find((one) => one.id !== id)!.id;
	let left = Promise.resolve();
	b.looked = () => {
		b.looked = () => {};
		left = where === 'new' ? b.chat.newSession() : b.chat.openSession(where === 'same' ? id : other);
	};
	await b.send('two');
	await left;
	await b.chat.openSession(id);
	expect(b.chat.state()).toMatchObject({ busy: null, session: { turns: [{ text: 'one' }], draft: 'two' } });
	await b.send('two');
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from big' });
});

test('a window that only looked at a chat does not write its old version over what another window added', async () => {
	const sessions = new MemorySessions();
	const first = keeperWith(sessions).keeper;
	first.change(addTurn(first.current(), turn('t1')));
	await first.saveNow();
	const looking = keeperWith(sessions).keeper;
	await looking.open(first.current().id);
	first.change(addTurn(first.current(), { ...turn('t2'), at: 2 }));
	await first.saveNow();
	await looking.startNew();
	expect(sessions.saved.get(first.current().id)?.turns.map((t) => t.id)).toEqual(['t1', 't2']);
});

test('two windows that both go on with a chat keep both: the later save becomes a chat of its own, told once', async () => {
	const sessions = new MemorySessions();
	const first = keeperWith(sessions).keeper;
	first.change(addTurn(first.current(), turn('t1')));
	await first.saveNow();
	const { id } = first.current();
	let ids = 0;
	const told: string[] = [];
	const second = new OpenSession({
		sessions,
		store: new MemoryStore(),
		clock: new SetClock(),
		newId: () => `other${++ids}`,
		saveDelayMs: 1000,
		onTrouble: (text, what) => void told.push(`${what}: ${text}`),
		onSaved: () => undefined,
	});
	await second.open(id);
	first.change(addTurn(first.current(), { ...turn('t2'), at: 2 }));
	await first.saveNow();
	second.change(addTurn(second.current(), { ...turn('t3'), at: 3 }));
	await second.saveNow();
	second.change({ ...second.current(), draft: 'more' });
	await second.saveNow();
	expect(sessions.saved.get(id)?.turns.map((t) => t.id)).toEqual(['t1', 't2']);
	expect(second.current().id).not.toBe(id);
	expect(sessions.saved.get(second.current().id)).toMatchObject({ draft: 'more', turns: [{ id: 't1' }, { id: 't3' }] });
	expect(sessions.saved.size).toBe(2);
	expect(told).toEqual([expect.stringMatching(/^branched: /)]);
});

test('what was typed before the last session was read stays open', async () => {
	const sessions = new MemorySessions();
	const before = keeperWith(sessions);
	before.keeper.change(addTurn(before.keeper.current(), turn('old')));
	await before.keeper.saveNow();
	const { keeper } = keeperWith(sessions, before.store);
	const restoring = keeper.restore();
	keeper.change({ ...keeper.current(), id: 'early', draft: 'quick' });
	await restoring;
	expect(keeper.current().draft).toBe('quick');
});

test('what was typed in a chat without messages stays in the box: such a chat is in no list', async () => {
	const sessions = new MemorySessions();
	const { keeper } = keeperWith(sessions);
	keeper.change(addTurn(keeper.current(), turn('t')));
	await keeper.saveNow();
	const { id } = keeper.current();
	await keeper.startNew();
	keeper.change({ ...keeper.current(), draft: 'precious' });
	await keeper.saveNow();
	await keeper.startNew();
	expect(keeper.current().draft).toBe('precious');
	await keeper.open(id);
	expect(keeper.current()).toMatchObject({ id, draft: 'precious' });
	expect([...sessions.saved.keys()]).toEqual([id]);
});

test('a draft of a chat stays with its chat', async () => {
	const sessions = new MemorySessions();
	const { keeper } = keeperWith(sessions);
	keeper.change({ ...addTurn(keeper.current(), turn('t')), draft: 'more' });
	const { id } = keeper.current();
	await keeper.startNew();
	expect(keeper.current().draft).toBe('');
	keeper.change({ ...keeper.current(), draft: 'other' });
	await keeper.open(id);
	expect(keeper.current().draft).toBe('more\n\nother');
});

test('an empty session is never written', async () => {
	const sessions = new MemorySessions();
	const { keeper } = keeperWith(sessions);
	await keeper.saveNow();
	await keeper.startNew();
	expect(sessions.saved.size).toBe(0);
});

test('the first piece of text goes out at once, later ones together, none is lost or reordered', () => {
	vi.useFakeTimers();
	try {
		const out: string[] = [];
		const batcher = new TextBatcher(30, (text) => out.push(text));
		for (const piece of ['a', 'b', 'c']) batcher.add(piece);
		expect(out).toEqual(['a']);
		vi.advanceTimersByTime(30);
		expect(out).toEqual(['a', 'bc']);
		batcher.add('d');
		batcher.flush();
		expect(out.join('')).toBe('abcd');
		vi.advanceTimersByTime(100);
		expect(out.join('')).toBe('abcd');
	} finally {
		vi.useRealTimers();
	}
});

test('a store that cannot be written is told and stops no later save', async () => {
	const sessions = new MemorySessions();
	const store = new MemoryStore();
	store.update = async () => {
		throw new Error('no space left');
	};
	const { keeper, trouble } = keeperWith(sessions, store);
	keeper.change({ ...keeper.current(), draft: 'a' });
	await keeper.saveNow();
	keeper.change({ ...keeper.current(), draft: 'ab' });
	await keeper.saveNow();
	expect([...sessions.saved.values()][0]?.draft).toBe('ab');
	expect(trouble[0]).toContain('no space left');
});

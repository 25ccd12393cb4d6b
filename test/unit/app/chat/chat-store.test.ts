import { expect, test } from 'vitest';
import { type ChatEvent, NO_PREVIEW } from '../../../../src/app/chat/chat-events.ts';
import { ChatStore } from '../../../../src/app/chat/chat-store.ts';
import type { ChatDeps } from '../../../../src/app/chat/ports.ts';
import { answerReasoning, answerText } from '../../../../src/core/chat/answer.ts';
import type { Turn } from '../../../../src/core/chat/session.ts';
import { addTurn, emptyAnswer, findAnswer } from '../../../../src/core/chat/session-ops.ts';
import { MemorySessions, MemoryStore, SetClock } from '../fakes.ts';

const turn = (id: string): Turn => ({ id, at: 1, text: id, attachments: [], sentTokens: 1, answers: [], shown: 0 });

/** A store, what it has told, and what it held when it told that. */
function storeWith(memory = new MemoryStore()): { store: ChatStore; told: ChatEvent[]; held: string[] } {
	let ids = 0;
	const deps = {
		gateway: { clock: new SetClock() },
		sessions: new MemorySessions(),
		store: memory,
		newId: () => `s${++ids}`,
		editor: { openFile: { current: () => null, look: async () => {}, onChange: () => () => {} } },
		saveDelayMs: 10_000,
	} as unknown as ChatDeps;
	const store = new ChatStore(deps);
	const told: ChatEvent[] = [];
	const held: string[] = [];
	store.listen((event) => {
		told.push(event);
		const answer = findAnswer(store.session(), 't1', 'a1');
		held.push(answer ? answerText(answer) : '');
	});
	return { store, told, held };
}

const types = (told: readonly ChatEvent[]): string[] => told.map(({ type }) => type);

test('an answer is told when the store holds it, piece by piece, with the length before each', () => {
	const { store, told, held } = storeWith();
	store.changeSession(addTurn(store.session(), turn('t1')));
	store.begin('t1', emptyAnswer('a1', 2));
	expect(store.busy()).toEqual({ turnId: 't1', answerId: 'a1' });
	store.think('t1', 'a1', 'hm');
	store.think('t1', 'a1', ', so');
	store.append('t1', 'a1', 'do');
	store.append('t1', 'a1', 'ne');
	store.end(false);
	// The second thought is told with the text, and the first piece of text with the state that it brings.
	expect(types(told)).toEqual(['session', 'answer', 'frame', 'answer', 'answer', 'append', 'append', 'frame', 'ended']);
	expect(told.flatMap((event) => (event.type === 'append' ? [[event.text, event.length]] : []))).toEqual([
		['do', 0],
		['ne', 2],
	]);
	expect(held.slice(-4)).toEqual(['do', 'done', 'done', 'done']);
	expect(answerReasoning(findAnswer(store.session(), 't1', 'a1')!)).toBe('hm, so');
	expect(store.busy()).toBeNull();
});

test('an answer that is gone takes nothing and tells nothing', () => {
	const { store, told } = storeWith();
	store.append('t1', 'a1', 'late');
	store.changeAnswer('t1', 'a1', (answer) => ({ ...answer, state: 'failed' }));
	store.changeTurn('t1', (t) => t);
	expect([told, store.session().turns]).toEqual([[], []]);
});

test('what was typed asks for a new decision, what comes back from a failure is told to the box', () => {
	const { store, told } = storeWith();
	store.giveBack(turn('precious'));
	expect([store.session().draft, told]).toEqual(['precious', [{ type: 'box', text: 'precious' }]]);
	store.giveBack(turn('other'));
	expect(store.session().draft).toBe('precious');
	expect(store.takeBack(turn('other'))).toBe('precious');
	expect(store.takeBack(turn('precious'))).toBe('');
	store.typed('next');
	expect(types(told)).toEqual(['box', 'box', 'inputs']);
});

test('another session has no preview of the one before; the chosen model stays over a restart', async () => {
	const memory = new MemoryStore();
	const { store, told } = storeWith(memory);
	const line = { candidateId: 'home/big' } as never;
	store.setPreview({ line, blocked: null });
	store.sessionChanged();
	expect([store.preview(), types(told)]).toEqual([NO_PREVIEW, ['frame', 'session']]);
	expect(store.choice()).toEqual({ kind: 'auto' });
	await store.setModel('home/big');
	expect(storeWith(memory).store.choice()).toEqual({ kind: 'user', candidateId: 'home/big' });
});

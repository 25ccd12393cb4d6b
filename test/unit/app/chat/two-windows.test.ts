import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { QueueClaims } from '../../../../src/app/chat/claims.ts';
import { ChatController } from '../../../../src/app/chat/controller.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { FileSessionStore } from '../../../../src/storage/files/sessions.ts';
import { engineStates } from '../../../support/stores/states.ts';
import { MemoryStore } from '../fakes.ts';
import { ChatBench, says } from './chat-bench.ts';

/** Two windows of one user: one folder of chats and one state in SQLite, all else their own. */
let folder: string;
let openState: () => StateStore;
let window: number;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-chats-'));
	let states: ReturnType<typeof engineStates> | null = null;
	openState = () => {
		states ??= engineStates();
		return states.state();
	};
	window = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open() {
	const name = `w${++window}`;
	const b = new ChatBench();
	let ids = 0;
	let now = 1000 * window;
	const clock = { now: () => ++now };
	const chat = new ChatController({
		...b.deps,
		gateway: { ...b.deps.gateway, clock },
		sessions: new FileSessionStore({ folder, clock, notices: () => {} }),
		claims: new QueueClaims(openState(), name, () => {}),
		store: new MemoryStore(),
		saveDelayMs: 1,
		newId: () => `${name}-${++ids}`,
	});
	b.scripts.big = () => says('from ', name);
	return {
		...{ b, chat },
		texts: () => chat.state().session.turns.map(({ text }) => text),
		waiting: () => chat.state().queue?.map(({ id }) => id) ?? [],
		draft: () => chat.state().session.draft,
		notices: () => chat.state().notices.map(({ text }) => text),
	};
}

/** Real files take as long as the machine takes for them. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
	await expect.poll(what, { interval: 1, timeout: 10_000 }).toBe(true);
}

const onDisk = (id: string) => new FileSessionStore({ folder, clock: { now: () => 0 }, notices: () => {} }).load(id);

/** A model that writes until it is told to end; `began` once it is asked. */
function held(): { readonly script: ChatBench['scripts'][string]; readonly began: Promise<void>; end(): void } {
	const { promise, resolve } = Promise.withResolvers<void>();
	const began = Promise.withResolvers<void>();
	return {
		began: began.promise,
		end: resolve,
		async *script(signal) {
			began.resolve();
			yield { type: 'text', text: 'x' };
			await Promise.race([promise, new Promise<void>((left) => signal.addEventListener('abort', () => left()))]);
			signal.throwIfAborted();
			yield { type: 'end', reason: 'stop' };
		},
	};
}

/** A chat in which a message waits behind an answer, open in two windows. */
async function sameQueue() {
	const [one, two] = [open(), open()];
	const answer = held();
	one.b.scripts.big = answer.script;
	const asked = one.chat.receive({ type: 'send', text: 'one' });
	await answer.began;
	await one.chat.receive({ type: 'queue', text: 'waits' });
	one.b.scripts.big = () => says('y');
	const [id] = one.waiting();
	const chatId = one.chat.state().session.id;
	await until(async () => (await onDisk(chatId))?.queue?.[0]?.id === id);
	return { one, two, answer, asked, id: id!, chatId };
}

test('a message that waits is sent by one of two windows, and stands in the box of the other', async () => {
	const { one, two, answer, asked, id, chatId } = await sameQueue();
	await two.chat.openSession(chatId);
	expect(two.waiting()).toEqual([id]);
	await two.chat.receive({ type: 'queued', id, act: 'send' });
	expect(two.texts()).toEqual(['one', 'waits']);
	answer.end();
	await asked;
	await until(() => one.waiting().length === 0);
	expect([one.texts(), one.draft()]).toEqual([['one'], 'waits']);
	expect(one.notices()).toContain('Another window has taken this message. It stands in the box here and is not sent by itself.');
});

test('both at once: one answer, and never two', async () => {
	const { one, two, answer, asked, id, chatId } = await sameQueue();
	answer.end();
	one.b.scripts.big = () => says('y');
	await two.chat.openSession(chatId);
	await Promise.all([asked, two.chat.receive({ type: 'queued', id, act: 'send' })]);
	await until(() => one.waiting().length + two.waiting().length === 0 && one.chat.state().busy === null && two.chat.state().busy === null);
	const sent = [one, two].filter(({ texts }) => texts().includes('waits'));
	expect(sent.length).toBe(1);
	expect([one, two].filter(({ draft }) => draft() === 'waits').length).toBe(1);
});

test('a message that could not be sent is free for the other window again', async () => {
	const state = openState();
	const [one, two] = [new QueueClaims(state, 'w1', () => {}), new QueueClaims(openState(), 'w2', () => {})];
	expect([await one.take('m'), await two.take('m'), await one.take('m')]).toEqual([true, false, true]);
	await two.release('m');
	expect(await two.take('m')).toBe(false);
	await one.release('m');
	expect([await two.take('m'), await one.take('m')]).toEqual([true, false]);
	await state.set('global', 'chat.claimed', 'of a later version');
	expect(await one.take('m')).toBe(true);
	const many = Array.from({ length: 300 }, (_, i) => `n${i}`);
	for (const message of many) await one.take(message);
	expect((await state.get('global', 'chat.claimed')) as unknown[]).toHaveLength(200);
});

test('without the state a message goes all the same', async () => {
	const logged: string[] = [];
	const state = { update: () => Promise.reject(new Error('locked')) } as unknown as StateStore;
	const claims = new QueueClaims(state, 'w1', (line) => logged.push(line));
	expect(await claims.take('m')).toBe(true);
	await claims.release('m');
	expect(logged).toHaveLength(2);
});

test('a chat that was deleted here and answered there meanwhile is kept with what was paid for', async () => {
	const [one, two] = [open(), open()];
	await one.chat.receive({ type: 'send', text: 'one' });
	const { id } = one.chat.state().session;
	await two.chat.openSession(id);
	await one.chat.deleteSessions([id]);
	expect(one.chat.sessions().map((chat) => chat.id)).toEqual([]);
	await two.chat.receive({ type: 'send', text: 'two' });
	await until(async () => (await onDisk(id))?.turns.length === 2);
	for (const { run } of one.b.waiting.splice(0)) run();
	await until(() => one.notices().some((text) => text.startsWith('Another window has gone on')));
	expect((await onDisk(id))?.turns.map(({ text }) => text)).toEqual(['one', 'two']);
	expect(one.chat.sessions().map((chat) => chat.id)).toContain(id);
});

test('a chat that is being answered there as its file goes comes back whole when the answer has come', async () => {
	const [one, two] = [open(), open()];
	await one.chat.receive({ type: 'send', text: 'one' });
	const { id } = one.chat.state().session;
	await two.chat.openSession(id);
	const answer = held();
	two.b.scripts.big = answer.script;
	const again = two.chat.receive({ type: 'again', turnId: two.chat.state().session.turns[0]!.id, how: 'same' });
	await answer.began;
	// What it has so far is kept: else that would bring the file back.
	await until(async () => JSON.stringify((await onDisk(id))?.turns[0]?.answers[1]?.messages ?? null).includes('"x"'));
	await one.chat.deleteSessions([id]);
	for (const { run } of one.b.waiting.splice(0)) run();
	await until(async () => (await onDisk(id)) === null);
	answer.end();
	await again;
	await until(async () => (await onDisk(id))?.turns[0]?.answers.length === 2);
});

test('a chat that nobody went on with goes, also one that is open there', async () => {
	const [one, two] = [open(), open()];
	await one.chat.receive({ type: 'send', text: 'one' });
	const { id } = one.chat.state().session;
	await two.chat.openSession(id);
	await one.chat.deleteSessions([id]);
	for (const { run } of one.b.waiting.splice(0)) run();
	await until(async () => (await onDisk(id)) === null);
	expect(one.notices().some((text) => text.startsWith('Another window'))).toBe(false);
});

import { beforeEach, describe, expect, it, test } from 'vitest';
import { UNDO_MS } from '../../../../src/app/chat/bin.ts';
import { ago, chatGroups } from '../../../../src/app/chat/chat-rows.ts';
import { ChatBench, settled } from './chat-bench.ts';

let b: ChatBench;

beforeEach(async () => {
	b = new ChatBench();
	await b.send('one');
	await b.chat.newSession();
	await b.send('two');
});

const titles = () =>
	b.chat
		.sessions()
		.map(({ title }) => title)
		.sort();
const idOf = (title: string) => b.chat.sessions().find((one) => one.title === title)!.id;

async function wait(): Promise<void> {
	for (const { ms, run } of b.waiting.splice(0)) if (ms === UNDO_MS) run();
	for (let n = 0; n < 5; n++) await settled();
}

describe('a chat that is deleted', () => {
	test('is in no list, and comes back as it was', async () => {
		await b.chat.receive({ type: 'deleteSession', sessionId: idOf('one') });
		expect([titles(), b.chat.state().notices.map(({ text, actions }) => [text, actions[0]])]).toEqual([
			['two'],
			[['Deleted “one”.', 'Undo']],
		]);
		await b.chat.undoDelete();
		expect([titles(), b.chat.state().notices]).toEqual([['one', 'two'], []]);
		await wait();
		expect(b.sessions.saved.size).toBe(2);
	});

	test('the open one too, and it is open again', async () => {
		const id = idOf('two');
		await b.chat.deleteSessions([id]);
		expect(b.chat.state().session.turns).toEqual([]);
		await b.chat.undoDelete();
		expect([b.chat.state().session.id, b.chat.state().session.turns.length]).toEqual([id, 1]);
	});

	test('is in the list again, and what was begun meanwhile goes on', async () => {
		await b.chat.deleteSessions([idOf('two')]);
		const { big } = b.scripts;
		let end = (): void => {};
		b.scripts.big = async function* (signal) {
			await new Promise<void>((resolve) => {
				end = resolve;
			});
			yield* big!(signal);
		};
		const asked = b.send('three');
		await settled();
		await b.chat.undoDelete();
		expect(b.chat.state().notices.at(-1)?.text).toBe('The chat is in the list of chats again.');
		end();
		await asked;
		expect([b.lastTurn().text, b.lastAnswer().text]).toEqual(['three', 'from big']);
		expect(titles()).toEqual(['one', 'three', 'two']);
	});

	test('once more, has its whole time to be brought back', async () => {
		const id = idOf('one');
		await b.chat.deleteSessions([id]);
		const first = b.waiting.filter(({ ms }) => ms === UNDO_MS).length;
		await b.chat.undoDelete();
		await b.chat.deleteSessions([id]);
		for (const { run } of b.waiting.filter(({ ms }) => ms === UNDO_MS).slice(0, first)) run();
		for (let n = 0; n < 5; n++) await settled();
		await b.chat.undoDelete();
		expect([titles(), b.sessions.saved.size]).toEqual([['one', 'two'], 2]);
	});

	test('goes for good when the notice does, and then there is nothing to bring back', async () => {
		await b.chat.deleteSessions([idOf('one'), idOf('two')]);
		expect(b.chat.state().notices[0]?.text).toBe('Deleted 2 chats.');
		await wait();
		expect(b.sessions.saved.size).toBe(0);
		await b.chat.undoDelete();
		expect(b.chat.state().notices.at(-1)?.text).toContain('no deleted chat');
	});

	test('goes at the next start where the window went before', async () => {
		await b.chat.deleteSessions([idOf('one')]);
		expect(b.sessions.saved.size).toBe(2);
		await b.chat.restore();
		await settled();
		expect(b.sessions.saved.size).toBe(1);
	});
});

test('a name of the user stays, whatever is edited', async () => {
	await b.chat.renameSession(b.chat.state().session.id, '  My \n chat ');
	await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'something else' });
	expect(b.chat.state().session.title).toBe('My chat');
	const other = idOf('one');
	await b.chat.renameSession(other, 'Other');
	await b.chat.renameSession(other, '   ');
	await b.chat.renameSession('gone', 'x');
	expect(titles()).toEqual(['My chat', 'Other']);
	expect(b.chat.state().session.title).toBe('My chat');
});

describe('the list of chats', () => {
	it('has the open folder first, then those with the newest chats, with time, messages and cost', () => {
		const now = Date.UTC(2026, 10, 22, 12);
		const at = (id: string, folder: string | undefined, minutes: number, cost?: number) => ({
			...{ id, title: id, updatedAt: now - minutes * 60_000, turns: 1 },
			...(folder === undefined ? {} : { folder }),
			...(cost === undefined ? {} : { cost }),
		});
		const all = [at('a', 'web', 1), at('b', undefined, 90, 840_000), at('c', 'api', 60 * 30), { ...at('d', 'api', 9), turns: 0 }];
		expect(chatGroups(all, { currentId: 'b', folder: 'api', now })).toEqual([
			{ label: 'api', rows: [{ id: 'c', title: 'c', detail: 'yesterday · 1 message', current: false }] },
			{ label: 'web', rows: [{ id: 'a', title: 'a', detail: '1 min ago · 1 message', current: false }] },
			{ label: 'Without a folder', rows: [{ id: 'b', title: 'b', detail: '1 h ago · 1 message · $0.84', current: true }] },
		]);
	});

	it.each([
		[-5, 'just now'],
		[59_999, 'just now'],
		[60_000, '1 min ago'],
		[3_600_000, '1 h ago'],
		[2 * 86_400_000, '2 days ago'],
		[31 * 86_400_000, '1 Jan 1970'],
	])('%i ms later: %s', (passed, words) => {
		expect(ago(1, 1 + passed)).toBe(words);
	});
});

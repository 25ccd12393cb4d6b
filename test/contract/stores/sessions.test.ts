import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import type { ChatSession, SessionStore } from '../../../src/core/chat/session.ts';
import { emptySession } from '../../../src/core/chat/session-ops.ts';
import { FileSessionStore } from '../../../src/storage/files/sessions.ts';
import { AsyncDatabase } from '../../support/stores/async-database.ts';
import { AsyncSessions, NO_SESSION_DATA } from '../../support/stores/async-sessions.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';

const fail = (error: Error) => {
	throw error;
};

/** Each call opens one more window on the same sessions. */
const HOUSES: readonly (readonly [string, () => () => SessionStore])[] = [
	[
		'files',
		() => {
			const folder = join(tempFolder(), 'sessions');
			return () => new FileSessionStore({ folder, clock: systemClock, notices: fail });
		},
	],
	[
		'an asynchronous database',
		() => {
			const database = new AsyncDatabase(NO_SESSION_DATA);
			return () => new AsyncSessions(database);
		},
	],
];

const session = (id: string, more: Partial<ChatSession> = {}): ChatSession => ({
	...emptySession(id, 1),
	title: `Title of ${id}`,
	...more,
});

describe.each(HOUSES)('sessions in %s', (_name, build) => {
	it('are listed newest first, loaded as they were saved, and gone when they are deleted', async () => {
		const open = build();
		const [one, two] = [open(), open()];
		expect(await one.list()).toEqual([]);
		expect(await one.load('none')).toBeNull();
		for (const [id, updatedAt] of [
			['a', 10],
			['b', 30],
			['c', 20],
		] as const)
			await one.save(session(id, { updatedAt, draft: `of ${id}` }));
		expect(await two.list()).toEqual([
			{ id: 'b', title: 'Title of b', updatedAt: 30, turns: 0 },
			{ id: 'c', title: 'Title of c', updatedAt: 20, turns: 0 },
			{ id: 'a', title: 'Title of a', updatedAt: 10, turns: 0 },
		]);
		expect(await two.load('b')).toEqual(session('b', { updatedAt: 30, draft: 'of b' }));
		await two.delete('b');
		await two.delete('never-there');
		expect(await one.load('b')).toBeNull();
		expect((await one.list()).map(({ id }) => id)).toEqual(['c', 'a']);
		await one.deleteAll();
		expect(await two.list()).toEqual([]);
		expect(await two.load('a')).toBeNull();
	});

	it('are as the last save of a window left them, and a save before a delete never brings one back', async () => {
		const open = build();
		const store = open();
		await Promise.all(Array.from({ length: 30 }, (_, n) => store.save(session('s', { updatedAt: n }))));
		expect((await open().load('s'))?.updatedAt).toBe(29);
		await Promise.all([store.save(session('s')), store.delete('s')]);
		expect(await open().load('s')).toBeNull();
		await Promise.all([store.save(session('s')), store.delete('s'), store.save(session('s', { updatedAt: 77 }))]);
		expect((await open().load('s'))?.updatedAt).toBe(77);
	});

	it('keep any text, and each its own', async () => {
		const open = build();
		const unit = fc
			.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
			.map((code) => String.fromCodePoint(code));
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 4 }),
				fc.string({ unit, maxLength: 300 }),
				async (ids, draft) => {
					const saved = ids.map((id) => session(`s${id}`, { draft: `${id} ${draft}` }));
					const store = open();
					await Promise.all(saved.map((of) => store.save(of)));
					for (const of of saved) expect(await open().load(of.id)).toEqual(of);
				},
			),
			{ numRuns: 20 },
		);
	});

	it.each(['', '../x', 'a/b', 'x'.repeat(101)])('refuse the id %j', async (id) => {
		const store = build()();
		await expect(store.load(id)).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(store.save(session(id))).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(store.delete(id)).rejects.toMatchObject({ kind: 'invalidInput' });
	});
});

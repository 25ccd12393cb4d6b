import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';
import { remount, tinyDisk } from './faults.ts';

const damaged = (folder: string) => readdirSync(folder).filter((name) => /^ledger\.damaged-.*\.db$/.test(name));

/** Overwrites the pages of a closed database behind its header. */
function scribble(folder: string): void {
	const path = join(folder, 'ledger.db');
	const bytes = readFileSync(path);
	bytes.fill(0xaa, 100);
	writeFileSync(path, bytes);
}

describe('a damaged ledger.db', () => {
	it.each(['not a database', 'pages destroyed'])('is set aside with one message and begun anew: %s', async (how) => {
		const folder = tempFolder();
		const first = openWindow(folder).ledger;
		for (let n = 0; n < 50; n++) await first.reserve(reservation(`r${n}`, 10), period(null));
		await first.dispose();
		if (how === 'not a database') writeFileSync(join(folder, 'ledger.db'), 'this was a ledger once');
		else scribble(folder);
		const content = readFileSync(join(folder, 'ledger.db'));

		const { ledger, notices } = openWindow(folder);
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 0, outstanding: 0 });
		expect(await ledger.reserve(reservation('new', 10), period(1000))).toMatchObject({ kind: 'reserved' });
		expect(notices.map((notice) => notice.kind)).toEqual(['damagedFile']);
		expect(damaged(folder)).toHaveLength(1);
		expect(notices[0]?.message).toContain(damaged(folder)[0]);
		expect(readFileSync(join(folder, damaged(folder)[0] as string))).toEqual(content);
	});

	it('is set aside once by several windows that find it', async () => {
		const folder = tempFolder();
		writeFileSync(join(folder, 'ledger.db'), 'x'.repeat(5000));
		const windows = [1, 2, 3].map(() => openWindow(folder));
		const results = await Promise.all(windows.map(({ ledger }, n) => ledger.reserve(reservation(`r${n}`, 10), period(30))));
		expect(results.map((result) => result.kind)).toEqual(['reserved', 'reserved', 'reserved']);
		expect(windows.flatMap(({ notices }) => notices)).toHaveLength(1);
		expect(damaged(folder)).toHaveLength(1);
		expect(await windows[0]?.ledger.summary(period(30))).toMatchObject({ outstanding: 30 });
	});

	it('does not lose what a running request costs', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder);
		await ledger.reserve(reservation('running', 100), period(1000));
		for (const suffix of ['', '-wal', '-shm']) renameSync(join(folder, `ledger.db${suffix}`), join(folder, `elsewhere${suffix}`));
		await ledger.settle(settlement('running', 70));
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 70, outstanding: 0, requests: 1 });
	});
});

describe('ledger.db', () => {
	it('refuses every change of an event', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder);
		await ledger.reserve(reservation('a', 100), period(1000));
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		expect(() => db.exec('UPDATE events SET settled_delta = 0')).toThrow('append-only');
		expect(() => db.exec('DELETE FROM events')).toThrow('append-only');
		expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
		db.close();
	});

	it('of a newer version is left alone', async () => {
		const folder = tempFolder();
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		db.exec('CREATE TABLE future (x); PRAGMA user_version = 999');
		db.close();
		const { ledger, notices } = openWindow(folder);
		await expect(ledger.rows(1)).rejects.toMatchObject({ kind: 'storage', nextStep: 'Update Routoo in this window.' });
		expect(notices).toEqual([]);
		expect(damaged(folder)).toEqual([]);
	});

	it('that is locked by another program for long is told as such', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder);
		await ledger.rows(1);
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		db.exec('BEGIN IMMEDIATE');
		await expect(ledger.reserve(reservation('a', 1), period(null))).rejects.toMatchObject({
			kind: 'storage',
			message: expect.stringContaining('another window'),
		});
		db.exec('ROLLBACK');
		db.close();
		expect(await ledger.reserve(reservation('a', 1), period(null))).toMatchObject({ kind: 'reserved' });
	});
});

describe('the disk under the ledger', () => {
	it('is full: an error with a next step, nothing damaged, and the settlement is written when there is room', async (context) => {
		const disk = tinyDisk(join(tempFolder(), 'disk'), 'size=4m');
		if (disk === null) return context.skip('a small disk can be mounted by root only');
		const folder = join(disk, 'ledger');
		const { ledger, notices } = openWindow(folder, { beatMs: 100 });
		const running = Array.from({ length: 40 }, (_, n) => `run-${n + 10}`);
		for (const id of running) await ledger.reserve(reservation(id, 20), period(1000));
		const filler = openSync(join(disk, 'filler'), 'w');
		let room = true;
		while (room) {
			try {
				writeSync(filler, Buffer.alloc(1024));
			} catch {
				room = false;
			}
		}
		const failures: unknown[] = [];
		const booked: string[] = [];
		// The files have some slack, so the first few may still be written.
		for (let n = 0; n < 400 && failures.length === 0; n++) {
			const id = `fill-${n}`;
			await ledger.reserve(reservation(id, 1), period(null)).then(
				() => booked.push(id),
				(error) => failures.push(error),
			);
		}
		expect(failures).toMatchObject([
			{ kind: 'storage', message: expect.stringContaining('full'), nextStep: expect.stringContaining(folder) },
		]);
		// A settlement needs less room than a reservation: the last of it goes to some of these.
		const unsettled: unknown[] = [];
		for (const id of running) await ledger.settle(settlement(id, 7)).catch((error) => unsettled.push(error));
		expect(unsettled.length).toBeGreaterThan(0);
		for (const error of unsettled) expect(error).toMatchObject({ kind: 'storage' });

		rmSync(join(disk, 'filler'));
		ftruncateSync(filler);
		closeSync(filler);
		const settled = 7 * running.length;
		while ((await ledger.summary(period(1000))).settled < settled) await new Promise((resolve) => setTimeout(resolve, 20));
		expect((await ledger.rows(1000)).map((row) => row.requestId).sort()).toEqual([...running, ...booked].sort());
		expect(await openWindow(folder).ledger.summary(period(1000))).toMatchObject({ settled, outstanding: booked.length });
		expect(notices).toEqual([]);
	});

	it('is read-only: an error with a next step, and all is there when it can be written again', async (context) => {
		const disk = tinyDisk(join(tempFolder(), 'disk'), 'size=2m');
		if (disk === null) return context.skip('a disk can be mounted by root only');
		const folder = join(disk, 'ledger');
		const before = openWindow(folder).ledger;
		await before.reserve(reservation('a', 100), period(1000));
		await before.dispose();
		remount(disk, 'ro');
		const { ledger, notices } = openWindow(folder);
		await expect(ledger.reserve(reservation('b', 100), period(1000))).rejects.toMatchObject({
			kind: 'storage',
			message: expect.stringContaining('read-only'),
			nextStep: expect.stringContaining(folder),
		});
		remount(disk, 'rw');
		expect(await ledger.reserve(reservation('b', 100), period(1000))).toEqual({ kind: 'reserved', remaining: 800 });
		expect(notices).toEqual([]);
	});
});

describe('a worker that cannot run', () => {
	it('is told once, although every call tries again, and every call says so', async () => {
		const workerPath = new URL(`data:text/javascript,throw new Error('broken')`);
		const { ledger, notices } = openWindow(tempFolder(), { workerPath });
		for (let n = 0; n < 3; n++)
			await expect(ledger.rows(1)).rejects.toMatchObject({ kind: 'storage', nextStep: expect.stringMatching(/\.$/) });
		expect(notices.map(({ kind }) => kind)).toEqual(['storage']);
	});
});

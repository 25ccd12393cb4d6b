import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const REQUESTS = 400;
const SETTLED = 100 * (REQUESTS - 10);
const RUNNING = Array.from({ length: 10 }, (_, n) => `r${REQUESTS - 10 + n}`);

/** A ledger of 390 settled requests and 10 that run, as a killed window leaves it: main file and write-ahead log. */
let whole: string;
let made: LedgerEngine;

beforeAll(() => {
	whole = join(process.env.TMPDIR ?? '/tmp', `routoo-damage-${process.pid}`);
	mkdirSync(whole, { recursive: true });
	made = new LedgerEngine({ folder: whole, clock: systemClock, notice: (error) => expect.fail(error.message) });
	for (let n = 0; n < REQUESTS; n++) {
		made.now((book) => book.reserve(reservation(`r${n}`, 300), period(null), [], Date.now()));
		if (n < REQUESTS - 10) made.now((book) => book.settle(settlement(`r${n}`, 100), null, Date.now()));
		if (n === REQUESTS / 2) new DatabaseSync(join(whole, 'ledger.db')).exec('PRAGMA wal_checkpoint(PASSIVE)');
	}
});

afterAll(() => {
	void made.close();
	rmSync(whole, { recursive: true, force: true });
});

function copied(): string {
	const folder = tempFolder();
	// On a busy computer these tests take longer than a request may run unheard of.
	made.now((book) => book.beatAndSweep(RUNNING, Date.now()));
	for (const name of ['ledger.db', 'ledger.db-wal']) copyFileSync(join(whole, name), join(folder, name));
	return folder;
}

/** mulberry32 */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const KINDS = ['truncated', 'bits flipped', '4 kB zeroed', 'garbage'] as const;

function damage(path: string, kind: (typeof KINDS)[number], next: () => number): void {
	const bytes = readFileSync(path);
	const at = (room: number) => Math.floor(next() * Math.max(1, bytes.length - room));
	if (kind === 'truncated') {
		truncateSync(path, at(0));
		return;
	}
	if (kind === 'bits flipped') for (let n = 0; n < 8; n++) bytes[at(0)]! ^= 1 << Math.floor(next() * 8);
	if (kind === '4 kB zeroed') {
		const from = at(4096);
		bytes.fill(0, from, from + 4096);
	}
	if (kind === 'garbage') for (let n = 0, from = at(512); n < 512; n++) bytes[from + n] = Math.floor(next() * 256);
	writeFileSync(path, bytes);
}

describe.each(['ledger.db', 'ledger.db-wal'])('a %s that is damaged anywhere', (name) => {
	it.each(KINDS.flatMap((kind) => [1, 2, 3, 4, 5, 6].map((seed) => [kind, seed] as const)))(
		'(%s, %i) is usable at once, and a file that is set aside is told',
		async (kind, seed) => {
			const folder = copied();
			damage(join(folder, name), kind, random(seed));
			const { ledger, notices } = openWindow(folder);
			await ledger.reserve(reservation('new', 10), period(null));
			await ledger.settle(settlement('new', 7));
			for (let n = REQUESTS - 10; n < REQUESTS; n++) await ledger.settle(settlement(`r${n}`, 100));
			const { settled } = await ledger.summary(period(null));
			await ledger.rows(1000);
			await ledger.arrivals(0);
			expect(settled).toBeGreaterThanOrEqual(7);
			for (const notice of notices) expect(notice).toMatchObject({ kind: 'damagedFile', nextStep: expect.stringMatching(/\.$/) });
			const aside = readdirSync(folder).filter((file) => /damaged-.*\.db$/.test(file));
			expect(aside).toHaveLength(notices.some(({ message }) => message.includes('kept as')) ? 1 : 0);
		},
	);
});

describe('a damaged file', () => {
	/** Zeroes the pages in the midst of the events. */
	function zeroPages(folder: string, share: number, count: number): void {
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		const pages = db.prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path").all();
		db.close();
		const bytes = readFileSync(join(folder, 'ledger.db'));
		const first = Math.floor(pages.length * share);
		for (const { pageno } of pages.slice(first, first + count)) bytes.fill(0, (Number(pageno) - 1) * 4096, Number(pageno) * 4096);
		writeFileSync(join(folder, 'ledger.db'), bytes);
	}

	it.each([0, 0.4, 0.9])('is copied from both ends as far as it can be read, and counts on (damage at %f)', async (share) => {
		const folder = copied();
		zeroPages(folder, share, 3);
		const { ledger, notices } = openWindow(folder);
		const rows = await ledger.rows(1000);
		expect(rows.length).toBeGreaterThan(REQUESTS - 40);
		expect(rows.length).toBeLessThan(REQUESTS);
		const { settled, outstanding } = await ledger.summary(period(null));
		expect(settled).toBeGreaterThan(SETTLED - 4000);
		expect(settled).toBeLessThanOrEqual(SETTLED);
		expect(outstanding).toBeGreaterThanOrEqual(share === 0.9 ? 0 : 3000);
		expect(notices).toHaveLength(1);
		expect(notices[0]!.message).toMatch(/\d+ rows with \$0\.0\d+ of spending could be read/);
		// The budget cannot be spent a second time.
		const left = 50_000 - settled - outstanding;
		expect(await ledger.reserve(reservation('over', left + 1), period(50_000))).toEqual({ kind: 'overBudget', remaining: left });
		expect(await ledger.reserve(reservation('in', left), period(50_000))).toMatchObject({ kind: 'reserved' });
	});

	it('books what lost its end after two minutes, and what lost its reservation by its end', async () => {
		const folder = copied();
		zeroPages(folder, 0.4, 1);
		const { ledger } = openWindow(folder);
		await ledger.rows(1000);
		const { outstanding, settled } = await ledger.summary(period(null));
		const later = openWindow(folder, { clockOffsetMs: 200_000 }).ledger;
		const after = await later.summary(period(null));
		expect(after.outstanding).toBe(0);
		expect(after.settled).toBeGreaterThan(settled);
		expect(outstanding).toBeGreaterThanOrEqual(3000);
	});

	it('is found behind the first calls after a window was killed, without holding them up', async () => {
		const folder = copied();
		// No call of the test reads these pages.
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		const [page] = db
			.prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 20")
			.all();
		const killed = readFileSync(join(folder, 'ledger.db-wal'));
		db.close();
		const bytes = readFileSync(join(folder, 'ledger.db'));
		bytes.fill(0, (Number(page!.pageno) - 1) * 4096, Number(page!.pageno) * 4096);
		writeFileSync(join(folder, 'ledger.db'), bytes);
		// A log that holds nothing new any more, left behind.
		writeFileSync(join(folder, 'ledger.db-wal'), killed.subarray(0, 32));
		const { ledger, notices } = openWindow(folder);
		expect(await ledger.spent(period(null))).toMatchObject({ settled: SETTLED });
		await expect.poll(() => notices.length, { timeout: 10_000 }).toBe(1);
		expect(notices[0]!.message).toContain('could be read');
		expect((await ledger.rows(1000)).length).toBeGreaterThan(REQUESTS - 20);
	});
});

describe('a first page that is damaged', () => {
	it.each([
		['zeroed', 0, 4096, 0],
		['its first letters', 0, 16, 0x41],
		['the places of the tables', 3000, 1000, 0xff],
	])('%s: all rows count on', async (_what, from, length, value) => {
		const folder = copied();
		new DatabaseSync(join(folder, 'ledger.db')).exec('PRAGMA wal_checkpoint(TRUNCATE)');
		const before = openWindow(folder).ledger;
		await before.settle(settlement(`r${REQUESTS - 1}`, 100));
		// As a window leaves it that was killed: the newest rows stand in the log.
		const killed = tempFolder();
		for (const name of ['ledger.db', 'ledger.db-wal']) copyFileSync(join(folder, name), join(killed, name));
		const bytes = readFileSync(join(killed, 'ledger.db'));
		bytes.fill(value, from, from + length);
		writeFileSync(join(killed, 'ledger.db'), bytes);
		const { ledger, notices } = openWindow(killed);
		expect((await ledger.rows(1000)).length).toBe(REQUESTS);
		await expect.poll(() => ledger.spent(period(null))).toMatchObject({ settled: SETTLED + 100 });
		for (const { message } of notices) expect(message).toContain('could be read');
		expect(readdirSync(killed).filter((name) => name.includes('mended'))).toEqual([]);
	});
});

it('a page without which no row can be found leaves what was spent to the running totals', async () => {
	const folder = copied();
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").get()!.rootpage);
	db.close();
	const bytes = readFileSync(join(folder, 'ledger.db'));
	bytes.fill(0, (root - 1) * 4096, root * 4096);
	writeFileSync(join(folder, 'ledger.db'), bytes);
	const { ledger, notices } = openWindow(folder);
	expect(await ledger.rows(10)).toEqual([]);
	expect(await ledger.summary(period(null))).toMatchObject({ settled: SETTLED, estimated: SETTLED });
	expect(await ledger.reserve(reservation('over', 50_000 - SETTLED + 1), period(50_000))).toMatchObject({ kind: 'overBudget' });
	expect(notices.some(({ message }) => message.includes('of spending could be read'))).toBe(true);
	// What ran is booked by its window.
	await ledger.reserve(reservation('new', 10), period(null));
	await ledger.settle(settlement('new', 7));
	expect(await ledger.spent(period(null))).toMatchObject({ settled: SETTLED + 7 });
});

describe('running totals that the disk has changed', () => {
	/** Overwrites one amount in the totals, without SQLite's knowledge of it. */
	function change(folder: string, sql: string): void {
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		db.exec('DROP TRIGGER IF EXISTS events_no_update');
		db.exec(sql);
		db.close();
	}

	it.each([
		['an amount', 'UPDATE totals SET settled = 3'],
		['an amount beyond any', 'UPDATE totals SET settled = settled + 4611686018427387904, outstanding = -5'],
		['their quarter', 'UPDATE totals SET quarter = quarter - 7000'],
		['all of them', 'DELETE FROM totals'],
	])('%s: found behind the first calls, and made anew from the events', async (_what, sql) => {
		const folder = copied();
		change(folder, sql);
		const { ledger, notices } = openWindow(folder);
		await ledger.spent(period(null));
		await expect.poll(() => notices.length, { timeout: 10_000 }).toBe(1);
		expect(await ledger.spent(period(null))).toMatchObject({ settled: SETTLED, outstanding: 3000 });
		expect(notices[0]).toMatchObject({ kind: 'damagedFile', message: expect.stringContaining('could be read') });
	});

	it('stand where it is an event that was changed', async () => {
		const folder = copied();
		change(folder, "UPDATE events SET settled_delta = 1099511627776 WHERE request_id = 'r7' AND kind = 'settle'");
		const { ledger, notices } = openWindow(folder);
		await ledger.spent(period(null));
		await new Promise((resolve) => setTimeout(resolve, 1500));
		expect(await ledger.spent(period(null))).toMatchObject({ settled: SETTLED });
		expect(notices).toEqual([]);
	});
});

describe('a ledger that is gone', () => {
	it.each(['the file', 'the folder'])('is told once, and the next request is booked: %s, while a window has it open', async (what) => {
		const folder = join(tempFolder(), 'ledger');
		const [one, two] = [openWindow(folder, { stateFolder: tempFolder() }), openWindow(folder, { stateFolder: tempFolder() })];
		await one.ledger.reserve(reservation('running', 100), period(1000));
		await two.ledger.rows(1);
		if (what === 'the folder') rmSync(folder, { recursive: true });
		else for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `ledger.db${suffix}`), { force: true });
		await one.ledger.settle(settlement('running', 70));
		expect(await two.ledger.summary(period(1000))).toMatchObject({ settled: 70, outstanding: 0, requests: 1 });
		const told = [...one.notices, ...two.notices];
		expect(told).toMatchObject([{ kind: 'damagedFile', message: expect.stringContaining('is gone') }]);
		expect(existsSync(join(folder, 'ledger.db'))).toBe(true);
	});

	it('is told by the next start, where it was removed meanwhile; a first start tells nothing', async () => {
		const [folder, stateFolder] = [tempFolder(), tempFolder()];
		const first = openWindow(folder, { stateFolder });
		await first.ledger.reserve(reservation('a', 100), period(1000));
		await first.ledger.dispose();
		expect(first.notices).toEqual([]);
		rmSync(join(folder, 'ledger.db'));
		const second = openWindow(folder, { stateFolder });
		await second.ledger.rows(1);
		expect(second.notices).toMatchObject([{ message: expect.stringContaining('is gone') }]);
		const third = openWindow(folder, { stateFolder });
		await third.ledger.rows(1);
		expect(third.notices).toEqual([]);
	});
});

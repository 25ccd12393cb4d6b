import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import { openFile, openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation } from '../../support/stores/values.ts';

const MINUTE = 60_000;

describe('the ledger in SQLite', () => {
	it('keeps a running request alive by its heartbeat', async () => {
		const folder = tempFolder();
		const ledger = openWindow(folder, { beatMs: 20 }).ledger;
		await ledger.reserve(reservation('a', 400), period(1000));
		const reserved = Date.now();
		const store = openFile(folder);
		onTestFinished(() => store.connection.close());
		const beaten = () => store.connection.read(() => store.stale(reserved + 100, Number.MAX_SAFE_INTEGER)).length === 0;
		while (!beaten()) await new Promise((resolve) => setTimeout(resolve, 20));
		// Over two minutes after the reservation, but not after the last beat.
		const now = reserved + 2 * MINUTE + 50;
		const other = new LedgerBook(store);
		other.beatAndSweep([], now);
		expect(other.summary(period(1000), now)).toMatchObject({ settled: 0, outstanding: 400 });
	});

	it('makes files that only their owner can read', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(join(folder, 'new'));
		await ledger.reserve(reservation('a', 1), period(null));
		const files = readdirSync(join(folder, 'new'), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
		expect(files.length).toBeGreaterThan(0);
		for (const file of files)
			expect([file.name, (statSync(join(file.parentPath, file.name)).mode & 0o777).toString(8)]).toEqual([file.name, '600']);
	});

	it('tells a folder that cannot be made, and works once it can', async () => {
		const folder = tempFolder();
		const path = join(folder, 'taken');
		writeFileSync(path, 'a file where the folder should be');
		const { ledger } = openWindow(path);
		const failure = ledger.reserve(reservation('a', 1), period(null));
		await expect(failure).rejects.toMatchObject({ kind: 'storage', nextStep: expect.stringContaining(path) });
		rmSync(path);
		expect(await ledger.reserve(reservation('a', 1), period(null))).toEqual({ kind: 'reserved', remaining: null });
		expect(existsSync(path)).toBe(true);
	});
});

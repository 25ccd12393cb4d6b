import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { figuresOfEvents, summarise } from '../../../src/core/money/ledger-summary.ts';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import { openFile, tempFolder } from '../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../support/stores/values.ts';
import { oldWindow, openingProcess } from './windows.ts';

const REQUESTS = 2000;
const START = Date.UTC(2026, 10, 1);
const PERIOD = { start: START, end: Date.UTC(2026, 11, 1), limit: null };
const POINTS = [0.1, 0.35, 0.6, 0.85];

let home: string;
let path: string;
/** How long the migration takes here, ms. */
let duration: number;

/** A ledger of version 2 that is large enough for its migration to be cut short anywhere. */
beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), 'routoo-test-'));
	path = join(home, 'ledger.db');
	copyFileSync(new URL('../../fixtures/ledgers/ledger-2.db', import.meta.url), path);
	const db = new DatabaseSync(path);
	const insert = db.prepare(
		`INSERT INTO events (request_id, kind, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail, purpose)
		VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
	);
	db.exec('BEGIN');
	for (let n = 0; n < REQUESTS; n++) {
		const at = START + n * 300_000;
		const purpose = n % 3 === 0 ? 'chat' : 'completion';
		const { requestId, ...detail } = { ...reservation(`many-${n}`, 1000), owner: 'window-of-then' };
		insert.run(requestId, 'reserve', at, at, 0, 1000, JSON.stringify(detail), purpose);
		const { requestId: _, ...end } = settlement(requestId, n % 700);
		insert.run(requestId, 'settle', at + 900, at, n % 700, -1000, JSON.stringify(end), purpose);
	}
	db.exec('COMMIT');
	db.close();
	const folder = join(home, 'tried');
	mkdirSync(folder);
	ledgerFolder(folder);
	const began = performance.now();
	openFile(folder).connection.close();
	duration = performance.now() - began;
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function ledgerFolder(folder = tempFolder()): string {
	copyFileSync(path, join(folder, 'ledger.db'));
	return folder;
}

it.each(POINTS)(
	'a migration that is killed at %f of its time is made whole by two windows at once, with an old one writing throughout',
	async (part) => {
		const folder = ledgerFolder();
		const old = oldWindow(2, folder);
		let written = 0;
		let goOn = true;
		/** What fails for another window's lock is tried again, as the product does. */
		const write = async (method: string, ...args: unknown[]): Promise<void> => {
			const error = await old(method, ...args).then(
				() => null,
				(cause: Error) => cause,
			);
			if (error === null) return;
			expect(error.message).toContain('another window');
			await write(method, ...args);
		};
		const writing = (async () => {
			for (; goOn || written === 0; written++) {
				const id = `old-${written}`;
				await write('reserve', { ...reservation(id, 500), owner: 'old', runId: undefined }, PERIOD, [id], START + written);
				await write('settle', settlement(id, 11), null, START + written);
			}
		})();
		// It has the file open before: one that comes when all is done is refused.
		await vi.waitUntil(() => written > 0, { timeout: 30_000 });
		const first = openingProcess(folder);
		await first.begun;
		await new Promise((resolve) => setTimeout(resolve, part * duration));
		first.child.kill('SIGKILL');
		await first.said;
		expect(await Promise.all([openingProcess(folder), openingProcess(folder)].map(({ said }) => said))).toEqual(
			Array(2).fill('opening\nopened\n'),
		);
		goOn = false;
		await writing;

		const file = openFile(folder);
		const said = new LedgerBook(file).summary(PERIOD, START);
		const events = file.eventsBetween(PERIOD.start, PERIOD.end);
		expect(said).toEqual(summarise(figuresOfEvents(events), PERIOD, said.today));
		const many = events.filter(({ requestId }) => requestId.startsWith('many-'));
		expect(many).toHaveLength(2 * REQUESTS);
		expect(events.filter(({ requestId }) => requestId.startsWith('old-'))).toHaveLength(2 * written);
		expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
		file.connection.close();
	},
);

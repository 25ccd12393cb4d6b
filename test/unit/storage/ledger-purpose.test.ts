import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSqlite } from '../../../src/storage/sqlite/sqlite-store.ts';
import { openWindow, tempFolder } from './ledger-fixture.ts';
import { period, reservation, settlement } from './ledger-values.ts';

const completion = (id: string, max: number) => reservation(id, max, { purpose: 'completion', sessionId: null });
const shared = (limit: number | null, completionsLimit: number) => ({ ...period(limit), completionsLimit });

describe.each(['sqlite', 'jsonl'] as const)('chats and completions in %s', (format) => {
	it('holds completions to their share, over all windows, and chats to the whole budget', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder, { format });
		const { ledger: other } = openWindow(folder, { format });
		expect(await ledger.reserve(completion('a', 300), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 200 });
		expect(await other.reserve(completion('b', 201), shared(1000, 500))).toEqual({ kind: 'overBudget', remaining: 200 });
		expect(await other.reserve(completion('b', 200), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(completion('free', 0), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(reservation('c', 500), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		await ledger.settle(settlement('c', 500));
		await ledger.settle(settlement('a', 100));
		// The share has room again, and the whole budget has as much.
		expect(await ledger.reserve(completion('d', 200), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(completion('e', 1), shared(1000, 1000))).toMatchObject({ kind: 'overBudget' });
	});

	it('sums completions apart and lists each purpose by itself', async () => {
		const { ledger } = openWindow(tempFolder(), { format });
		await ledger.reserve(reservation('chat', 400), period(null));
		await ledger.settle(settlement('chat', 150));
		for (const id of ['x', 'y', 'z']) await ledger.reserve(completion(id, 50), period(null));
		await ledger.settle(settlement('x', 20));
		await ledger.settle(settlement('y', 5, { outcome: 'cancelled', costSource: 'estimate' }));
		const summary = await ledger.summary(period(null));
		expect(summary).toMatchObject({ settled: 175, outstanding: 50, requests: 3 });
		expect(summary.completions).toEqual({ settled: 25, outstanding: 50, requests: 2 });
		expect((await ledger.rows(10, 'chat')).map((row) => row.requestId)).toEqual(['chat']);
		expect((await ledger.rows(2, 'completion')).map((row) => row.requestId)).toEqual(['z', 'y']);
		expect(await ledger.rows(10)).toHaveLength(4);
		await ledger.release('z', 'nothing was sent');
		expect((await ledger.summary(period(null))).completions).toEqual({ settled: 25, outstanding: 0, requests: 2 });
	});
});

const old = (change: object) => ({ requestId: 'old', reservedAt: Date.now(), settledDelta: 0, estimatedDelta: 0, ...change });
const { requestId: _, ...detail } = reservation('old', 400);
const { requestId: __, ...settled } = settlement('old', 150);
/** As the version before completions wrote them. */
const OLD_EVENTS = [
	old({ kind: 'reserve', at: Date.now(), outstandingDelta: 400, detail }),
	old({ kind: 'settle', at: Date.now(), outstandingDelta: -400, settledDelta: 150, detail: settled }),
];

describe('a ledger written before there were completions', () => {
	it('is read as chats in JSON lines', async () => {
		const folder = tempFolder();
		mkdirSync(join(folder, 'ledger-lines'));
		const file = join(folder, 'ledger-lines', 'window-old.jsonl');
		writeFileSync(file, '');
		for (const [i, event] of OLD_EVENTS.entries()) appendFileSync(file, `${JSON.stringify({ type: 'event', seq: i + 1, event })}\n`);
		const { ledger } = openWindow(folder, { format: 'jsonl' });
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 150, completions: { settled: 0, requests: 0 } });
		expect(await ledger.rows(10, 'chat')).toHaveLength(1);
	});

	it('is migrated in SQLite and goes on', async () => {
		const folder = tempFolder();
		const sqlite = loadSqlite()!;
		const db = new sqlite.DatabaseSync(join(folder, 'ledger.db'));
		db.exec(`CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, request_id TEXT NOT NULL,
			kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'release', 'orphan')), at INTEGER NOT NULL, reserved_at INTEGER NOT NULL,
			settled_delta INTEGER NOT NULL, outstanding_delta INTEGER NOT NULL, estimated_delta INTEGER NOT NULL, detail TEXT NOT NULL) STRICT;
			CREATE INDEX events_request ON events (request_id, seq);
			CREATE INDEX events_totals ON events (reserved_at, settled_delta, outstanding_delta, estimated_delta);
			CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
			CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
			CREATE TABLE live (request_id TEXT PRIMARY KEY, beat_at INTEGER NOT NULL, progress INTEGER) STRICT, WITHOUT ROWID;
			PRAGMA user_version = 1`);
		const insert = db.prepare(
			'INSERT INTO events (request_id, kind, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
		);
		for (const event of OLD_EVENTS as unknown as Record<string, string | number>[]) {
			const { requestId, kind, at, reservedAt, settledDelta, outstandingDelta, estimatedDelta } = event;
			insert.run(requestId!, kind!, at!, reservedAt!, settledDelta!, outstandingDelta!, estimatedDelta!, JSON.stringify(event.detail));
		}
		db.close();
		const { ledger } = openWindow(folder, { format: 'sqlite' });
		await ledger.reserve(completion('new', 40), shared(1000, 50));
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 150, outstanding: 40, completions: { outstanding: 40 } });
		expect((await ledger.rows(10)).map((row) => [row.requestId, row.purpose])).toEqual([
			['new', 'completion'],
			['old', 'chat'],
		]);
	});
});

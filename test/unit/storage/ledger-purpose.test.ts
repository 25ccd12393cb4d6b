import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const completion = (id: string, max: number) => reservation(id, max, { purpose: 'completion', sessionId: null });
const shared = (limit: number | null, share: number) => ({ ...period(limit), limits: { completion: share } });

const old = (change: object) => ({ requestId: 'old', reservedAt: Date.now(), settledDelta: 0, estimatedDelta: 0, ...change });
const { requestId: _, ...detail } = { ...reservation('old', 400), owner: 'window' };
const { requestId: __, ...settled } = settlement('old', 150);
/** As the version before completions wrote them. */
const OLD_EVENTS = [
	old({ kind: 'reserve', at: Date.now(), outstandingDelta: 400, detail }),
	old({ kind: 'settle', at: Date.now(), outstandingDelta: -400, settledDelta: 150, detail: settled }),
];

describe('a ledger written before there were completions', () => {
	it('is migrated in SQLite and goes on', async () => {
		const folder = tempFolder();
		const db = new DatabaseSync(join(folder, 'ledger.db'));
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
		const { ledger } = openWindow(folder);
		await ledger.reserve(completion('new', 40), shared(1000, 50));
		expect(await ledger.summary(period(1000))).toMatchObject({
			settled: 150,
			outstanding: 40,
			byPurpose: { completion: { outstanding: 40 } },
		});
		expect((await ledger.rows(10)).map((row) => [row.requestId, row.purpose])).toEqual([
			['new', 'completion'],
			['old', 'chat'],
		]);
	});
});

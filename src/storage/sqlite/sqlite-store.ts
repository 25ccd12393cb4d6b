import { closeSync, openSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Purpose } from '../../core/money/ledger.ts';
import type { EventKind, LedgerEvent, Totals } from './ledger-events.ts';
import type { EventStore, StaleRequest } from './ledger-store.ts';

type Sqlite = typeof import('node:sqlite');

/** Migrations in order; user_version is the number of those applied. Never edit one that was released. */
const MIGRATIONS = [
	`CREATE TABLE events (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		request_id TEXT NOT NULL,
		kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'release', 'orphan')),
		at INTEGER NOT NULL,
		reserved_at INTEGER NOT NULL,
		settled_delta INTEGER NOT NULL,
		outstanding_delta INTEGER NOT NULL,
		estimated_delta INTEGER NOT NULL,
		detail TEXT NOT NULL
	) STRICT;
	CREATE INDEX events_request ON events (request_id, seq);
	CREATE INDEX events_totals ON events (reserved_at, settled_delta, outstanding_delta, estimated_delta);
	CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TABLE live (request_id TEXT PRIMARY KEY, beat_at INTEGER NOT NULL, progress INTEGER) STRICT, WITHOUT ROWID;`,
	// Completions come after the first version: all earlier rows are of chats.
	`ALTER TABLE events ADD COLUMN purpose TEXT NOT NULL DEFAULT 'chat' CHECK (purpose IN ('chat', 'completion'));
	CREATE INDEX events_purpose ON events (purpose, reserved_at, settled_delta, outstanding_delta, estimated_delta);
	CREATE INDEX events_newest ON events (purpose, kind, seq, request_id);`,
];

/** File systems without reliable shared memory, by the magic numbers of statfs(2) on Linux: NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Ceph, vboxsf. */
const REMOTE_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x786f4256]);

/** node:sqlite, or null in a runtime without it. */
export function loadSqlite(): Sqlite | null {
	try {
		return process.getBuiltinModule('node:sqlite') ?? null;
	} catch {
		return null;
	}
}

/** Events in an SQLite file shared by all windows: WAL, or a rollback journal where shared memory does not work (network drives). */
export class SqliteStore implements EventStore {
	readonly #db: DatabaseSync;
	readonly #path: string;
	readonly #identity: string;
	readonly #statements = new Map<string, StatementSync>();

	/** @throws errors of SQLite (see storage-error.ts); RoutooError 'storage' for a file of a newer version */
	constructor(sqlite: Sqlite, path: string) {
		// SQLite would create the file by the umask; the WAL files take over its mode.
		closeSync(openSync(path, 'a', 0o600));
		this.#path = path;
		this.#identity = identity(path) ?? '';
		this.#db = new sqlite.DatabaseSync(path);
		try {
			this.#db.exec('PRAGMA busy_timeout = 3000');
			this.#setJournal();
			this.#check();
			this.#migrate();
		} catch (error) {
			this.#db.close();
			throw error;
		}
	}

	transaction<T>(fn: () => T): T {
		return this.#within('BEGIN IMMEDIATE', fn);
	}

	read<T>(fn: () => T): T {
		return this.#within('BEGIN', fn);
	}

	append(e: LedgerEvent): void {
		this.#run(
			`INSERT INTO events (request_id, kind, purpose, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			[e.requestId, e.kind, e.purpose, e.at, e.reservedAt, e.settledDelta, e.outstandingDelta, e.estimatedDelta, JSON.stringify(e.detail)],
		);
	}

	eventsOf(requestId: string): LedgerEvent[] {
		return this.#all('SELECT * FROM events WHERE request_id = ? ORDER BY seq', [requestId]).map(eventOf);
	}

	totals(start: number, end: number, purpose?: Purpose): Totals {
		const [row] = this.#all(
			`SELECT COALESCE(SUM(settled_delta), 0) AS settled, COALESCE(SUM(outstanding_delta), 0) AS outstanding,
			COALESCE(SUM(estimated_delta), 0) AS estimated FROM events WHERE ${purpose === undefined ? '' : 'purpose = ? AND '}reserved_at >= ? AND reserved_at < ?`,
			[...(purpose === undefined ? [] : [purpose]), start, end],
		);
		return { settled: Number(row?.settled), outstanding: Number(row?.outstanding), estimated: Number(row?.estimated) };
	}

	eventsBetween(start: number, end: number): LedgerEvent[] {
		return this.#all('SELECT * FROM events WHERE reserved_at >= ? AND reserved_at < ? ORDER BY seq', [start, end]).map(eventOf);
	}

	newestRequests(limit: number, purpose?: Purpose): string[] {
		const of = purpose === undefined ? '' : 'purpose = ? AND ';
		const sql = `SELECT request_id FROM events WHERE ${of}kind = 'reserve' GROUP BY request_id ORDER BY MAX(seq) DESC LIMIT ?`;
		return this.#all(sql, [...(purpose === undefined ? [] : [purpose]), limit]).map((row) => String(row.request_id));
	}

	reservationTimes(since: number): number[] {
		const sql = "SELECT DISTINCT request_id, reserved_at FROM events WHERE reserved_at >= ? AND kind = 'reserve'";
		return this.#all(sql, [since]).map((row) => Number(row.reserved_at));
	}

	markLive(requestId: string, at: number): void {
		this.#run('INSERT OR REPLACE INTO live (request_id, beat_at, progress) VALUES (?, ?, NULL)', [requestId, at]);
	}

	beat(requestIds: readonly string[], at: number): void {
		for (const id of requestIds) this.#run('UPDATE live SET beat_at = ? WHERE request_id = ?', [at, id]);
	}

	setProgress(requestId: string, cost: MicroDollars): void {
		this.#run('UPDATE live SET progress = MAX(COALESCE(progress, 0), ?) WHERE request_id = ?', [cost, requestId]);
	}

	clearLive(requestId: string): void {
		this.#run('DELETE FROM live WHERE request_id = ?', [requestId]);
	}

	stale(from: number, to: number): StaleRequest[] {
		return this.#all('SELECT request_id, progress FROM live WHERE beat_at < ? OR beat_at > ?', [from, to]).map((row) => ({
			requestId: String(row.request_id),
			progress: row.progress === null ? null : Number(row.progress),
		}));
	}

	isCurrent(): boolean {
		return identity(this.#path) === this.#identity;
	}

	close(): void {
		this.#statements.clear();
		this.#db.close();
	}

	#setJournal(): void {
		if (isRemote(this.#path)) {
			this.#db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
			return;
		}
		const mode = this.#db.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
		// In WAL mode NORMAL survives a killed process; only a power cut can lose the last commits, never the file.
		this.#db.exec(mode === 'wal' ? 'PRAGMA synchronous = NORMAL' : 'PRAGMA synchronous = FULL');
	}

	#check(): void {
		const verdict = this.#db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
		if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict}`), { errcode: 11 });
	}

	#migrate(): void {
		this.transaction(() => {
			const version = Number(this.#db.prepare('PRAGMA user_version').get()?.user_version);
			if (version > MIGRATIONS.length) {
				throw new RoutooError('storage', 'The ledger was written by a newer version of Routoo.', 'Update Routoo in this window.');
			}
			for (const sql of MIGRATIONS.slice(version)) this.#db.exec(sql);
			this.#db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
		});
	}

	#within<T>(begin: string, fn: () => T): T {
		this.#db.exec(begin);
		try {
			const result = fn();
			this.#db.exec('COMMIT');
			return result;
		} catch (error) {
			// SQLite rolls back by itself after a full disk; a second ROLLBACK would hide the first error.
			if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
			throw error;
		}
	}

	#run(sql: string, values: (string | number)[]): void {
		this.#statement(sql).run(...values);
	}

	#all(sql: string, values: (string | number)[]): Record<string, unknown>[] {
		return this.#statement(sql).all(...values);
	}

	#statement(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (statement === undefined) {
			statement = this.#db.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}
}

function eventOf(row: Record<string, unknown>): LedgerEvent {
	return {
		requestId: String(row.request_id),
		kind: row.kind as EventKind,
		purpose: row.purpose as Purpose,
		at: Number(row.at),
		reservedAt: Number(row.reserved_at),
		settledDelta: Number(row.settled_delta),
		outstandingDelta: Number(row.outstanding_delta),
		estimatedDelta: Number(row.estimated_delta),
		detail: JSON.parse(String(row.detail)),
	};
}

/** Device and inode: changes when the file was set aside and begun anew. Null where there is no file. */
function identity(path: string): string | null {
	const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
	return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

function isRemote(path: string): boolean {
	if (process.platform === 'win32') return path.startsWith('\\\\');
	if (process.platform !== 'linux') return false;
	return REMOTE_FILE_SYSTEMS.has(statfsSync(dirname(path)).type);
}

import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../storage-error.ts';
import type { Connection, Row } from './connection.ts';

/** What an earlier version kept in an editor's own folder, where it is read and left as it is: a window of that version may be open. */
export interface AdoptionSource {
	/** The editor's own folder: names it among others. */
	readonly own: string;
	readonly ledgerFolder: string;
	readonly stateFolder: string;
	/** What the places of its state are called here, where it is not the same. */
	readonly places: Readonly<Record<string, string>>;
}

/** Its file cannot be read: damaged (`isDamage` of its cause), or not for this user. */
export class UnreadableSource extends Error {}

/** Another window has it just now. */
export class BusySource extends Error {}

/** As SQLite says it of a file that is no database of ours. */
const DAMAGE = { errcode: 26 };

/** How long its writer is waited for, ms. */
const PATIENCE_MS = 200;

/** Up to where a file was taken over. */
interface Adopted {
	readonly stamp: string;
	readonly seq: number;
	/** The row of that number, in words: another row there means another file. */
	readonly mark: string;
}

/** The SQLite file of an earlier version, and how much of it is here already. */
export class Source {
	readonly path: string;
	/** What was found when it was last looked through to its end. */
	#stamp: string | null = null;

	constructor(path: string) {
		this.path = path;
	}

	/** In words, what the file is like now; null where there is none, or where it is the very file `to`. Cheap: two calls of stat. */
	stamp(to: string): string | null {
		try {
			const stat = statSync(this.path, { bigint: true });
			if (stat.size === 0n || this.#isThe(to)) return null;
			const log = statSync(`${this.path}-wal`, { bigint: true, throwIfNoEntry: false });
			const written = log === undefined || log.size === 0n ? '' : ` ${log.size} ${log.mtimeNs}`;
			return `${stat.dev}:${stat.ino} ${stat.size} ${stat.mtimeNs}${written}`;
		} catch {
			// Missing, or behind a folder that this user may not enter: nothing that could be read.
			return null;
		}
	}

	/**
	 * Whether nothing was written since `done` was called with that stamp, here or by an earlier window. Beside a write-ahead log the times
	 * of files are not relied on from one window to the next.
	 */
	isDone(db: Connection, stamp: string): boolean {
		if (this.#stamp === null && stamp.split(' ').length === 3) this.#stamp = this.adopted(db)?.stamp ?? null;
		return this.#stamp === stamp;
	}

	adopted(db: Connection): Adopted | null {
		const row = db.get('SELECT stamp, seq * 1.0 AS seq, mark FROM adopted WHERE source = ?', this.path);
		return row === undefined ? null : { stamp: String(row.stamp), seq: Number(row.seq), mark: String(row.mark) };
	}

	/** Within the transaction that took it over. */
	note(db: Connection, { stamp, seq, mark }: Adopted): void {
		const sql = `INSERT INTO adopted (source, stamp, seq, mark) VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET
			stamp = excluded.stamp, seq = excluded.seq, mark = excluded.mark`;
		db.run(sql, this.path, stamp, seq, mark);
	}

	/** After it. */
	done(stamp: string | null): void {
		this.#stamp = stamp;
	}

	/** @throws UnreadableSource, BusySource, or what `fn` throws of its own */
	read<T>(fn: (from: SourceReader) => T): T {
		const reader = new SourceReader(this.path);
		try {
			return fn(reader);
		} finally {
			reader.close();
		}
	}

	#isThe(to: string): boolean {
		const real = (path: string): string => {
			try {
				return join(realpathSync(dirname(path)), basename(path));
			} catch {
				return path;
			}
		};
		return real(this.path) === real(to);
	}
}

/** One consistent view of the file. Its failures are told apart from those of the file that is written. */
export class SourceReader {
	readonly #db: DatabaseSync;

	constructor(path: string) {
		this.#db = told(() => new DatabaseSync(path, { readOnly: true }));
		try {
			told(() => this.#db.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}; BEGIN`));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	all(sql: string, ...values: (string | number)[]): Row[] {
		return told(() => this.#db.prepare(sql).all(...values));
	}

	*each(sql: string, ...values: (string | number)[]): Generator<Row> {
		const rows = told(() => this.#db.prepare(sql).iterate(...values));
		for (;;) {
			const next = told(() => rows.next());
			if (next.done) return;
			yield next.value;
		}
	}

	/** Names of a table's columns: those of earlier versions have fewer. */
	columns(table: string): Set<string> {
		const columns = new Set(this.all('SELECT name FROM pragma_table_info(?)', table).map(({ name }) => String(name)));
		if (columns.size === 0) throw new UnreadableSource(`no table ${table}`, { cause: DAMAGE });
		return columns;
	}

	close(): void {
		this.#db.close();
	}
}

function told<T>(read: () => T): T {
	try {
		return read();
	} catch (cause) {
		throw isBusy(cause) ? new BusySource('in use', { cause }) : new UnreadableSource(String(cause), { cause });
	}
}

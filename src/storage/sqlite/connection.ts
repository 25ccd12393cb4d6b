import { closeSync, openSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RoutooError } from '../../core/base/errors.ts';
import { BUSY_MS } from './schema.ts';

/**
 * File systems without reliable shared memory, by the magic numbers of statfs(2) on Linux: NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Ceph,
 * vboxsf.
 */
const REMOTE_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x786f4256]);

type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** An SQLite file shared by all windows: WAL, or a rollback journal where shared memory does not work (network drives). Synchronous. */
export class Connection {
	readonly #db: DatabaseSync;
	readonly #path: string;
	readonly #identity: string;
	readonly #statements = new Map<string, StatementSync>();

	/**
	 * @param migrations in order; user_version is the number of those applied
	 * @throws errors of SQLite (see storage-error.ts); RoutooError 'storage' for a file of a newer version
	 */
	constructor(path: string, migrations: readonly string[], what: string) {
		// SQLite would create the file by the umask; the WAL files take over its mode.
		closeSync(openSync(path, 'a', 0o600));
		this.#path = path;
		this.#identity = identity(path) ?? '';
		this.#db = new DatabaseSync(path);
		try {
			this.#db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA secure_delete = ON`);
			this.#setJournal();
			this.#check();
			this.#migrate(migrations, what);
		} catch (error) {
			this.#db.close();
			throw error;
		}
	}

	/** Runs `fn` with every other window locked out; all or nothing. */
	transaction<T>(fn: () => T): T {
		return this.#within('BEGIN IMMEDIATE', fn);
	}

	/** Runs `fn` on a consistent view. */
	read<T>(fn: () => T): T {
		return this.#within('BEGIN', fn);
	}

	run(sql: string, ...values: Value[]): number {
		return Number(this.#statement(sql).run(...values).changes);
	}

	all(sql: string, ...values: Value[]): Row[] {
		return this.#statement(sql).all(...values);
	}

	get(sql: string, ...values: Value[]): Row | undefined {
		return this.#statement(sql).get(...values);
	}

	/** Takes what was deleted out of the files, not only out of sight; as far as no other window is reading just now. */
	wipeDeleted(): void {
		this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	/** Whether the file that was opened is still the one at its path. */
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

	#migrate(migrations: readonly string[], what: string): void {
		this.transaction(() => {
			const version = Number(this.#db.prepare('PRAGMA user_version').get()?.user_version);
			if (version > migrations.length) {
				throw new RoutooError('storage', `${what} was written by a newer version of Routoo.`, 'Update Routoo in this window.');
			}
			// Setting the same number again would be a write at every opening.
			if (version === migrations.length) return;
			for (const sql of migrations.slice(version)) this.#db.exec(sql);
			this.#db.exec(`PRAGMA user_version = ${migrations.length}`);
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

	#statement(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (statement === undefined) {
			statement = this.#db.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}
}

/**
 * Runs `fn` while no other process or thread is within the same call: the exclusive lock of an empty SQLite database at `path`. The
 * system lets it go when its holder dies, so nothing can be left behind. Blocks the thread while waiting (worker threads only).
 * @throws errors of SQLite, as of any locked file, when another holds it longer than 3 s; file errors as they are
 */
export function exclusively<T>(path: string, fn: () => T): T {
	closeSync(openSync(path, 'a', 0o600));
	const db = new DatabaseSync(path);
	try {
		db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; BEGIN EXCLUSIVE`);
		return fn();
	} finally {
		db.close();
	}
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

import { closeSync, openSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { isBusy } from '../storage-error.ts';
import { BUSY_MS } from './schema.ts';

/**
 * File systems without reliable shared memory, by the magic numbers of statfs(2) on Linux: NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Ceph,
 * vboxsf.
 */
const REMOTE_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x5346414f, 0x00c36400, 0x786f4256]);

/** Pages that a connection keeps in memory: enough for the branches of every index of a million rows. */
const CACHE_KIB = 4096;

type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** An SQLite file shared by all windows: WAL, or a rollback journal where shared memory does not work (network drives). Synchronous. */
export class Connection {
	readonly #db: DatabaseSync;
	readonly #path: string;
	readonly #identity: string;
	readonly #statements = new Map<string, StatementSync>();
	/** Transactions that were committed. */
	written = 0;
	#patience: number;

	/**
	 * @param migrations in order; user_version is the number of those applied
	 * @param patience how long a statement holds the thread while another window has the lock, ms
	 * @throws errors of SQLite (see storage-error.ts); RoutooError 'storage' for a file of a newer version
	 */
	constructor(path: string, migrations: readonly string[], what: string, patience = BUSY_MS) {
		// SQLite would create the file by the umask; the WAL files take over its mode.
		closeSync(openSync(path, 'a', 0o600));
		this.#path = path;
		this.#identity = identity(path) ?? '';
		this.#patience = patience;
		this.#db = new DatabaseSync(path);
		try {
			this.#db.exec(`PRAGMA busy_timeout = ${patience}; PRAGMA secure_delete = ON; PRAGMA cache_size = -${CACHE_KIB}`);
			this.#setJournal();
			this.#migrate(migrations, what);
		} catch (error) {
			this.#db.close();
			throw error;
		}
	}

	/** How long a statement holds the thread from now on while another window has the lock, ms. */
	set patience(ms: number) {
		if (ms === this.#patience) return;
		this.#db.exec(`PRAGMA busy_timeout = ${ms}`);
		this.#patience = ms;
	}

	/** Runs `fn` with every other window locked out; all or nothing. */
	transaction<T>(fn: () => T): T {
		const result = this.#within('BEGIN IMMEDIATE', fn);
		this.written++;
		return result;
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

	#migrate(migrations: readonly string[], what: string): void {
		// Mostly there is nothing to do, and a window that opens need not wait for one that writes.
		if (this.#version() === migrations.length) return;
		this.transaction(() => {
			const version = this.#version();
			// No version of this product counts so far: a bit of the number has flipped.
			if (version < 0 || version > 1000 + migrations.length) throw Object.assign(new Error(`version ${version}`), { errcode: 11 });
			if (version > migrations.length) {
				throw new RoutooError(
					'storage',
					l10n.t('{0} was written by a newer version of Routoo.', what),
					l10n.t('Update Routoo in this window.'),
				);
			}
			// Setting the same number again would be a write at every opening.
			if (version === migrations.length) return;
			for (const sql of migrations.slice(version)) this.#db.exec(sql);
			this.#db.exec(`PRAGMA user_version = ${migrations.length}`);
		});
	}

	#version(): number {
		return Number(this.#db.prepare('PRAGMA user_version').get()?.user_version);
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
export function exclusively<T>(path: string, fn: () => T, patience = BUSY_MS): T {
	closeSync(openSync(path, 'a', 0o600));
	const db = new DatabaseSync(path);
	try {
		db.exec(`PRAGMA busy_timeout = ${patience}; BEGIN EXCLUSIVE`);
		return fn();
	} finally {
		db.close();
	}
}

/**
 * That this window has a file open, for as long as it lives: a shared lock, which the system lets go when its holder dies, so that nothing
 * can be left behind. Where a write-ahead log lies beside a file that nobody has open, the last window ended without closing it.
 */
export class Presence {
	readonly #db: DatabaseSync;

	/** @throws errors of SQLite and file errors as they are */
	constructor(path: string) {
		closeSync(openSync(path, 'a', 0o600));
		this.#db = new DatabaseSync(path);
	}

	/** Whether no window is in; to be asked before entering, within a lock that every window takes to enter. */
	alone(): boolean {
		try {
			this.#db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; COMMIT');
			return true;
		} catch (error) {
			if (!isBusy(error)) throw error;
			return false;
		}
	}

	enter(): void {
		this.#db.exec('BEGIN');
		this.#db.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
	}

	leave(): void {
		this.#db.close();
	}
}

/** SQLite's own look through a whole file; null where it is sound. Seconds for a large one: in a thread of its own. */
export function damageOf(path: string): string | null {
	const db = new DatabaseSync(path, { readOnly: true });
	try {
		db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA cache_size = -${CACHE_KIB}`);
		const verdict = String(db.prepare('PRAGMA quick_check(1)').get()?.quick_check);
		return verdict === 'ok' ? null : verdict;
	} finally {
		db.close();
	}
}

/** Device and inode: changes when the file was set aside and begun anew. Null where there is no file. */
export function identity(path: string): string | null {
	const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
	return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

function isRemote(path: string): boolean {
	if (process.platform === 'win32') return path.startsWith('\\\\');
	if (process.platform !== 'linux') return false;
	return REMOTE_FILE_SYSTEMS.has(statfsSync(dirname(path)).type);
}

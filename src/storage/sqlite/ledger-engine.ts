import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RoutooError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import { withFileLock } from '../files/file-lock.ts';
import { setAside } from '../files/set-aside.ts';
import { isDamage, storageError } from '../storage-error.ts';
import { JsonlStore } from './jsonl-store.ts';
import { LedgerBook } from './ledger-book.ts';
import type { EventStore } from './ledger-store.ts';
import { loadSqlite, SqliteStore } from './sqlite-store.ts';

/** `auto`: SQLite where the runtime has it, else JSON lines. */
export type LedgerFormat = 'auto' | 'sqlite' | 'jsonl';

export interface EngineOptions {
	/** Folder of the ledger, the same for all windows; made when missing. */
	readonly folder: string;
	/** File name of this window in the JSON lines format. */
	readonly windowName: string;
	readonly format: LedgerFormat;
	readonly clock: Clock;
	/** Something the user should know once: a damaged file was set aside. */
	readonly notice: (error: RoutooError) => void;
}

/**
 * Opens the ledger's file when it is first needed and again after a failure, so that a freed disk or a repaired folder needs no restart. A damaged file is set
 * aside under a new name and begun anew; a file that another window has set aside is left and the new one opened.
 */
export class LedgerEngine {
	readonly #options: EngineOptions;
	#open: { readonly store: EventStore; readonly book: LedgerBook } | null = null;

	constructor(options: EngineOptions) {
		this.#options = options;
	}

	/** @throws RoutooError 'storage' or 'invalidInput' */
	run<T>(fn: (book: LedgerBook) => T): T {
		try {
			try {
				return fn(this.#current());
			} catch (error) {
				if (!isDamage(error)) throw error;
				this.#recover();
				return fn(this.#current());
			}
		} catch (error) {
			throw storageError(error, 'The ledger of your spending', this.#options.folder);
		}
	}

	close(): void {
		const open = this.#open;
		this.#open = null;
		try {
			open?.store.close();
		} catch {
			// Nothing is lost: every transaction was committed when its call returned.
		}
	}

	#current(): LedgerBook {
		if (this.#open !== null && !this.#open.store.isCurrent()) this.close();
		if (this.#open === null) {
			const store = this.#openStore();
			this.#open = { store, book: new LedgerBook(store) };
		}
		return this.#open.book;
	}

	#openStore(): EventStore {
		const { folder, format, windowName } = this.#options;
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const sqlite = format === 'jsonl' ? null : loadSqlite();
		if (sqlite === null && format !== 'sqlite') {
			return new JsonlStore(join(folder, 'ledger-lines'), windowName, (file) => this.#tellLines(file));
		}
		if (sqlite === null) throw new RoutooError('storage', 'This editor has no SQLite.', 'Use the JSON lines format.');
		return this.#locked(() => new SqliteStore(sqlite, this.#path));
	}

	/** Under the lock that every opening takes: of several windows that find the damage, one sets the file aside and the others open the new one. */
	#recover(): void {
		const replaced = this.#open !== null && !this.#open.store.isCurrent();
		this.close();
		if (replaced) return;
		this.#locked(() => {
			if (existsSync(this.#path) && this.#isDamaged()) this.#setAside();
		});
	}

	#isDamaged(): boolean {
		const sqlite = loadSqlite();
		if (sqlite === null) return false;
		try {
			new SqliteStore(sqlite, this.#path).close();
			return false;
		} catch (error) {
			if (isDamage(error)) return true;
			throw error;
		}
	}

	#setAside(): void {
		const target = setAside(this.#path, this.#options.clock.now());
		// A write-ahead log left behind would be applied to the new file.
		for (const suffix of ['-wal', '-shm']) if (existsSync(this.#path + suffix)) renameSync(this.#path + suffix, target + suffix);
		this.#options.notice(
			new RoutooError(
				'damagedFile',
				`The ledger of your spending was damaged and has been begun anew; this period's spending counts from now. The old file is kept as ${basename(target)}.`,
				'Check the spending so far with your providers, and lower the budget for the rest of the period if needed.',
			),
		);
	}

	#tellLines(file: string): void {
		this.#options.notice(
			new RoutooError(
				'damagedFile',
				`A line of the spending ledger (${file}) is damaged and was skipped.`,
				'Check the spending of this period with your providers.',
			),
		);
	}

	get #path(): string {
		return join(this.#options.folder, 'ledger.db');
	}

	#locked<T>(fn: () => T): T {
		return withFileLock(join(this.#options.folder, 'ledger.lock'), fn);
	}
}

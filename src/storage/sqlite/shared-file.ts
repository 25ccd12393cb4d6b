import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RoutooError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import { setAside } from '../files/set-aside.ts';
import { isDamage, storageError } from '../storage-error.ts';
import { type Connection, exclusively } from './connection.ts';

export interface SharedFileOptions<F> {
	/** Its folder is the same for all windows; made when missing. */
	readonly path: string;
	readonly open: (path: string) => F;
	/** For sentences: "The ledger of your spending". */
	readonly what: string;
	/** What the user should know once when a damaged file was set aside as `keptAs`. */
	readonly damaged: (keptAs: string) => RoutooError;
	readonly notice: (error: RoutooError) => void;
	readonly clock: Clock;
}

/**
 * Opens an SQLite file when it is first needed and again after a failure, so that a freed disk or a repaired folder needs no restart. A
 * damaged file is set aside under a new name and begun anew; a file that another window has set aside is left and the new one opened.
 */
export class SharedFile<F extends { readonly connection: Connection }> {
	readonly #options: SharedFileOptions<F>;
	#open: F | null = null;

	constructor(options: SharedFileOptions<F>) {
		this.#options = options;
	}

	/** @throws RoutooError 'storage', or what `fn` throws of its own */
	run<T>(fn: (file: F) => T): T {
		try {
			try {
				return fn(this.#current());
			} catch (error) {
				if (!isDamage(error)) throw error;
				this.#recover();
				return fn(this.#current());
			}
		} catch (error) {
			throw storageError(error, this.#options.what, this.#folder);
		}
	}

	close(): void {
		const open = this.#open;
		this.#open = null;
		try {
			open?.connection.close();
		} catch {
			// Nothing is lost: every transaction was committed when its call returned.
		}
	}

	#current(): F {
		if (this.#open !== null && !this.#open.connection.isCurrent()) this.close();
		if (this.#open === null) {
			mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
			this.#open = this.#locked(() => this.#options.open(this.#options.path));
		}
		return this.#open;
	}

	/**
	 * Under the lock that every opening takes: of several windows that find the damage, one sets the file aside and the others open the new
	 * one.
	 */
	#recover(): void {
		const replaced = this.#open !== null && !this.#open.connection.isCurrent();
		this.close();
		if (replaced) return;
		this.#locked(() => {
			if (existsSync(this.#options.path) && this.#isDamaged()) this.#setAside();
		});
	}

	#isDamaged(): boolean {
		try {
			this.#options.open(this.#options.path).connection.close();
			return false;
		} catch (error) {
			if (isDamage(error)) return true;
			throw error;
		}
	}

	#setAside(): void {
		const { path, clock, damaged, notice } = this.#options;
		const target = setAside(path, clock.now());
		// A write-ahead log left behind would be applied to the new file.
		for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
		notice(damaged(basename(target)));
	}

	#locked<T>(fn: () => T): T {
		return exclusively(join(this.#folder, 'opening.lock'), fn);
	}

	get #folder(): string {
		return dirname(this.#options.path);
	}
}

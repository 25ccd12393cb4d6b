import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoutooError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import { setAside } from '../files/set-aside.ts';
import { isBusy, isDamage, storageError } from '../storage-error.ts';
import { type Connection, exclusively, identity, Presence } from './connection.ts';
import { BUSY_MS } from './schema.ts';

export interface SharedFileOptions<F> {
	/** Its folder is the same for all windows; made when missing. */
	readonly path: string;
	/** @param patience of the connection, ms */
	readonly open: (path: string, patience: number) => F;
	/** For sentences: "The ledger of your spending". */
	readonly what: string;
	/**
	 * What the user should know once when a damaged file was set aside as `keptAs`.
	 * @param saved what `rescue` said, null where nothing was saved
	 */
	readonly damaged: (keptAs: string, saved: string | null) => RoutooError;
	/** Copies what can be read of the damaged file into the new one; says in words what, null for nothing. */
	readonly rescue?: (damaged: string, file: F) => string | null;
	/** What the user should know once when a file that was there is gone. */
	readonly vanished?: () => RoutooError;
	/** Whether there was a file when the product last ran, and a note that there is one now. */
	readonly remembered?: { read(): boolean; note(): void };
	/**
	 * Looks through the file away from this thread, a large one only after a window ended without closing it; resolves to whether it is
	 * damaged.
	 */
	readonly check?: (path: string) => Promise<boolean>;
	readonly notice: (error: RoutooError) => void;
	readonly clock: Clock;
}

/** How long an attempt holds the thread, and how long it is left to others before the next one, ms. */
const ATTEMPT_MS = 15;
const BETWEEN_MS = 10;
/** How long a call waits for another window that opens, migrates or replaces the file, ms. */
const OPENING_MS = 8000;
/** A file up to this size is looked through however the last window ended: some 50,000 requests. */
const SMALL_BYTES = 64 * 1024 * 1024;
/** How long a call waits for a lock that an earlier call has waited for in vain, ms. */
const LOCKED_MS = 100;

/**
 * Opens an SQLite file when it is first needed and again after a failure, so that a freed disk or a repaired folder needs no restart. A
 * damaged file is set aside under a new name and begun anew with what can be read of it; a file that another window has set aside is left
 * and the new one opened.
 */
export class SharedFile<F extends { readonly connection: Connection }> {
	readonly #options: SharedFileOptions<F>;
	#open: { readonly file: F; readonly presence: Presence } | null = null;
	/** It was open here: one that is not there any more has vanished. */
	#known = false;
	/** Another window is opening, migrating or replacing the file just now. */
	#busyOpening = false;
	/** A call waited for the lock in vain, and none has had it since. */
	#lockedOut = false;

	constructor(options: SharedFileOptions<F>) {
		this.#options = options;
	}

	/**
	 * Holds the thread for up to `patience` ms while another window has the lock.
	 * @throws RoutooError 'storage', or what `fn` throws of its own
	 */
	run<T>(fn: (file: F) => T, patience = BUSY_MS): T {
		try {
			return this.#attempt(fn, patience);
		} catch (error) {
			throw storageError(error, this.#options.what, this.#folder);
		}
	}

	/**
	 * The same without holding the thread: calls that come meanwhile go on. Where one has waited in vain, the next ones hardly wait until
	 * one of them has had the lock: how long the user waits does not grow with the number of calls.
	 */
	async wait<T>(fn: (file: F) => T): Promise<T> {
		const begun = performance.now();
		const patience = this.#lockedOut ? LOCKED_MS : BUSY_MS;
		try {
			for (;;) {
				try {
					return this.#attempt(fn, ATTEMPT_MS);
				} catch (error) {
					if (!isBusy(error)) throw error;
					if (performance.now() - begun >= (this.#busyOpening ? OPENING_MS : patience)) {
						this.#lockedOut = true;
						throw error;
					}
				}
				await sleep(BETWEEN_MS * (0.5 + Math.random()));
			}
		} catch (error) {
			throw storageError(error, this.#options.what, this.#folder);
		}
	}

	close(): void {
		const open = this.#open;
		this.#open = null;
		try {
			open?.file.connection.close();
		} catch {
			// Nothing is lost: every transaction was committed when its call returned.
		}
		open?.presence.leave();
	}

	/** A damage may be another window's that has set the file aside meanwhile; one that is there again is the file's own. */
	#attempt<T>(fn: (file: F) => T, patience: number): T {
		try {
			return this.#use(fn, patience);
		} catch (error) {
			if (!isDamage(error)) throw error;
			this.close();
		}
		const { path } = this.#options;
		const before = identity(path);
		try {
			return this.#use(fn, patience);
		} catch (error) {
			if (!isDamage(error)) throw error;
			this.close();
			this.#replace(before, patience);
			return this.#use(fn, patience);
		}
	}

	#use<T>(fn: (file: F) => T, patience: number): T {
		const { connection } = this.#current(patience);
		const { written } = connection;
		connection.patience = patience;
		const result = fn(this.#open!.file);
		if (connection.written !== written) this.#lockedOut = false;
		return result;
	}

	#current(patience: number): F {
		if (this.#open !== null && !this.#open.file.connection.isCurrent()) this.close();
		if (this.#open === null) {
			mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
			makePrivate(this.#folder, 0o700);
			makePrivate(this.#options.path, 0o600);
			this.#locked(() => this.#openNow(patience), patience);
		}
		return this.#open!.file;
	}

	#openNow(patience: number): void {
		const { path, open, check, remembered, vanished, notice } = this.#options;
		const isNew = !existsSync(path);
		const presence = new Presence(`${path}.open`);
		try {
			const looked = presence.alone() && !isNew && (isSmall(path) || ['-wal', '-journal'].some((suffix) => sizeOf(path + suffix) > 0));
			this.#open = { file: open(path, patience), presence };
			presence.enter();
			if (looked && check !== undefined) void this.#checkBehind(check);
		} catch (error) {
			this.#open?.file.connection.close();
			this.#open = null;
			presence.leave();
			throw error;
		}
		if (isNew && vanished !== undefined && (this.#known || remembered?.read() === true)) notice(vanished());
		if (!this.#known) remembered?.note();
		this.#known = true;
	}

	/** What of the file is damaged is found before it is met. */
	async #checkBehind(check: (path: string) => Promise<boolean>): Promise<void> {
		const { path } = this.#options;
		const before = identity(path);
		try {
			if (!(await check(path)) || identity(path) !== before) return;
			this.close();
			this.#replace(before, BUSY_MS);
		} catch {
			// Whoever meets the damage tells it.
		}
	}

	/** Under the lock that every opening takes: of several windows that find the damage one replaces the file. */
	#replace(damagedFile: string | null, patience: number): void {
		this.#locked(() => {
			if (damagedFile !== null && identity(this.#options.path) === damagedFile) this.#beginAnew();
		}, patience);
	}

	/** The new file is made whole beside the damaged one before it takes its place: a window that dies meanwhile has changed nothing. */
	#beginAnew(): void {
		const { path, clock, damaged, notice } = this.#options;
		const fresh = `${path}.new`;
		for (const suffix of ['', '-wal', '-shm']) rmSync(fresh + suffix, { force: true });
		const saved = this.#rescued(fresh);
		const target = setAside(path, clock.now());
		// A write-ahead log left behind would be applied to the new file.
		for (const suffix of ['-wal', '-shm', '-journal']) if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
		if (existsSync(fresh)) renameSync(fresh, path);
		notice(damaged(basename(target), saved));
	}

	#rescued(fresh: string): string | null {
		const { path, open, rescue } = this.#options;
		if (rescue === undefined) return null;
		const file = open(fresh, BUSY_MS);
		try {
			return rescue(path, file);
		} finally {
			file.connection.close();
		}
	}

	#locked<T>(fn: () => T, patience: number): T {
		this.#busyOpening = true;
		const entered = (): T => {
			this.#busyOpening = false;
			return fn();
		};
		return exclusively(join(this.#folder, 'opening.lock'), entered, patience);
	}

	get #folder(): string {
		return dirname(this.#options.path);
	}
}

/** Looked through in a moment: at every start, since a disk changes what was closed as well. */
function isSmall(path: string): boolean {
	return sizeOf(path) <= SMALL_BYTES;
}

/** What was made by hand, or copied, may be open to others. Where that cannot be changed, nothing is. */
function makePrivate(path: string, mode: number): void {
	if (process.platform === 'win32') return;
	try {
		const stat = statSync(path, { throwIfNoEntry: false });
		if (stat !== undefined && (stat.mode & 0o077) !== 0) chmodSync(path, mode);
	} catch {
		// Another user's.
	}
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Native code can end the process, and with it every extension of the window, without an exception. So a mark stands on the disk while it
 * loads or runs: who finds the mark of a process that is gone knows what ended it, and does not load that code again until an update.
 */
export interface MarkPlace {
	/** Absolute; of all windows. Made where it is missing. */
	readonly folder: string;
	/** What an update changes: the version of the extension. */
	readonly version: string;
}

interface Mark {
	readonly key: string;
	readonly host: string;
	/** ms since epoch */
	readonly at: number;
}

/** A load takes seconds and a run milliseconds: a mark as old as this is of a process that is gone, whoever has its number now. */
const OLD = 5 * 60_000;
const CRASHED = 'crashed.json';
const RUNNING = /^running-(\d+)\.json$/;

/**
 * The marks of one native library. Synchronous, because nothing asynchronous is sure to be done before the process ends: for the worker's
 * thread alone. A folder that cannot be written leaves the library usable and unguarded.
 */
export class NativeMark {
	readonly #folder: string;
	readonly #key: string;
	readonly #own: string;
	readonly #now: () => number;

	/** @param library what tells one build of the library from another */
	constructor({ folder, version }: MarkPlace, library: string, now: () => number = Date.now) {
		this.#folder = folder;
		this.#key = `${version} ${library}`;
		this.#own = join(folder, `running-${process.pid}.json`);
		this.#now = now;
	}

	/** Whether this library ended a process before. Marks of dead processes become that record; those of other versions go. */
	crashed(): boolean {
		for (const name of namesIn(this.#folder)) {
			const pid = Number(RUNNING.exec(name)?.[1]);
			if (Number.isNaN(pid)) continue;
			const path = join(this.#folder, name);
			const mark = readMark(path);
			if (mark !== null && this.#mayRun(pid, mark)) continue;
			if (mark?.key === this.#key) attempt(() => renameSync(path, join(this.#folder, CRASHED)));
			else attempt(() => rmSync(path, { force: true }));
		}
		const record = readMark(join(this.#folder, CRASHED));
		if (record !== null && record.key !== this.#key) forgetCrash(this.#folder);
		return record?.key === this.#key;
	}

	/** Runs native code under the mark. A rejection is no crash. */
	async guard<T>(work: () => Promise<T>): Promise<T> {
		attempt(() => {
			mkdirSync(this.#folder, { recursive: true });
			writeFileSync(this.#own, JSON.stringify({ key: this.#key, host: hostname(), at: this.#now() } satisfies Mark));
		});
		try {
			return await work();
		} finally {
			attempt(() => rmSync(this.#own, { force: true }));
		}
	}

	/** A mark of this process itself is of a thread that was ended while the library hung. */
	#mayRun(pid: number, { host, at }: Mark): boolean {
		const age = this.#now() - at;
		if (age > OLD || age < -OLD) return false;
		if (host !== hostname()) return true;
		return pid !== process.pid && isAlive(pid);
	}
}

/** Takes away the mark of this process: its thread was ended for another reason than the library. Never throws. */
export function clearOwnMark(folder: string): void {
	attempt(() => rmSync(join(folder, `running-${process.pid}.json`), { force: true }));
}

/** The library is tried again at the next load. Never throws. */
export function forgetCrash(folder: string): void {
	attempt(() => rmSync(join(folder, CRASHED), { force: true }));
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function readMark(path: string): Mark | null {
	try {
		const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Mark> | null;
		return typeof value?.key === 'string' && typeof value.host === 'string' && typeof value.at === 'number' ? (value as Mark) : null;
	} catch {
		return null;
	}
}

/** Whether a process of this number runs on this computer. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it lives and belongs to somebody else.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function attempt(work: () => void): void {
	try {
		work();
	} catch {}
}

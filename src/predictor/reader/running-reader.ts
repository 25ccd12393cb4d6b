import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { ReaderChild } from './child.ts';
import { type FromReader, receivedError } from './messages.ts';
import { type TextEnds, textEnds } from './prompt.ts';
import type { ReaderFiles } from './reader.ts';

export interface RunningOptions {
	readonly processPath: string;
	/** Sizes and checksums of the native library; null in a checkout. */
	readonly runtimeManifestPath: string | null;
	/** Memory is given back after this time without a reading. */
	readonly idleMs?: number;
	/** A start that takes longer is given up. */
	readonly startTimeoutMs?: number;
	/** A reading that takes longer is given up. */
	readonly readTimeoutMs?: number;
	/** ms from any beginning */
	readonly now?: () => number;
	/** Numbers and names, for the log. */
	readonly told?: (line: string) => void;
}

/** What a reading gave, and what it took: `ms` in its process, without the wait for it. */
export interface TimedReading {
	readonly states: readonly Float32Array[];
	readonly tokens: number;
	readonly ms: number;
}

interface Job {
	readonly id: number;
	readonly ends: TextEnds;
	readonly resolve: (reading: TimedReading) => void;
	readonly reject: (error: Error) => void;
}

/** Crashes after which no process is started, and the time without any after which one may be. */
const MAX_CRASHES = 2;
const CRASHES_COUNT_FOR = 30 * 60_000;
/** Rest after what took too long, ms: twice as long each time on end, up to the last. */
const SLOW_REST = { first: 2 * 60_000, most: 30 * 60_000 };

/**
 * The reader's process: started by the first reading, ended after a while without any. One reading runs and one waits; a newer one takes
 * the place of the one that waits. A crash ends what was asked; the next reading starts the process once more, and a second crash lets it
 * rest for half an hour. What takes too long ends with its process, and is no crash: a busy computer is slow, and after a short rest the
 * next reading is tried.
 */
export class RunningReader {
	readonly #options: Required<RunningOptions>;
	readonly #files: ReaderFiles;
	#child: ReaderChild | null = null;
	#isLoaded = false;
	#running: Job | null = null;
	#waiting: Job | null = null;
	#crashes = 0;
	#lastCrash = Number.NEGATIVE_INFINITY;
	/** How often on end something took too long. */
	#slow = 0;
	#slowUntil = Number.NEGATIVE_INFINITY;
	#isDisposed = false;
	#nextId = 1;
	#idle: NodeJS.Timeout | undefined;
	#watchdog: NodeJS.Timeout | undefined;

	constructor(files: ReaderFiles, options: RunningOptions) {
		this.#files = files;
		this.#options = {
			idleMs: 5 * 60_000,
			startTimeoutMs: 3 * 60_000,
			readTimeoutMs: 90_000,
			now: () => performance.now(),
			told: () => undefined,
			...options,
		};
	}

	/** Of the process, for measurements; null while there is none. */
	get pid(): number | null {
		return this.#child?.pid ?? null;
	}

	/** Whether the process rests after crashes, or because the computer was too slow just now. */
	rests(): boolean {
		const now = this.#options.now();
		if (now - this.#lastCrash > CRASHES_COUNT_FOR) this.#crashes = 0;
		return this.#crashes >= MAX_CRASHES || now < this.#slowUntil;
	}

	/**
	 * Reads a text's beginning and end. Errors: RoutooError 'cancelled' when `signal` is aborted or a newer text takes its place; 'timeout'
	 * where it took too long, or did just now; 'damagedFile' for what cannot be loaded, and where the process stopped or rests.
	 */
	async read(text: string, signal: AbortSignal): Promise<TimedReading> {
		if (signal.aborted || this.#isDisposed) throw cancelled();
		if (this.rests()) throw this.#crashes < MAX_CRASHES ? tooSlow() : stopped(l10n.t('it stopped twice and rests for half an hour'));
		const { promise, resolve, reject } = Promise.withResolvers<TimedReading>();
		const job: Job = { id: this.#nextId++, ends: textEnds(text), resolve, reject };
		const onAbort = () => {
			if (this.#waiting === job) this.#waiting = null;
			reject(cancelled());
		};
		signal.addEventListener('abort', onAbort, { once: true });
		this.#waiting?.reject(cancelled());
		this.#waiting = job;
		this.start();
		this.#pump();
		try {
			return await promise;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	/** Loads ahead of a reading. Returns at once. */
	start(): void {
		if (this.#child !== null || this.#isDisposed || this.rests()) return;
		const child: ReaderChild = new ReaderChild(this.#options.processPath, {
			message: (reply) => this.#onReply(reply),
			gone: (why) => this.#crashed(why),
		});
		this.#child = child;
		this.#watch(this.#options.startTimeoutMs);
		child.send({ type: 'load', files: this.#files, runtimeManifestPath: this.#options.runtimeManifestPath });
	}

	/** Ends the process. What runs or waits is cancelled. */
	dispose(): void {
		this.#isDisposed = true;
		this.#end(cancelled());
	}

	#onReply(reply: FromReader): void {
		if (reply.type === 'loaded') {
			this.#isLoaded = true;
			this.#options.told(`the reader is loaded (${Math.round(reply.ms)} ms)`);
		} else if (reply.type === 'reading' && reply.id === this.#running?.id) {
			const { states, tokens, ms } = reply;
			this.#options.told(`read ${tokens} tokens in ${Math.round(ms)} ms`);
			this.#running.resolve({ states, tokens, ms });
			this.#running = null;
			this.#slow = 0;
		} else if (reply.type === 'failed' && reply.id !== null && reply.id === this.#running?.id) {
			this.#running.reject(receivedError(reply.error));
			this.#running = null;
		} else if (reply.type === 'failed' && reply.id === null) {
			this.#options.told(`the reader cannot be loaded: ${reply.error.message}`);
			this.#end(receivedError(reply.error));
			return;
		} else {
			this.#crashed(l10n.t('it sent what nobody asked for'));
			return;
		}
		clearTimeout(this.#watchdog);
		this.#pump();
	}

	#pump(): void {
		clearTimeout(this.#idle);
		if (this.#child === null || !this.#isLoaded || this.#running !== null) return;
		const job = this.#waiting;
		this.#child.keepAwake(job !== null);
		if (job === null) {
			this.#idle = setTimeout(() => this.#end(cancelled()), this.#options.idleMs).unref();
			return;
		}
		this.#waiting = null;
		this.#running = job;
		this.#watch(this.#options.readTimeoutMs);
		this.#child.send({ type: 'read', id: job.id, ends: job.ends });
	}

	#watch(ms: number): void {
		clearTimeout(this.#watchdog);
		this.#watchdog = setTimeout(() => this.#tookTooLong(ms), ms).unref();
	}

	/** Native code that computes cannot be stopped but with its process, and cannot say meanwhile that it is alive. */
	#tookTooLong(ms: number): void {
		const rest = Math.min(SLOW_REST.most, SLOW_REST.first * 2 ** this.#slow);
		this.#slow++;
		this.#slowUntil = this.#options.now() + rest;
		this.#options.told(`the reader gave no answer in ${ms / 1000} s and rests for ${rest / 60_000} min`);
		if (this.#running !== null) {
			// What waited for it was not even begun.
			this.#waiting?.reject(cancelled());
			this.#waiting = null;
		}
		this.#end(tooSlow());
	}

	#crashed(why: string): void {
		this.rests();
		this.#crashes++;
		this.#lastCrash = this.#options.now();
		this.#options.told(`the reader's process stopped (${why})`);
		this.#end(stopped(why));
	}

	#end(error: Error): void {
		clearTimeout(this.#idle);
		clearTimeout(this.#watchdog);
		this.#child?.kill();
		this.#child = null;
		this.#isLoaded = false;
		const jobs = [this.#running, this.#waiting];
		this.#running = null;
		this.#waiting = null;
		for (const job of jobs) job?.reject(error);
	}
}

function cancelled(): RoutooError {
	return new RoutooError('cancelled', l10n.t('The reading was cancelled.'), l10n.t('Send the message again.'));
}

function tooSlow(): RoutooError {
	return new RoutooError(
		'timeout',
		l10n.t('The reader takes too long: this computer is busy.'),
		l10n.t('Routoo goes on without it for a while.'),
	);
}

function stopped(why: string): RoutooError {
	return new RoutooError('damagedFile', l10n.t('The reader stopped ({0}).', why), l10n.t('Routoo goes on without it.'));
}

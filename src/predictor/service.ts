import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';
import type { Candidate } from '../core/model/candidate.ts';
import type { Predictor, PredictorStatus } from '../core/routing/predictor.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import type { PredictorFiles } from './files.ts';
import { HostFallback } from './host-fallback.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './messages.ts';
import { withoutSubject } from './missing.ts';
import { GatedWorker } from './native-gate.ts';
import { clearOwnMark, forgetCrash, type MarkPlace } from './native-mark.ts';
import { withoutUnspoken } from './request-text.ts';

export interface PredictorServiceOptions {
	readonly files: PredictorFiles;
	/** Entry of the worker thread: `dist/predictor-worker.cjs` when packed, `src/predictor/worker.ts` in a checkout. */
	readonly workerPath: string;
	/** Where a crash of the native library is remembered; null = nowhere. */
	readonly marks?: MarkPlace | null;
	/** Pause before the one restart after a crash. */
	readonly restartDelayMs?: number;
	/** A request that takes longer counts as a crash. */
	readonly timeoutMs?: number;
	/** A start that takes longer counts as a crash; a busy machine without a native binary needs several seconds. */
	readonly startTimeoutMs?: number;
	/** A request that waits longer for the worker to load is answered from the features. */
	readonly loadingWaitMs?: number;
	/** Idle time after which the worker and its memory are given back; the next request starts it anew. Null = never. */
	readonly idleReleaseMs?: number | null;
	/** ms from any beginning */
	readonly now?: () => number;
}

interface Job {
	readonly message: WorkerRequest;
	readonly resolve: (prediction: Prediction) => void;
	readonly reject: (error: Error) => void;
}

/** Crashes after which the worker is not started again, and the time without any after which it may be. */
const MAX_CRASHES = 2;
const CRASHES_COUNT_FOR = 30 * 60_000;

/**
 * Predictor over one worker thread. The thread starts with the first request (or `start`); requests run one after the other, a cancelled
 * one leaves the queue at once. A crash is answered from the features on the host's thread and followed by one restart.
 */
export class PredictorService implements Predictor {
	readonly #options: Required<PredictorServiceOptions>;
	readonly #fallback: HostFallback;
	readonly #listeners = new Set<(status: PredictorStatus) => void>();
	#status: PredictorStatus = { kind: 'resting' };
	#worker: GatedWorker | null = null;
	#ready = false;
	#crashes = 0;
	#lastCrash = Number.NEGATIVE_INFINITY;
	#disposed = false;
	#nextId = 1;
	#queue: Job[] = [];
	#running: Job | null = null;
	#watchdog: NodeJS.Timeout | undefined;
	#idle: NodeJS.Timeout | undefined;
	#restart: NodeJS.Timeout | undefined;

	constructor(options: PredictorServiceOptions) {
		this.#options = {
			restartDelayMs: 1000,
			timeoutMs: 15_000,
			startTimeoutMs: 60_000,
			loadingWaitMs: 5000,
			idleReleaseMs: null,
			marks: null,
			now: () => performance.now(),
			...options,
		};
		this.#fallback = new HostFallback(options.files.modelFolder);
	}

	/** Loads the encoder ahead of the first request. Returns at once. */
	start(): void {
		if (this.#worker === null && this.#canStart()) this.#spawn();
	}

	status(): PredictorStatus {
		return this.#status;
	}

	onStatus(listener: (status: PredictorStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Rejects with RoutooError 'cancelled' when `signal` is aborted, and for nothing else. */
	async predict(request: RouteRequest, candidates: readonly Candidate[], signal?: AbortSignal): Promise<Prediction> {
		return withoutSubject(await this.#predict(withoutUnspoken(request), candidates, signal), request);
	}

	async #predict(request: RouteRequest, candidates: readonly Candidate[], signal: AbortSignal | undefined): Promise<Prediction> {
		if (signal?.aborted || this.#disposed) throw cancelled();
		if (this.#worker === null && !this.#canStart()) return this.#fallback.predict(request, candidates, this.#reason());
		const { promise, resolve, reject } = Promise.withResolvers<Prediction>();
		const job: Job = { message: { id: this.#nextId++, request, candidates }, resolve, reject };
		const onAbort = () => {
			this.#queue = this.#queue.filter((waiting) => waiting !== job);
			reject(cancelled());
		};
		signal?.addEventListener('abort', onAbort, { once: true });
		this.#queue.push(job);
		this.start();
		this.#pump();
		const patience = this.#ready ? undefined : setTimeout(() => this.#stopWaiting(job), this.#options.loadingWaitMs);
		try {
			return await promise;
		} finally {
			clearTimeout(patience);
			signal?.removeEventListener('abort', onAbort);
		}
	}

	/** Ends the worker and gives its memory back; the next request starts it anew. Does nothing while a request runs. */
	async release(): Promise<void> {
		if (this.#running !== null || this.#queue.length > 0) return;
		const worker = this.#detach();
		if (worker === null) return;
		this.#setStatus({ kind: 'resting' });
		await this.#end(worker);
	}

	/** Loads anew what failed or crashed. Returns at once. */
	retry(): void {
		if (this.#disposed) return;
		const { marks } = this.#options;
		if (marks !== null) forgetCrash(marks.folder);
		clearTimeout(this.#restart);
		this.#restart = undefined;
		this.#crashes = 0;
		const worker = this.#detach();
		for (const job of this.#drain()) this.#answerFromHost(job, l10n.t('The predictor is being loaded anew.'));
		void (worker === null ? Promise.resolve() : this.#end(worker)).then(() => this.start());
	}

	async dispose(): Promise<void> {
		if (this.#disposed) return;
		this.#disposed = true;
		clearTimeout(this.#restart);
		const worker = this.#detach();
		for (const job of this.#drain()) job.reject(cancelled());
		this.#listeners.clear();
		if (worker !== null) await this.#end(worker);
	}

	/** A thread that is ended in mid-load has not crashed. */
	async #end(worker: GatedWorker): Promise<void> {
		await worker.end();
		if (this.#options.marks !== null) clearOwnMark(this.#options.marks.folder);
	}

	#stopWaiting(job: Job): void {
		if (this.#ready || !this.#queue.includes(job)) return;
		this.#queue = this.#queue.filter((waiting) => waiting !== job);
		this.#answerFromHost(job, l10n.t('The predictor is still loading; request features predict until then.'));
	}

	/** Not while the pause before a restart runs, and not after the last allowed crash. */
	#canStart(): boolean {
		this.#forgetOldCrashes();
		return !this.#disposed && this.#restart === undefined && this.#crashes < MAX_CRASHES;
	}

	#forgetOldCrashes(): void {
		if (this.#options.now() - this.#lastCrash > CRASHES_COUNT_FOR) this.#crashes = 0;
	}

	#spawn(): void {
		this.#ready = false;
		this.#setStatus({ kind: 'loading' });
		let worker: GatedWorker;
		try {
			const { files, marks } = this.#options;
			const start: Omit<WorkerStart, 'gate' | 'texts'> = { files, marks };
			worker = new GatedWorker(this.#options.workerPath, start, { name: 'routoo-predictor', execArgv: [] });
		} catch (error) {
			this.#crashed(error);
			return;
		}
		this.#worker = worker;
		this.#watch(this.#options.startTimeoutMs);
		worker.on('message', (reply: WorkerReply) => {
			if (worker === this.#worker) this.#onReply(reply);
		});
		worker.on('error', (error) => {
			if (worker === this.#worker) this.#crashed(error);
		});
		worker.on('exit', (code) => {
			if (worker === this.#worker) this.#crashed(new Error(`exit code ${code}`));
		});
	}

	#onReply(reply: WorkerReply): void {
		if (reply.type === 'status') {
			this.#setStatus(reply.status);
			if (!this.#ready) {
				this.#ready = true;
				this.#unwatch();
			}
		} else {
			const job = this.#running;
			this.#running = null;
			this.#unwatch();
			if (job !== null && reply.type === 'prediction') job.resolve(reply.prediction);
			else if (job !== null) this.#answerFromHost(job, l10n.t('The predictor could not read this request: {0}', lastClause(reply)));
		}
		this.#pump();
	}

	#pump(): void {
		clearTimeout(this.#idle);
		if (this.#worker === null || !this.#ready || this.#running !== null) return;
		const job = this.#queue.shift();
		if (job === undefined) {
			if (this.#options.idleReleaseMs !== null) this.#idle = setTimeout(() => void this.release(), this.#options.idleReleaseMs).unref();
			return;
		}
		this.#running = job;
		this.#watch(this.#options.timeoutMs);
		this.#worker.postMessage(job.message);
	}

	/** @param hung the mark of a library that hangs stays, so that the next start does without it */
	#crashed(cause: unknown, hung = false): void {
		const worker = this.#detach();
		this.#forgetOldCrashes();
		this.#crashes++;
		this.#lastCrash = this.#options.now();
		const detail = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
		const willRestart = this.#crashes < MAX_CRASHES;
		const reason = willRestart
			? l10n.t('The predictor stopped ({0}); it is being restarted.', detail)
			: l10n.t(
					'The predictor stopped ({0}); predictions come from request features and catalog until the window is reloaded or "Routoo: Try the Encoder Again" is run.',
					detail,
				);
		this.#setStatus({ kind: 'degraded', reason });
		if (willRestart) {
			this.#restart = setTimeout(() => {
				this.#restart = undefined;
				this.start();
			}, this.#options.restartDelayMs);
		}
		for (const job of this.#drain()) this.#answerFromHost(job, this.#reason());
		if (worker !== null) void (hung ? worker.end() : this.#end(worker));
	}

	#answerFromHost(job: Job, reason: string): void {
		this.#fallback.predict(job.message.request, job.message.candidates, reason).then(job.resolve, job.reject);
	}

	#detach(): GatedWorker | null {
		const worker = this.#worker;
		this.#worker = null;
		this.#ready = false;
		this.#unwatch();
		clearTimeout(this.#idle);
		return worker;
	}

	#drain(): Job[] {
		const jobs = this.#running === null ? this.#queue : [this.#running, ...this.#queue];
		this.#running = null;
		this.#queue = [];
		return jobs;
	}

	#watch(ms: number): void {
		clearTimeout(this.#watchdog);
		this.#watchdog = setTimeout(() => this.#crashed(new Error(`no answer in ${ms / 1000} s`), true), ms);
	}

	#unwatch(): void {
		clearTimeout(this.#watchdog);
	}

	#reason(): string {
		return this.#status.kind === 'degraded' ? this.#status.reason : l10n.t('The predictor is not running.');
	}

	#setStatus(status: PredictorStatus): void {
		if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
		this.#status = status;
		for (const listener of this.#listeners) listener(status);
	}
}

function lastClause(reply: WorkerReply): string {
	return reply.type === 'failed' ? reply.message : 'unknown reply';
}

function cancelled(): RoutooError {
	return new RoutooError('cancelled', l10n.t('The prediction was cancelled.'), l10n.t('Send the message again.'));
}

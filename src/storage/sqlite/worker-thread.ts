import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import {
	type ArgumentsOf,
	type FromStorageWorker,
	fromWire,
	type MethodOf,
	type ResultOf,
	type Served,
	type StorageWorkerData,
	type ToStorageWorker,
} from './worker-protocol.ts';

export interface WorkerThreadOptions {
	readonly workerPath: string | URL;
	/** As it is when a worker starts. */
	data(): StorageWorkerData;
	readonly notices: (error: RoutooError) => void;
	written(requestId: string): void;
	/** The worker said something. */
	heard(): void;
	/** Whether a new worker has something to do although nobody calls. */
	needed(): boolean;
}

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: RoutooError) => void;
}

/** Wait before a worker that is needed starts again, ms: doubled with each that crashes before it has worked. */
const RESTART_MS = 250;
const LONGEST_RESTART_MS = 60_000;

/** The storage worker, started again after a crash: by the next call, or by itself where it is needed. */
export class WorkerThread {
	readonly #options: WorkerThreadOptions;
	readonly #waiting = new Map<number, Waiting>();
	readonly #crashes = new WeakSet<object>();
	#worker: Worker | null = null;
	#nextId = 1;
	#disposed = false;
	#toldCrash = false;
	#restart: NodeJS.Timeout | null = null;
	#restartMs = RESTART_MS;
	/** Messages of workers so far. */
	heard = 0;

	constructor(options: WorkerThreadOptions) {
		this.#options = options;
		this.#start();
	}

	/**
	 * Waits for the answer as long as it takes. A worker that dies meanwhile is started again and asked once more, for any call may be made
	 * twice. Errors: RoutooError.
	 */
	async ask<P extends keyof Served, M extends MethodOf<P>>(port: P, method: M, ...args: ArgumentsOf<P, M>): Promise<ResultOf<P, M>> {
		try {
			return (await this.#post(port, method, args)) as ResultOf<P, M>;
		} catch (error) {
			if (!this.#crashes.has(error as object)) throw error;
			return (await this.#post(port, method, args)) as ResultOf<P, M>;
		}
	}

	/** After the calls that were made before, but no later than in `ms`. */
	async dispose(ms: number): Promise<void> {
		if (this.#disposed) return;
		const worker = this.#worker;
		const closed = worker === null ? null : this.#post('ledger', 'dispose', []).catch(() => undefined);
		this.#disposed = true;
		if (this.#restart !== null) clearTimeout(this.#restart);
		if (worker === null || closed === null) return;
		const { promise: late, resolve } = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, ms);
		await Promise.race([closed.then(() => worker.terminate()), late]);
		clearTimeout(timer);
		void worker.terminate();
	}

	#post(port: keyof Served, method: string, args: readonly unknown[]): Promise<unknown> {
		if (this.#disposed) return Promise.reject(new RoutooError('storage', l10n.t('The ledger is closed.'), l10n.t('Reload the window.')));
		const worker = this.#worker ?? this.#start();
		const id = this.#nextId++;
		return new Promise<unknown>((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
			worker.postMessage({ id, port, method, args } satisfies ToStorageWorker);
		});
	}

	#start(): Worker {
		if (this.#restart !== null) clearTimeout(this.#restart);
		this.#restart = null;
		const worker = new Worker(this.#options.workerPath, { workerData: this.#options.data() });
		worker.on('message', (message: FromStorageWorker) => this.#receive(message));
		worker.on('error', (error) => this.#crashed(worker, error));
		worker.on('exit', () => this.#crashed(worker, null));
		this.#worker = worker;
		return worker;
	}

	#receive(message: FromStorageWorker): void {
		this.heard++;
		this.#options.heard();
		if (message.type === 'notice') {
			this.#options.notices(fromWire(message.error));
			return;
		}
		if (message.type === 'written') {
			this.#options.written(message.requestId);
			return;
		}
		const waiting = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		if (message.type === 'error') {
			waiting?.reject(fromWire(message.error));
			return;
		}
		this.#toldCrash = false;
		this.#restartMs = RESTART_MS;
		waiting?.resolve(message.value);
	}

	#crashed(worker: Worker, cause: unknown): void {
		if (this.#worker !== worker) return;
		this.#worker = null;
		const error = new RoutooError(
			'storage',
			l10n.t('The spending ledger stopped working.'),
			l10n.t('Try again; if it goes on, reload the window.'),
			{
				cause,
			},
		);
		this.#crashes.add(error);
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const { reject } of waiting) reject(error);
		if (this.#disposed) return;
		if (this.#options.needed()) this.#startLater();
		if (cause === null || this.#toldCrash) return;
		this.#toldCrash = true;
		this.#options.notices(error);
	}

	#startLater(): void {
		this.#restart = setTimeout(() => {
			this.#restart = null;
			if (this.#worker === null && !this.#disposed) this.#start();
		}, this.#restartMs);
		this.#restart.unref();
		this.#restartMs = Math.min(LONGEST_RESTART_MS, this.#restartMs * 2);
	}
}

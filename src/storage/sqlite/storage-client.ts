import { Worker } from 'node:worker_threads';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { type StateStore, VersionedState } from '../../core/base/state.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import type { BudgetPeriod, Ledger, Purpose, Reservation, ReserveResult, Settlement } from '../../core/money/ledger.ts';
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

export interface StorageClientOptions {
	/** Entry of the worker: dist/storage-worker.mjs, or src/storage/sqlite/worker.ts in tests. */
	readonly workerPath: string | URL;
	/** Folder of the ledger and that of state and signals, the same for all windows; made when missing. */
	readonly ledgerFolder: string;
	readonly stateFolder: string;
	/** Told once each: a damaged file was set aside ('damagedFile'), the worker crashed ('storage'), until it has worked again. */
	readonly notices: (error: RoutooError) => void;
	/** Default 15 s. */
	readonly beatMs?: number;
	/** For tests only. */
	readonly clockOffsetMs?: number;
}

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: RoutooError) => void;
}

/**
 * The stores of one window: every call goes to the worker thread and comes back as a promise. A crashed worker is started again by the
 * next call. All errors are RoutooErrors: 'storage' with a next step, or 'invalidInput'.
 */
export class StorageClient {
	readonly ledger: Ledger;
	readonly signals: SignalStore;
	readonly #options: StorageClientOptions;
	readonly #waiting = new Map<number, Waiting>();
	readonly #live = new Map<string, Reservation>();
	/** Newest progress per request that waits for the one in flight. */
	readonly #progress = new Map<string, MicroDollars | null>();
	#worker: Worker | null = null;
	#nextId = 1;
	#disposed = false;
	#toldCrash = false;

	constructor(options: StorageClientOptions) {
		this.#options = options;
		this.ledger = {
			reserve: (reservation, period) => this.#reserve(reservation, period),
			settle: (settlement) => this.#settle(settlement),
			release: (requestId, why) => this.#release(requestId, why),
			progress: (requestId, costSoFar) => this.#report(requestId, costSoFar),
			arrivals: (sinceMs) => this.#call('ledger', 'arrivals', sinceMs),
			summary: (period) => this.#call('ledger', 'summary', period),
			rows: (limit, purpose?: Purpose) => this.#call('ledger', 'rows', limit, purpose),
			dispose: () => this.dispose(),
		};
		this.signals = {
			append: (learner, signals) => this.#call('signals', 'append', learner, signals),
			read: (learner) => this.#call('signals', 'read', learner),
			keep: (learner, belief) => this.#call('signals', 'keep', learner, belief),
			clear: (learner) => this.#call('signals', 'clear', learner),
		};
		this.#start();
	}

	/** @param workspace names the open workspace; never empty */
	state(workspace: string): StateStore {
		const table = {
			read: (place: string, key: string) => this.#call('state', 'read', place, key),
			write: (place: string, key: string, value: unknown, expected: number | null) =>
				this.#call('state', 'write', place, key, value, expected),
		};
		return new VersionedState(table, workspace);
	}

	/** Closes all files, after the calls that were made before. */
	async dispose(): Promise<void> {
		if (this.#disposed) return;
		const worker = this.#worker;
		if (worker !== null) await this.#call('ledger', 'dispose').catch(() => undefined);
		this.#disposed = true;
		await worker?.terminate();
	}

	async #reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		const result = await this.#call('ledger', 'reserve', reservation, period);
		if (result.kind === 'reserved') this.#live.set(reservation.requestId, reservation);
		return result;
	}

	async #settle(settlement: Settlement): Promise<void> {
		this.#live.delete(settlement.requestId);
		await this.#call('ledger', 'settle', settlement);
	}

	async #release(requestId: string, why: string): Promise<void> {
		this.#live.delete(requestId);
		await this.#call('ledger', 'release', requestId, why);
	}

	/** At most one report a request is on its way; the newest one follows it. */
	async #report(requestId: string, costSoFar: MicroDollars): Promise<void> {
		const busy = this.#progress.has(requestId);
		this.#progress.set(requestId, costSoFar);
		if (busy) return;
		for (let cost = this.#progress.get(requestId); cost !== undefined && cost !== null; cost = this.#progress.get(requestId)) {
			this.#progress.set(requestId, null);
			await this.#call('ledger', 'progress', requestId, cost).catch(() => undefined);
		}
		this.#progress.delete(requestId);
	}

	#call<P extends keyof Served, M extends MethodOf<P>>(port: P, method: M, ...args: ArgumentsOf<P, M>): Promise<ResultOf<P, M>> {
		if (this.#disposed) return Promise.reject(new RoutooError('storage', 'The ledger is closed.', 'Reload the window.'));
		const worker = this.#worker ?? this.#start();
		const id = this.#nextId++;
		return new Promise<ResultOf<P, M>>((resolve, reject) => {
			this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
			worker.postMessage({ id, port, method, args } satisfies ToStorageWorker);
		});
	}

	#start(): Worker {
		const { workerPath, ledgerFolder, stateFolder, beatMs = 15_000, clockOffsetMs = 0 } = this.#options;
		const workerData: StorageWorkerData = { ledgerFolder, stateFolder, beatMs, clockOffsetMs, live: [...this.#live.values()] };
		const worker = new Worker(workerPath, { workerData });
		worker.on('message', (message: FromStorageWorker) => this.#receive(message));
		worker.on('error', (error) => this.#crashed(worker, error));
		worker.on('exit', () => this.#crashed(worker, null));
		this.#worker = worker;
		return worker;
	}

	#receive(message: FromStorageWorker): void {
		if (message.type === 'notice') {
			this.#options.notices(fromWire(message.error));
			return;
		}
		const waiting = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		if (message.type === 'error') {
			waiting?.reject(fromWire(message.error));
			return;
		}
		this.#toldCrash = false;
		waiting?.resolve(message.value);
	}

	#crashed(worker: Worker, cause: unknown): void {
		if (this.#worker !== worker) return;
		this.#worker = null;
		const error = new RoutooError('storage', 'The spending ledger stopped working.', 'Try again; if it goes on, reload the window.', {
			cause,
		});
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
		if (cause === null || this.#toldCrash) return;
		this.#toldCrash = true;
		this.#options.notices(error);
	}
}

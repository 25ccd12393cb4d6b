import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type {
	BudgetPeriod,
	Ledger,
	LedgerRow,
	Purpose,
	Reservation,
	ReserveResult,
	Settlement,
	SpendSummary,
} from '../../core/money/ledger.ts';
import type { ArrivalHistory } from '../../core/money/pacing.ts';
import type { LedgerFormat } from './ledger-engine.ts';
import { type FromLedgerWorker, fromWire, type LedgerCall, type LedgerResults, type LedgerWorkerData } from './ledger-protocol.ts';

export interface LedgerClientOptions {
	/** Entry of the worker: dist/ledger-worker.mjs, or src/storage/sqlite/ledger-worker.ts in tests. */
	readonly workerPath: string | URL;
	/** Folder of the ledger, the same for all windows; made when missing. */
	readonly folder: string;
	/** Told once each: a damaged file was set aside ('damagedFile'), the worker crashed ('storage'). */
	readonly notices: (error: RoutooError) => void;
	/** Default `auto`. */
	readonly format?: LedgerFormat;
	/** Default 15 s. */
	readonly beatMs?: number;
	/** For tests only. */
	readonly clockOffsetMs?: number;
}

interface Waiting {
	readonly resolve: (value: LedgerResults[keyof LedgerResults]) => void;
	readonly reject: (error: RoutooError) => void;
}

/**
 * The Ledger of one window: every call goes to the worker thread and comes back as a promise. A crashed worker is started again by the next call. All errors
 * are RoutooErrors: 'storage' with a next step, or 'invalidInput'.
 */
export class LedgerClient implements Ledger {
	readonly #options: LedgerClientOptions;
	readonly #waiting = new Map<number, Waiting>();
	readonly #live = new Map<string, Reservation>();
	/** Newest progress per request that waits for the one in flight. */
	readonly #progress = new Map<string, MicroDollars | null>();
	#worker: Worker | null = null;
	#nextId = 1;
	#disposed = false;

	constructor(options: LedgerClientOptions) {
		this.#options = options;
		this.#start();
	}

	async reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		const result = await this.#call({ op: 'reserve', reservation, period });
		if (result.kind === 'reserved') this.#live.set(reservation.requestId, reservation);
		return result;
	}

	async settle(settlement: Settlement): Promise<void> {
		this.#live.delete(settlement.requestId);
		await this.#call({ op: 'settle', settlement });
	}

	async release(requestId: string, why: string): Promise<void> {
		this.#live.delete(requestId);
		await this.#call({ op: 'release', requestId, why });
	}

	/** At most one report a request is on its way; the newest one follows it. */
	async progress(requestId: string, costSoFar: MicroDollars): Promise<void> {
		const busy = this.#progress.has(requestId);
		this.#progress.set(requestId, costSoFar);
		if (busy) return;
		for (let cost = this.#progress.get(requestId); cost !== undefined && cost !== null; cost = this.#progress.get(requestId)) {
			this.#progress.set(requestId, null);
			// An unwritten report only makes an orphan's estimate coarser.
			await this.#call({ op: 'progress', requestId, cost }).catch(() => undefined);
		}
		this.#progress.delete(requestId);
	}

	summary(period: BudgetPeriod): Promise<SpendSummary> {
		return this.#call({ op: 'summary', period });
	}

	rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]> {
		return this.#call({ op: 'rows', limit, purpose });
	}

	arrivals(sinceMs: number): Promise<ArrivalHistory> {
		return this.#call({ op: 'arrivals', since: sinceMs });
	}

	async dispose(): Promise<void> {
		if (this.#disposed) return;
		const worker = this.#worker;
		if (worker !== null) await this.#call({ op: 'close' }).catch(() => undefined);
		this.#disposed = true;
		await worker?.terminate();
	}

	#call<C extends LedgerCall>(call: C): Promise<LedgerResults[C['op']]> {
		if (this.#disposed) return Promise.reject(new RoutooError('storage', 'The ledger is closed.', 'Reload the window.'));
		const worker = this.#worker ?? this.#start();
		const id = this.#nextId++;
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
			worker.postMessage({ id, call });
		});
	}

	#start(): Worker {
		const { workerPath, folder, format = 'auto', beatMs = 15_000, clockOffsetMs = 0 } = this.#options;
		const live = [...this.#live.values()];
		// New for each worker: a crashed one may have left half a line at the end of its file.
		const windowName = `window-${process.pid}-${randomUUID()}`;
		const workerData: LedgerWorkerData = { folder, windowName, format, beatMs, clockOffsetMs, live };
		const worker = new Worker(workerPath, { workerData });
		worker.on('message', (message: FromLedgerWorker) => this.#receive(message));
		worker.on('error', (error) => this.#crashed(worker, error));
		worker.on('exit', () => this.#crashed(worker, null));
		this.#worker = worker;
		return worker;
	}

	#receive(message: FromLedgerWorker): void {
		if (message.type === 'notice') {
			this.#options.notices(fromWire(message.error));
			return;
		}
		const waiting = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		if (message.type === 'result') waiting?.resolve(message.value);
		else waiting?.reject(fromWire(message.error));
	}

	#crashed(worker: Worker, cause: unknown): void {
		if (this.#worker !== worker) return;
		this.#worker = null;
		const error = new RoutooError('storage', 'The spending ledger stopped working.', 'Try again; if it goes on, reload the window.', {
			cause,
		});
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
		if (cause !== null) this.#options.notices(error);
	}
}

import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { spokenTexts } from '../../core/base/language.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { type StateStore, VersionedState } from '../../core/base/state.ts';
import type { ProfileStore } from '../../core/learning/profiles.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import type { LedgerInsights } from '../../core/money/insights.ts';
import type { BudgetPeriod, Ledger, Purpose, Reservation, ReserveResult, Settlement } from '../../core/money/ledger.ts';
import type { AdoptionSource } from './adoption.ts';
import { OwedEnds } from './owed-ends.ts';
import type { ArgumentsOf, MethodOf, ResultOf, Served, StorageWorkerData } from './worker-protocol.ts';
import { WorkerThread } from './worker-thread.ts';

export interface StorageClientOptions {
	/** Entry of the worker: dist/storage-worker.mjs, or src/storage/sqlite/worker.ts in tests. */
	readonly workerPath: string | URL;
	/** Folder of the ledger and that of state and signals, the same for all windows; made when missing. */
	readonly ledgerFolder: string;
	readonly stateFolder: string;
	/** What an earlier version kept elsewhere is taken over. */
	readonly adopt?: AdoptionSource | null;
	/** Told once each: a damaged file was set aside ('damagedFile'), the worker crashed ('storage'), until it has worked again. */
	readonly notices: (error: RoutooError) => void;
	/** Default 15 s. */
	readonly beatMs?: number;
	/** Longest wait for an answer of the worker, ms; default 10 s. */
	readonly limitMs?: number;
	/** For tests only. */
	readonly clockOffsetMs?: number;
}

/** Where the worker has been silent for a whole wait, calls wait this long until it says something again, ms. */
const SILENT_MS = 250;
/** A window that closes waits this long for the worker, ms. */
const CLOSE_MS = 1500;

/**
 * The stores of one window: every call goes to the worker thread and comes back as a promise, within a time limit. A crashed worker is
 * started again by the next call, or by itself where reservations run or ends are owed. All errors are RoutooErrors: 'storage' with a next
 * step, or 'invalidInput'.
 */
export class StorageClient {
	readonly ledger: Ledger;
	readonly signals: SignalStore;
	readonly profiles: ProfileStore;
	readonly insights: LedgerInsights;
	readonly #options: StorageClientOptions;
	readonly #thread: WorkerThread;
	readonly #live = new Map<string, Reservation>();
	/** Ends that no worker has said to be written: a new one gets them. */
	readonly #owed = new OwedEnds();
	/** Newest progress per request that waits for the one in flight. */
	readonly #progress = new Map<string, MicroDollars | null>();
	/** The worker was silent for a whole wait and has not said anything since. */
	#silent = false;

	constructor(options: StorageClientOptions) {
		this.#options = options;
		this.#thread = new WorkerThread({
			workerPath: options.workerPath,
			data: () => this.#workerData(),
			notices: options.notices,
			written: (requestId) => this.#owed.delete(requestId),
			heard: () => {
				this.#silent = false;
			},
			needed: () => this.#live.size > 0 || this.#owed.size > 0,
		});
		this.ledger = {
			reserve: (reservation, period) => this.#reserve(reservation, period),
			settle: (settlement) => this.#settle(settlement),
			release: (requestId, why) => this.#release(requestId, why),
			correct: (requestId, cost) => this.#call('ledger', 'correct', requestId, cost),
			progress: (requestId, costSoFar) => this.#report(requestId, costSoFar),
			arrivals: (sinceMs) => this.#call('ledger', 'arrivals', sinceMs),
			spent: (period) => this.#call('ledger', 'spent', period),
			summary: (period) => this.#call('ledger', 'summary', period),
			rows: (limit, purpose?: Purpose) => this.#call('ledger', 'rows', limit, purpose),
			run: (runId) => this.#call('ledger', 'run', runId),
			experience: () => this.#call('ledger', 'experience'),
			dispose: () => this.dispose(),
		};
		this.signals = {
			append: (learner, signals) => this.#call('signals', 'append', learner, signals),
			read: (learner) => this.#call('signals', 'read', learner),
			keep: (learner, belief) => this.#call('signals', 'keep', learner, belief),
			clear: (learner) => this.#call('signals', 'clear', learner),
			kept: (learner) => this.#call('signals', 'kept', learner),
		};
		this.profiles = {
			keep: (profile) => this.#call('profiles', 'keep', profile),
			read: (id) => this.#call('profiles', 'read', id),
			drop: (ids) => this.#call('profiles', 'drop', ids),
			clear: () => this.#call('profiles', 'clear'),
		};
		this.insights = {
			catchUp: () => this.#call('insights', 'catchUp'),
			decisions: (query, offset, limit) => this.#call('insights', 'decisions', query, offset, limit),
			spread: (range) => this.#call('insights', 'spread', range),
			estimates: (range, limit) => this.#call('insights', 'estimates', range, limit),
			predicted: (ids) => this.#call('insights', 'predicted', ids),
			choices: (range, offset, limit) => this.#call('insights', 'choices', range, offset, limit),
			forget: (period) => this.#call('insights', 'forget', period),
		};
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

	/** Closes all files, after the calls that were made before; a worker that does not answer is not waited for. */
	async dispose(): Promise<void> {
		await this.#thread.dispose(CLOSE_MS);
	}

	async #reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		const { requestId } = reservation;
		this.#owed.delete(requestId);
		const answer = this.#thread.ask('ledger', 'reserve', reservation, period);
		try {
			const result = await this.#limited(answer);
			if (result.kind === 'reserved') this.#live.set(requestId, reservation);
			return result;
		} catch (error) {
			// Nothing is sent under a reservation that failed: whatever of it was written, now or later, is released.
			if (RoutooError.is(error, 'storage') && !this.#live.has(requestId)) {
				const why = 'the reservation failed';
				this.#owed.release(requestId, why);
				answer
					.then(
						({ kind }) => (kind === 'reserved' ? this.#release(requestId, why) : this.#owed.delete(requestId)),
						() => undefined,
					)
					.catch(() => undefined);
			}
			throw error;
		}
	}

	/** Written by the next worker where this one dies meanwhile. */
	async #settle(settlement: Settlement): Promise<void> {
		const { requestId } = settlement;
		this.#owed.settle(settlement, this.#live.get(requestId) ?? null);
		this.#live.delete(requestId);
		await this.#end(requestId, this.#thread.ask('ledger', 'settle', settlement));
	}

	async #release(requestId: string, why: string): Promise<void> {
		this.#live.delete(requestId);
		this.#owed.release(requestId, why);
		await this.#end(requestId, this.#thread.ask('ledger', 'release', requestId, why));
	}

	/** However late the answer comes, what it says to be written is not owed any more. */
	async #end(requestId: string, answer: Promise<void>): Promise<void> {
		const written = answer.then(
			() => this.#owed.delete(requestId),
			(error: unknown) => {
				if (RoutooError.is(error, 'invalidInput')) this.#owed.delete(requestId);
				throw error;
			},
		);
		await this.#limited(written);
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
		return this.#limited(this.#thread.ask(port, method, ...args));
	}

	/** A worker that hangs (a dead network drive) must not hang its callers. */
	async #limited<T>(answer: Promise<T>): Promise<T> {
		const { limitMs = 10_000 } = this.#options;
		const { promise: late, reject } = Promise.withResolvers<never>();
		const heard = this.#thread.heard;
		const timer = setTimeout(
			() => {
				if (this.#thread.heard === heard) this.#silent = true;
				reject(silence(limitMs));
			},
			this.#silent ? Math.min(SILENT_MS, limitMs) : limitMs,
		);
		try {
			return await Promise.race([answer, late]);
		} finally {
			clearTimeout(timer);
		}
	}

	#workerData(): StorageWorkerData {
		const { ledgerFolder, stateFolder, adopt = null, beatMs = 15_000, clockOffsetMs = 0 } = this.#options;
		const owed = { live: [...this.#live.values()], late: this.#owed.all() };
		return { ledgerFolder, stateFolder, adopt, beatMs, clockOffsetMs, ...owed, texts: spokenTexts() };
	}
}

function silence(ms: number): RoutooError {
	return new RoutooError(
		'storage',
		l10n.t('The spending ledger did not answer within {0} s.', Math.round(ms / 1000)),
		l10n.t('Try again in a minute: it may be bringing a large ledger up to date. If it goes on, reload the window and check the disk.'),
	);
}

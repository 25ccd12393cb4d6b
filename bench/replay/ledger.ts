import type { RoutooError } from '../../src/core/base/errors.ts';
import type {
	BudgetPeriod,
	Ledger,
	LedgerRow,
	PeriodSpend,
	Reservation,
	ReserveResult,
	Settlement,
	SpendSummary,
} from '../../src/core/money/ledger.ts';
import { type ArrivalHistory, HOURS_PER_WEEK, hourOfWeek } from '../../src/core/money/pacing.ts';
import { LedgerEngine } from '../../src/storage/sqlite/ledger-engine.ts';

/** Where the money of a replay is kept: the product's SQLite store, or the same rule in memory for sweeps. */
export interface Store {
	reserve(reservation: Reservation, period: BudgetPeriod, now: number): ReserveResult;
	settle(settlement: Settlement, now: number): void;
	release(requestId: string, now: number): void;
	/** The sums as the store itself derives them; null where it keeps none of its own. */
	summary(period: BudgetPeriod, now: number): SpendSummary | null;
	close(): void;
}

/** The product's ledger in this process: every reservation and settlement is a transaction of its own. */
export function sqliteStore(folder: string): Store {
	const fail = (error: RoutooError) => {
		throw error;
	};
	const engine = new LedgerEngine({ folder, clock: { now: () => 0 }, notice: fail });
	return {
		reserve: (reservation, period, now) => engine.now((book) => book.reserve(reservation, period, [], now)),
		settle: (settlement, now) => engine.now((book) => book.settle(settlement, null, now)),
		release: (requestId, now) => engine.now((book) => book.release(requestId, 'replay', now)),
		summary: (period, now) => engine.now((book) => book.summary(period, now)),
		close: () => void engine.close(),
	};
}

export function memoryStore(): Store {
	const open = new Map<string, number>();
	let settled = 0;
	const remaining = (limit: number) => limit - settled - [...open.values()].reduce((a, b) => a + b, 0);
	return {
		reserve: ({ requestId, max }, { limit }) => {
			if (limit !== null && max > 0 && max > remaining(limit)) return { kind: 'overBudget', remaining: Math.max(0, remaining(limit)) };
			open.set(requestId, max);
			return { kind: 'reserved', remaining: limit === null ? null : remaining(limit) };
		},
		settle: ({ requestId, cost }) => {
			open.delete(requestId);
			settled += cost;
		},
		release: (requestId) => void open.delete(requestId),
		summary: () => null,
		close: () => {},
	};
}

/** How often the running sums are held against the store's own. */
const CHECK_EVERY = 1000;

/**
 * The Ledger of a replay, on its clock. The store's summary folds all events of the period, which for every request of a month would take hours; so the sums are
 * kept beside it and held against the store's every CHECK_EVERY settlements and at the end.
 */
export class ReplayLedger implements Ledger {
	readonly #store: Store;
	readonly #now: () => number;
	readonly #reserved = new Map<string, number>();
	readonly #counts = new Array<number>(HOURS_PER_WEEK).fill(0);
	#from = Number.POSITIVE_INFINITY;
	#settlements = 0;
	settled = 0;
	outstanding = 0;
	#requests = 0;

	/** @param earlier times of requests before the replay, ms since epoch */
	constructor(store: Store, now: () => number, earlier: readonly number[]) {
		this.#store = store;
		this.#now = now;
		for (const at of earlier) this.#arrived(at);
	}

	async reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		const result = this.#store.reserve(reservation, period, this.#now());
		if (result.kind === 'reserved') {
			this.#reserved.set(reservation.requestId, reservation.max);
			this.outstanding += reservation.max;
			this.#arrived(this.#now());
		}
		return result;
	}

	async settle(settlement: Settlement): Promise<void> {
		this.#store.settle(settlement, this.#now());
		this.#end(settlement.requestId);
		this.settled += settlement.cost;
		this.#settlements++;
		this.#requests++;
	}

	async release(requestId: string): Promise<void> {
		this.#store.release(requestId, this.#now());
		this.#end(requestId);
	}

	async correct(): Promise<void> {
		throw new Error('Nothing is corrected in a replay.');
	}

	async experience(): Promise<never> {
		throw new Error('Nobody looks at waits in a replay.');
	}

	async spent(period: BudgetPeriod): Promise<PeriodSpend> {
		return this.summary(period);
	}

	async summary(period: BudgetPeriod): Promise<SpendSummary> {
		if (this.#settlements >= CHECK_EVERY) this.check(period);
		const { settled, outstanding } = this;
		return {
			period,
			settled,
			outstanding,
			estimated: 0,
			saved: 0,
			requests: this.#requests,
			arrivals: this.#requests,
			today: 0,
			byPurpose: {},
			byDay: [],
			byModel: [],
		};
	}

	/** Throws where the store's sums are others than those kept beside it. */
	check(period: BudgetPeriod): void {
		this.#settlements = 0;
		const own = this.#store.summary(period, this.#now());
		if (own === null || (own.settled === this.settled && own.outstanding === this.outstanding)) return;
		throw new Error(`The ledger says ${own.settled} + ${own.outstanding} µ$, the replay ${this.settled} + ${this.outstanding}.`);
	}

	/** The past is shorter than the eight weeks that the product looks back, save for the weeks that make way: habits do not change here. */
	async arrivals(): Promise<ArrivalHistory> {
		const to = this.#now();
		return { counts: this.#counts, from: Math.min(to, this.#from), to };
	}

	async progress(): Promise<void> {}

	async rows(): Promise<readonly LedgerRow[]> {
		return [];
	}

	async run(): Promise<readonly LedgerRow[]> {
		return [];
	}

	async dispose(): Promise<void> {
		this.#store.close();
	}

	#arrived(at: number): void {
		const hour = hourOfWeek(at);
		this.#counts[hour] = this.#counts[hour]! + 1;
		this.#from = Math.min(this.#from, at);
	}

	#end(requestId: string): void {
		this.outstanding -= this.#reserved.get(requestId) ?? 0;
		this.#reserved.delete(requestId);
	}
}

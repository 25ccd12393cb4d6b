import type { RoutooError } from '../../../src/core/base/errors.ts';
import type {
	BudgetPeriod,
	Ledger,
	ModelExperience,
	PeriodSpend,
	Reservation,
	ReserveResult,
	Settlement,
	SpendSummary,
} from '../../../src/core/money/ledger.ts';
import { limitOf, takenOf } from '../../../src/core/money/ledger-rules.ts';
import type { ArrivalHistory } from '../../../src/core/money/pacing.ts';

/**
 * The ledger of one window in memory: checks the limits and books as the real one does, shows every call, and fails on demand. What a test
 * looks at besides is its own subclass.
 */
export class MemoryBooks implements Ledger {
	/** Every call that was taken; of each request the last reservation and the first settlement. */
	readonly reservations = new Map<string, Reservation>();
	readonly settlements = new Map<string, Settlement>();
	readonly released: string[] = [];
	readonly progressed: number[] = [];
	/** Thrown where money is asked for or read. */
	failure: RoutooError | null = null;
	/** Money that another window takes between the decision and the reservation, µ$. */
	stealOnReserve = 0;
	#stolen = 0;
	protected readonly running = new Map<string, Reservation>();
	protected readonly booked = new Map<string, { readonly reservation: Reservation; readonly settlement: Settlement }>();

	async reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		if (this.failure !== null) throw this.failure;
		this.#stolen += this.stealOnReserve;
		this.stealOnReserve = 0;
		const { requestId, purpose, max } = reservation;
		const { all, ofShare } = takenOf(await this.summary(period), purpose);
		const share = limitOf(period, purpose);
		const left = [...(period.limit === null ? [] : [period.limit - all]), ...(share === null ? [] : [share - ofShare])];
		// One that is reserved again is in the sums already.
		const added = max - (this.running.get(requestId)?.max ?? 0);
		const remaining = left.length === 0 ? null : Math.min(...left);
		if (remaining !== null && max > 0 && added > remaining) return { kind: 'overBudget', remaining: Math.max(0, remaining) };
		this.reservations.set(requestId, reservation);
		this.running.set(requestId, reservation);
		return { kind: 'reserved', remaining: remaining === null ? null : Math.max(0, remaining - added) };
	}

	async settle(settlement: Settlement): Promise<void> {
		const { requestId } = settlement;
		if (!this.settlements.has(requestId)) this.settlements.set(requestId, settlement);
		const reservation = this.running.get(requestId);
		this.running.delete(requestId);
		if (reservation !== undefined && !this.booked.has(requestId)) this.booked.set(requestId, { reservation, settlement });
	}

	async release(requestId: string): Promise<void> {
		this.released.push(requestId);
		this.running.delete(requestId);
	}

	async progress(_requestId: string, cost: number): Promise<void> {
		this.progressed.push(cost);
	}

	/** Of a request that was settled here. */
	async correct(requestId: string, cost: number): Promise<void> {
		const booked = this.booked.get(requestId);
		if (booked === undefined) throw new Error(`${requestId} is not booked`);
		this.booked.set(requestId, { ...booked, settlement: { ...booked.settlement, cost } });
	}

	async experience(): Promise<ModelExperience> {
		return { candidates: [], models: [] };
	}

	async spent(period: BudgetPeriod): Promise<PeriodSpend> {
		return this.summary(period);
	}

	/** Of all times. */
	async summary(period: BudgetPeriod): Promise<SpendSummary> {
		if (this.failure !== null) throw this.failure;
		const byPurpose: Record<string, { settled: number; outstanding: number; requests: number }> = {};
		const of = (purpose: string) => {
			byPurpose[purpose] ??= { settled: 0, outstanding: 0, requests: 0 };
			return byPurpose[purpose];
		};
		for (const { reservation, settlement } of this.booked.values()) {
			const sums = of(reservation.purpose);
			sums.settled += settlement.cost;
			sums.requests++;
		}
		for (const { purpose, max } of this.running.values()) of(purpose).outstanding += max;
		const settled = this.settledSum();
		return {
			...{ period, settled, outstanding: this.outstandingSum(), estimated: 0, saved: 0, today: settled },
			...{ requests: this.booked.size, arrivals: this.#arrivals(), byPurpose, byDay: [], byModel: [] },
		};
	}

	async arrivals(): Promise<ArrivalHistory> {
		return { counts: [], from: 0, to: 0 };
	}

	async rows(): Promise<[]> {
		return [];
	}

	async run(): Promise<[]> {
		return [];
	}

	async dispose(): Promise<void> {}

	/** Each run once. */
	#arrivals(): number {
		return new Set([...this.reservations.values()].map(({ requestId, runId }) => runId ?? `alone ${requestId}`)).size;
	}

	protected settledSum(): number {
		return [...this.booked.values()].reduce((sum, { settlement }) => sum + settlement.cost, this.#stolen);
	}

	protected outstandingSum(): number {
		return [...this.running.values()].reduce((sum, { max }) => sum + max, 0);
	}
}

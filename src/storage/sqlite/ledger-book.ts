import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { BudgetPeriod, LedgerRow, Purpose, Reservation, ReserveResult, Settlement, SpendSummary } from '../../core/money/ledger.ts';
import { type ArrivalHistory, arrivalHistory } from '../../core/money/pacing.ts';
import { foldRequest, inPeriod, orphanEvent, type RequestState, releaseEvent, reserveEvent, settleEvent } from './ledger-events.ts';
import type { EventStore } from './ledger-store.ts';
import { rowOf, summarise } from './ledger-summary.ts';

/** A reservation without a heartbeat for this long is booked as an estimate. */
export const ORPHAN_AFTER_MS = 120_000;
const MAX_ROWS = 10_000;

/** The ledger's rules over any store. Every public method is one transaction or one consistent read; `now` is ms since epoch. */
export class LedgerBook {
	readonly #store: EventStore;

	constructor(store: EventStore) {
		this.#store = store;
	}

	/** @param own request ids this window knows to be alive: renewed first, so that waking from sleep does not orphan them */
	reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): ReserveResult {
		checkAmount(reservation.expected, 'expected cost');
		checkAmount(reservation.max, 'highest cost');
		if (period.limit !== null) checkAmount(period.limit, 'budget');
		const share = reservation.purpose === 'completion' ? (period.completionsLimit ?? null) : null;
		if (share !== null) checkAmount(share, "completions' share of the budget");
		return this.#store.transaction(() => {
			this.#sweep(own, now);
			const state = foldRequest(this.#store.eventsOf(reservation.requestId));
			const event = reserveEvent(state, reservation, now);
			const { settled, outstanding } = this.#store.totals(period.start, period.end);
			// A replaced reservation is already part of `outstanding` where it lies in this period: only the difference is new.
			const added = inPeriod(event.reservedAt, period) ? event.outstandingDelta : reservation.max;
			const left = lesser(
				period.limit === null ? null : period.limit - settled - outstanding,
				share === null ? null : share - this.#taken(period),
			);
			if (left !== null && reservation.max > 0 && added > left) return { kind: 'overBudget', remaining: Math.max(0, left) };
			this.#store.append(event);
			this.#store.markLive(reservation.requestId, now);
			return { kind: 'reserved', remaining: left === null ? null : Math.max(0, left - added) };
		});
	}

	/**
	 * @param known the reservation as this window made it: booked again when the ledger does not have it (its file was damaged and begun
	 * anew meanwhile), so that spent money is never lost
	 */
	settle(settlement: Settlement, known: Reservation | null, now: number): void {
		checkAmount(settlement.cost, 'cost');
		this.#end(settlement.requestId, known, now, (state) => settleEvent(state, settlement, now));
	}

	release(requestId: string, why: string, now: number): void {
		this.#end(requestId, null, now, (state) => releaseEvent(state, why, now));
	}

	progress(requestId: string, cost: MicroDollars): void {
		checkAmount(cost, 'cost');
		this.#store.transaction(() => this.#store.setProgress(requestId, cost));
	}

	/** Renews `own` and books every orphan of any window. */
	beatAndSweep(own: readonly string[], now: number): void {
		this.#store.transaction(() => this.#sweep(own, now));
	}

	summary(period: BudgetPeriod, now: number): SpendSummary {
		return this.#store.read(() => summarise(this.#store, period, now));
	}

	/** Newest first. */
	rows(limit: number, purpose?: Purpose): LedgerRow[] {
		const bounded = Math.min(MAX_ROWS, Math.max(0, Math.trunc(limit) || 0));
		return this.#store.read(() =>
			this.#store.newestRequests(bounded, purpose).flatMap((id) => {
				const state = foldRequest(this.#store.eventsOf(id));
				return state === null ? [] : [rowOf(state)];
			}),
		);
	}

	arrivals(since: number, now: number): ArrivalHistory {
		return this.#store.read(() => arrivalHistory(this.#store.reservationTimes(since), since, now));
	}

	/** What completions have settled and reserved in the period, µ$. */
	#taken({ start, end }: BudgetPeriod): MicroDollars {
		const { settled, outstanding } = this.#store.totals(start, end, 'completion');
		return settled + outstanding;
	}

	#end(requestId: string, known: Reservation | null, now: number, end: (state: RequestState) => ReturnType<typeof settleEvent>): void {
		this.#store.transaction(() => {
			if (known !== null && this.#store.eventsOf(requestId).length === 0) this.#store.append(reserveEvent(null, known, now));
			const state = foldRequest(this.#store.eventsOf(requestId));
			if (state === null) return;
			const event = end(state);
			if (event !== null) this.#store.append(event);
			this.#store.clearLive(requestId);
		});
	}

	#sweep(own: readonly string[], now: number): void {
		this.#store.beat(own, now);
		// A heartbeat far in the future is stale too: the clock was set back, and a live owner would have beaten again since.
		for (const { requestId, progress } of this.#store.stale(now - ORPHAN_AFTER_MS, now + ORPHAN_AFTER_MS)) {
			const state = foldRequest(this.#store.eventsOf(requestId));
			const event = state === null ? null : orphanEvent(state, progress, now);
			if (event !== null) this.#store.append(event);
			this.#store.clearLive(requestId);
		}
	}
}

/** Null is no limit. */
function lesser(a: MicroDollars | null, b: MicroDollars | null): MicroDollars | null {
	return a === null ? b : b === null ? a : Math.min(a, b);
}

function checkAmount(amount: MicroDollars, what: string): void {
	if (Number.isSafeInteger(amount) && amount >= 0) return;
	throw new RoutooError(
		'invalidInput',
		`The ${what} of a request is not a whole number of micro-dollars.`,
		'Check the price of the model.',
	);
}

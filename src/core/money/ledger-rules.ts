import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod, PeriodSpend, Purpose, Reservation, Settlement } from './ledger.ts';
import {
	applyEvent,
	correctEvent,
	inPeriod,
	type LedgerEvent,
	orphanEvent,
	type RequestState,
	releaseEvent,
	reserveEvent,
	settleEvent,
} from './ledger-events.ts';

/** A reservation without a heartbeat for this long is booked as an estimate. */
export const ORPHAN_AFTER_MS = 120_000;
/** Rows that one call gives at most. */
export const MAX_ROWS = 10_000;
const PURPOSE = /^[a-z][a-z0-9-]{0,31}$/;

/** Settled plus outstanding in the period, µ$: of everything, and of the share that the reservation's purpose takes from. */
export interface Taken {
	readonly all: MicroDollars;
	readonly ofShare: MicroDollars;
}

/** A reservation's event to append, or the refusal. */
export type ReserveDecision =
	| { readonly kind: 'reserved'; readonly remaining: MicroDollars | null; readonly event: LedgerEvent }
	| { readonly kind: 'overBudget'; readonly remaining: MicroDollars };

/**
 * Purposes that take from the share of another: what runs cause beside themselves (titles, summaries, reading their task) is spending
 * on runs.
 */
const WITHIN: ReadonlyMap<Purpose, Purpose> = new Map([
	['background', 'agent'],
	['reading', 'agent'],
]);

/** The purpose whose share of the budget a request takes from. */
export function shareOf(purpose: Purpose): Purpose {
	return WITHIN.get(purpose) ?? purpose;
}

/** Limit of the share that the purpose takes from in this period, µ$; null for none. */
export function limitOf({ limits }: BudgetPeriod, purpose: Purpose): MicroDollars | null {
	const share = shareOf(purpose);
	return limits !== undefined && Object.hasOwn(limits, share) ? (limits[share] ?? null) : null;
}

/** Of all purposes that take from the same share as this one, µ$. */
export function spentOfShare({ byPurpose }: PeriodSpend, purpose: Purpose): Pick<PeriodSpend, 'settled' | 'outstanding'> {
	const share = shareOf(purpose);
	const sum = { settled: 0, outstanding: 0 };
	for (const [other, { settled, outstanding }] of Object.entries(byPurpose)) {
		if (shareOf(other) !== share) continue;
		sum.settled += settled;
		sum.outstanding += outstanding;
	}
	return sum;
}

/** What a reservation of the purpose is held against. */
export function takenOf(spend: PeriodSpend, purpose: Purpose): Taken {
	const own = spentOfShare(spend, purpose);
	return { all: spend.settled + spend.outstanding, ofShare: own.settled + own.outstanding };
}

/** To be called before the transaction. Errors: RoutooError 'invalidInput'. */
export function checkReservation({ purpose, expected, max }: Reservation, period: BudgetPeriod): void {
	if (!PURPOSE.test(purpose)) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('The purpose of a request is not a short lower-case name.'),
			l10n.t('Name it like chat or completion.'),
		);
	}
	checkAmount(expected, 'expected');
	checkAmount(max, 'max');
	if (period.limit !== null) checkAmount(period.limit, 'budget');
	const share = limitOf(period, purpose);
	if (share !== null) checkAmount(share, 'share');
}

/**
 * Whether the reservation fits the budget.
 * @param state what the ledger knows of this id, null for a new one; a settled or orphaned one is an 'invalidInput' error
 */
export function decideReserve(
	state: RequestState | null,
	reservation: Reservation,
	period: BudgetPeriod,
	taken: Taken,
	now: number,
): ReserveDecision {
	const event = reserveEvent(state, reservation, now);
	// A replaced reservation is already part of `taken` where it lies in this period: only the difference is new.
	const added = inPeriod(event.reservedAt, period) ? event.outstandingDelta : reservation.max;
	const share = limitOf(period, reservation.purpose);
	const left = lesser(period.limit === null ? null : period.limit - taken.all, share === null ? null : share - taken.ofShare);
	if (left !== null && reservation.max > 0 && added > left) return { kind: 'overBudget', remaining: Math.max(0, left) };
	return { kind: 'reserved', remaining: left === null ? null : Math.max(0, left - added), event };
}

/**
 * The events that a settlement adds, oldest first; none where the first settlement stands.
 * @param known the reservation as its window made it: booked again when the ledger does not have it (its file was damaged and begun anew
 * meanwhile), so that spent money is never lost
 */
export function decideSettle(
	state: RequestState | null,
	settlement: Settlement,
	known: Reservation | null,
	now: number,
): readonly LedgerEvent[] {
	const lost = state === null && known !== null ? reserveEvent(null, known, now) : null;
	const found = lost === null ? state : applyEvent(null, lost);
	const event = found === null ? null : settleEvent(found, settlement, now);
	return [lost, event].filter((e) => e !== null);
}

/** Null where there is nothing to release. */
export function decideRelease(state: RequestState | null, why: string, now: number): LedgerEvent | null {
	return state === null ? null : releaseEvent(state, why, now);
}

/** The event that corrects a booked request; null where nothing changes. Errors: RoutooError 'invalidInput'. */
export function decideCorrect(state: RequestState | null, cost: MicroDollars, now: number): LedgerEvent | null {
	if (state !== null) return correctEvent(state, cost, now);
	throw new RoutooError('invalidInput', l10n.t('The ledger does not know this request.'), l10n.t('Choose one of its rows.'));
}

/** What a request without a heartbeat is booked at; null where it is not outstanding any more. */
export function decideOrphan(state: RequestState | null, progress: MicroDollars | null, now: number): LedgerEvent | null {
	return state === null ? null : orphanEvent(state, progress, now);
}

/**
 * A heartbeat within these bounds (ms since epoch, inclusive) is fresh. One far in the future is stale too: the clock was set back, and a
 * live owner would have beaten again since.
 */
export function freshBeats(now: number): { readonly from: number; readonly to: number } {
	return { from: now - ORPHAN_AFTER_MS, to: now + ORPHAN_AFTER_MS };
}

export function boundedRows(limit: number): number {
	return Math.min(MAX_ROWS, Math.max(0, Math.trunc(limit) || 0));
}

const NOT_WHOLE = {
	cost: () => l10n.t('The cost of a request is not a whole number of micro-dollars.'),
	expected: () => l10n.t('The expected cost of a request is not a whole number of micro-dollars.'),
	max: () => l10n.t('The highest cost of a request is not a whole number of micro-dollars.'),
	budget: () => l10n.t('The budget of a request is not a whole number of micro-dollars.'),
	share: () => l10n.t("The purpose's share of the budget of a request is not a whole number of micro-dollars."),
} as const;

/** Errors: RoutooError 'invalidInput'. */
export function checkAmount(amount: MicroDollars, what: keyof typeof NOT_WHOLE): void {
	if (Number.isSafeInteger(amount) && amount >= 0) return;
	throw new RoutooError('invalidInput', NOT_WHOLE[what](), l10n.t('Check the price of the model.'));
}

/** Null is no limit. */
export function lesser(a: MicroDollars | null, b: MicroDollars | null): MicroDollars | null {
	return a === null ? b : b === null ? a : Math.min(a, b);
}

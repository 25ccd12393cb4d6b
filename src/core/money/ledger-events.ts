import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { TokenUsage } from '../model/prices.ts';
import { keptChoice } from './kept-choice.ts';
import type { BudgetPeriod, CostSource, LedgerDecision, LedgerRow, Owner, Purpose, Reservation, Settlement } from './ledger.ts';

export type EventKind = 'reserve' | 'settle' | 'release' | 'orphan';

/**
 * One line of the ledger. Events are only ever added; every sum is a sum of the deltas. All amounts are µ$ and counted at `reservedAt`,
 * so that a request belongs to the period in which it was reserved, whenever it ends or is corrected.
 */
export interface LedgerEvent {
	readonly requestId: string;
	readonly kind: EventKind;
	/** Of its request, as are run and owner. */
	readonly purpose: Purpose;
	readonly runId: string | null;
	readonly owner: Owner;
	/** ms since epoch */
	readonly at: number;
	/** Time of the request's first reservation, ms since epoch. */
	readonly reservedAt: number;
	readonly settledDelta: MicroDollars;
	readonly outstandingDelta: MicroDollars;
	/** Part of settledDelta that rests on an estimate. */
	readonly estimatedDelta: MicroDollars;
	/** Of a reserve: the whole reservation. Of a settle: usage and outcome. Of a release: why. */
	readonly detail: ReserveDetail | SettleDetail | ReleaseDetail | OrphanDetail;
	/** The detail could not be read, and what stands there was made of the columns (ledger-detail.ts). */
	readonly damaged?: true;
}

export interface ReserveDetail extends Omit<Reservation, 'requestId'> {}
export interface SettleDetail extends Omit<Settlement, 'requestId'> {
	/** A settlement by the user's word, after the one that the request ended with. */
	readonly corrected?: true;
}
export interface ReleaseDetail {
	readonly why: string;
}
export interface OrphanDetail {
	readonly cost: MicroDollars;
	readonly from: 'progress' | 'expected';
}

/** Of rows from before user and device were recorded. */
export const UNRECORDED_OWNER = { user: 'local', device: 'unknown' } as const;

/** A request as its events tell it. */
export interface RequestState {
	readonly requestId: string;
	readonly reservedAt: number;
	readonly reservation: ReserveDetail;
	readonly state: LedgerRow['state'];
	/** Booked so far, µ$; 0 while outstanding. */
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly settlement: SettleDetail | null;
	/** An event of it could not be read whole: its amounts are those of its columns, the rest is made up. */
	readonly damaged: boolean;
}

/** Folds the events of one request, oldest first; null when there are none. */
export function foldRequest(events: Iterable<LedgerEvent>): RequestState | null {
	let state: RequestState | null = null;
	for (const event of events) state = applyEvent(state, event);
	return state;
}

/** Folds the events of many requests, oldest first; the result is in the order of their first event. */
export function foldRequests(events: Iterable<LedgerEvent>): RequestState[] {
	const states = new Map<string, RequestState>();
	for (const event of events) {
		const next = applyEvent(states.get(event.requestId) ?? null, event);
		if (next !== null) states.set(event.requestId, next);
	}
	return [...states.values()];
}

/** The request after `event`; null where it has no reservation. */
export function applyEvent(state: RequestState | null, event: LedgerEvent): RequestState | null {
	if (event.kind === 'reserve') {
		const reservation = event.detail as ReserveDetail;
		const reservedAt = event.reservedAt;
		return {
			requestId: event.requestId,
			reservedAt,
			reservation,
			state: 'outstanding',
			cost: 0,
			costSource: 'estimate',
			settlement: null,
			damaged: event.damaged === true,
		};
	}
	if (state === null) return null;
	const cost = state.cost + event.settledDelta;
	const damaged = state.damaged || event.damaged === true;
	switch (event.kind) {
		case 'settle': {
			const settlement = event.detail as SettleDetail;
			return { ...state, state: 'settled', cost, costSource: settlement.costSource, settlement, damaged };
		}
		case 'release':
			return { ...state, state: 'released', cost, costSource: 'free', damaged };
		case 'orphan':
			return { ...state, state: 'orphaned', cost, costSource: 'estimate', damaged };
	}
}

/** @param state what the ledger knows of this id, null for a new one */
export function reserveEvent(state: RequestState | null, reservation: Reservation, at: number): LedgerEvent {
	if (state !== null && (state.state === 'settled' || state.state === 'orphaned')) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('This request is already booked in the ledger.'),
			l10n.t('Send it again as a new request.'),
		);
	}
	if (state !== null && state.reservation.purpose !== reservation.purpose) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('This request was reserved for another purpose.'),
			l10n.t('Send it again as a new request.'),
		);
	}
	const { requestId } = reservation;
	const freed = state?.state === 'outstanding' ? state.reservation.max : 0;
	const reservedAt = state?.reservedAt ?? at;
	const outstandingDelta = reservation.max - freed;
	return {
		requestId,
		kind: 'reserve',
		purpose: reservation.purpose,
		runId: reservation.runId,
		owner: ownerOf(reservation.owner),
		at,
		reservedAt,
		settledDelta: 0,
		outstandingDelta,
		estimatedDelta: 0,
		detail: detailOf(reservation),
	};
}

/** Null when the request is settled already: the first settlement stands. */
export function settleEvent(state: RequestState, settlement: Settlement, at: number): LedgerEvent | null {
	if (state.state === 'settled') return null;
	const { cost, costSource } = settlement;
	const estimated = costSource === 'estimate' ? cost : 0;
	return {
		...correction(state, at),
		kind: 'settle',
		settledDelta: cost - state.cost,
		estimatedDelta: estimated - estimateIn(state),
		detail: settleDetail(settlement),
	};
}

/**
 * The user's word on what a booked request cost: a further settlement. Every version reads it so, since amounts are sums of deltas.
 * Null where it is booked at that already.
 */
export function correctEvent(state: RequestState, cost: MicroDollars, at: number): LedgerEvent | null {
	if (state.state !== 'settled' && state.state !== 'orphaned') {
		throw new RoutooError('invalidInput', l10n.t('This request is not booked yet.'), l10n.t('Correct it when it has ended.'));
	}
	if (state.cost === cost && (estimateIn(state) === 0 || cost === 0)) return null;
	const before = state.settlement ?? NO_SETTLEMENT;
	return {
		...correction(state, at),
		kind: 'settle',
		settledDelta: cost - state.cost,
		estimatedDelta: -estimateIn(state),
		detail: { ...settleDetail(before), cost, costSource: 'provider', corrected: true },
	};
}

/** Of a request that was booked without its end being known. */
const NO_SETTLEMENT = { cost: 0, costSource: 'estimate', usage: null, outcome: 'broken', durationMs: 0, firstTokenMs: null } as const;

/** Null when there is nothing to release. An orphan that turns out to owe nothing is corrected to 0. */
export function releaseEvent(state: RequestState, why: string, at: number): LedgerEvent | null {
	if (state.state === 'settled' || state.state === 'released') return null;
	return {
		...correction(state, at),
		kind: 'release',
		settledDelta: -state.cost,
		estimatedDelta: -estimateIn(state),
		detail: { why: why.slice(0, 200) },
	};
}

/**
 * Null unless outstanding. The booking is the last progress report where there is one: input plus what was received up to at most one
 * report before the owner died, which is what the provider counted up to then. Before the first report it is the expected cost, the best
 * estimate of a request about which nothing is known. Not the larger of the two: a stream that was cut after ten words did not cost a
 * whole answer.
 */
export function orphanEvent(state: RequestState, progress: MicroDollars | null, at: number): LedgerEvent | null {
	if (state.state !== 'outstanding') return null;
	const cost = progress ?? Math.min(state.reservation.expected, state.reservation.max);
	const detail: OrphanDetail = { cost, from: progress === null ? 'expected' : 'progress' };
	return { ...correction(state, at), kind: 'orphan', settledDelta: cost, estimatedDelta: cost, detail };
}

/** Whether `at` lies in the period. */
export function inPeriod(at: number, period: Pick<BudgetPeriod, 'start' | 'end'>): boolean {
	return at >= period.start && at < period.end;
}

type Correction = Pick<LedgerEvent, 'requestId' | 'purpose' | 'runId' | 'owner' | 'at' | 'reservedAt' | 'outstandingDelta'>;

function correction({ requestId, reservedAt, state, reservation }: RequestState, at: number): Correction {
	const { purpose, runId, owner, max } = reservation;
	return { requestId, purpose, runId, owner, at, reservedAt, outstandingDelta: state === 'outstanding' ? -max : 0 };
}

/** Part of what is booked that rests on an estimate, µ$. */
export function estimateIn(state: RequestState): MicroDollars {
	return state.costSource === 'estimate' ? state.cost : 0;
}

/** Copies field by field, so that nothing else (a prompt, say) can ever reach the file. */
function detailOf(reservation: Reservation): ReserveDetail {
	const { owner, purpose, sessionId, runId, expected, max, decision } = reservation;
	return { owner: ownerOf(owner), purpose, sessionId, runId, expected, max, decision: decisionOf(decision) };
}

function settleDetail({
	cost,
	costSource,
	usage,
	outcome,
	durationMs,
	firstTokenMs,
	claimed,
	referenceCost,
}: Omit<Settlement, 'requestId'>): SettleDetail {
	return {
		...{ cost, costSource, usage: usage === null ? null : usageOf(usage), outcome, durationMs, firstTokenMs },
		...(claimed === undefined ? {} : { claimed }),
		...(referenceCost === undefined ? {} : { referenceCost: Math.round(referenceCost) }),
	};
}

function ownerOf({ user, device, window, workspace }: Owner): Owner {
	return { user, device, window, ...(workspace === undefined ? {} : { workspace: workspace.slice(0, 100) }) };
}

function decisionOf(d: LedgerDecision): LedgerDecision {
	const { candidateId, modelName, recipient, endpointId, taskKind } = d;
	const { quality, qualityLow, qualityHigh, expectedLatencyMs, reason, change, referenceName } = d;
	const referenceCost = d.referenceCost === null ? null : Math.round(d.referenceCost);
	return {
		...{ candidateId, modelName, recipient, endpointId, taskKind },
		...{ quality, qualityLow, qualityHigh, expectedLatencyMs, reason: reason.slice(0, 500), referenceName, referenceCost },
		...(change === undefined ? {} : { change: change.slice(0, 300) }),
		...keptChoice(d),
	};
}

function usageOf({ input, cachedInput, cacheWrite, output, reasoning }: TokenUsage): TokenUsage {
	return { input, cachedInput, cacheWrite, output, reasoning };
}

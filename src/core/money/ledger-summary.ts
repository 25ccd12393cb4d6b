import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod, LedgerRow, PeriodSpend, Purpose, PurposeSpend, SpendSummary } from './ledger.ts';
import { estimateIn, foldRequests, type LedgerEvent, type RequestState } from './ledger-events.ts';
import { localDay } from './period.ts';

/** What requests add to the sums, µ$ but for the last two. */
export interface Figures {
	readonly settled: MicroDollars;
	readonly outstanding: MicroDollars;
	readonly estimated: MicroDollars;
	readonly saved: MicroDollars;
	/** Settled and orphaned ones. */
	readonly requests: number;
	/** All, the requests of a run counted as one: its first. */
	readonly arrived: number;
}

/** Figures of the requests of one purpose and model that were reserved on one local day. */
export interface DayFigures extends Figures {
	/** Any time of that day, ms since epoch. */
	readonly at: number;
	readonly purpose: Purpose;
	readonly model: string;
}

/** What one request adds to the sums of its time, purpose and model. `first`: it belongs to no run, or is the first of its run. */
function figuresOf(request: RequestState, first: boolean): DayFigures {
	const { reservedAt, reservation, state, cost } = request;
	return {
		at: reservedAt,
		purpose: reservation.purpose,
		model: reservation.decision.modelName,
		settled: cost,
		outstanding: state === 'outstanding' ? reservation.max : 0,
		estimated: estimateIn(request),
		saved: savedBy(request),
		requests: state === 'settled' || state === 'orphaned' ? 1 : 0,
		arrived: first ? 1 : 0,
	};
}

/**
 * Running totals are kept by quarter of an hour: every time zone of today is a whole number of them from UTC, so that local days and
 * hours and thereby every budget period consist of whole quarters.
 */
export const QUARTER_MS = 900_000;

/**
 * [start, end) as quarters: those from `from` to `to` (exclusive) lie within it whole, and `edges` are the times that are left at both
 * ends, none for a budget period. Events of edges are folded one by one, which keeps the sums exact for any bounds.
 */
export function quartersOf(start: number, end: number): { from: number; to: number; edges: readonly (readonly [number, number])[] } {
	const from = Math.ceil(start / QUARTER_MS);
	const to = Math.floor(end / QUARTER_MS);
	if (from >= to) return { from: 0, to: 0, edges: start < end ? [[start, end]] : [] };
	const edges = [[start, from * QUARTER_MS] as const, [to * QUARTER_MS, end] as const];
	return { from, to, edges: edges.filter(([a, b]) => a < b) };
}

/**
 * Figures of each request among the events, which are in their order.
 * @param begunBefore runs whose first request is not among them
 */
export function figuresOfEvents(events: Iterable<LedgerEvent>, begunBefore: ReadonlySet<string> = new Set()): DayFigures[] {
	const begun = new Set(begunBefore);
	return foldRequests(events).map((request) => {
		const { runId } = request.reservation;
		const first = runId === null || !begun.has(runId);
		if (runId !== null) begun.add(runId);
		return figuresOf(request, first);
	});
}

/**
 * The summary of a period from the figures of its requests, summed up in whatever way a store has them. Days are local days of the
 * reservation.
 * @param today settled on the local day of now
 */
export function summarise(figures: Iterable<DayFigures>, period: BudgetPeriod, today: MicroDollars): SpendSummary {
	const sum = { settled: 0, outstanding: 0, estimated: 0, saved: 0, requests: 0, arrivals: 0 };
	const byPurpose = new Map<Purpose, { -readonly [K in keyof PurposeSpend]: PurposeSpend[K] }>();
	const byDay = new Map<string, CostAndCount>();
	const byModel = new Map<string, CostAndCount>();
	for (const { at, purpose, model, settled, outstanding, estimated, saved, requests, arrived } of figures) {
		sum.settled += settled;
		sum.outstanding += outstanding;
		sum.estimated += estimated;
		sum.saved += saved;
		sum.requests += requests;
		sum.arrivals += arrived;
		const own = byPurpose.get(purpose) ?? { settled: 0, outstanding: 0, requests: 0 };
		own.settled += settled;
		own.outstanding += outstanding;
		own.requests += requests;
		byPurpose.set(purpose, own);
		add(byDay, localDay(at), settled, requests);
		add(byModel, model, settled, requests);
	}
	return {
		period,
		...sum,
		today,
		byPurpose: Object.fromEntries(byPurpose),
		byDay: listed(byDay)
			.map(([day, of]) => ({ day, ...of }))
			.sort((a, b) => (a.day < b.day ? -1 : 1)),
		byModel: listed(byModel)
			.map(([model, of]) => ({ model, ...of }))
			.sort((a, b) => b.cost - a.cost || (a.model < b.model ? -1 : 1)),
	};
}

/** What is taken, from figures of any kind: by request, by day or by purpose alone. */
export function spentOf(figures: Iterable<Pick<DayFigures, 'purpose' | 'settled' | 'outstanding'>>): PeriodSpend {
	const byPurpose = new Map<Purpose, { settled: MicroDollars; outstanding: MicroDollars }>();
	let [allSettled, allOutstanding] = [0, 0];
	for (const { purpose, settled, outstanding } of figures) {
		allSettled += settled;
		allOutstanding += outstanding;
		const own = byPurpose.get(purpose) ?? { settled: 0, outstanding: 0 };
		byPurpose.set(purpose, { settled: own.settled + settled, outstanding: own.outstanding + outstanding });
	}
	return { settled: allSettled, outstanding: allOutstanding, byPurpose: Object.fromEntries(byPurpose) };
}

/** `cost` of an outstanding row is its expected cost, marked as an estimate. */
export function rowOf(request: RequestState): LedgerRow {
	const { requestId, reservedAt, reservation, state, settlement } = request;
	return {
		requestId,
		at: reservedAt,
		purpose: reservation.purpose,
		owner: reservation.owner,
		runId: reservation.runId,
		state,
		cost: state === 'outstanding' ? reservation.expected : request.cost,
		costSource: request.costSource,
		usage: settlement?.usage ?? null,
		durationMs: settlement?.durationMs ?? null,
		outcome: settlement?.outcome ?? null,
		claimed: settlement?.claimed ?? null,
		corrected: settlement?.corrected === true,
		decision: reservation.decision,
	};
}

interface CostAndCount {
	readonly cost: MicroDollars;
	readonly requests: number;
}

/** Only those with a booked request. */
function listed(sums: ReadonlyMap<string, CostAndCount>): [string, CostAndCount][] {
	return [...sums].filter(([, { requests }]) => requests > 0);
}

/** A reference beyond a billion dollars is a price that was set wrong: nobody saved that, and sums of it would not be exact. */
const HIGHEST_REFERENCE = 1e15;

function savedBy({ settlement, cost }: RequestState): MicroDollars {
	const reference = settlement?.referenceCost;
	if (settlement?.outcome !== 'answered' || reference === undefined || Math.abs(reference) >= HIGHEST_REFERENCE) return 0;
	return Math.round(reference) - cost;
}

function add(sums: Map<string, CostAndCount>, key: string, cost: MicroDollars, requests: number): void {
	const sum = sums.get(key) ?? { cost: 0, requests: 0 };
	sums.set(key, { cost: sum.cost + cost, requests: sum.requests + requests });
}

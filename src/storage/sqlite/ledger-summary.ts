import type { BudgetPeriod, LedgerRow, SpendSummary } from '../../core/money/ledger.ts';
import { endOfLocalDay, localDay, startOfLocalDay } from '../../core/money/period.ts';
import { foldRequests, type RequestState } from './ledger-events.ts';
import type { EventStore } from './ledger-store.ts';

/**
 * The summary of a period, derived from its events alone. Days are local days of the reservation. `requests` counts settled and orphaned
 * requests. `today` is the local day of `now`, whatever the period.
 */
export function summarise(store: EventStore, period: BudgetPeriod, now: number): SpendSummary {
	const { settled, outstanding, estimated } = store.totals(period.start, period.end);
	const byDay = new Map<string, { cost: number; requests: number }>();
	const byModel = new Map<string, { cost: number; requests: number }>();
	let saved = 0;
	let requests = 0;
	let completions = 0;
	for (const request of foldRequests(store.eventsBetween(period.start, period.end))) {
		if (request.state !== 'settled' && request.state !== 'orphaned') continue;
		requests++;
		if (request.reservation.purpose === 'completion') completions++;
		add(byDay, localDay(request.reservedAt), request.cost);
		add(byModel, request.reservation.decision.modelName, request.cost);
		saved += savedBy(request);
	}
	const ofCompletions = store.totals(period.start, period.end, 'completion');
	return {
		period,
		settled,
		outstanding,
		estimated,
		saved,
		requests,
		today: store.totals(startOfLocalDay(now), endOfLocalDay(now)).settled,
		completions: { settled: ofCompletions.settled, outstanding: ofCompletions.outstanding, requests: completions },
		byDay: [...byDay].map(([day, sum]) => ({ day, ...sum })).sort((a, b) => (a.day < b.day ? -1 : 1)),
		byModel: [...byModel].map(([model, sum]) => ({ model, ...sum })).sort((a, b) => b.cost - a.cost || (a.model < b.model ? -1 : 1)),
	};
}

/** `cost` of an outstanding row is its expected cost, marked as an estimate. */
export function rowOf(request: RequestState): LedgerRow {
	const { requestId, reservedAt, reservation, state, settlement } = request;
	return {
		requestId,
		at: reservedAt,
		purpose: reservation.purpose,
		state,
		cost: state === 'outstanding' ? reservation.expected : request.cost,
		costSource: request.costSource,
		usage: settlement?.usage ?? null,
		durationMs: settlement?.durationMs ?? null,
		outcome: settlement?.outcome ?? null,
		decision: reservation.decision,
	};
}

function savedBy(request: RequestState): number {
	const { referenceCost } = request.reservation.decision;
	return request.settlement?.outcome === 'answered' && referenceCost !== null ? referenceCost - request.cost : 0;
}

function add(sums: Map<string, { cost: number; requests: number }>, key: string, cost: number): void {
	const sum = sums.get(key) ?? { cost: 0, requests: 0 };
	sums.set(key, { cost: sum.cost + cost, requests: sum.requests + 1 });
}

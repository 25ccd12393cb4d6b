import type { MicroDollars } from '../money.ts';

export const HOURS_PER_WEEK = 168;
const HOUR_MS = 3_600_000;
const WEEK_MS = HOURS_PER_WEEK * HOUR_MS;

/** Requests counted by local hour of the week over [from, to): index = weekday (Sunday 0) * 24 + hour. */
export interface ArrivalHistory {
	readonly counts: readonly number[];
	/** ms since epoch: since when requests were counted (the first one, where that is later than asked for). */
	readonly from: number;
	readonly to: number;
}

/** Pacing between requests; plain JSON. `logLambda` is the natural logarithm of lambda in points per dollar. */
export interface PacingState {
	readonly logLambda: number;
}

/** Starting assumption before any history: 40 requests a working day spread over 9 to 18 h, a tenth of that hourly rate at other times. */
export const PRIOR_BUSY_RATE = 40 / 9;
export const PRIOR_QUIET_RATE = PRIOR_BUSY_RATE / 10;
/** The prior weighs as much as this many weeks of the user's own history. */
export const PRIOR_WEEKS = 1;
/** Never plan for fewer requests than this, so that the last hour of a period cannot spend everything on one (design: 5). */
export const MIN_EXPECTED_REQUESTS = 5;
/** Step of the logarithmic update: a request at twice its target raises lambda by about 10 %. */
export const ETA = 0.1;
/** cost/target - 1 is clipped here, so that one dear request raises lambda by at most exp(0.1 * 4), about 1.5 times. */
export const MAX_OVERSHOOT = 4;
/** Points per dollar. At or below the floor (1 % of Balanced's 1/v = 1000) lambda counts as 0. */
export const LAMBDA_FLOOR = 10;
/** Points per dollar. At this pressure a tenth of a cent must bring 100 points: only free or nearly free models win. */
export const LAMBDA_MAX = 100_000;

export const initialPacing: PacingState = { logLambda: Math.log(LAMBDA_FLOOR) };

/** Local hour of the week, 0..167. */
export function hourOfWeek(at: number): number {
	const date = new Date(at);
	return date.getDay() * 24 + date.getHours();
}

/**
 * Expected requests an hour in one hour of the week: the posterior mean of a Poisson rate under a Gamma prior whose mean is the prior
 * rate and whose strength is PRIOR_WEEKS weeks.
 */
export function expectedRate(history: ArrivalHistory, hour: number): number {
	const weeks = Math.max(0, history.to - history.from) / WEEK_MS;
	const count = history.counts[hour] ?? 0;
	return (count + priorRate(hour) * PRIOR_WEEKS) / (weeks + PRIOR_WEEKS);
}

/** Requests expected in [now, end), following the user's own days and hours in local time. */
export function expectedRequests(history: ArrivalHistory, now: number, end: number): number {
	let sum = 0;
	for (let at = now; at < end; ) {
		const next = Math.min(end, nextLocalHour(at));
		sum += expectedRate(history, hourOfWeek(at)) * ((next - at) / HOUR_MS);
		at = next;
	}
	return sum;
}

/** What the next request may cost for the money to last, µ$ (not rounded): remaining / max(expected requests, 5). */
export function pacingTarget(remaining: MicroDollars, expected: number): number {
	return Math.max(0, remaining) / Math.max(expected, MIN_EXPECTED_REQUESTS);
}

/**
 * After a settled request: log lambda += ETA * (cost / target - 1), the bracket clipped to [-1, MAX_OVERSHOOT] and lambda to
 * [LAMBDA_FLOOR, LAMBDA_MAX]. With a target of 0 a paid request counts as the largest overshoot and a free one changes nothing.
 *
 * @param cost what the request cost, µ$
 * @param target `pacingTarget` as it stood before the request, µ$; null where there is no limit: no pressure
 */
export function updatePacing(state: PacingState, cost: MicroDollars, target: number | null): PacingState {
	if (target === null) return initialPacing;
	const overshoot = target > 0 ? cost / target - 1 : cost > 0 ? MAX_OVERSHOOT : 0;
	const step = ETA * Math.min(MAX_OVERSHOOT, Math.max(-1, overshoot));
	const current = Number.isFinite(state.logLambda) ? state.logLambda : initialPacing.logLambda;
	return { logLambda: Math.min(Math.log(LAMBDA_MAX), Math.max(Math.log(LAMBDA_FLOOR), current + step)) };
}

/** Pressure for the decoder, points per dollar; 0 at the floor. */
export function lambdaOf(state: PacingState): number {
	return state.logLambda > Math.log(LAMBDA_FLOOR) ? Math.min(LAMBDA_MAX, Math.exp(state.logLambda)) : 0;
}

/** Counts arrivals (ms since epoch) by local hour of the week. `from` is the first arrival where that is later than `since`. */
export function arrivalHistory(arrivals: Iterable<number>, since: number, now: number): ArrivalHistory {
	const counts = new Array<number>(HOURS_PER_WEEK).fill(0);
	let first = Number.POSITIVE_INFINITY;
	for (const at of arrivals) {
		if (at < since || at >= now) continue;
		const hour = hourOfWeek(at);
		counts[hour] = (counts[hour] ?? 0) + 1;
		first = Math.min(first, at);
	}
	return { counts, from: Math.min(now, Math.max(since, first)), to: now };
}

function priorRate(hour: number): number {
	const day = Math.floor(hour / 24);
	const ofDay = hour % 24;
	return day >= 1 && day <= 5 && ofDay >= 9 && ofDay < 18 ? PRIOR_BUSY_RATE : PRIOR_QUIET_RATE;
}

function nextLocalHour(at: number): number {
	const date = new Date(at);
	const into = date.getMinutes() * 60_000 + date.getSeconds() * 1000 + date.getMilliseconds();
	return at + HOUR_MS - into;
}

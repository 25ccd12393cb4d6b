import type { MicroDollars } from '../base/micros.ts';
import { Z90 } from '../base/statistics.ts';

export const HOURS_PER_WEEK = 168;
const HOUR_MS = 3_600_000;
const WEEK_MS = HOURS_PER_WEEK * HOUR_MS;

/**
 * Requests counted by local hour of the week over [from, to): index = weekday (Sunday 0) * 24 + hour. A run counts once, at its first
 * request: everywhere here a request is one thing that was asked for, with all that it costs.
 */
export interface ArrivalHistory {
	readonly counts: readonly number[];
	/** ms since epoch: since when requests were counted (the first one, where that is later than asked for). */
	readonly from: number;
	readonly to: number;
}

/** Pacing between requests; plain JSON. `logLambda` is the natural logarithm of lambda + LAMBDA_OFFSET, lambda in points per dollar. */
export interface PacingState {
	readonly logLambda: number;
}

/** Starting assumption before any history: 40 requests a working day spread over 9 to 18 h, a tenth of that hourly rate at other times. */
export const PRIOR_BUSY_RATE = 40 / 9;
/** Requests of an ordinary working day, its quiet hours left out. */
export const PRIOR_DAY = 9 * PRIOR_BUSY_RATE;
export const PRIOR_QUIET_RATE = PRIOR_BUSY_RATE / 10;
/** How much somebody works at all is learned from a few requests: the prior level weighs as much as this many. */
export const PRIOR_REQUESTS = 5;
/** At which hours is learned slowly: the prior's shape of the week weighs as much as this many weeks. */
export const PRIOR_WEEKS = 1;
/** Never plan for fewer requests than this, so that the last hour of a period cannot spend everything on one. */
export const MIN_EXPECTED_REQUESTS = 20;
/** Requests come in bursts and days differ: so many square roots of the expected number are kept for. */
export const RESERVE_DEVIATIONS = 3;
/**
 * Step of the logarithmic update. Costs of single requests differ a hundredfold, so each may say only a little: with a larger step the
 * pressure follows the length of the last answers. Chosen with bench/replay.ts.
 */
export const ETA = 0.02;
/**
 * cost/target - 1 is clipped here: one dear request raises lambda + LAMBDA_OFFSET by at most e times. A tighter bound would count dear
 * requests too low on average.
 */
export const MAX_OVERSHOOT = 50;
/**
 * Points per dollar; of the order of Balanced's 1/v. What pressure is added to: from none to some it takes as few steps as from some to
 * twice as much.
 */
export const LAMBDA_OFFSET = 300;
/** A mean over fewer requests says nothing about a month. */
export const MIN_REQUESTS_TO_PROJECT = 5;
/** Where the projected overspend is this share of the money left, pressure counts in full; below it, in proportion. */
export const FULL_PRESSURE_AT = 0.1;
/** Points per dollar. At this pressure a tenth of a cent must bring 100 points: only free or nearly free models win. */
export const LAMBDA_MAX = 100_000;

export const initialPacing: PacingState = { logLambda: Math.log(LAMBDA_OFFSET) };
const MAX_LOG = Math.log(LAMBDA_MAX + LAMBDA_OFFSET);

/** Local hour of the week, 0..167. */
export function hourOfWeek(at: number): number {
	const date = new Date(at);
	return date.getDay() * 24 + date.getHours();
}

/**
 * Expected requests an hour for each hour of the week. The prior's shape is first scaled to the user's own volume, which a day shows; then
 * each hour follows its own counts: the posterior mean of a Poisson rate under a Gamma prior of PRIOR_WEEKS weeks with that scaled mean.
 * A first burst may be all of that day's work: until a working day was seen, requests stand for the time they would ordinarily take.
 */
export function expectedRates(history: ArrivalHistory): number[] {
	const seen = hoursSeen(history);
	let arrived = PRIOR_REQUESTS;
	let assumed = PRIOR_REQUESTS;
	for (let hour = 0; hour < HOURS_PER_WEEK; hour++) {
		arrived += history.counts[hour] ?? 0;
		assumed += seen[hour]! * priorRate(hour);
	}
	const count = arrived - PRIOR_REQUESTS;
	const level = arrived / Math.max(assumed, Math.min(count, PRIOR_DAY) + PRIOR_REQUESTS);
	return seen.map((hours, hour) => ((history.counts[hour] ?? 0) + level * priorRate(hour) * PRIOR_WEEKS) / (hours + PRIOR_WEEKS));
}

/** How often each hour of the week lies in the history; parts of hours count as such. */
function hoursSeen({ from, to }: ArrivalHistory): number[] {
	const weeks = Math.max(0, Math.floor((to - from) / WEEK_MS));
	const seen = new Array<number>(HOURS_PER_WEEK).fill(weeks);
	for (let at = from + weeks * WEEK_MS; at < to; ) {
		const next = Math.min(to, nextLocalHour(at));
		seen[hourOfWeek(at)]! += (next - at) / HOUR_MS;
		at = next;
	}
	return seen;
}

/** Requests expected in [now, end), following the user's own days and hours in local time. */
export function expectedRequests(history: ArrivalHistory, now: number, end: number): number {
	const rates = expectedRates(history);
	let sum = 0;
	for (let at = now; at < end; ) {
		const next = Math.min(end, nextLocalHour(at));
		sum += rates[hourOfWeek(at)]! * ((next - at) / HOUR_MS);
		at = next;
	}
	return sum;
}

/**
 * What the next request may cost for the money to last, µ$ (not rounded): the remaining money over the requests that are expected, and some
 * in reserve.
 */
export function pacingTarget(remaining: MicroDollars, expected: number): number {
	const planned = expected + RESERVE_DEVIATIONS * Math.sqrt(Math.max(0, expected));
	return Math.max(0, remaining) / Math.max(planned, MIN_EXPECTED_REQUESTS);
}

/**
 * After a settled request: log(lambda + LAMBDA_OFFSET) += ETA * (cost / target - 1), the bracket clipped to [-1, MAX_OVERSHOOT] and lambda
 * to [0, LAMBDA_MAX]. With a target of 0 a paid request counts as the largest overshoot and a free one changes nothing. The steps of a
 * run say together what one request of their cost says, whatever their number.
 *
 * @param cost what the request cost, µ$
 * @param target `pacingTarget` as it stood before the request, µ$; null where there is no limit: no pressure
 * @param arrived false for every step of a run but its first
 * @param spentBefore what the run has cost before this step, µ$
 */
export function updatePacing(
	state: PacingState,
	cost: MicroDollars,
	target: number | null,
	arrived = true,
	spentBefore: MicroDollars = 0,
): PacingState {
	if (target === null) return initialPacing;
	const step = ETA * (arrived ? overshoot(cost, target) : overshoot(spentBefore + cost, target) - overshoot(spentBefore, target));
	const current = Number.isFinite(state.logLambda) ? state.logLambda : initialPacing.logLambda;
	return { logLambda: Math.min(MAX_LOG, Math.max(initialPacing.logLambda, current + step)) };
}

function overshoot(cost: MicroDollars, target: number): number {
	if (target <= 0) return cost > 0 ? MAX_OVERSHOOT : 0;
	return Math.min(MAX_OVERSHOOT, Math.max(-1, cost / target - 1));
}

/**
 * What the period will have cost at its end, µ$, if the requests still expected cost as much as those of this period did. The one
 * projection: what the views show and what steers. Null before there is enough to go by.
 *
 * @param requests that the period has seen (`arrivals` of its summary)
 * @param expected requests until the end (`expectedRequests`)
 */
export function projectedSpend(spent: MicroDollars, requests: number, expected: number): MicroDollars | null {
	return requests < MIN_REQUESTS_TO_PROJECT ? null : Math.round(spent + Math.max(0, expected) * (spent / requests));
}

/**
 * The band around `projectedSpend` in which eight of ten ends would lie, µ$. Three doubts are in it: how many requests come (their rate is
 * known from `requests` and the prior), what each of them costs, and what they cost on average. Null where nothing is projected.
 *
 * @param squares sum of the squared costs of what the period has seen, µ$²
 */
export function projectionBand(
	spent: MicroDollars,
	requests: number,
	projected: MicroDollars | null,
	squares: number,
): { readonly low: MicroDollars; readonly high: MicroDollars } | null {
	if (projected === null || requests <= 0) return null;
	const mean = spent / requests;
	const rest = Math.max(0, projected - spent);
	const expected = mean > 0 ? rest / mean : 0;
	const square = Math.max(squares / requests, mean ** 2);
	const count = expected * square;
	const level = rest ** 2 / (requests + PRIOR_REQUESTS);
	const average = (expected ** 2 * (square - mean ** 2)) / requests;
	const half = Z90 * Math.sqrt(count + level + average);
	return { low: Math.round(Math.max(spent, projected - half)), high: Math.round(projected + half) };
}

/** Where the period stands, µ$: no `limit` is null, and so is a projection before there is enough to go by. */
export interface Outlook {
	readonly spent: MicroDollars;
	readonly projected: MicroDollars | null;
	readonly limit: MicroDollars | null;
}

/**
 * How much of the learned pressure counts, 0..1: none where the projection keeps within the limit, because what cannot be spent before the
 * reset need not be saved; all of it from FULL_PRESSURE_AT of the money left.
 */
export function pressureShare({ spent, projected, limit }: Outlook): number {
	if (limit === null || projected === null || projected <= limit) return 0;
	const left = FULL_PRESSURE_AT * Math.max(0, limit - spent);
	return projected - limit >= left ? 1 : (projected - limit) / left;
}

/** Pressure for the decoder as things stand, points per dollar. */
export function pressure(state: PacingState, outlook: Outlook): number {
	return lambdaOf(state) * pressureShare(outlook);
}

/** Learned pressure alone, points per dollar. */
export function lambdaOf(state: PacingState): number {
	return Math.min(LAMBDA_MAX, Math.max(0, Math.exp(state.logLambda) - LAMBDA_OFFSET));
}

/** Counts arrivals (ms since epoch) by local hour of the week. `from` is the first arrival where that is later than `since`. */
export function arrivalHistory(arrivals: Iterable<number>, since: number, now: number): ArrivalHistory {
	const counted = [...arrivals].filter((at) => at >= since && at < now).map((at) => ({ at, count: 1 }));
	const first = counted.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
	return countedArrivals(counted, first, since, now);
}

/**
 * The same of arrivals that a store has counted already.
 * @param counted arrivals in [since, now), each group within one local hour; `at` is any time of that hour
 * @param first the first of them, ms since epoch; infinity for none
 */
export function countedArrivals(
	counted: Iterable<{ readonly at: number; readonly count: number }>,
	first: number,
	since: number,
	now: number,
): ArrivalHistory {
	const counts = new Array<number>(HOURS_PER_WEEK).fill(0);
	for (const { at, count } of counted) counts[hourOfWeek(at)]! += count;
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

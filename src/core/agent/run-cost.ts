import { tokenCost } from '../base/micros.ts';
import { Z90 } from '../base/statistics.ts';
import type { Candidate } from '../model/candidate.ts';
import { ratesFor } from '../model/prices.ts';
import { cacheRules } from '../money/cache-rules.ts';
import { inputCost, isPaid, outputCap, requestCost } from '../money/request-cost.ts';
import type { RunShape } from './run-prior.ts';
import { type LearnedRuns, shapeOf } from './run-shapes.ts';
import type { RunEstimate } from './types.ts';

export interface RunCostInput {
	readonly taskKind: string;
	/** Of the first request. */
	readonly inputTokens: number;
	/** Steps beside those of the kind, by what the request asks for; absent: as many. */
	readonly runSteps?: number | undefined;
	/** Of this user's own runs; null: none. */
	readonly learned: LearnedRuns | null;
	/** ms since epoch */
	readonly now: number;
	/** Whether the endpoint has shown that it caches; absent: as its vendor says. */
	readonly cacheShown?: (candidate: Candidate) => boolean;
}

/** Nobody expects a longer run; the cap of the run ends it. */
const MOST_STEPS = 400;
/** Share of the context at which an agent sums its conversation up, and what is left of it then: VS Code's does so near the end. */
const COMPACTS_AT = 0.85;
const LEFT_AFTER = 0.3;
/** Quantiles that the mean over the log-normal is taken of: the middles of twelve equal shares. */
const NODES = [-1.732, -1.15, -0.812, -0.549, -0.319, -0.105, 0.105, 0.319, 0.549, 0.812, 1.15, 1.732];

/**
 * What a run is expected to cost with each candidate, in their order; null where it costs nothing or no price is known. Each step reads the
 * history again, from the vendor's cache where its rules say so and the endpoint has shown it. Steps are log-normal; `expected`
 * is the mean over tasks, the interval holds what is not known of kind and model besides.
 */
export function runEstimates(candidates: readonly Candidate[], input: RunCostInput): readonly (RunEstimate | null)[] {
	return candidates.map((candidate) => {
		const { shape, own } = shapeOf(input.learned, input.taskKind, candidate, input.inputTokens, input.runSteps);
		return estimateRun(candidate, shape, input, own ? 'own' : 'recorded');
	});
}

/** The same for a run of a known shape. */
export function estimateRun(
	candidate: Candidate,
	shape: RunShape,
	prompt: Pick<RunCostInput, 'inputTokens' | 'now' | 'cacheShown'>,
	from: RunEstimate['from'],
): RunEstimate | null {
	const { steps, spread, doubt } = shape;
	const wide = Math.hypot(spread, doubt);
	const path = costPath(candidate, shape, prompt, stepsAt(steps, Math.max(spread * NODES.at(-1)!, wide * Z90)));
	if (path === null) return null;
	const at = (deviation: number): number => Math.ceil(costAfter(path, stepsAt(steps, deviation)));
	const expected = Math.ceil(NODES.reduce((sum, z) => sum + at(z * spread), 0) / NODES.length);
	return { expected, low: at(-Z90 * wide), high: at(Z90 * wide), steps: Math.max(1, Math.round(steps)), from };
}

function stepsAt(steps: number, deviation: number): number {
	return Math.min(MOST_STEPS, Math.max(1, steps * Math.exp(deviation)));
}

/**
 * Money after 1, 2, ... steps, µ$, up to `most` of them or until `enough` is spent; null where nothing is paid. Each step costs what
 * `requestCost` expects of it; of that only what a step needs is computed here, for hundreds of candidates in a few milliseconds.
 */
export function costPath(
	candidate: Candidate,
	shape: Pick<RunShape, 'outputTokens' | 'addedTokens'>,
	{ inputTokens, now, cacheShown }: Pick<RunCostInput, 'inputTokens' | 'now' | 'cacheShown'>,
	most: number,
	enough = Number.POSITIVE_INFINITY,
): readonly number[] | null {
	const output = Math.ceil(shape.outputTokens);
	const added = Math.ceil(shape.addedTokens);
	const first = Math.max(0, Math.ceil(inputTokens));
	const { prices } = candidate;
	const ordinary = { inputTokens: first, outputTokens: { mean: output, p90: output }, cache: null, now, spendable: null };
	if (prices === null || !isPaid(requestCost(candidate, ordinary))) return null;
	const rules = cacheRules(candidate.endpointId);
	const caches = prices.cachedInput !== null && (cacheShown?.(candidate) ?? rules.automatic);
	const limit = Math.max(first, COMPACTS_AT * candidate.contextTokens);
	const left = Math.ceil(first + LEFT_AFTER * (limit - first));
	const path: number[] = [];
	let [tokens, prefix, spent] = [first, 0, 0];
	for (let step = 0; step < Math.ceil(most) && spent < enough; step++) {
		const rates = ratesFor(prices, tokens, now);
		const warm = caches && prefix >= rules.minimumPrefixTokens ? Math.min(prefix, tokens) : 0;
		const written = Math.min(output, outputCap(candidate, tokens));
		spent += inputCost(rates, tokens, warm) + tokenCost(written, rates.output) + (prices.perRequest ?? 0);
		path.push(spent);
		prefix = tokens + output;
		tokens = prefix + added;
		if (tokens > limit) [tokens, prefix] = [left, 0];
	}
	return path;
}

/** Between two whole numbers of steps in proportion; at least one step is paid. */
function costAfter(path: readonly number[], steps: number): number {
	const whole = Math.min(path.length, Math.max(1, Math.floor(steps)));
	const before = path[whole - 1]!;
	const next = path[whole] ?? before;
	return before + (next - before) * Math.min(1, Math.max(0, steps - whole));
}

/** The inverse of the path: after how many steps this much is spent. Null beyond its end. */
export function stepsFor(path: readonly number[], spent: number): number | null {
	const whole = path.findIndex((cost) => cost >= spent);
	if (whole < 0) return null;
	if (whole === 0) return Math.max(0.1, spent / path[0]!);
	const before = path[whole - 1]!;
	return whole + (spent - before) / (path[whole]! - before);
}

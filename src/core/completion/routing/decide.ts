import { type MicroDollars, tokenCost } from '../../base/micros.ts';
import { Z90 } from '../../base/statistics.ts';
import type { Candidate } from '../../model/candidate.ts';
import { isFree, isPriced, ratesFor } from '../../model/prices.ts';
import { mostCost } from '../../money/request-cost.ts';
import type {
	CompletionAlternative,
	CompletionCandidate,
	CompletionDecision,
	CompletionExclusion,
	CompletionLimits,
	CompletionPrediction,
	CompletionWeights,
	FirstLineEstimate,
	SkipReason,
} from '../types.ts';
import { chosenSentence, skipSentence } from './explain.ts';
import { thinkingTokens } from './latency-prior.ts';

export interface DecideCompletionInput {
	readonly candidates: readonly CompletionCandidate[];
	/** Same order as `candidates`. */
	readonly predictions: readonly CompletionPrediction[];
	/** Tokens of the prompt as it will be sent. */
	readonly inputTokens: number;
	/** Output cap of the request; a reasoning model gets its thinking on top. */
	readonly maxOutputTokens: number;
	readonly limits: CompletionLimits;
	readonly weights: CompletionWeights;
	/**
	 * `manual`: the user asked, so the best allowed model answers also where nothing would be asked by itself. Hard limits hold all the
	 * same.
	 */
	readonly trigger: 'automatic' | 'manual';
}

/** Standard errors that a model's 90th percentile must lie above the limit: see surelyAtLeastMs. */
const SURE_DEVIATIONS = 1.9;

/**
 * The cost-aware decoder for completions: pure and deterministic. Hard limits first; of the rest the largest 100 · P - cost (1/v + lambda)
 * - p50/t, in points, ties to the cheaper model, then by id. To ask nothing is worth 0 and costs 0, and it wins wherever no likely model is
 * above that. `alternatives` stand in the order of their score; one that is less likely than the limit, or a model of last resort, can
 * stand before the chosen one.
 */
export function decideCompletion(input: DecideCompletionInput): CompletionDecision {
	const all = input.candidates.map((candidate, i) => alternative(input, candidate, input.predictions[i]!));
	const allowed = all.filter((a) => a.excluded === null).sort(byScore);
	const alternatives = [...allowed, ...all.filter((a) => a.excluded !== null)];
	const least = input.trigger === 'manual' ? 0 : input.limits.minAcceptance;
	const eligible = withoutLastResort(allowed);
	const best = eligible.find((a) => a.prediction.acceptance.mean >= least) ?? null;
	const skip = skipReason(allowed.length, best, input.trigger);
	if (best === null || skip !== null) {
		const why = skip ?? 'unlikely';
		return { chosen: null, skip: why, reason: skipSentence(why, alternatives, eligible, best, input.limits), alternatives };
	}
	return { chosen: best, skip: null, reason: chosenSentence(best, eligible, input.weights), alternatives };
}

/** A model that thinks first is asked only where no other is allowed. */
function withoutLastResort(allowed: readonly CompletionAlternative[]): readonly CompletionAlternative[] {
	const others = allowed.filter((a) => a.candidate.ability.lastResort !== true);
	return others.length > 0 ? others : allowed;
}

function skipReason(allowed: number, best: CompletionAlternative | null, trigger: DecideCompletionInput['trigger']): SkipReason | null {
	if (allowed === 0) return 'noModel';
	if (best === null) return 'unlikely';
	return best.score! > 0 || trigger === 'manual' ? null : 'notWorthIt';
}

const NO_COST: FillCost = { expected: 0, max: 0 };

function alternative(
	input: DecideCompletionInput,
	candidate: CompletionCandidate,
	prediction: CompletionPrediction,
): CompletionAlternative {
	const cap = input.maxOutputTokens + thinkingTokens(candidate);
	const cost = fillCost(candidate.model, input.inputTokens, prediction.outputTokens, cap);
	const excluded = exclusion(input, candidate, prediction, cost, cap);
	const score = excluded === null ? scoreOf(prediction, cost!, input.weights) : null;
	return { candidate, prediction, cost: cost ?? NO_COST, score, excluded };
}

function scoreOf({ acceptance, firstLineMs }: CompletionPrediction, cost: FillCost, weights: CompletionWeights): number {
	const pointsPerMicro = 1 / weights.pointValue + weights.lambda / 1_000_000;
	return 100 * acceptance.mean - cost.expected * pointsPerMicro - firstLineMs.p50 / weights.msPerPoint;
}

/** The first hard limit that is broken, in the order of CompletionExclusion, or null. */
function exclusion(
	{ limits, inputTokens }: DecideCompletionInput,
	{ model: candidate }: CompletionCandidate,
	prediction: CompletionPrediction,
	cost: FillCost | null,
	cap: number,
): CompletionExclusion | null {
	if (limits.pool !== null && !limits.pool.includes(candidate.id)) return 'notInPool';
	if (limits.localOnly && !candidate.local) return 'notLocal';
	if (limits.circuitOpen.has(candidate.id)) return 'circuitOpen';
	if (cost === null) return 'noPrice';
	if (inputTokens + cap > candidate.contextTokens) return 'contextTooSmall';
	if (limits.paused === true && cost.max > 0) return 'paused';
	if (limits.remaining !== null && cost.max > Math.max(0, limits.remaining)) return 'overBudget';
	if (limits.maxCost !== null && cost.max > limits.maxCost) return 'overMaxCost';
	return surelyAtLeastMs(prediction.firstLineMs) > limits.maxFirstLineMs ? 'tooSlow' : null;
}

/**
 * The limit holds for the 90th percentile, but a model that is left out is measured no more: so it is left out only where that percentile
 * is surely above the limit, by SURE_DEVIATIONS of its standard error s sqrt((1 + z²/2) / (1 + n)), s being the spread of the log-normal
 * and n what was measured (the prior counts as one). Of a model that nobody measured only the 10th percentile of the prior must be low
 * enough to try it; after an hour without a request half of the measurements are forgotten, and a slow one is tried again.
 */
export function surelyAtLeastMs({ p50, p90, measured }: FirstLineEstimate): number {
	const spread = Math.max(0, Math.log(p90 / Math.max(1, p50))) / Z90;
	return p90 * Math.exp(-SURE_DEVIATIONS * spread * Math.sqrt((1 + Z90 ** 2 / 2) / (1 + measured)));
}

function byScore(a: CompletionAlternative, b: CompletionAlternative): number {
	const [idA, idB] = [a.candidate.model.id, b.candidate.model.id];
	// Code-unit order: the same on every machine and locale.
	return b.score! - a.score! || a.cost.expected - b.cost.expected || (idA < idB ? -1 : idA > idB ? 1 : 0);
}

interface FillCost {
	readonly expected: MicroDollars;
	readonly max: MicroDollars;
}

/**
 * Cost of one fill request, µ$; null where no price is known. The input is priced in full: whether a vendor's cache holds the prefix shows
 * in the settled cost only. The most it can cost assumes that the cache is written anew and that the answer runs to the cap.
 */
function fillCost(candidate: Candidate, inputTokens: number, outputTokens: number, maxOutputTokens: number): FillCost | null {
	const { prices, included, local } = candidate;
	if (included) return { expected: 0, max: 0 };
	if (prices === null) return local ? { expected: 0, max: 0 } : null;
	if (!isPriced(prices)) return null;
	if (isFree(prices)) return { expected: 0, max: 0 };
	const rates = ratesFor(prices, inputTokens);
	return {
		expected:
			tokenCost(inputTokens, rates.input) + tokenCost(Math.min(outputTokens, maxOutputTokens), rates.output) + (prices.perRequest ?? 0),
		max: mostCost(prices, inputTokens, maxOutputTokens),
	};
}

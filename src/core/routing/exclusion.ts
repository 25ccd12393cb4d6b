import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { type CandidateCost, isPaid, leastUsefulCap, outputCap, requestCap } from '../money/request-cost.ts';
import type { CandidatePrediction, ExclusionReason, RouteLimits, RouteRequest, Unfit } from './types.ts';

/** The first hard limit that a candidate breaks, in the order of the list in types.ts, or null. */
export function exclusion(
	candidate: Candidate,
	prediction: CandidatePrediction,
	cost: CandidateCost,
	inputTokens: number,
	needs: RouteRequest['needs'],
	limits: RouteLimits,
	{ named, mostOutput }: { readonly named: boolean; readonly mostOutput?: number | undefined },
): ExclusionReason | null {
	if (limits.pool !== null && !limits.pool.includes(candidate.id)) return 'notInPool';
	if (limits.localOnly && !candidate.local) return 'notLocal';
	if (limits.circuitOpen.has(candidate.id)) return 'circuitOpen';
	// Without a price nothing can be weighed, so Auto leaves the model out; it may be named while there is money.
	if (cost.basis === 'unknown' && !named) return candidate.priceNote?.kind === 'doubtful' ? 'doubtfulPrice' : 'noPrice';
	const beyond = unfit(candidate, prediction, inputTokens, needs, mostOutput);
	if (beyond !== null) return beyond;
	if (limits.paused === true && (isPaid(cost) || cost.basis === 'unknown')) return 'paused';
	if (isBeyond(cost, limits.remaining)) return 'overBudget';
	if (isBeyond(cost, limits.runRemaining ?? null)) return 'overRun';
	if (limits.maxCost !== null && cost.max > limits.maxCost) return 'overMaxCost';
	if (limits.maxLatencyMs !== null && prediction.latencyMs > limits.maxLatencyMs) return 'overMaxLatency';
	if (limits.minQuality !== null && prediction.quality.mean < limits.minQuality) return 'belowMinQuality';
	return null;
}

/**
 * What a request asks for and the model does not have, whoever names it; null: nothing.
 * @param mostOutput the caller's own limit, tokens
 */
export function unfit(
	candidate: Candidate,
	prediction: CandidatePrediction,
	inputTokens: number,
	needs: RouteRequest['needs'],
	mostOutput: number | undefined,
): Unfit | null {
	// A long answer is cut off at the cap that an empty prompt would have, too, and a caller may want less: only what the prompt leaves less
	// of is the context's doing.
	if (outputCap(candidate, inputTokens) < Math.min(leastUsefulCap(prediction.outputTokens.p90), requestCap(candidate, 0, mostOutput)))
		return 'contextTooSmall';
	if (needs.tools && !candidate.tools) return 'noTools';
	return needs.vision && !candidate.vision ? 'noVision' : null;
}

/** What a model without a price costs is not known: it needs that any money is left. */
function isBeyond(cost: CandidateCost, left: MicroDollars | null): boolean {
	if (left === null) return false;
	return cost.basis === 'unknown' ? left <= 0 : cost.max > Math.max(0, left);
}

import type { Candidate } from '../model/candidate.ts';
import { modelOfId } from '../money/experience.ts';
import { lesser } from '../money/ledger-rules.ts';
import { type CandidateCost, type ConversationCache, requestCost } from '../money/request-cost.ts';
import { decide } from './decoder.ts';
import { type Exploration, explored } from './exploration.ts';
import type { Choice, Prediction, RouteDecision, RouteLimits, RouteRequest, RouteWeights } from './types.ts';

export interface RouteInput {
	readonly candidates: readonly Candidate[];
	/** For the same candidates in the same order. */
	readonly prediction: Prediction;
	readonly needs: RouteRequest['needs'];
	readonly limits: RouteLimits;
	readonly weights: RouteWeights;
	readonly cache: ConversationCache | null;
	/** The first message of its conversation, edited or not: no model that answered before holds it. Absent: a later one. */
	readonly opens?: boolean;
	/** Whether the endpoint has shown that it caches; absent: as its vendor says. */
	readonly cacheShown?: (candidate: Candidate) => boolean;
	readonly choice: Choice;
	/** ms since epoch */
	readonly now: number;
	/** Tokens of the prompt as it will be sent to a candidate, when known better than by the prediction. */
	readonly inputTokens?: (candidate: Candidate) => number;
	/** The caller's own limit on the answer, tokens; absent: none. */
	readonly mostOutput?: number;
	/** Whether a model may be tried so that something is learned of it; absent: none is. */
	readonly exploration?: Exploration;
	/** Model (`endpoint/model`) that the user prefers for this kind of request. Absent or null: none. */
	readonly preferred?: string | null;
	/** What is compared instead of the cost of this one request: that of a whole run. Absent: the request's own. */
	readonly priced?: (candidate: Candidate, own: CandidateCost) => CandidateCost;
}

/**
 * Prices every candidate and decides. Pure. Says that cache, budget or limits steered only where the choice would be another without them:
 * the decision is taken again as if each were not there. Where it tries a model (exploration.ts), that alone is said.
 */
export function route(asked: RouteInput): RouteDecision {
	const input: Staying = { ...asked, stay: asked.opens === true ? null : (asked.cache?.candidateId ?? null) };
	const none: Because = new Set();
	const decision = decideWith(input, none);
	const differs = (without: Partial<RouteInput>): boolean =>
		decideWith({ ...input, ...without }, none).chosen?.candidate.id !== decision.chosen?.candidate.id;
	const { limits, weights } = input;
	const because: Because = new Set();
	if (input.choice.kind !== 'auto') return decision;
	// Who prefers a model for such requests wants no other tried.
	const liked = decision.chosen !== null && modelOfId(decision.chosen.candidate.id) === asked.preferred;
	const tried = asked.opens === true && !liked ? explored(decision, weights, asked.exploration) : decision;
	if (tried !== decision) return tried;
	const kept = input.cache !== null && input.cache.candidateId === decision.chosen?.candidate.id;
	if (kept && differs({ cache: null })) because.add('cache');
	const pressed = weights.lambda > 0 || limits.remaining !== null;
	if (pressed && differs({ weights: { ...weights, lambda: 0 }, limits: { ...limits, remaining: null } })) because.add('budget');
	const free = { ...limits, maxCost: null, maxLatencyMs: null, minQuality: null, runRemaining: null, paused: false };
	if (isLimited(limits) && differs({ limits: free })) because.add('limit');
	return because.size === 0 ? decision : decideWith(input, because);
}

function isLimited({ maxCost, maxLatencyMs, minQuality, runRemaining, paused }: RouteLimits): boolean {
	return maxCost !== null || maxLatencyMs !== null || minQuality !== null || runRemaining != null || paused === true;
}

type Because = Set<'cache' | 'budget' | 'limit'>;

/** With the candidate that answered last in the conversation, whatever is left in its cache. */
type Staying = RouteInput & { readonly stay: string | null };

function decideWith(input: Staying, because: Because): RouteDecision {
	const counted = input.inputTokens;
	const inputTokens = input.candidates.map((candidate) => counted?.(candidate) ?? input.prediction.inputTokens);
	return decide({ ...input, inputTokens, costs: costsOf(input, inputTokens), because });
}

function costsOf(input: RouteInput, inputTokens: readonly number[]): CandidateCost[] {
	const { cache, now } = input;
	const { remaining, runRemaining = null, maxCost } = input.limits;
	const perRequest = input.choice.kind === 'user' ? null : maxCost;
	const left = lesser(remaining, runRemaining);
	const spendable = lesser(left === null ? null : Math.max(0, left), perRequest);
	return input.candidates.map((candidate, i) => {
		const own = requestCost(candidate, {
			inputTokens: inputTokens[i]!,
			outputTokens: input.prediction.candidates[i]!.outputTokens,
			cache,
			...(input.cacheShown === undefined ? {} : { cacheShown: input.cacheShown(candidate) }),
			now,
			spendable,
			...(input.mostOutput === undefined ? {} : { mostOutput: input.mostOutput }),
		});
		return input.priced?.(candidate, own) ?? own;
	});
}

import type { TokenPrices } from '../catalog/types.ts';
import type { MicroDollars } from '../money.ts';

export interface HistoryMessage {
	readonly role: 'user' | 'assistant';
	readonly content: string;
}

/** Text that goes to the model beside the message. `path` is workspace-relative. `range` is 1-based, inclusive. */
export interface Attachment {
	readonly kind: 'selection' | 'file';
	readonly path: string;
	readonly language: string | null;
	readonly content: string;
	readonly range: { readonly startLine: number; readonly endLine: number } | null;
}

/** One request as the predictor and the decoder see it. History is oldest first and does not hold `text`. */
export interface RouteRequest {
	readonly kind: 'chat' | 'completion';
	readonly text: string;
	readonly history: readonly HistoryMessage[];
	readonly attachments: readonly Attachment[];
	/** VS Code language id of the active editor, null where there is none. */
	readonly language: string | null;
	readonly needs: { readonly tools: boolean; readonly vision: boolean };
}

/** Reasons in the order in which they are checked; see decoder.ts. */
export type ExclusionReason =
	| 'notInPool'
	| 'notLocal'
	| 'circuitOpen'
	| 'noPrice'
	| 'contextTooSmall'
	| 'noTools'
	| 'noVision'
	| 'overBudget'
	| 'overMaxCost'
	| 'overMaxLatency'
	| 'belowMinQuality';

/** A model with its settings at one endpoint: each reasoning effort is a candidate of its own. */
export interface Candidate {
	/** Unique and stable: `endpointId/wireModel` or `endpointId/wireModel@effort`. */
	readonly id: string;
	readonly endpointId: string;
	/** Who receives the text, in words the user knows ("Anthropic", "OpenRouter", "this computer"). */
	readonly recipient: string;
	/** Model id that goes over the wire. */
	readonly wireModel: string;
	/** Entry of the catalog, null for a model nobody listed. */
	readonly catalogId: string | null;
	readonly effort: string | null;
	readonly displayName: string;
	/** Runs on this machine or on the user's own network: nothing leaves, nothing is paid. */
	readonly local: boolean;
	/** Paid by a plan (VS Code's own models): 0 dollars, shown as "included". */
	readonly included: boolean;
	readonly contextTokens: number;
	readonly maxOutputTokens: number | null;
	readonly tools: boolean;
	readonly vision: boolean;
	readonly fim: boolean;
	/** Fills in code and has no chat form: for completions alone. Absent means that it can chat. */
	readonly fillOnly?: true;
	/** Null where no price is known: such a model is never picked by Auto unless it is local or included. */
	readonly prices: TokenPrices | null;
	/** Measured; `firstTokenSeconds` null where nobody measured it. */
	readonly speed: { readonly tokensPerSecond: number; readonly firstTokenSeconds: number | null } | null;
	/** Billions of parameters, for the prior of unknown models. */
	readonly parametersB: number | null;
	/** Thinks before it answers, at this effort. */
	readonly reasoning: boolean;
}

/** Probability of an adequate answer, 0..1, with its 10-90 % interval. */
export interface QualityEstimate {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** What the predictor says of one candidate. Tokens are counts, latency is milliseconds to the last token. */
export interface CandidatePrediction {
	readonly candidateId: string;
	readonly quality: QualityEstimate;
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	readonly latencyMs: number;
}

/** `covariance[i][j]` is between candidates i and j on the probability scale (0..1 squared), order as in `candidates`. */
export interface Prediction {
	readonly candidates: readonly CandidatePrediction[];
	readonly covariance: readonly (readonly number[])[];
	readonly inputTokens: number;
	/** `features`: the encoder could not run; see `degraded` for the reason in words. */
	readonly source: 'encoder' | 'features';
	readonly degraded: string | null;
	readonly taskKind: string;
}

export interface RouteLimits {
	/** Candidate ids Auto may use; null = all. */
	readonly pool: readonly string[] | null;
	readonly localOnly: boolean;
	readonly maxCost: MicroDollars | null;
	readonly maxLatencyMs: number | null;
	/** On the mean, 0..1. */
	readonly minQuality: number | null;
	/** Money left in the budget period; null = no limit. */
	readonly remaining: MicroDollars | null;
	/** Candidates whose circuit breaker is open. */
	readonly circuitOpen: ReadonlySet<string>;
}

export interface RouteWeights {
	/** What one quality point (of 100) is worth to the user, in µ$. */
	readonly pointValue: MicroDollars;
	/** Budget pacing multiplier, in points per dollar; 0 = no pressure. */
	readonly lambda: number;
	/** Milliseconds of waiting that cost as much as one point. */
	readonly msPerPoint: number;
}

/** Money of one candidate for this request. */
export interface CandidateCost {
	readonly candidateId: string;
	/** Expected cost of this request, µ$. */
	readonly expected: MicroDollars;
	/** The most it can cost (input plus output cap), µ$. */
	readonly max: MicroDollars;
	/** Mean cost a turn over the expected remaining turns, with the vendor's cache, µ$; what the decoder compares. */
	readonly perTurn: MicroDollars;
	/** Output cap (`max_tokens`) that `max` assumes. */
	readonly outputCap: number;
	/** `unknown`: no price known. */
	readonly basis: 'prices' | 'free' | 'included' | 'unknown';
}

export interface RouteAlternative {
	readonly candidate: Candidate;
	readonly quality: QualityEstimate;
	readonly cost: CandidateCost;
	readonly latencyMs: number;
	/** Lower bound of the quality difference to the cheapest allowed model, in points; null when excluded. */
	readonly gainPoints: number | null;
	/** Decoder score, null when excluded. */
	readonly score: number | null;
	readonly excluded: ExclusionReason | null;
	/** Why it was not chosen, in words; empty for the chosen one. */
	readonly whyNot: string;
}

/** A plain value: logged, shown, stored, replayed in tests. */
export interface RouteDecision {
	readonly chosen: RouteAlternative | null;
	/** One sentence for the user. */
	readonly reason: string;
	/** What shaped the choice beside quality and price. */
	readonly steeredBy: readonly ('budget' | 'cache' | 'limit' | 'userChoice' | 'fallbackPrior')[];
	/** All candidates in the order of their score, excluded ones last. */
	readonly alternatives: readonly RouteAlternative[];
	/** Candidate ids to try in order when the chosen one fails before its first token. */
	readonly fallbacks: readonly string[];
}

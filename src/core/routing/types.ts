import type { MicroDollars } from '../base/micros.ts';
import type { Attachment } from '../message/message.ts';
import type { Candidate } from '../model/candidate.ts';
import type { CandidateCost } from '../money/request-cost.ts';
import type { QualityBasis, QualityEstimate } from './quality.ts';

export interface HistoryMessage {
	readonly role: 'user' | 'assistant';
	readonly content: string;
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
	/** Tokens of the prompt as it will be sent, where that was counted; else the predictor estimates them from the rest. */
	readonly inputTokens?: number;
	/** Kind of task where the caller knows it; absent: it is read from the words. */
	readonly knownKind?: KnownKind;
}

/** What is asked for by a command of ours, not by words: code in place, a fix of what is reported, a commit message. */
export type KnownKind = 'edit' | 'fix' | 'commit';

/**
 * Who chose the model. `user`: named for this request, so that the pool, the limits on quality, price and wait and failures just now do not
 * bind, and no other model takes over. `pinned`: it stays without a comparison for a reason that is said (the run it began). The pool, the
 * rules, the money and the most that one request may cost bind it all the same, and another model takes over where it fails.
 */
export type Choice =
	| { readonly kind: 'auto' }
	| { readonly kind: 'user'; readonly candidateId: string }
	| { readonly kind: 'pinned'; readonly candidateId: string /** One sentence for the user. */; readonly why: string };

export const AUTO: Choice = { kind: 'auto' };

/** What the user picked: `auto` or a candidate id. */
export function choiceOf(model: string): Choice {
	return model === 'auto' ? AUTO : { kind: 'user', candidateId: model };
}

/** Reasons in the order in which they are checked; see decoder.ts. */
export type ExclusionReason =
	| 'notInPool'
	| 'notLocal'
	| 'circuitOpen'
	| 'noPrice'
	| 'doubtfulPrice'
	| 'contextTooSmall'
	| 'noTools'
	| 'noVision'
	| 'paused'
	| 'overBudget'
	| 'overRun'
	| 'overMaxCost'
	| 'overMaxLatency'
	| 'belowMinQuality';

/** Those that lie in the request and the model alone. */
export type Unfit = Extract<ExclusionReason, 'contextTooSmall' | 'noTools' | 'noVision'>;

/** What the predictor says of one candidate. Tokens are counts, thinking included. */
export interface CandidatePrediction {
	readonly candidateId: string;
	readonly quality: QualityEstimate;
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	/** Milliseconds to the last token. */
	readonly latencyMs: number;
	/** Milliseconds to the first token of the answer itself, which comes after any thinking. Absent: `latencyMs` counts instead. */
	readonly firstUsefulMs?: number;
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
	/** Steps of a run of this request beside one of its kind; absent: as many. */
	readonly runSteps?: number;
	/**
	 * What stands behind the qualities before the user's signals moved them (`moved`); absent where a rough prior by price and size answered.
	 */
	readonly basis?: QualityBasis;
	/** A slower reader read the request too, and the qualities are what both say; absent: the quick one alone. */
	readonly reading?: ReadingShown;
	/** What the message points at and nobody showed, in its own words; absent: nothing is known to be missing. */
	readonly missing?: string;
	/** By candidate, in the order of `candidates`: what the user's own signals moved; absent: nothing. */
	readonly moved?: readonly (Moved | null)[];
}

/** Which slower reader spoke, and what it changed. */
export interface ReadingShown {
	/** `file`: a small language model that runs here; `judge`: a model of the user's own pool. */
	readonly source: 'file' | 'judge';
	/** Of the model that read. */
	readonly modelName: string;
	/** Points (0..100) that the middle candidate lost, negative where it gained, because the request is harder than it looks. */
	readonly harder: number;
	/** What the reading cost, µ$; 0 for one that runs here. */
	readonly cost: MicroDollars;
}

/** What the user's signals moved of one model on one kind of task. */
export interface Moved {
	/** Points of quality, 0..100, up or down. */
	readonly points: number;
	/** Sources of signals that moved it that way, the one that moved it most first: `thumb`, `again`, `test`, .... */
	readonly by: readonly string[];
	/** How many signals of the model it rests on, on any kind of task; forgotten ones count less. */
	readonly seen: number;
	/** Those of them on the request's kind of task. */
	readonly onTask: number;
}

/** Part of the budget that a caller may take at most; see shareOf in core/money/ledger-rules.ts. */
export type BudgetShare = 'agent';

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
	/** `remaining` is what is left of this share of the budget, which is less than the budget has; absent where the budget itself binds. */
	readonly share?: BudgetShare;
	/** Money left of the run's maximum; null or absent = no limit. */
	readonly runRemaining?: MicroDollars | null;
	/** The user paused all paid requests. */
	readonly paused?: boolean;
	/** Candidates whose circuit breaker is open. */
	readonly circuitOpen: ReadonlySet<string>;
	/** Why, in words by candidate id, where it is for long; absent: for a moment. */
	readonly resting?: ReadonlyMap<string, string>;
}

/** Neither the user nor the money limits anything. */
export const NO_LIMITS: RouteLimits = {
	pool: null,
	localOnly: false,
	maxCost: null,
	maxLatencyMs: null,
	minQuality: null,
	remaining: null,
	circuitOpen: new Set(),
};

export interface RouteWeights {
	/** What one quality point (of 100) is worth to the user, in µ$. */
	readonly pointValue: MicroDollars;
	/** Budget pacing multiplier, in points per dollar; 0 = no pressure. */
	readonly lambda: number;
	/** Milliseconds of waiting that cost as much as one point, of what goes beyond `unnoticedMs`. */
	readonly msPerPoint: number;
	/** A wait for the first useful token that nobody minds; absent: 0. */
	readonly unnoticedMs?: number;
	/** Quality from which a model is good enough, 0..1: a point above it counts a tenth. Absent: all points count alike. */
	readonly goodEnough?: number;
	/** Points that a model which costs anything must add to a free one, whatever its price; absent: 0. */
	readonly paidPoints?: number;
}

export interface RouteAlternative {
	readonly candidate: Candidate;
	readonly quality: QualityEstimate;
	readonly cost: CandidateCost;
	readonly latencyMs: number;
	readonly firstUsefulMs: number;
	/**
	 * Lower bound of what it adds to the cheapest allowed model, in points; those above the bar count a tenth. Null when excluded.
	 */
	readonly gainPoints: number | null;
	/** Decoder score, null when excluded. */
	readonly score: number | null;
	readonly excluded: ExclusionReason | null;
	/** What it could not do however it was named, also where another reason stands first; absent: nothing. */
	readonly unfit?: Unfit;
	/** Why it was not chosen, in words; empty for the chosen one. */
	readonly whyNot: string;
}

interface Decided {
	/** One sentence for the user. */
	readonly reason: string;
	/** What shaped the choice beside quality and price. */
	readonly steeredBy: readonly ('budget' | 'cache' | 'limit' | 'userChoice' | 'fallbackPrior' | 'exploration' | 'preference')[];
	/** All candidates in the order of their score, excluded ones last; one that stays in its conversation stands first. */
	readonly alternatives: readonly RouteAlternative[];
	/** What the chosen one has ahead of the next; absent where nothing is chosen or one is tried. */
	readonly wonBy?: WonBy;
	/** Quality from which a model is good enough, 0..1; absent: no bar. */
	readonly goodEnough?: number;
}

/** What decided between the chosen model and the next; see won-by.ts. */
export type WonBy =
	| 'quality'
	| 'price'
	| 'wait'
	| 'balance'
	| 'cache'
	| 'budget'
	| 'conversation'
	| 'preference'
	| 'choice'
	| 'run'
	| 'only';

/** A decision that names a model. */
export interface ChosenRoute extends Decided {
	readonly chosen: RouteAlternative;
}

/** A plain value: logged, shown, stored, replayed in tests. `chosen` null: no model is allowed, and `reason` says why and what helps. */
export type RouteDecision = ChosenRoute | (Decided & { readonly chosen: null });

export interface DecodeInput {
	/** Same order as `prediction.candidates`. */
	readonly candidates: readonly Candidate[];
	readonly prediction: Prediction;
	/** Same order as `candidates`. */
	readonly costs: readonly CandidateCost[];
	readonly needs: RouteRequest['needs'];
	readonly limits: RouteLimits;
	readonly weights: RouteWeights;
	/** What the choice would be another without: the warm prompt cache, the budget, the user's limits. For the words; see route.ts. */
	readonly because: ReadonlySet<'cache' | 'budget' | 'limit'>;
	readonly choice: Choice;
	/** Candidate that answered last in this conversation; it stays where no other is better by more than a point. Absent or null: none. */
	readonly stay?: string | null;
	/** Model (`endpoint/model`) that the user prefers for this kind of request, see preference.ts. Absent or null: none. */
	readonly preferred?: string | null;
	/** The caller's own limit on the answer, tokens; absent: none. */
	readonly mostOutput?: number;
	/** Tokens of the prompt as each candidate's vendor counts them, same order as `candidates`; absent: `prediction.inputTokens` for all. */
	readonly inputTokens?: readonly number[];
}

/** An allowed candidate with its place in `DecodeInput.candidates` and what the decoder makes of it. */
export interface Scored {
	readonly index: number;
	readonly candidate: Candidate;
	readonly prediction: CandidatePrediction;
	readonly cost: CandidateCost;
	readonly gainPoints: number;
	readonly score: number;
}

import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import type { FillTemplate } from '../model/fill-families.ts';
import type { TokenUsage } from '../model/prices.ts';

/** A place where text is to be filled in. All offsets and lengths are UTF-16 code units. */
export interface CompletionPosition {
	/** Workspace-relative, with `/`; of a notebook's cell see paths.ts. */
	readonly path: string;
	/** VS Code's language id. */
	readonly languageId: string;
	/** Text before the caret, from a line start, at most MAX_POSITION_PREFIX; ends at the caret. */
	readonly prefix: string;
	/** Text after the caret, at most MAX_POSITION_SUFFIX. */
	readonly suffix: string;
	/** Lines of the whole file. */
	readonly fileLines: number;
	/** 0-based line of the caret. */
	readonly line: number;
	/** What the open IntelliSense list would insert and over which part of the current line, null where none is open. */
	readonly selected: { readonly text: string; readonly replacedLength: number } | null;
}

/** What the host reads around the caret at most: more than any prompt takes, little enough for every key. */
export const MAX_POSITION_PREFIX = 24_000;
export const MAX_POSITION_SUFFIX = 8_000;

/** `line`: the rest of this line only. `block`: as many lines as belong to the started block. */
export type CompletionShape = 'line' | 'block';

/** A part of another file that is like the text around the caret. */
export interface Snippet {
	readonly path: string;
	readonly text: string;
	/** Jaccard similarity, 0..1. */
	readonly similarity: number;
}

/** An open or recently edited file that may be quoted. `version` changes with its text. */
export interface ContextDocument {
	readonly path: string;
	readonly languageId: string;
	readonly version: number;
	readonly text: string;
	/** ms since epoch of the last edit or view. */
	readonly touchedAt: number;
}

/** What goes to the model, cut to its token budget. The order is fixed (snippets, then prefix, then suffix) so that provider caches hit. */
export interface FillContext {
	/** '' where the text is no known file's: then nothing is said of a file. */
	readonly path: string;
	readonly languageId: string;
	readonly snippets: readonly Snippet[];
	readonly prefix: string;
	readonly suffix: string;
	/** Estimated tokens of all of it. */
	readonly tokens: number;
}

/** How a model is asked to fill in. */
export type FillMethod =
	/** POST /completions with `suffix`. */
	| 'openaiSuffix'
	/** POST /beta/completions with `suffix`. */
	| 'deepseek'
	/** POST /v1/fim/completions. */
	| 'mistral'
	/** POST /api/generate with `suffix`, NDJSON. */
	| 'ollama'
	/** POST /infill. */
	| 'llamacpp'
	/** POST /completions with the model's own fill-in-the-middle tokens in the prompt. */
	| 'template'
	/** A chat request that asks for the missing text. */
	| 'chat';

/** Whether and how a model can fill in the middle; `method` null means it cannot, and is no candidate. */
export interface FillAbility {
	readonly method: FillMethod | null;
	readonly template: FillTemplate | null;
	/** One short sentence for the user: how it is known. */
	readonly why: string;
	/** Wire value of the reasoning effort of `chat`; absent or null for the model's default. */
	readonly effort?: string | null;
	/** True where the model thinks before it answers: asked only where no other candidate can fill in. */
	readonly lastResort?: boolean;
}

export interface FillRequest {
	readonly model: string;
	readonly context: FillContext;
	readonly shape: CompletionShape;
	readonly maxOutputTokens: number;
	/** The server stops where it meets one; the adapter adds what its format needs. */
	readonly stop: readonly string[];
	/** Absent: the likeliest text, 0. */
	readonly temperature?: number;
	/** Absent: the server's own. */
	readonly topP?: number;
}

/**
 * As StreamEvent of a chat. `reasoning` is told because it is paid, and goes nowhere. `cut`: the text is ended here and not by the vendor,
 * so that its newest count may be of a part; `end` follows. Leaving the iteration early closes the connection.
 */
export type FillEvent =
	| { readonly type: 'text' | 'reasoning'; readonly text: string }
	| { readonly type: 'usage'; readonly usage: TokenUsage; readonly reportedCost: MicroDollars | null }
	| { readonly type: 'cut' }
	| { readonly type: 'end'; readonly reason: 'stop' | 'length' | 'filter' };

/** One endpoint as a source of completions. Implementations throw RoutooError only. */
export interface FillProvider {
	readonly endpointId: string;
	/** Asked once a model and kept: may ask the server what it is. Never rejects; a server that cannot be asked gives its best guess. */
	ability(candidate: Candidate, signal: AbortSignal): Promise<FillAbility>;
	fill(ability: FillAbility, request: FillRequest, signal: AbortSignal): AsyncIterable<FillEvent>;
}

export interface CompletionCandidate {
	readonly model: Candidate;
	/** `method` is not null. */
	readonly ability: FillAbility;
}

/** Chance that a completion is accepted and kept, 0..1, with its 10-90 % interval. */
export interface AcceptanceEstimate {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** Milliseconds; `measured` is how many measurements the figures rest on after forgetting, 0 for a prior. */
export interface FirstLineEstimate {
	readonly p50: number;
	readonly p90: number;
	readonly measured: number;
}

/** What is expected of one candidate at one position. Latencies are milliseconds from the request to the first whole line. */
export interface CompletionPrediction {
	readonly candidateId: string;
	readonly acceptance: AcceptanceEstimate;
	readonly outputTokens: number;
	readonly firstLineMs: FirstLineEstimate;
}

export interface CompletionLimits {
	/** Candidate ids that completions may use; null = all. */
	readonly pool: readonly string[] | null;
	readonly localOnly: boolean;
	/** Of the 90th percentile to the first line; a model that nobody measured yet is left out only where even its 10th is above. */
	readonly maxFirstLineMs: number;
	readonly maxCost: MicroDollars | null;
	/**
	 * Money left for completions in this period: the smaller of what the budget and the completions' share of it leave; null = no limit.
	 */
	readonly remaining: MicroDollars | null;
	/** The user paused all paid requests. */
	readonly paused?: boolean;
	readonly circuitOpen: ReadonlySet<string>;
	/** Below this chance nothing is asked, 0..1. */
	readonly minAcceptance: number;
}

export interface CompletionWeights {
	/** What one point (of 100) of the chance to be accepted is worth, µ$. */
	readonly pointValue: MicroDollars;
	/** Budget pacing, points per dollar, as for chat. */
	readonly lambda: number;
	/** Milliseconds of waiting that cost as much as one point. */
	readonly msPerPoint: number;
}

/** Reasons in the order in which they are checked. */
export type CompletionExclusion =
	| 'notInPool'
	| 'notLocal'
	| 'circuitOpen'
	| 'noPrice'
	| 'contextTooSmall'
	| 'paused'
	| 'overBudget'
	| 'overMaxCost'
	| 'tooSlow';

/** Why no model is asked although something could be: none allowed, none likely enough to be accepted, or none worth its price. */
export type SkipReason = 'noModel' | 'unlikely' | 'notWorthIt';

export interface CompletionAlternative {
	readonly candidate: CompletionCandidate;
	readonly prediction: CompletionPrediction;
	/** Expected and highest cost, µ$. */
	readonly cost: { readonly expected: MicroDollars; readonly max: MicroDollars };
	/** 100 · chance - cost (1/v + lambda) - wait/t; null when excluded. */
	readonly score: number | null;
	readonly excluded: CompletionExclusion | null;
}

interface Decided {
	/** One sentence for the user. */
	readonly reason: string;
	/** In the order of their score, excluded ones last. */
	readonly alternatives: readonly CompletionAlternative[];
}

/** A decision that names a model. */
export interface ChosenCompletion extends Decided {
	readonly chosen: CompletionAlternative;
	readonly skip: null;
}

/** A plain value, as RouteDecision for chat. */
export type CompletionDecision = ChosenCompletion | (Decided & { readonly chosen: null; readonly skip: SkipReason });

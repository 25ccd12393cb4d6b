import type { ErrorKind, RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Clock, Timers } from '../base/time.ts';
import type { Health } from '../gateway/health.ts';
import type { OutcomeBook } from '../learning/outcomes.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod, CostSource, Ledger, Owner } from '../money/ledger.ts';
import type { AcceptanceModel } from './routing/acceptance.ts';
import type { AcceptanceWeights } from './routing/acceptance-weights.ts';
import type { PositionFeatures } from './routing/features.ts';
import type { LatencyBook } from './routing/latency.ts';
import type { CompletionPreset } from './routing/presets.ts';
import type {
	CompletionCandidate,
	CompletionDecision,
	CompletionPosition,
	CompletionShape,
	ContextDocument,
	FillContext,
	FillProvider,
	SkipReason,
} from './types.ts';

/** `manual`: the user asked for it here. */
export type CompletionTrigger = 'automatic' | 'manual';

/** Settings as they are at this key. */
export interface EngineSettings {
	readonly enabled: boolean;
	languageOn(languageId: string): boolean;
	readonly preset: CompletionPreset;
	readonly maxFirstLineMs: number;
	/** Candidate ids; null = all. */
	readonly pool: readonly string[] | null;
	readonly localOnly: boolean;
	readonly maxCost: MicroDollars | null;
	readonly debounce: 'adaptive' | 'off';
}

export interface EngineMoney {
	readonly period: BudgetPeriod;
	/** What is left for completions as last read, µ$; null = no limit. The ledger checks again when it reserves. */
	readonly remaining: MicroDollars | null;
	/** Pacing pressure, points per dollar. */
	readonly lambda: number;
}

export interface CompletionEngineDeps {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly ledger: Ledger;
	/** The one that the chat keeps, too: what failed there is left out here. */
	readonly health: Health;
	readonly head: AcceptanceWeights;
	readonly acceptance: AcceptanceModel;
	readonly latency: LatencyBook;
	readonly outcomes: OutcomeBook<PositionFeatures>;
	/** Models that can fill in; null while that is not known. */
	candidates(): readonly CompletionCandidate[] | null;
	/** Throws RoutooError 'settings' for an endpoint that is gone. */
	provider(candidate: Candidate): FillProvider;
	settings(): EngineSettings;
	/** Whether models that are not local may be asked: the user's own word, null where there is none yet, which allows none. */
	remoteAllowed(): boolean | null;
	money(): EngineMoney;
	/** Whether the user paused all paid requests; absent: nobody can. Never rejects. */
	paidPaused?(): Promise<boolean>;
	/** Open and recently edited files that may be quoted. */
	documents(): readonly ContextDocument[];
	/** True for a file that must not be read: see context/private-files.ts. */
	isPrivate(path: string): boolean;
	/** Edits of this file within the last minute. */
	recentEdits(path: string): number;
	newId(): string;
	/** Names this window in the ledger. */
	readonly owner: Owner;
	/** Money was booked, or (0, null) was refused because another window had taken it; `remainingBefore` as in `EngineMoney`. */
	onSettled(cost: MicroDollars, remainingBefore: MicroDollars | null): void;
	/** `status()` may be another one now. */
	onStatus(): void;
	/** For figures and tests; never holds text. */
	onEvent?(event: CompletionEvent): void;
	/** Never receives prompt or answer text. */
	log(line: string): void;
}

/** Why nothing is asked now. One of these at a time, the first that applies. */
export type CompletionGate =
	| { readonly kind: 'open' }
	/** The models are not known yet. */
	| { readonly kind: 'starting' }
	| { readonly kind: 'off' }
	| { readonly kind: 'languageOff'; readonly languageId: string }
	| { readonly kind: 'private' }
	/** ms since epoch */
	| { readonly kind: 'snoozed'; readonly until: number }
	/** No model can fill in, or the limits leave none. `reason` is one sentence or two. */
	| { readonly kind: 'noModel'; readonly reason: string }
	/**
	 * Models that are not local could fill in, and the user has not allowed them: `answered` where that is the user's word. `local`: others
	 * are asked meanwhile.
	 */
	| { readonly kind: 'needsConsent'; readonly answered: boolean; readonly local: boolean }
	/** The money for completions is used up and no free model is there. */
	| { readonly kind: 'limit'; readonly reason: string }
	/** The user paused all paid requests and no free model is there. */
	| { readonly kind: 'paidPaused' }
	/** After errors; `until` in ms since epoch. */
	| { readonly kind: 'paused'; readonly until: number; readonly message: string; readonly nextStep: string };

export interface CompletionResult {
	/** Goes in the place of the `replace` UTF-16 code units before the caret. */
	readonly text: string;
	readonly replace: number;
	readonly candidateId: string;
	readonly requestId: string;
}

/** What one call did, step by step. Holds prompt and answer: only for what the user asked to see. */
export interface CompletionTrace {
	readonly position: CompletionPosition;
	readonly trigger: CompletionTrigger;
	/** By the command that tests completions: not from the cache, and not shown at the caret. */
	readonly fresh: boolean;
	gate: CompletionGate;
	source: 'cache' | 'model' | null;
	/** ms */
	debounceMs: number;
	/** Of context and decision, ms of this thread. */
	decideMs: number;
	shape: CompletionShape | null;
	context: FillContext | null;
	decision: CompletionDecision | null;
	requestId: string | null;
	sent: FillSent | null;
	error: RoutooError | null;
	/** As received, before it was cleaned, without its thinking. */
	raw: string;
	/** The answer went on where the stream ended, by its cap of tokens or a vendor's filter: only what is whole of it is shown. */
	isCut?: boolean;
	result: CompletionResult | null;
}

/** What one request cost and took. */
export interface FillSent {
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly usage: TokenUsage | null;
	readonly durationMs: number;
	readonly firstTextMs: number | null;
	/** To the first whole line, or to the end where that came first. */
	readonly firstLineMs: number | null;
	readonly outcome: 'answered' | 'cancelled' | 'broken';
}

/** Exactly one of `returned`, `blocked`, `skipped`, `superseded`, `empty`, `failed` ends a call; `sent` and `settled` come in between. */
export type CompletionEvent =
	| { readonly kind: 'blocked'; readonly gate: CompletionGate['kind'] }
	/** By a newer key or its own signal; `sent`: a request was on its way. */
	| { readonly kind: 'superseded'; readonly sent: boolean }
	| { readonly kind: 'skipped'; readonly reason: SkipReason | 'nothingHere' }
	| { readonly kind: 'sent'; readonly requestId: string; readonly candidateId: string; readonly inputTokens: number }
	| { readonly kind: 'settled'; readonly requestId: string; readonly candidateId: string; readonly sent: FillSent }
	| { readonly kind: 'empty'; readonly requestId: string }
	| { readonly kind: 'failed'; readonly error: ErrorKind | 'overBudget' }
	| { readonly kind: 'returned'; readonly requestId: string; readonly candidateId: string; readonly from: 'cache' | 'model' };

/** What is remembered of a request for as long as its text may be shown. */
export interface Asked {
	readonly candidateId: string;
	readonly features: PositionFeatures;
}

import type { ErrorKind, ShownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { AnswerPart, Prompt, ReasoningPart, ToolCallPart } from '../message/message.ts';
import type { ChatProvider, EndReason } from '../message/stream.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod, CostSource, Owner, Purpose } from '../money/ledger.ts';
import type { AtLimit } from '../money/policy.ts';
import type { Reference } from '../money/reference.ts';
import type { Exploration } from '../routing/exploration.ts';
import type { Predictor } from '../routing/predictor.ts';
import type { BudgetFigures, RoutingLine } from '../routing/routing-line.ts';
import type { Choice, Prediction, RouteLimits, RouteRequest, RouteWeights } from '../routing/types.ts';
import type { ConversationCaches } from './conversation-cache.ts';
import type { MeterDeps } from './metered-call.ts';
import type { RunHolds } from './run-holds.ts';

/** How long answers are beside what was expected. Never throws. */
export interface AnswerLengths {
	adjusted(prediction: Prediction): Prediction;
	/** One ended by itself, and its vendor counted it: tokens as they were expected, and as they came. */
	answered(seen: { readonly taskKind: string; readonly candidateId: string; readonly expected: number; readonly counted: number }): void;
}

/** What this user's signals say of models. Never throws. */
export interface LearnedAbilities {
	adjusted(prediction: Prediction): Prediction;
	/** A request is about to go out, with the prediction that its choice rests on. */
	asked(sent: {
		readonly requestId: string;
		readonly candidateId: string;
		readonly runId: string | null;
		readonly prediction: Prediction;
	}): void;
}

/** A slower reader of what is dear. */
export interface DeepReading {
	/**
	 * The prediction with what the reader says, or as it was where nothing is to be read, the reader takes too long, is skipped or fails.
	 * Rejects only where the request is stopped.
	 */
	read(input: GatewayRequest, prediction: Prediction): Promise<Prediction>;
	/** The same with what is known already, at once: a decision alone pays and waits for nothing. Never throws. */
	known(input: GatewayRequest, prediction: Prediction): Prediction;
	/**
	 * The text is still being typed: reads it where that costs no money. Resolves to whether there is something new, at the latest when the
	 * request is stopped. Never rejects.
	 */
	ahead(input: GatewayRequest, prediction: Prediction): Promise<boolean>;
}

/** Which model the user prefers for a kind of task. */
export interface Preferences {
	/** Takes in what another window changed. Never rejects. */
	look(): Promise<void>;
	/** `endpoint/model`; null: none. */
	of(taskKind: string): string | null;
}

export interface GatewayDeps extends MeterDeps {
	readonly predictor: Predictor;
	readonly caches: ConversationCaches;
	/** Throws RoutooError 'settings' for an endpoint that is gone. */
	provider(candidate: Candidate): ChatProvider;
	/** A vendor's count showed how much a model reads at most; absent where nobody remembers it. */
	contextLearned?(candidate: Candidate, tokens: number): void;
	/** What is learned of this user's answers; absent: nothing is. */
	readonly lengths?: AnswerLengths;
	/** What is learned of models; absent: nothing is. */
	readonly abilities?: LearnedAbilities;
	/** Which models the user prefers; absent: none. */
	readonly preferences?: Preferences;
	/** Absent: the quick reader alone reads. */
	readonly reading?: DeepReading;
	/** Shared by all requests of the window; absent: the steps of a run come one by one. */
	readonly runHolds?: RunHolds;
	/** Whether the user paused all paid requests, in any window; absent: nobody can. Never rejects. */
	paused?(): Promise<boolean>;
	/** What a request is for and what was decided for it, once its money is reserved. Never throws; absent: nobody hears of it. */
	decided?(purpose: Purpose, line: RoutingLine): void;
	/** Never receives prompt or answer text. */
	log(line: string): void;
}

/** One request of any caller: a chat message, a step of a run, a call from elsewhere. Made once, handed along as it is. */
export interface GatewayRequest {
	/** Unique; attempts after the first append `-2`, `-3`. */
	readonly requestId: string;
	/** Window that owns the reservation. */
	readonly owner: Owner;
	readonly purpose: Purpose;
	/** Also the key of what the conversation left in its vendor's cache; null for a request that belongs to none. */
	readonly sessionId: string | null;
	/** The run that the request is a step of. */
	readonly runId: string | null;
	/** What the predictor reads. */
	readonly route: RouteRequest;
	readonly prompt: Prompt;
	readonly candidates: readonly Candidate[];
	readonly limits: Omit<RouteLimits, 'remaining' | 'share' | 'runRemaining' | 'paused' | 'circuitOpen' | 'resting'>;
	/**
	 * Money left of the run's maximum, µ$: the maximum less what the ledger was asked to settle. Read anew before each attempt; what
	 * other requests of the run hold meanwhile the gateway takes off itself. Null = no limit. Absent outside of runs.
	 */
	readonly runRemaining?: () => MicroDollars | null;
	/** Who takes over where a model fails (takeover.ts): any, or, while there is one, a model of no less predicted quality. Absent: any. */
	readonly takeover?: 'any' | 'upward';
	/** Why the model is another than in the step before, one sentence; goes into the ledger. */
	readonly change?: string;
	readonly weights: RouteWeights;
	/**
	 * Whether a model may be tried so that something is learned of it: where the request opens a conversation, by itself or as the first of
	 * a run, and nothing failed before. Absent: none is.
	 */
	readonly exploration?: Exploration;
	/** What the pressure in `weights` rests on; absent where there is none. */
	readonly pressedBy?: BudgetFigures;
	/** What savings are counted against; absent or null where nothing is. */
	readonly reference?: Reference | null;
	readonly period: BudgetPeriod;
	readonly atLimit: AtLimit;
	/** The user allowed this one request over the limit. */
	readonly overLimitApproved: boolean;
	readonly choice: Choice;
	readonly signal: AbortSignal;
}

/** Called in order: routing (again after a fallback), then what comes. */
export interface GatewayEvents {
	onRouting(line: RoutingLine): void;
	/** Right before `onRouting` of a model that takes over: how the one before it failed. */
	onFailed?(kind: ErrorKind): void;
	onText(text: string): void;
	onReasoning(text: string): void;
	/** All text so far was reasoning. */
	onThought?(): void;
	/** A piece of reasoning is whole, with what its vendor needs to take it back; its text came before, piece by piece. */
	onReasoningPart?(part: ReasoningPart): void;
	/** A piece of the arguments of a call; the whole call is in the result. */
	onToolCallDelta?(id: string, name: string, text: string): void;
	onToolCall?(call: ToolCallPart): void;
	/**
	 * Asked after each event: where it gives a promise, nothing more is read of the model until that resolves, so that a slow reader is not
	 * buffered for. Never rejects; a stop goes on at once.
	 */
	drained?(): Promise<void> | null;
}

export interface GatewayResult {
	readonly state: 'done' | 'cancelled' | 'failed';
	/** What was received, in its order, also of a stopped or broken answer; empty where nothing was. */
	readonly parts: readonly AnswerPart[];
	/** Null where the answer did not end by itself. */
	readonly ended: EndReason | null;
	/** The answer ended at a length that its caller did not ask for; absent elsewhere. */
	readonly cut?: Cut;
	readonly routing: RoutingLine | null;
	readonly receipt: Receipt | null;
	readonly error: ShownError | null;
	/** The ledger could not record something, or the prompt was not read whole; the answer stands. One sentence each. */
	readonly warnings: readonly string[];
}

/** Where an answer was cut off. */
export interface Cut {
	/** Output tokens that it was let have. */
	readonly tokens: number;
	/** `money`: what is left of the budget, the run or a request's maximum allowed no more; `length`: nothing allows more of this model. */
	readonly by: 'money' | 'length';
	/** What happened and what to do. */
	readonly words: string;
}

/** What a request cost and took. */
export interface Receipt {
	readonly cost: MicroDollars;
	/** What it was expected to cost, µ$; absent where nothing was (free, no price known) and in chats of earlier versions. */
	readonly expected?: MicroDollars;
	/** What the server claims, where it is more than the request can cost and `cost` is the most it can. */
	readonly claimed?: MicroDollars;
	readonly costSource: CostSource;
	readonly durationMs: number;
	readonly firstTokenMs: number | null;
	readonly usage: TokenUsage | null;
	/** What the reference would have cost at the tokens really used, minus `cost`; negative where it is cheaper; null where there is none. */
	readonly savedAgainst: { readonly modelName: string; readonly saved: MicroDollars } | null;
}

import type { RoutooError, ShownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Clock } from '../base/time.ts';
import type { AnswerPart, Prompt, ToolCallPart } from '../message/message.ts';
import type { ChatProvider, EndReason } from '../message/stream.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod, CostSource, Ledger, Purpose } from '../money/ledger.ts';
import type { AtLimit } from '../money/policy.ts';
import type { ConversationCache } from '../money/request-cost.ts';
import type { Predictor } from '../routing/predictor.ts';
import type { RoutingLine } from '../routing/routing-line.ts';
import type { RouteLimits, RouteRequest, RouteWeights } from '../routing/types.ts';

/** Failing candidates are left out for a while. */
export interface Breakers {
	openSet(): ReadonlySet<string>;
	recordFailure(candidateId: string, error: RoutooError): void;
	recordSuccess(candidateId: string): void;
}

export interface GatewayDeps {
	readonly predictor: Predictor;
	readonly ledger: Ledger;
	readonly clock: Clock;
	readonly breakers: Breakers;
	/** Throws RoutooError 'settings' for an endpoint that is gone. */
	provider(candidate: Candidate): ChatProvider;
	estimateTokens(text: string): number;
	/** Never receives prompt or answer text. */
	log(line: string): void;
}

/**
 * Who chose the model. `user`: named for this request, so that quality, price and wait limits do not bind and no other model takes over. `pinned`: it stays for a
 * reason that is said (the run it began), and another takes over only where it fails.
 */
export type Choice =
	| { readonly kind: 'auto' }
	| { readonly kind: 'user'; readonly candidateId: string }
	| { readonly kind: 'pinned'; readonly candidateId: string; readonly why: string };

/** One request of any caller: a chat message, a step of a run, a call from elsewhere. Made once, handed along as it is. */
export interface GatewayRequest {
	/** Unique; attempts after the first append `-2`, `-3`. */
	readonly requestId: string;
	/** Window that owns the reservation. */
	readonly owner: string;
	readonly purpose: Purpose;
	readonly sessionId: string | null;
	/** The run that the request is a step of. */
	readonly runId: string | null;
	/** What the predictor reads. */
	readonly route: RouteRequest;
	readonly prompt: Prompt;
	readonly candidates: readonly Candidate[];
	readonly limits: Omit<RouteLimits, 'remaining' | 'circuitOpen'>;
	readonly weights: RouteWeights;
	readonly period: BudgetPeriod;
	readonly atLimit: AtLimit;
	/** The user allowed this one request over the limit. */
	readonly overLimitApproved: boolean;
	readonly cache: ConversationCache | null;
	readonly choice: Choice;
	readonly signal: AbortSignal;
}

/** Called in order: routing (again after a fallback), then what comes. */
export interface GatewayEvents {
	onRouting(line: RoutingLine): void;
	onText(text: string): void;
	onReasoning(text: string): void;
	/** A piece of the arguments of a call; the whole call is in the result. */
	onToolCallDelta?(id: string, name: string, text: string): void;
	onToolCall?(call: ToolCallPart): void;
}

export interface GatewayResult {
	readonly state: 'done' | 'cancelled' | 'failed';
	/** What was received, also of a stopped or broken answer; empty where nothing was. */
	readonly parts: readonly AnswerPart[];
	/** Null where the answer did not end by itself. */
	readonly ended: EndReason | null;
	readonly routing: RoutingLine | null;
	readonly receipt: Receipt | null;
	readonly error: ShownError | null;
	/** What the vendor's cache now holds, for the next turn; null when nothing was answered. */
	readonly cache: ConversationCache | null;
	/** The ledger could not record something; the answer stands. One sentence each. */
	readonly warnings: readonly string[];
}

/** What a request cost and took. */
export interface Receipt {
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly durationMs: number;
	readonly firstTokenMs: number | null;
	readonly usage: TokenUsage | null;
	/** Expected cost of the dearer model the user would otherwise pay, minus `cost`; null where there is none. */
	readonly savedAgainst: { readonly modelName: string; readonly saved: MicroDollars } | null;
}

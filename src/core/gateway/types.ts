import type { RoutooError, ShownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Clock } from '../base/time.ts';
import type { ChatMessage } from '../message/message.ts';
import type { ChatProvider } from '../message/stream.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod, CostSource, Ledger } from '../money/ledger.ts';
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

export interface ExchangeDeps {
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

export interface ExchangeInput {
	/** Unique; attempts after the first append `-2`, `-3`. */
	readonly requestId: string;
	/** Window that owns the reservation. */
	readonly owner: string;
	readonly sessionId: string;
	readonly request: RouteRequest;
	/** The prompt as it is sent. */
	readonly messages: readonly ChatMessage[];
	readonly candidates: readonly Candidate[];
	readonly limits: Omit<RouteLimits, 'remaining' | 'circuitOpen'>;
	readonly weights: RouteWeights;
	readonly period: BudgetPeriod;
	readonly atLimit: AtLimit;
	/** The user allowed this one request over the limit. */
	readonly overLimitApproved: boolean;
	readonly cache: ConversationCache | null;
	/** Candidate the user chose, null for Auto. */
	readonly forced: string | null;
	readonly signal: AbortSignal;
}

/** Called in order: routing (again after a fallback), then text and reasoning. */
export interface ExchangeEvents {
	onRouting(line: RoutingLine): void;
	onText(text: string): void;
	onReasoning(text: string): void;
}

export interface ExchangeResult {
	readonly state: 'done' | 'cancelled' | 'failed';
	readonly routing: RoutingLine | null;
	readonly receipt: Receipt | null;
	readonly error: ShownError | null;
	/** What the vendor's cache now holds, for the next turn; null when nothing was answered. */
	readonly cache: ConversationCache | null;
	/** The ledger could not record something; the answer stands. One sentence each. */
	readonly warnings: readonly string[];
}

export interface Receipt {
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly durationMs: number;
	readonly firstTokenMs: number | null;
	readonly usage: TokenUsage | null;
	/** Expected cost of the dearer model the user would otherwise pay, minus `cost`; null where there is none. */
	readonly savedAgainst: { readonly modelName: string; readonly saved: MicroDollars } | null;
}

import type { Run } from '../../core/agent/types.ts';
import type { Emitter } from '../../core/base/emitter.ts';
import type { ShownError } from '../../core/base/errors.ts';
import type { GatewayEvents, GatewayResult } from '../../core/gateway/types.ts';
import type { Prompt } from '../../core/message/message.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { Prediction, RouteDecision, RouteRequest } from '../../core/routing/types.ts';

/** A model as a caller's picker shows it: Routoo choosing among several, or among the efforts of one. */
export interface AgentEntry {
	/** `auto`, `save`, `balanced`, `best`, `background` (titles and the like), or `endpointId/wireModel`. */
	readonly id: string;
	readonly name: string;
	/** Beside the name: what it does or costs, in a few words. */
	readonly detail: string;
	/** Sentences: preset, last choice, price range, money left. */
	readonly tooltip: string;
	/** Of the largest model behind it, tokens. */
	readonly maxInputTokens: number;
	readonly maxOutputTokens: number;
	readonly tools: boolean;
	readonly vision: boolean;
	/** False: not for a person's picker. */
	readonly selectable: boolean;
}

/** One request of a caller that holds its own conversation: VS Code's Chat, another extension, a tool. */
export interface AgentRequest {
	readonly entry: string;
	/** The whole conversation, decision lines taken out; `tokens` and `stableMessages` are set by the service. */
	readonly prompt: Omit<Prompt, 'tokens' | 'stableMessages'>;
	/** The caller's own name of the conversation, null where it gives none: then the messages' beginning tells it. */
	readonly conversationId: string | null;
	/** Who asks, as an extension's id, so that two callers without names for their conversations never share one; absent where unknown. */
	readonly caller?: string;
	/** Indexes of messages behind which the caller marked the end of what stays the same, for its vendor's cache; absent where it did not. */
	readonly cacheMarks?: readonly number[];
	/**
	 * Reasoning effort that the caller wants of a model that it named, in any vendor's word: the nearest that the model has. Routoo's own
	 * entries choose theirs.
	 */
	readonly effort?: string;
	/** VS Code's id of the language that is spoken of, for the decision; absent where nobody says. */
	readonly language?: string;
	/** False: nobody sits before a question, so none is asked. Absent: true. */
	readonly mayAsk?: boolean;
	readonly signal: AbortSignal;
}

export interface AgentEvents extends Omit<GatewayEvents, 'onRouting'> {
	/**
	 * The decision in one line of plain text, without a line break, before the first token: at the start of a run and at each change in it.
	 * Not called where the setting turns it off, for background requests, and for steps that change nothing.
	 */
	onLine(line: string): void;
	/**
	 * The decision of every request, also of steps and of background ones, before the first token; again where another model takes over.
	 * `runId` is null for a background request that belongs to no run.
	 */
	onRouted?(line: RoutingLine, runId: string | null): void;
}

export interface AgentResult extends GatewayResult {
	/** Text that stands for an answer that was not asked for: a limit of the run or of the user's was reached. Null elsewhere. */
	readonly words: string | null;
	/** What `words` say, where the user's limits, but for the run's own, or every model's context refuse; absent elsewhere. */
	readonly refused?: ShownError;
	/** Null for a background request that belongs to none. */
	readonly run: Run | null;
}

/** A decision alone. */
export interface AgentRoute {
	readonly request: RouteRequest;
	readonly prediction: Prediction;
	readonly decision: RouteDecision;
	/** What sending would answer instead of a model; null where it would send. */
	readonly blocked: ShownError | null;
}

/** Routoo for callers with conversations of their own. */
export interface AgentPort {
	/** Those that can be used now; empty while nothing is set up. */
	entries(): readonly AgentEntry[];
	readonly entriesChanged: Emitter;
	/** When all endpoints have listed their models, or the rest of them is late. Never rejects. */
	ready(): Promise<void>;
	/** Never rejects. */
	answer(request: AgentRequest, events: AgentEvents): Promise<AgentResult>;
	/**
	 * The decision that `answer` would make for this request now, as a step of a run under way too. Sends nothing, books nothing, asks nobody
	 * (what is private and not agreed to counts as withheld), and changes no run. Costs are those of this one request.
	 * Errors: RoutooError, among them 'modelNotFound' for an entry that is not there.
	 */
	route(request: AgentRequest): Promise<AgentRoute>;
	/** Tokens of a text as the entry's model counts them, estimated. */
	countTokens(entry: string, text: string): number;
}

/** Runs of this window, live, and the latest of all windows. */
export interface RunsPort {
	/** Newest first. */
	list(): readonly Run[];
	readonly changed: Emitter;
	/** What the suggestion of a run says is done from its next step on. */
	escalate(runId: string): void;
	/** The runs that have ended, in every window. Resolves to whether it could be written. */
	forgetEnded(): Promise<boolean>;
}

/** The private-file rules of the open workspace. */
export interface PrivateFileRules {
	/** When they are read: before that every file counts as private. */
	ready(): Promise<void>;
	/** By name, `.gitignore` or the user's list. Takes relative and absolute paths. */
	isPrivate(path: string): boolean;
	/** The path as the user knows it: in the workspace relative to it. */
	shown(path: string): string;
}

import type { MicroDollars } from '../money.ts';

/** Tokens as the vendor reported them, brought to one form: `input` excludes cached and cache-write tokens. */
export interface TokenUsage {
	readonly input: number;
	readonly cachedInput: number;
	readonly cacheWrite: number;
	/** Includes reasoning tokens. */
	readonly output: number;
	readonly reasoning: number;
}

export interface ChatMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
}

export interface StreamRequest {
	readonly model: string;
	readonly messages: readonly ChatMessage[];
	readonly maxOutputTokens: number;
	/** Wire value of the reasoning effort, null for the model's default. */
	readonly effort: string | null;
}

/** `usage` comes at most once, before `end`. Text may stop without `end`: then the iterator throws a RoutooError. */
export type StreamEvent =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'reasoning'; readonly text: string }
	| { readonly type: 'usage'; readonly usage: TokenUsage; readonly reportedCost: MicroDollars | null }
	| { readonly type: 'end'; readonly reason: 'stop' | 'length' | 'filter' };

export interface RemoteModel {
	readonly id: string;
	readonly displayName: string | null;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	readonly tools: boolean | null;
	readonly vision: boolean | null;
	/** µ$ per million tokens where the endpoint lists prices (OpenRouter). */
	readonly prices: {
		readonly input: MicroDollars;
		readonly output: MicroDollars;
		readonly cachedInput: MicroDollars | null;
		readonly cacheWrite: MicroDollars | null;
	} | null;
	readonly parametersB: number | null;
}

/** One endpoint. Implementations throw RoutooError only. */
export interface ChatProvider {
	readonly endpointId: string;
	listModels(signal: AbortSignal): Promise<readonly RemoteModel[]>;
	stream(request: StreamRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}

export type EndpointKind = 'openai' | 'anthropic' | 'openai-compatible' | 'vscode';

/** An endpoint as configured (`routoo.endpoints`), discovered or built in. The key is never part of it. */
export interface Endpoint {
	readonly id: string;
	readonly kind: EndpointKind;
	readonly displayName: string;
	readonly baseUrl: string;
	readonly local: boolean;
	readonly needsKey: boolean;
}

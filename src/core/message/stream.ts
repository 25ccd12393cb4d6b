import type { MicroDollars } from '../base/micros.ts';
import type { RemoteModel } from '../model/endpoint.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { ChatMessage } from './message.ts';

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

/** One endpoint. Implementations throw RoutooError only. */
export interface ChatProvider {
	readonly endpointId: string;
	listModels(signal: AbortSignal): Promise<readonly RemoteModel[]>;
	stream(request: StreamRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}

import type { MicroDollars } from '../base/micros.ts';
import type { RemoteModel } from '../model/endpoint.ts';
import type { OwnKey, TokenUsage } from '../model/prices.ts';
import type { Prompt, ReasoningPart, ToolCallPart } from './message.ts';

/** One request to one model. */
export interface StreamRequest extends Omit<Prompt, 'tokens'> {
	readonly model: string;
	readonly maxOutputTokens: number;
	/** Wire value of the reasoning effort, null for the model's default. */
	readonly effort: string | null;
}

/**
 * `usage` may come several times, the newest holds; the last one comes before `end`. `reasoning` and `toolCallDelta` are pieces for the
 * eye; the whole part follows as `reasoningPart` (where it has to be sent back) and `toolCall`. A stream may stop without `end`: then the
 * iterator throws a RoutooError.
 */
export type StreamEvent =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'reasoning'; readonly text: string }
	/** All text so far was reasoning: the server marked its end alone. */
	| { readonly type: 'thought' }
	| { readonly type: 'reasoningPart'; readonly part: ReasoningPart }
	/** A piece of the arguments of call `id`. */
	| { readonly type: 'toolCallDelta'; readonly id: string; readonly name: string; readonly text: string }
	/** The call is whole. */
	| { readonly type: 'toolCall'; readonly call: ToolCallPart }
	| {
			readonly type: 'usage';
			readonly usage: TokenUsage;
			readonly reportedCost: MicroDollars | null;
			/** The vendor was paid by a key of the user's own; absent where nothing says so. */
			readonly ownKey?: OwnKey;
	  }
	| { readonly type: 'end'; readonly reason: EndReason };

export type EndReason = 'stop' | 'length' | 'toolCalls' | 'filter';

/** One endpoint. Implementations throw RoutooError only. */
export interface ChatProvider {
	readonly endpointId: string;
	listModels(signal: AbortSignal): Promise<readonly RemoteModel[]>;
	stream(request: StreamRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}

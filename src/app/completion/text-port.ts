import type { ShownError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';

/** A text to go on with, of a caller that is no editor. */
export interface TextRequest {
	/** `auto`, `save`, `balanced`, `best`, or `endpointId/wireModel`. */
	readonly entry: string;
	readonly prompt: string;
	/** What comes behind the place to fill; '' where nothing does. */
	readonly suffix: string;
	/** Null: as many as a block of code takes. */
	readonly maxOutputTokens: number | null;
	readonly temperature: number | null;
	readonly topP: number | null;
	readonly stop: readonly string[];
	readonly signal: AbortSignal;
}

export interface TextEvents {
	/** Before the first text; again where another model takes over. `wireModel`: the vendor's name of the model. */
	onRouted(line: RoutingLine, wireModel: string): void;
	onText(text: string): void;
	/** As GatewayEvents.drained. */
	drained?(): Promise<void> | null;
}

export interface TextResult {
	readonly state: 'done' | 'cancelled' | 'failed';
	/** Null where the text did not end by itself. */
	readonly ended: 'stop' | 'length' | 'filter' | null;
	/** Also of a broken answer. */
	readonly text: string;
	/** Null where nothing was asked. */
	readonly routing: RoutingLine | null;
	/** Counted by the vendor, else estimated. */
	readonly usage: TokenUsage;
	/** Null where nothing was booked. */
	readonly cost: MicroDollars | null;
	readonly error: ShownError | null;
}

/** Completions of plain text, for tools that fill in the middle without an editor of ours around them. */
export interface TextCompletionPort {
	/** Models that may be named, those that cannot fill in among them: asked for, they say why. */
	entries(): readonly { readonly id: string }[];
	/** Never rejects. */
	complete(request: TextRequest, events: TextEvents): Promise<TextResult>;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { AgentRequest } from '../app/agent/ports.ts';
import type { Cut } from '../core/gateway/types.ts';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../core/message/message.ts';
import type { EndReason } from '../core/message/stream.ts';
import type { TokenUsage } from '../core/model/prices.ts';

/** A request as any wire says it. */
export interface WireRequest {
	/** As the client wrote it: an entry of ours, a model of the pool, or a vendor's id that the pool does not have. */
	readonly model: string;
	readonly stream: boolean;
	/**
	 * The conversation as the client gave it back. Reasoning comes with the marks of `reasoning-token.ts`; what a client leaves out of an
	 * earlier answer, the endpoint puts back (`answers.ts`).
	 */
	readonly prompt: AgentRequest['prompt'];
	/** Indexes of messages behind which the client marked the end of what stays the same. */
	readonly cacheMarks: readonly number[];
	/** Reasoning effort, in any vendor's word; null where none is asked for. */
	readonly effort: string | null;
	/** The client's own name of the conversation, null where it gives none. */
	readonly conversationId: string | null;
	/** What the wire needs again when it writes the answer; nobody else reads it. */
	readonly echo: unknown;
}

/** What the endpoint says of a decision, the same in headers, in the usage field and in `POST /v1/route`. */
export interface RoutingNote {
	/** Candidate id. */
	readonly model: string;
	/** Name as people know it. */
	readonly name: string;
	/** Who gets the request. */
	readonly recipient: string;
	readonly quality: { readonly mean: number; readonly low: number; readonly high: number };
	/** US dollars; null where no price is known. */
	readonly expectedCostUsd: number | null;
	readonly maxCostUsd: number | null;
	/** US dollars, known at the end; null before it, and where nothing was booked. */
	readonly costUsd: number | null;
	readonly reason: string;
	readonly run: string | null;
	/** The model that the client asked for, where Routoo chose in its place; null elsewhere. */
	readonly requestedModel: string | null;
	/** The effort that the client asked for, and that of the model that answers (`default`: as its vendor runs it); absent where none was. */
	readonly effort?: { readonly requested: string; readonly used: string };
	/** Known at the end: the answer was cut off at a length that its client did not ask for, and why; absent elsewhere. */
	readonly cut?: Cut;
}

/** What is known when an answer begins. */
export interface AnswerStart {
	/** Random letters and digits; a wire puts its own prefix before it. */
	readonly id: string;
	readonly createdMs: number;
	/** What stands in the answer's `model`: the vendor's name of the chosen model. */
	readonly model: string;
	readonly request: WireRequest;
	readonly note: RoutingNote | null;
}

/** A whole answer. */
export interface WireAnswer {
	/** In their order, at least one text or call. */
	readonly parts: readonly AnswerPart[];
	readonly ended: EndReason;
	/** Counted by the vendor, else estimated. */
	readonly usage: TokenUsage;
	/** With `costUsd`. */
	readonly note: RoutingNote | null;
}

/** A failure in words, with the status that clients act on. */
export interface WireFailure {
	readonly status: number;
	/** An ErrorKind, `internal`, or `tooManyStreams`, `tooLarge`, `wrongKey`, `notFound` of the endpoint's own. */
	readonly kind: string;
	/** What happened and what to do. */
	readonly words: string;
	/** Seconds; null where nothing says. */
	readonly retryAfter: number | null;
}

/**
 * Writes one streamed answer. Every method gives the bytes to send, '' where there is nothing to say; they are called in the order in which
 * things came.
 */
export interface WireStream {
	begin(): string;
	text(text: string): string;
	reasoning(text: string): string;
	/** Its text came before, unless it has none. */
	reasoningPart(part: ReasoningPart): string;
	/** A piece of the arguments of call `id`. */
	callDelta(id: string, name: string, text: string): string;
	/** The call is whole; its pieces, where there were any, came before. */
	call(call: ToolCallPart): string;
	/** Nothing came for a while. */
	ping(): string;
	/** The answer ended by itself. What it holds and was not sent yet is sent now. */
	end(answer: WireAnswer): string;
	/** It broke off after its beginning. */
	failed(failure: WireFailure): string;
}

/** One wire format. Pure: HTTP, keys, limits, decisions and money are the endpoint's. */
export interface Wire {
	readonly name: 'completions' | 'responses' | 'messages';
	/**
	 * Takes anything. Errors: RoutooError 'invalidInput' whose message names the field by its path and says what it must be; what a wire has
	 * and Routoo cannot do (audio, files on a vendor's server, hosted tools) is refused the same way, never dropped in silence.
	 */
	read(body: unknown, headers: IncomingHttpHeaders): WireRequest;
	/** The body of an answer that is not streamed. */
	body(start: AnswerStart, answer: WireAnswer): object;
	stream(start: AnswerStart): WireStream;
	/** The body of an answer with an error status. */
	error(failure: WireFailure): object;
}

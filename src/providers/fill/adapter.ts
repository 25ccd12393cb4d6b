import { unixBreaks } from '../../core/completion/text/place.ts';
import type { FillRequest } from '../../core/completion/types.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { FillTemplate } from '../../core/model/fill-families.ts';
import { endingOf } from '../stream/end-reason.ts';
import { asFields } from '../types.ts';

/** One POST as it goes over the wire. The order of the body's fields is fixed, so that equal requests are equal bytes. */
export interface FillCall {
	readonly url: string;
	readonly body: Readonly<Record<string, unknown>>;
	readonly format: 'sse' | 'ndjson';
}

/** What one message of the stream says. `usage` is in OpenAI's form, null where the message has none. */
export interface FillMessage {
	readonly text: string;
	readonly finish: 'stop' | 'length' | 'filter' | 'failed' | null;
	/** The server's own word for why it ended. */
	readonly word?: string;
	readonly usage: unknown;
	/** Nothing follows it, whatever becomes of the connection. */
	readonly last?: true;
}

/** One wire format: a pure pair of how to ask and how to read. */
export interface FillAdapter {
	call(endpoint: Pick<Endpoint, 'baseUrl' | 'local'>, request: FillRequest, template: FillTemplate | null): FillCall;
	/** Null where the message is in another form than this one. */
	read(message: Readonly<Record<string, unknown>>): FillMessage | null;
}

/** Line ends as models know them, whatever the file's are: in all of a request, so that no body mixes two. */
export function withUnixBreaks(request: FillRequest): FillRequest {
	const { context } = request;
	const snippets = context.snippets.map((snippet) => ({ ...snippet, text: unixBreaks(snippet.text) }));
	return {
		...request,
		context: { ...context, snippets, prefix: unixBreaks(context.prefix), suffix: unixBreaks(context.suffix) },
	};
}

/** `{temperature, top_p}` as most formats write them. */
export function sampling({ temperature, topP }: FillRequest): { temperature: number; top_p?: number } {
	return { temperature: temperature ?? 0, ...(topP === undefined ? {} : { top_p: topP }) };
}

/** Stop sequences that OpenAI's API takes at most, and many compatible servers with it (API reference, "Create completion": up to 4). */
const OPENAI_STOPS = 4;

/**
 * `{stop: [...]}` with the caller's sequences first, or nothing where there are none. What does not fit is cut out of the stream here all
 * the same; the server then only stops later.
 */
export function stopField(stop: readonly string[], marks: readonly string[], most: number): { stop?: readonly string[] } {
	const all = [...new Set([...stop, ...marks])].slice(0, most);
	return all.length === 0 ? {} : { stop: all };
}

export function mostStops(endpoint: Pick<Endpoint, 'local'>): number {
	return endpoint.local ? Number.POSITIVE_INFINITY : OPENAI_STOPS;
}

/** Why the answer ended, by the list that chat has too. */
export function finishOf(reason: unknown): Pick<FillMessage, 'finish' | 'word'> {
	const ending = endingOf(reason);
	return { finish: ending === 'toolCalls' ? 'stop' : ending, word: typeof reason === 'string' ? reason : '' };
}

/** A chunk of `/completions`: `{choices: [{text, finish_reason}], usage}`; the last one may hold the usage alone. */
export function readCompletionChunk(message: Readonly<Record<string, unknown>>): FillMessage | null {
	const usage = message.usage ?? null;
	const choice = choiceOf(message);
	if (choice === null) return usage === null && !Array.isArray(message.choices) ? null : { text: '', finish: null, usage };
	const { text, finish_reason: reason } = choice;
	if (typeof text !== 'string' && (text === undefined ? endingOf(reason) === null || 'delta' in choice : text !== null)) return null;
	return { text: typeof text === 'string' ? text : '', ...finishOf(reason), usage };
}

/** The one choice that was asked for; null where a chunk has none, or is of another one. */
export function choiceOf({ choices }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
	if (!Array.isArray(choices)) return null;
	const [first] = choices.map(asFields).filter(({ index }) => typeof index !== 'number' || index === 0);
	return first === undefined || Object.keys(first).length === 0 ? null : first;
}

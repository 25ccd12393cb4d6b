import { unixBreaks } from '../../core/completion/text/place.ts';
import type { FillRequest } from '../../core/completion/types.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { FillTemplate } from '../../core/model/fill-families.ts';
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
	readonly finish: 'stop' | 'length' | 'filter' | null;
	readonly usage: unknown;
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

/** OpenAI's words for why an answer ended, and what compatible servers write in their place. */
export function finishOf(reason: unknown): FillMessage['finish'] {
	if (typeof reason !== 'string' || reason === '') return null;
	if (reason === 'length' || reason === 'model_length' || reason === 'max_tokens') return 'length';
	return reason === 'content_filter' ? 'filter' : 'stop';
}

/** A chunk of `/completions`: `{choices: [{text, finish_reason}], usage}`; the last one may hold the usage alone. */
export function readCompletionChunk(message: Readonly<Record<string, unknown>>): FillMessage | null {
	if (!Array.isArray(message.choices)) return null;
	const choice = asFields(message.choices[0]);
	if (message.choices.length > 0 && typeof choice.text !== 'string') return null;
	return { text: typeof choice.text === 'string' ? choice.text : '', finish: finishOf(choice.finish_reason), usage: message.usage ?? null };
}

import { createParser } from 'eventsource-parser';
import { badJsonError, brokenStreamError, type ErrorContext, parseJson } from '../errors.ts';

/** Bytes of one stream. A completion has some KB; llama.cpp repeats the whole prompt in its last message. */
const MAX_STREAM_BYTES = 4 * 1024 * 1024;
/** UTF-16 units of one message. */
const MAX_MESSAGE = 1024 * 1024;

type Message = Readonly<Record<string, unknown>>;

/**
 * The JSON objects of a streamed answer, in the order in which they come; `[DONE]` ends it. Leaving the iteration closes the connection.
 * Throws 'badResponse' where something else than JSON objects comes or too much of it, 'brokenStream' where the connection breaks.
 */
export async function* readMessages(
	body: ReadableStream<Uint8Array>,
	format: 'sse' | 'ndjson',
	context: ErrorContext,
): AsyncGenerator<Message> {
	const found: string[] = [];
	const reader = format === 'sse' ? eventReader(found, context) : lineReader(found, context);
	const decoder = new TextDecoder();
	let bytes = 0;
	for await (const chunk of chunksOf(body, context)) {
		bytes += chunk.byteLength;
		if (bytes > MAX_STREAM_BYTES) throw badJsonError(context, `more than ${MAX_STREAM_BYTES / 1024 / 1024} MB`);
		reader.feed(decoder.decode(chunk, { stream: true }));
		for (const text of found.splice(0)) {
			if (text === '[DONE]') return;
			yield objectOf(text, context);
		}
	}
	reader.end(decoder.decode());
	for (const text of found) {
		if (text === '[DONE]') return;
		yield objectOf(text, context);
	}
}

async function* chunksOf(body: ReadableStream<Uint8Array>, context: ErrorContext): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read().catch(() => {
				throw brokenStreamError(context);
			});
			if (done) return;
			yield value;
		}
	} finally {
		void reader.cancel().catch(() => {});
	}
}

interface Reader {
	feed(text: string): void;
	/** The last text, and what still stands there without its end. */
	end(text: string): void;
}

function eventReader(found: string[], context: ErrorContext): Reader {
	const parser = createParser({
		maxBufferSize: MAX_MESSAGE,
		onEvent: ({ data }) => found.push(data),
		onError: (error) => {
			if (error.type === 'max-buffer-size-exceeded') throw tooLong(context);
			// llama.cpp up to 2025 sent failures in mid-stream as `error: {...}`.
			if (error.field === 'error') found.push(`{"error":${error.value}}`);
		},
	});
	return {
		feed: (text) => parser.feed(text),
		end: (text) => {
			// Some servers leave out the blank line after their last event.
			parser.feed(`${text}\n\n`);
		},
	};
}

function lineReader(found: string[], context: ErrorContext): Reader {
	let rest = '';
	return {
		feed: (text) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop()!;
			if (rest.length > MAX_MESSAGE) throw tooLong(context);
			found.push(...lines.filter((line) => line.trim() !== ''));
		},
		end: (text) => {
			if ((rest + text).trim() !== '') found.push(rest + text);
		},
	};
}

function tooLong(context: ErrorContext): Error {
	return badJsonError(context, 'a part of the stream is too long');
}

function objectOf(text: string, context: ErrorContext): Message {
	const parsed = parseJson(text);
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
		throw badJsonError(context, 'a part of the stream could not be read');
	return parsed as Message;
}

import * as l10n from '@vscode/l10n';
import { badJsonError, brokenStreamError, type ErrorContext, errorFromPayload, webPageError } from '../errors.ts';
import { looksLikeHtml } from '../server-words.ts';
import { asFields } from '../types.ts';
import { emptyAnswerError, failureOf } from './failure.ts';
import { lenientJson } from './json.ts';

/** Bytes of an answer that is no stream, read to find the server's words. */
const MAX_WHOLE = 64 * 1024;
/** Bytes of a first line that is looked at to tell JSON lines from one JSON answer. */
const MAX_FIRST_LINE = 1024 * 1024;

export interface Opening {
	readonly context: ErrorContext;
	/** Aborts with the error of the stream. */
	readonly signal: AbortSignal;
	/** Whether a JSON object is a piece of a stream, rather than a whole answer. */
	isPiece(value: Readonly<Record<string, unknown>>): boolean;
}

/**
 * The bytes of a streamed answer. What comes is told by its first bytes and not by its content type, which many servers and proxies get
 * wrong; a web page, a JSON answer, an error and nothing at all are said as what they are. Leaving the iteration closes the connection.
 */
export async function* openAnswer(response: Response, opening: Opening): AsyncGenerator<Uint8Array> {
	const { context } = opening;
	if (response.body === null) throw emptyAnswerError(context, response.status);
	const chunks = chunksOf(response.body, opening);
	try {
		const first: Uint8Array[] = [];
		const said = await headOf(chunks, first, (text) => /\S/.test(text));
		if (!/\S/.test(said)) throw emptyAnswerError(context, response.status);
		await refuseOther(said.trimStart(), response.headers.get('content-type') ?? '', chunks, first, opening);
		yield* first;
		yield* chunks;
	} finally {
		await chunks.return(undefined);
	}
}

async function refuseOther(
	said: string,
	contentType: string,
	chunks: AsyncGenerator<Uint8Array>,
	first: Uint8Array[],
	opening: Opening,
): Promise<void> {
	const { context } = opening;
	if (/^(data|event|id|retry|error)\s*(:|$)|^:/im.test(said.slice(0, 200))) return;
	if (/^[{[]/.test(said)) {
		const line = await headOf(chunks, first, (text) => text.trimStart().includes('\n') || text.length > MAX_FIRST_LINE || isWhole(text));
		const value = lenientJson(line.trimStart().split('\n', 1)[0] ?? '');
		const failure = failureOf(null, value);
		if (failure !== null) throw errorFromPayload(context, failure);
		if (value !== undefined && !Array.isArray(value) && opening.isPiece(asFields(value))) return;
		throw notAStream(context, await headOf(chunks, first, (text) => text.length > MAX_WHOLE || isWhole(text)));
	}
	if (said.startsWith('<') || /html/i.test(contentType)) {
		const page = await headOf(chunks, first, (text) => text.length > 256);
		throw looksLikeHtml(contentType, page) || said.startsWith('<') ? webPageError(context) : notAStream(context, page);
	}
	if (/[/+]json/i.test(contentType)) throw notAStream(context, '');
}

/** A server may leave the connection open behind a whole answer. */
function isWhole(text: string): boolean {
	return /[}\]]\s*$/.test(text) && lenientJson(text) !== undefined;
}

function notAStream(context: ErrorContext, body: string): Error {
	const failure = failureOf(null, lenientJson(body));
	return failure === null ? badJsonError(context, l10n.t('the answer is not a stream')) : errorFromPayload(context, failure);
}

/** Reads on into `first` until its text is `enough` or the stream ends; gives the text. */
async function headOf(chunks: AsyncGenerator<Uint8Array>, first: Uint8Array[], enough: (text: string) => boolean): Promise<string> {
	const decoder = new TextDecoder();
	let text = first.map((chunk) => decoder.decode(chunk, { stream: true })).join('');
	while (!enough(text)) {
		const { done, value } = await chunks.next();
		if (done) break;
		first.push(value);
		text += decoder.decode(value, { stream: true });
	}
	return text;
}

async function* chunksOf(body: ReadableStream<Uint8Array>, { context, signal }: Opening): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	const aborted = Promise.withResolvers<never>();
	// A body of another fetch than the platform's may not know the signal.
	const onAbort = () => aborted.reject(signal.reason);
	aborted.promise.catch(() => {});
	if (signal.aborted) onAbort();
	else signal.addEventListener('abort', onAbort, { once: true });
	try {
		for (;;) {
			const { done, value } = await Promise.race([
				reader.read().catch(() => {
					throw brokenStreamError(context);
				}),
				aborted.promise,
			]);
			if (done) return;
			yield value;
		}
	} finally {
		signal.removeEventListener('abort', onAbort);
		void reader.cancel().catch(() => {});
	}
}

import {
	badJsonError,
	brokenStreamError,
	cancelledError,
	type ErrorContext,
	errorFromPayload,
	looksLikeHtml,
	parseJson,
	timeoutError,
	webPageError,
} from './errors.ts';
import { readText, send } from './http.ts';
import type { Fetch } from './types.ts';

/**
 * Time limits and cancellation of one stream. Its `signal` aborts the request; `failure` says why: the user's own cancel, or a limit that
 * passed. Before the first token only text or reasoning counts (a server can send keep-alives for ever); afterwards any byte does.
 */
export class StreamWatch {
	readonly #context: ErrorContext;
	readonly #idleMs: number;
	readonly #controller = new AbortController();
	readonly #user: AbortSignal;
	readonly #onUserAbort: () => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#begun = false;
	#failure: Error | null = null;

	constructor(context: ErrorContext, user: AbortSignal, firstTokenMs: number, idleMs: number) {
		this.#context = context;
		this.#idleMs = idleMs;
		this.#user = user;
		this.#onUserAbort = () => this.#fail(cancelledError(context));
		if (user.aborted) this.#onUserAbort();
		else user.addEventListener('abort', this.#onUserAbort, { once: true });
		this.#arm('firstToken', firstTokenMs);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	get failure(): Error | null {
		return this.#failure;
	}

	token(): void {
		this.#begun = true;
		this.#arm('idle', this.#idleMs);
	}

	bytes(): void {
		if (this.#begun) this.#arm('idle', this.#idleMs);
	}

	/** Ends the request if it still runs, and forgets the timers. */
	dispose(): void {
		clearTimeout(this.#timer);
		this.#user.removeEventListener('abort', this.#onUserAbort);
		this.#controller.abort();
	}

	#arm(phase: 'firstToken' | 'idle', ms: number): void {
		clearTimeout(this.#timer);
		if (this.#controller.signal.aborted) return;
		this.#timer = setTimeout(() => this.#fail(timeoutError(this.#context, phase, ms)), ms);
	}

	#fail(error: Error): void {
		clearTimeout(this.#timer);
		this.#failure ??= error;
		this.#controller.abort(error);
	}
}

/**
 * A fetch for the AI SDK that turns every failure into a RoutooError before the SDK sees it: refused statuses, web pages, JSON in place of
 * a stream, a connection lost in mid-stream.
 */
export function watchedFetch(fetch: Fetch, context: ErrorContext, watch: StreamWatch, now: () => number): Fetch {
	return async (input, init) => {
		const url = input instanceof Request ? input.url : String(input);
		const response = await send(fetch, context, url, init ?? {}, now());
		const contentType = response.headers.get('content-type') ?? '';
		if (/html|json/i.test(contentType)) {
			const body = await readText(response, 64 * 1024, true);
			if (looksLikeHtml(contentType, body)) throw webPageError(context);
			const parsed = parseJson(body);
			if (typeof parsed !== 'object' || parsed === null || 'choices' in parsed) throw badJsonError(context, 'the answer is not a stream');
			throw errorFromPayload(context, parsed);
		}
		if (response.body === null) throw brokenStreamError(context);
		return new Response(watchedBody(response.body, context, watch), { status: response.status, headers: response.headers });
	};
}

function watchedBody(body: ReadableStream<Uint8Array>, context: ErrorContext, watch: StreamWatch): ReadableStream<Uint8Array> {
	const reader = body.getReader();
	return new ReadableStream<Uint8Array>({
		async pull(controller) {
			try {
				const { done, value } = await reader.read();
				if (done) return controller.close();
				watch.bytes();
				controller.enqueue(value);
			} catch {
				controller.error(watch.failure ?? brokenStreamError(context));
			}
		},
		cancel: (reason) => reader.cancel(reason),
	});
}

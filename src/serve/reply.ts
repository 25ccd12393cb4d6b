import type { IncomingMessage, ServerResponse } from 'node:http';
import { mayRetry } from './status.ts';
import type { Wire, WireFailure } from './wire.ts';

export type Headers = Readonly<Record<string, string>>;

/** One request and the place of its answer. */
export interface Exchange {
	readonly req: IncomingMessage;
	readonly res: ServerResponse;
	/** Without query, version prefix and closing slash. */
	readonly path: string;
	/** Shown in headers and in the log. */
	readonly requestId: string;
}

/** Of every answer: it is nobody else's, and no browser may guess what it is. */
const ALWAYS: Headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Both libraries' names for it beside ours. */
export function idHeaders(requestId: string): Headers {
	return { 'x-routoo-request-id': requestId, 'x-request-id': requestId, 'request-id': requestId };
}

export function sendJson({ res, requestId }: Exchange, status: number, body: object | string, headers: Headers = {}): void {
	if (res.headersSent || res.destroyed) return;
	const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	res.writeHead(status, {
		...ALWAYS,
		...idHeaders(requestId),
		'content-type': 'application/json; charset=utf-8',
		'content-length': bytes.length,
		...headers,
	});
	res.end(bytes);
}

export function eventHeaders(requestId: string, headers: Headers): Headers {
	return { ...ALWAYS, ...idHeaders(requestId), 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no', ...headers };
}

export function failureHeaders(failure: WireFailure): Headers {
	return {
		...(failure.retryAfter === null ? {} : { 'retry-after': String(Math.max(1, Math.ceil(failure.retryAfter))) }),
		// Read by the libraries of OpenAI and Anthropic before they look at the status.
		'x-should-retry': String(mayRetry(failure)),
	};
}

/**
 * A failure with its status. Where the request is not whole its connection is of no more use: the answer is there at once, and the rest of
 * the body is taken for a moment, as a client that still writes would lose the answer with the connection.
 */
export function sendFailure(exchange: Exchange, wire: Wire, failure: WireFailure, lingerMs: number, more: Headers = {}): void {
	const { req, res } = exchange;
	if (res.headersSent || res.destroyed) return;
	const body = wire.error(failure);
	const headers = { ...failureHeaders(failure), ...more };
	if (req.complete || !sendsBody(req)) {
		sendJson(exchange, failure.status, body, headers);
		return;
	}
	const bytes = Buffer.from(JSON.stringify(body));
	res.writeHead(failure.status, {
		...ALWAYS,
		...idHeaders(exchange.requestId),
		'content-type': 'application/json; charset=utf-8',
		'content-length': bytes.length,
		connection: 'close',
		...headers,
	});
	res.write(bytes);
	const timer = setTimeout(done, lingerMs);
	function done(): void {
		clearTimeout(timer);
		res.end();
	}
	req.on('end', done).on('close', done).on('error', done);
	// A client that waits for leave to send does not send.
	if (req.headers.expect === undefined) req.resume();
	else done();
}

function sendsBody({ headers }: IncomingMessage): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CachePlan } from './prefix-store.ts';
import { Rejection } from './reject.ts';
import { type Answer, type AnswerPart, outputUsage } from './script.ts';

/** One request as it came, and what became of it. */
export interface VendorRequest {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	/** The body's bytes as they came. */
	readonly raw: Buffer;
	/** The body as JSON; undefined where it is none. */
	readonly body: unknown;
	readonly status: number;
	/** Why the vendor refused it, in the vendor's words; null where it answered. */
	readonly refusal: string | null;
	/** Input tokens as the vendor counts and charges them; null where it refused. */
	readonly input: Pick<CachePlan, 'read' | 'written' | 'fresh'> | null;
	/** Output tokens as the vendor counts and charges them, reasoning among them; null where it refused. */
	readonly output: number | null;
	/** HTTP chunks of the answer that went out so far: fewer than it has where its reader left. */
	sent: number;
}

/** What a vendor's protocol says of a request; it throws a `Rejection`. */
export interface Protocol {
	/** `/v1/messages` and the like. */
	readonly path: string;
	/** The parts that its answers can have. */
	readonly says: ReadonlySet<AnswerPart['type']>;
	open(headers: IncomingHttpHeaders, body: unknown): Opened;
	errorBody(rejection: Rejection): object;
}

/** A request that the vendor takes. */
export interface Opened {
	readonly plan: CachePlan;
	/** The whole stream, one text an event; what the vendor must know of its own answer later it notes here. */
	answer(script: Answer): readonly string[];
}

export interface RunningServer {
	readonly origin: string;
	readonly requests: readonly VendorRequest[];
	close(): Promise<void>;
}

/**
 * Serves a protocol on a free loopback port. `next` gives the script of the answer to a body that was taken, or undefined where a test gave
 * none; `pages` are the JSON answers to GET requests by path.
 */
export async function serve(
	protocol: Protocol,
	next: (body: unknown) => Answer | undefined,
	pages: Readonly<Record<string, object>> = {},
): Promise<RunningServer> {
	const requests: VendorRequest[] = [];
	const server = createServer((request, response) => {
		void readBody(request).then((raw) => {
			const page = request.method === 'GET' ? pages[request.url?.split('?')[0] ?? ''] : undefined;
			if (page) {
				response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
				return undefined;
			}
			const entry = { path: request.url ?? '', headers: request.headers, raw, body: parse(raw) };
			try {
				const opened = open(protocol, request.method, entry);
				const script = next(entry.body);
				if (!script) throw new Rejection('No answer was scripted for this request.', { status: 500, type: 'api_error' });
				const events = opened.answer(script);
				opened.plan.commit();
				const { read, written, fresh } = opened.plan;
				const output = outputUsage(script).output;
				const answered: VendorRequest = { ...entry, status: 200, refusal: null, input: { read, written, fresh }, output, sent: 0 };
				requests.push(answered);
				return stream(response, events, script, () => answered.sent++);
			} catch (thrown) {
				if (!(thrown instanceof Rejection)) throw thrown;
				requests.push({ ...entry, status: thrown.status, refusal: thrown.message, input: null, output: null, sent: 0 });
				response.writeHead(thrown.status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(protocol.errorBody(thrown)));
				return undefined;
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function open(protocol: Protocol, method: string | undefined, entry: Pick<VendorRequest, 'path' | 'headers' | 'raw' | 'body'>): Opened {
	if (method !== 'POST' || entry.path.split('?')[0] !== protocol.path) {
		throw new Rejection(`Invalid URL (${method} ${entry.path})`, { status: 404, type: 'not_found_error' });
	}
	if (!entry.headers['content-type']?.startsWith('application/json')) throw new Rejection('The content type must be application/json.');
	if (entry.body === undefined) throw new Rejection('We could not parse the JSON body of your request.');
	if (!wellFormed(entry.body)) throw new Rejection('The request body is not valid JSON: no low surrogate in string');
	return protocol.open(entry.headers, entry.body);
}

/** Anthropic takes no half of a surrogate pair in any text; here no vendor does. */
function wellFormed(value: unknown): boolean {
	if (typeof value === 'string') return value.isWellFormed();
	if (typeof value !== 'object' || value === null) return true;
	return Object.entries(value).every(([name, inner]) => name.isWellFormed() && wellFormed(inner));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for await (const piece of request) pieces.push(piece as Buffer);
	return Buffer.concat(pieces);
}

function parse(raw: Buffer): unknown {
	try {
		return JSON.parse(raw.toString('utf8'));
	} catch {
		return undefined;
	}
}

/** Writes the stream in HTTP chunks of their own, so that a client sees every border however TCP joins them. */
async function stream(response: ServerResponse, events: readonly string[], { cut }: Answer, onSent: () => void): Promise<void> {
	response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
	const whole = Buffer.from(events.join(''));
	const kept = whole.subarray(0, cut?.breakAfter ?? whole.length);
	const size = cut?.bytes;
	const pieces = size === undefined ? events.map((event) => Buffer.from(event)) : [];
	if (size !== undefined) for (let start = 0; start < kept.length; start += size) pieces.push(kept.subarray(start, start + size));
	let left = kept.length;
	for (const piece of pieces) {
		if (response.destroyed || left <= 0) break;
		const part = piece.subarray(0, left);
		left -= part.length;
		await new Promise<void>((resolve) => response.write(part, () => resolve()));
		onSent();
		if (cut?.everyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, cut.everyMs));
	}
	if (cut?.breakAfter === undefined) response.end();
	else response.destroy();
}

/** One server-sent event as the vendors write it: Anthropic and OpenAI's Responses name the event, chat completions do not. */
export function namedEvent(data: { readonly type: string; readonly [field: string]: unknown }): string {
	return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function plainEvent(data: object | '[DONE]'): string {
	return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

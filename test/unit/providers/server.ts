import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/core/base/time.ts';
import { textMessage, textOf } from '../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../src/core/message/stream.ts';
import type { Endpoint, EndpointKind } from '../../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import type { ProviderDeps, Timeouts } from '../../../src/providers/types.ts';

export const KEY = 'sk-test-0123456789abcdefghij';

interface Seen {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

export interface TestServer {
	readonly url: string;
	readonly seen: Seen[];
	/** Resolves when a client closes a connection before the answer was whole. */
	readonly hungUp: Promise<void>;
	close(): Promise<void>;
}

export type Handler = (request: Seen, response: ServerResponse) => unknown;

/** A real HTTP server on a free loopback port. */
export async function startServer(handler: Handler): Promise<TestServer> {
	const seen: Seen[] = [];
	const hungUp = Promise.withResolvers<void>();
	const server: Server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => {
			body += chunk;
		});
		request.on('end', () => {
			const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
			seen.push(entry);
			response.on('close', () => {
				if (!response.writableFinished) hungUp.resolve();
			});
			void handler(entry, response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		seen,
		hungUp: hungUp.promise,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

export function fixture(name: string): string {
	return readFileSync(fileURLToPath(new URL(`../../fixtures/streams/${name}`, import.meta.url)), 'utf8');
}

/** Writes the pieces one by one, each in a packet of its own. */
export async function writeChunks(response: ServerResponse, pieces: readonly (string | Uint8Array)[], end = true): Promise<void> {
	response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
	for (const piece of pieces) {
		response.write(piece);
		await pause(1);
	}
	if (end) response.end();
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function endpointAt(baseUrl: string, kind: EndpointKind = 'openai-compatible', more: Partial<Endpoint> = {}): Endpoint {
	return { id: 'test', kind, displayName: 'Test vendor', baseUrl, local: false, needsKey: true, ...more };
}

export function depsWith(timeouts: Partial<Timeouts> = {}, key: string | undefined = KEY): ProviderDeps {
	return { fetch: globalThis.fetch, secrets: { get: async () => key }, clock: systemClock, timeouts };
}

export function providerAt(baseUrl: string, kind: EndpointKind = 'openai-compatible', timeouts: Partial<Timeouts> = {}): HttpChatProvider {
	return new HttpChatProvider(endpointAt(baseUrl, kind), depsWith(timeouts));
}

export const REQUEST: StreamRequest = {
	model: 'some-model',
	messages: [textMessage('system', 'Be brief.'), textMessage('user', 'Say hello.')],
	tools: [],
	toolChoice: 'auto',
	maxOutputTokens: 500,
	effort: null,
	stableMessages: 1,
};

export interface Outcome {
	readonly events: StreamEvent[];
	readonly text: string;
	readonly reasoning: string;
	readonly error: unknown;
}

/** Reads a stream to its end or error. */
export async function collect(stream: AsyncIterable<StreamEvent>, onEvent?: (event: StreamEvent) => void): Promise<Outcome> {
	const events: StreamEvent[] = [];
	let error: unknown = null;
	try {
		for await (const event of stream) {
			events.push(event);
			onEvent?.(event);
		}
	} catch (thrown) {
		error = thrown;
	}
	const joined = (type: 'text' | 'reasoning') => events.map((event) => (event.type === type ? event.text : '')).join('');
	return { events, text: joined('text'), reasoning: joined('reasoning'), error };
}

/** Messages of text alone, in the form of OpenAI's chat completions. */
export function onWire(messages: StreamRequest['messages']): readonly { readonly role: string; readonly content: string }[] {
	return messages.map(({ role, parts }) => ({ role, content: textOf(parts) }));
}

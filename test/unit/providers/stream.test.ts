import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Message, textMessage } from '../../../src/core/message/message.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import {
	collect,
	depsWith,
	endpointAt,
	fixture,
	type Handler,
	KEY,
	onWire,
	pause,
	providerAt,
	REQUEST,
	startServer,
	type TestServer,
	writeChunks,
} from './server.ts';

let server: TestServer;
const serve = async (handler: Handler) => {
	server = await startServer(handler);
	return server.url;
};
const serveFixture = (name: string) => serve((_request, response) => writeChunks(response, fixture(name).split(/(?<=\n\n)/)));
const sentBody = () => JSON.parse(server.seen[0]!.body);
const idle = () => new AbortController().signal;

afterEach(() => server?.close());

describe('openai-compatible', () => {
	it('gives text, usage and end, and sends model, cap and key', async () => {
		const url = await serveFixture('openai-chat.sse');
		const { events, text, error } = await collect(providerAt(`${url}/v1`).stream(REQUEST, idle()));
		expect(error).toBeNull();
		expect(text).toBe('Grüße, 世界 👋');
		expect(events.slice(-2)).toEqual([
			{ type: 'usage', usage: { input: 176, cachedInput: 1024, cacheWrite: 0, output: 40, reasoning: 10 }, reportedCost: null },
			{ type: 'end', reason: 'stop' },
		]);
		expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v1/chat/completions' });
		expect(server.seen[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
		expect(sentBody()).toMatchObject({ model: 'some-model', max_tokens: 500, stream: true, stream_options: { include_usage: true } });
		expect(sentBody().messages).toEqual(onWire(REQUEST.messages));
		expect(sentBody()).not.toHaveProperty('reasoning_effort');
	});

	it('reads reasoning, keep-alive comments and the cost that OpenRouter reports', async () => {
		const url = await serveFixture('openrouter.sse');
		const { events, text, reasoning, error } = await collect(providerAt(url).stream({ ...REQUEST, effort: 'high' }, idle()));
		expect(error).toBeNull();
		expect(text).toBe('Hello.');
		expect(reasoning).toBe('The user greets.');
		expect(events.find((event) => event.type === 'usage')).toMatchObject({
			usage: { input: 20, output: 12, reasoning: 5 },
			reportedCost: 1235,
		});
		expect(sentBody().reasoning_effort).toBe('high');
	});

	it('uses the names of OpenRouter for effort and cost there', async () => {
		const url = await serveFixture('openrouter.sse');
		const endpoint = endpointAt('https://openrouter.ai/api/v1');
		const redirect: typeof fetch = (_url, init) => fetch(`${url}/chat/completions`, init);
		const provider = new HttpChatProvider(endpoint, { ...depsWith(), fetch: redirect });
		await collect(provider.stream({ ...REQUEST, effort: 'low' }, idle()));
		expect(sentBody()).toMatchObject({ reasoning: { effort: 'low' }, usage: { include: true } });
		expect(sentBody()).not.toHaveProperty('reasoning_effort');
	});

	it('marks the history for the cache of Claude at OpenRouter', async () => {
		const url = await serveFixture('openrouter.sse');
		const redirect: typeof fetch = (_url, init) => fetch(url, init);
		const provider = new HttpChatProvider(endpointAt('https://openrouter.ai/api/v1'), { ...depsWith(), fetch: redirect });
		const [system, user] = REQUEST.messages as [Message, Message];
		const messages: Message[] = [system, user, textMessage('assistant', 'Hello.'), user];
		await collect(provider.stream({ ...REQUEST, model: 'anthropic/claude-sonnet-4.5', messages, stableMessages: 3 }, idle()));
		const mark = (text: string) => [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
		expect(sentBody().messages.map((message: { content: unknown }) => message.content)).toEqual([
			mark('Be brief.'),
			'Say hello.',
			mark('Hello.'),
			'Say hello.',
		]);
	});

	it.each([
		['bytes one by one', (text: string) => [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte))],
		['CRLF line ends', (text: string) => [text.replaceAll('\n', '\r\n')]],
		['all in one packet', (text: string) => [text]],
	])('reads %s', async (_name, cut) => {
		const url = await serve((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (const piece of cut(fixture('openai-chat.sse'))) response.write(piece);
			response.end();
		});
		const { text, error, events } = await collect(providerAt(url).stream(REQUEST, idle()));
		expect(error).toBeNull();
		expect(text).toBe('Grüße, 世界 👋');
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});

	it('sends no usage event where the server reports none', async () => {
		const lines = fixture('openai-chat.sse')
			.split(/(?<=\n\n)/)
			.filter((line) => !line.includes('"usage"'));
		const url = await serve((_request, response) => writeChunks(response, lines));
		const { events, error } = await collect(providerAt(url).stream(REQUEST, idle()));
		expect(error).toBeNull();
		expect(events.some((event) => event.type === 'usage')).toBe(false);
	});

	it('says when the cap cut the answer', async () => {
		const text = fixture('openai-chat.sse').replace('"finish_reason":"stop"', '"finish_reason":"length"');
		const url = await serve((_request, response) => writeChunks(response, [text]));
		expect((await collect(providerAt(url).stream(REQUEST, idle()))).events.at(-1)).toEqual({ type: 'end', reason: 'length' });
	});

	it('sends no key where none is set and none is needed', async () => {
		const url = await serveFixture('openai-chat.sse');
		const deps = { ...depsWith(), secrets: { get: async () => undefined } };
		const provider = new HttpChatProvider(endpointAt(url, 'openai-compatible', { needsKey: false, local: true }), deps);
		expect((await collect(provider.stream(REQUEST, idle()))).error).toBeNull();
		expect(server.seen[0]!.headers.authorization).toBeUndefined();
	});
});

describe('anthropic', () => {
	const history = {
		...REQUEST,
		model: 'claude-sonnet-4-5',
		messages: [REQUEST.messages[0]!, textMessage('user', 'One.'), textMessage('assistant', 'Two.'), textMessage('user', 'Three.')],
		stableMessages: 3,
	};

	it('gives thinking, text and usage, and marks the history for the cache', async () => {
		const url = await serveFixture('anthropic.sse');
		const { events, text, reasoning, error } = await collect(providerAt(`${url}/v1`, 'anthropic').stream(history, idle()));
		expect(error).toBeNull();
		expect([reasoning, text]).toEqual(['A greeting.', 'Hello there.']);
		expect(events.slice(-2)).toEqual([
			{ type: 'usage', usage: { input: 25, cachedInput: 4000, cacheWrite: 300, output: 57, reasoning: 0 }, reportedCost: null },
			{ type: 'end', reason: 'stop' },
		]);
		expect(server.seen[0]!.url).toBe('/v1/messages');
		expect(server.seen[0]!.headers['x-api-key']).toBe(KEY);
		const body = sentBody();
		expect(body.max_tokens).toBe(500);
		expect(body).not.toHaveProperty('thinking');
		expect(body.system).toEqual([{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }]);
		const marked = body.messages.map((message: { content: { cache_control?: unknown }[] }) =>
			message.content.some((part) => part.cache_control),
		);
		expect(marked).toEqual([false, true, false]);
	});

	it('keeps budget and answer together below the cap', async () => {
		const url = await serveFixture('anthropic.sse');
		await collect(providerAt(url, 'anthropic').stream({ ...history, effort: 'medium', maxOutputTokens: 8000 }, idle()));
		expect(sentBody()).toMatchObject({ max_tokens: 8000, thinking: { type: 'enabled', budget_tokens: 4000 } });
	});

	it('asks later models for an effort', async () => {
		const url = await serveFixture('anthropic.sse');
		await collect(
			providerAt(url, 'anthropic').stream({ ...history, model: 'claude-opus-4-6', effort: 'high', maxOutputTokens: 8000 }, idle()),
		);
		expect(sentBody()).toMatchObject({ max_tokens: 8000, thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
	});
});

describe('openai', () => {
	it('speaks the Responses API, stores nothing, and sends the effort', async () => {
		const url = await serveFixture('openai-responses.sse');
		const request = { ...REQUEST, model: 'gpt-5-mini', effort: 'low' };
		const { events, text, error } = await collect(providerAt(`${url}/v1`, 'openai').stream(request, idle()));
		expect(error).toBeNull();
		expect(text).toBe('Hello world');
		expect(events.slice(-2)).toEqual([
			{ type: 'usage', usage: { input: 86, cachedInput: 1920, cacheWrite: 0, output: 300, reasoning: 256 }, reportedCost: null },
			{ type: 'end', reason: 'stop' },
		]);
		expect(server.seen[0]!.url).toBe('/v1/responses');
		expect(sentBody()).toMatchObject({ model: 'gpt-5-mini', max_output_tokens: 500, store: false, reasoning: { effort: 'low' } });
	});
});

describe('cancel', () => {
	it('closes the connection in mid-stream and keeps what was read', async () => {
		const url = await serve((_request, response) =>
			writeChunks(
				response,
				[
					fixture('openai-chat.sse')
						.split(/(?<=\n\n)/)
						.slice(0, 2)
						.join(''),
				],
				false,
			),
		);
		const stop = new AbortController();
		const { text, error } = await collect(providerAt(url).stream(REQUEST, stop.signal), (event) => {
			if (event.type === 'text') stop.abort();
		});
		expect(text).toBe('Grüße, ');
		expect(error).toMatchObject({ kind: 'cancelled' });
		await server.hungUp;
	});

	it('closes the connection when the reader leaves early', async () => {
		const url = await serve((_request, response) =>
			writeChunks(
				response,
				[
					fixture('openai-chat.sse')
						.split(/(?<=\n\n)/)
						.slice(0, 2)
						.join(''),
				],
				false,
			),
		);
		for await (const event of providerAt(url).stream(REQUEST, idle())) if (event.type === 'text') break;
		await server.hungUp;
	});

	it('sends nothing when cancelled before', async () => {
		const url = await serveFixture('openai-chat.sse');
		const { error } = await collect(providerAt(url).stream(REQUEST, AbortSignal.abort()));
		expect(error).toMatchObject({ kind: 'cancelled' });
		expect(server.seen).toHaveLength(0);
	});

	it('cancels while waiting for the headers', async () => {
		const stop = new AbortController();
		const url = await serve(() => stop.abort());
		expect((await collect(providerAt(url).stream(REQUEST, stop.signal))).error).toMatchObject({ kind: 'cancelled' });
		await server.hungUp;
	});
});

describe('time limits', () => {
	const chunk = fixture('openai-chat.sse').split(/(?<=\n\n)/)[1]!;

	it('gives up on a server that only sends keep-alives', async () => {
		// The limit passes when the test says so, not while the request is still on its way.
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		onTestFinished(() => {
			vi.useRealTimers();
		});
		const url = await serve(async (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			while (!response.destroyed) {
				await new Promise((resolve) => response.write(': OPENROUTER PROCESSING\n\n', resolve));
				vi.advanceTimersByTime(30);
				await new Promise(setImmediate);
			}
		});
		const { error } = await collect(providerAt(url, 'openai-compatible', { firstTokenRemote: 150 }).stream(REQUEST, idle()));
		expect(error).toMatchObject({ kind: 'timeout', message: 'Test vendor did not begin to answer within 150 ms.' });
		await server.hungUp;
	});

	it('waits longer for a local server and for much reasoning', async () => {
		const url = await serve(async (_request, response) => {
			await pause(120);
			await writeChunks(response, [fixture('openai-chat.sse')]);
		});
		const limits = { firstTokenRemote: 50 };
		const local = new HttpChatProvider(endpointAt(url, 'openai-compatible', { local: true }), depsWith(limits));
		const results = await Promise.all([
			collect(local.stream(REQUEST, idle())),
			collect(providerAt(url, 'openai-compatible', limits).stream({ ...REQUEST, effort: 'high' }, idle())),
			collect(providerAt(url, 'openai-compatible', limits).stream(REQUEST, idle())),
		]);
		expect(results.map((result) => (result.error as { kind: string } | null)?.kind ?? 'ok')).toEqual(['ok', 'ok', 'timeout']);
	});

	it('gives up when the stream falls silent, after the text so far', async () => {
		const url = await serve((_request, response) => writeChunks(response, [chunk], false));
		const { text, error } = await collect(providerAt(url, 'openai-compatible', { idle: 80 }).stream(REQUEST, idle()));
		expect(text).toBe('Grüße, ');
		expect(error).toMatchObject({ kind: 'timeout' });
		await server.hungUp;
	});
});

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MessageReader } from '../../../../src/providers/stream/read.ts';
import { failureOf } from '../failure.ts';
import { collect, endpointAt, type Handler, pause, providerAt, REQUEST, startServer } from '../server.ts';
import { a, D, event, F } from './quirks.ts';

const MB = 1024 * 1024;

/** Writes the same as fast as it is read, `most` bytes or for ever. */
async function pour(response: ServerResponse, text: string, most = Number.POSITIVE_INFINITY): Promise<void> {
	const closed = once(response, 'close');
	for (let sent = 0; !response.destroyed && sent < most; sent += text.length) {
		if (!response.write(text)) await Promise.race([once(response, 'drain'), closed]);
		await pause(0);
	}
}

const head = (response: ServerResponse, headers: Record<string, string> = {}) =>
	response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });

describe('the size of an event', () => {
	it.each<readonly [string, string, string]>([
		['a text of 100 MB', 'data: {"choices":[{"delta":{"content":"', '"}}]}\n\n'],
		['a line without an end', 'data: {"x":"', ''],
		['a comment without an end', ': ', ''],
		['a line of JSON without an end', '{"choices":[{"delta":{"content":"', '"}}]}\n'],
	])('%s is not read to its end', async (_name, begin, end) => {
		let sent = 0;
		const { error, text, server } = await failureOf(async (_request, response) => {
			head(response);
			response.write(a + begin);
			const piece = 'x'.repeat(64 * 1024);
			const closed = once(response, 'close');
			while (!response.destroyed && sent < 100 * MB) {
				sent += piece.length;
				if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
			}
			response.end(end);
		});
		expect(error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('too long') });
		expect(text).toBe('a');
		// What lies in the buffers of the system is the rest.
		expect(sent).toBeLessThan(40 * MB);
		await server.hungUp;
	});

	it('an event of many short lines is one as well', async () => {
		const { error } = await failureOf(async (_request, response) => {
			head(response);
			await pour(response, `data: ${'x'.repeat(60)}\n`.repeat(4000), 100 * MB);
		});
		expect(error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('too long') });
	});

	it('one of some MB is read, and handed on in pieces that can be stopped at', async () => {
		const long = '👋'.repeat(MB);
		const server = await startServer((_request, response) => {
			head(response);
			response.end(D({ content: long }) + F('stop'));
		});
		onTestFinished(() => server.close());
		const { events, text, error } = await collect(providerAt(server.url).stream(REQUEST, new AbortController().signal));
		expect(error).toBeNull();
		expect(text === long).toBe(true);
		for (const one of events) if (one.type === 'text') expect(one.text.length <= 16 * 1024 && one.text.isWellFormed()).toBe(true);
	});
});

describe('the size of an answer', () => {
	const context = { endpoint: endpointAt('http://127.0.0.1/v1'), model: 'm', secret: null };

	it.each<readonly [string, string]>([
		['comments', `: ${'x'.repeat(1000)}\n\n`],
		['empty pieces', D({ content: '' })],
		['heartbeats', 'event: ping\ndata: alive\n\n'],
		['blank lines', '\n'],
		['blank lines of another kind', '\r\n'],
	])('a flood of %s ends', async (_name, piece) => {
		let cut = 0;
		async function* flood(): AsyncGenerator<Uint8Array> {
			const bytes = new TextEncoder().encode(piece.repeat(Math.ceil((64 * 1024) / piece.length)));
			for (; ; cut += bytes.length) yield bytes;
		}
		const reader = new MessageReader(context, { event: 8 * MB, bytes: 16 * MB });
		const reading = async () => {
			for await (const _message of reader.read(flood()));
		};
		await expect(reading()).rejects.toMatchObject({ kind: 'badResponse', message: expect.stringContaining('more than 16 MB') });
		expect(cut).toBeLessThan(17 * MB);
	});

	it('what is packed small counts unpacked', async () => {
		const bomb = gzipSync(`data: {"x":"${'x'.repeat(50 * MB)}`);
		const { error } = await failureOf((_request, response) => {
			head(response, { 'content-encoding': 'gzip' });
			response.end(bomb);
		});
		expect(error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('too long') });
	});
});

describe('the time without new text', () => {
	const forever =
		(first: string, piece: (turn: number) => string): Handler =>
		async (_request, response) => {
			head(response);
			response.write(first);
			for (let turn = 0; !response.destroyed; turn++) {
				response.write(piece(turn));
				await pause(5);
			}
		};
	const byte = D({ content: 'x'.repeat(5000) });

	it.each<readonly [string, (turn: number) => string]>([
		['keep-alives', () => ': ping\n\n'],
		['empty pieces', () => D({ content: '' })],
		['empty reasoning', () => D({ reasoning_content: '' })],
		['roles', () => D({ role: 'assistant' })],
		['counts', () => event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } })],
		['single bytes', (turn) => byte.charAt(turn)],
		['unknown events', () => event({ type: 'new' })],
	])('%s do not renew it, before the first text and after', async (_name, piece) => {
		for (const [first, words] of [
			['', 'did not begin to answer'],
			[a, 'sent nothing more'],
		] as const) {
			const server = await startServer(forever(first, piece));
			onTestFinished(() => server.close());
			const provider = providerAt(server.url, 'openai-compatible', { firstTokenRemote: 150, idle: 150 });
			const { error } = await collect(provider.stream(REQUEST, new AbortController().signal));
			expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining(words) });
			await server.hungUp;
		}
	});

	it('new text does, and the whole has a limit of its own', async () => {
		const server = await startServer(forever('', () => a));
		onTestFinished(() => server.close());
		const provider = providerAt(server.url, 'openai-compatible', { firstTokenRemote: 100, idle: 100, whole: 400 });
		const { error, text } = await collect(provider.stream(REQUEST, new AbortController().signal));
		expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('did not come to the end of its answer') });
		expect(text.length).toBeGreaterThan(3);
	});

	it('hidden thinking in the middle gets the time of a first token', async () => {
		const named = (value: object) => event(value);
		const server = await startServer(async (_request, response) => {
			head(response);
			response.write(
				named({ type: 'message_start', message: {} }) +
					named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } }) +
					named({ type: 'content_block_start', index: 1, content_block: { type: 'thinking', thinking: '' } }),
			);
			await pause(250);
			response.end(
				named({ type: 'content_block_delta', index: 2, delta: { type: 'text_delta', text: 'b' } }) +
					named({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }) +
					named({ type: 'message_stop' }),
			);
		});
		onTestFinished(() => server.close());
		const provider = providerAt(server.url, 'anthropic', { firstTokenRemote: 5000, idle: 100 });
		expect(await collect(provider.stream(REQUEST, new AbortController().signal))).toMatchObject({ text: 'ab', error: null });
	});

	it('an error that never ends runs into the limit', async () => {
		const server = await startServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write('{"error":{"message":"');
		});
		onTestFinished(() => server.close());
		const provider = providerAt(server.url, 'openai-compatible', { firstTokenRemote: 100 });
		expect((await collect(provider.stream(REQUEST, new AbortController().signal))).error).toMatchObject({ kind: 'timeout' });
	});
});

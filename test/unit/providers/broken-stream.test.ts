import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';
import { fixture, json, writeChunks } from './server.ts';

describe('servers that do not stream', () => {
	it('says so', async () => {
		const answer = { choices: [{ message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }] };
		const { error } = await failureOf((_request, response) => json(response, 200, answer));
		expect(error).toMatchObject({ kind: 'badResponse' });
		expect(error.message).toContain('not a stream');
	});

	it.each(['null', '{', '5', '"hello"'])('JSON that is no answer (%s) is none, and is not quoted', async (body) => {
		const { error } = await failureOf((_request, response) => json(response, 200, body));
		expect(error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('not a stream') });
	});
});

describe('servers of another kind than the endpoint says', () => {
	it.each(['openai', 'anthropic'] as const)(
		'chat completions where %s is set: the kind is named, and no other model of it is tried',
		async (kind) => {
			const { error } = await failureOf((_request, response) => writeChunks(response, [fixture('openai-chat.sse')]), kind);
			expect(error.kind).toBe('badResponse');
			expect(error.message).toContain('another kind of API');
			expect(error.nextStep).toMatch(/right kind/);
		},
	);
});

describe('broken streams', () => {
	const lines = () => fixture('openai-chat.sse').split(/(?<=\n\n)/);

	it('keeps the text before a lost connection', async () => {
		const { error, text } = await failureOf(async (_request, response) => {
			await writeChunks(response, lines().slice(0, 3), false);
			response.destroy();
		});
		expect(error.kind).toBe('brokenStream');
		expect(text).toBe('Grüße, 世界 👋');
	});

	it.each([
		['openai-compatible', 'openai-chat.sse', 3, 'Grüße, 世界 👋'],
		['anthropic', 'anthropic.sse', 8, 'Hello'],
		['openai', 'openai-responses.sse', 5, 'Hello'],
	] as const)('%s: an end without the closing word is a broken stream', async (kind, name, keep, expected) => {
		const pieces = fixture(name).split(/(?<=\n\n)/);
		const { error, text } = await failureOf((_request, response) => writeChunks(response, pieces.slice(0, keep)), kind);
		expect(error.kind).toBe('brokenStream');
		expect(text).toBe(expected);
	});

	it('reads an error object in mid-stream', async () => {
		const event =
			'data: {"id":"gen-1","error":{"code":502,"message":"Provider returned error"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n';
		const { error, text } = await failureOf((_request, response) => writeChunks(response, [...lines().slice(0, 2), event]));
		expect(error.kind).toBe('server');
		expect(text).toBe('Grüße, ');
	});

	it('reads an error of Anthropic in mid-stream', async () => {
		const pieces = [
			...fixture('anthropic.sse')
				.split(/(?<=\n\n)/)
				.slice(0, 8),
			'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
		];
		const { error, text } = await failureOf((_request, response) => writeChunks(response, pieces), 'anthropic');
		expect(error.kind).toBe('server');
		expect(text).toBe('Hello');
	});

	it('reads an error of the Responses API in mid-stream', async () => {
		const failed =
			'data: {"type":"response.failed","sequence_number":3,"response":{"id":"resp_1","status":"failed","error":{"code":"rate_limit_exceeded","message":"Rate limit reached"}}}\n\n';
		const pieces = [
			...fixture('openai-responses.sse')
				.split(/(?<=\n\n)/)
				.slice(0, 5),
			failed,
		];
		const { error, text } = await failureOf((_request, response) => writeChunks(response, pieces), 'openai');
		expect(error.kind).toBe('rateLimit');
		expect(text).toBe('Hello');
	});

	it('does not choke on rubbish', async () => {
		const { error } = await failureOf((_request, response) => writeChunks(response, ['data: {not json\n\n']));
		expect(error.kind).toBe('badResponse');
	});

	it('an empty stream is broken', async () => {
		expect((await failureOf((_request, response) => writeChunks(response, []))).error.kind).toBe('brokenStream');
	});

	it('a filtered answer without text is refused, its usage still counted', async () => {
		const text = fixture('openai-chat.sse')
			.replace('"finish_reason":"stop"', '"finish_reason":"content_filter"')
			.replace('Grüße, ', '')
			.replace('世界 👋', '');
		const { error, events } = await failureOf((_request, response) => writeChunks(response, [text]));
		expect(error.kind).toBe('refused');
		expect(events.map((event) => event.type)).toEqual(['usage']);
	});
});

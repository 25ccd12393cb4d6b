import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { FillAbility } from '../../../../src/core/completion/types.ts';
import { fixture, type Handler, json, KEY, pause, startServer, type TestServer, writeChunks } from '../server.ts';
import { by, filled, fillProviderAt, idle, REQUEST } from './support.ts';

let server: TestServer;
afterEach(() => server?.close());

async function failing(handler: Handler, ability = by('openaiSuffix'), timeouts = {}) {
	server = await startServer(handler);
	const outcome = await filled(fillProviderAt(`${server.url}/v1`, { timeouts }).fill(ability, REQUEST, idle()));
	const error = outcome.error!;
	expect(error).not.toBeNull();
	expect(error.message).toMatch(/^[^\n]*\.$/);
	expect(error.nextStep).toMatch(/^[A-Z].*\.$/);
	expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(KEY);
	expect(inspect(error, { depth: 20 })).not.toContain('export function sum');
	return { ...outcome, error };
}

describe.each([
	['openaiSuffix', by('openaiSuffix')],
	['mistral', by('mistral')],
	['ollama', by('ollama')],
	['llamacpp', by('llamacpp')],
] as const)('refusals by %s', (_name, ability) => {
	it.each([
		[401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, 'auth'],
		[404, { error: { message: 'The model `some-model` does not exist', code: 'model_not_found' } }, 'modelNotFound'],
		[404, { error: "model 'some-model' not found" }, 'modelNotFound'],
		[400, { error: 'registry.ollama.ai/library/some-model does not support insert' }, 'badResponse'],
		[422, { object: 'error', message: 'Extra inputs are not permitted', type: 'invalid_request_error' }, 'badResponse'],
		[
			501,
			{ error: { code: 501, message: 'Infill is not supported by this model: prefix token is missing. ', type: 'not_supported_error' } },
			'server',
		],
		[402, { error: { message: 'Insufficient Balance' } }, 'quota'],
		[413, { error: { message: 'too large' } }, 'contextTooLong'],
	])('%i %j is %s', async (status, body, kind) => {
		expect((await failing((_request, response) => json(response, status, body), ability)).error.kind).toBe(kind);
	});

	it('429 carries the wait', async () => {
		const { error } = await failing(
			(_request, response) => json(response, 429, { error: { message: 'slow' } }, { 'retry-after': '7' }),
			ability,
		);
		expect(error).toMatchObject({ kind: 'rateLimit', retryAfterMs: 7000 });
	});

	it('a web page is none', async () => {
		const page: Handler = (_request, response) =>
			response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Log in</p>');
		expect((await failing(page, ability)).error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('web page') });
	});

	it('an empty answer is a broken stream', async () => {
		const type = ability.method === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
		const empty: Handler = (_request, response) => response.writeHead(200, { 'content-type': type }).end();
		expect((await failing(empty, ability)).error.kind).toBe('brokenStream');
	});

	it('a redirect is not followed: the key would go along', async () => {
		const elsewhere: Handler = (_request, response) => response.writeHead(307, { location: `${server.url}/other` }).end();
		expect((await failing(elsewhere, ability)).error.kind).toBe('badResponse');
		expect(server.seen).toHaveLength(1);
	});
});

describe('failures in mid-stream', () => {
	const events = () => fixture('fim/completions.sse').split(/(?<=\n\n)/);

	it('a lost connection keeps the text before it', async () => {
		const { error, text } = await failing(async (_request, response) => {
			await writeChunks(response, events().slice(0, 1), false);
			response.destroy();
		});
		expect(error.kind).toBe('brokenStream');
		expect(text).toBe('xs.reduce(');
	});

	it('a lost connection in the middle of a line as well', async () => {
		const { error } = await failing(async (_request, response) => {
			await writeChunks(response, [events()[0]!, events()[2]!.slice(0, 30)], false);
			response.destroy();
		});
		expect(error.kind).toBe('brokenStream');
	});

	it.each([
		['OpenAI', by('openaiSuffix'), 'data: {"error":{"message":"The server had an error","type":"server_error"}}\n\n', 'server'],
		[
			'vLLM',
			by('openaiSuffix'),
			'data: {"object":"error","message":"Internal error","type":"InternalServerError","code":500}\n\n',
			'server',
		],
		['llama.cpp', by('llamacpp'), 'error: {"code":500,"message":"slot unavailable","type":"server_error"}\n\n', 'server'],
		['Ollama', by('ollama'), '{"error":"llama runner process has terminated: internal error"}\n', 'server'],
	] as const)('an error of %s', async (_name, ability, text, kind) => {
		expect((await failing((_request, response) => writeChunks(response, [text]), ability)).error.kind).toBe(kind);
	});

	it.each([
		['words', 'data: hello\n\n'],
		['a list', 'data: []\n\n'],
		['a chat where a completion was asked for', 'data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}\n\n'],
	])('%s is no part of it', async (_name, text) => {
		expect((await failing((_request, response) => writeChunks(response, [text]))).error.kind).toBe('badResponse');
	});

	it('JSON in place of a stream is an error, with the server’s words where it has some', async () => {
		const whole: Handler = (_request, response) => json(response, 200, { choices: [{ text: 'x', finish_reason: 'stop' }] });
		expect((await failing(whole)).error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('not a stream') });
		await server.close();
		const wrong: Handler = (_request, response) => json(response, 200, { error: { message: 'model_not_found' } });
		expect((await failing(wrong)).error.kind).toBe('modelNotFound');
	});

	it('a filtered answer without text is refused', async () => {
		const text = 'data: {"choices":[{"index":0,"text":"","finish_reason":"content_filter"}]}\n\ndata: [DONE]\n\n';
		expect((await failing((_request, response) => writeChunks(response, [text]))).error.kind).toBe('refused');
	});
});

/** Writes the same for ever, as fast as it is read: a reader that is slow today must not find it all in memory. */
async function pour(response: ServerResponse, text: string): Promise<void> {
	const closed = once(response, 'close');
	while (!response.destroyed) {
		if (!response.write(text)) await Promise.race([once(response, 'drain'), closed]);
		await pause(0);
	}
}

describe('streams without an end', () => {
	const chunk = (text: string) => `data: {"choices":[{"index":0,"text":${JSON.stringify(text)},"finish_reason":null}]}\n\n`;

	it('text for ever ends at a bound, and the connection is closed', async () => {
		server = await startServer(async (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			await pour(response, chunk('x'.repeat(1000)));
		});
		const { text, events, error } = await filled(fillProviderAt(`${server.url}/v1`).fill(by('openaiSuffix'), REQUEST, idle()));
		expect(error).toBeNull();
		expect(text).toHaveLength(32_768);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'length' });
		await server.hungUp;
	});

	it.each([
		['comments before any text', [], ': keep-alive\n\n'],
		['comments after the first', [chunk('a')], ': keep-alive\n\n'],
		['empty parts before any text', [], chunk('')],
		['empty parts after the first', [chunk('a')], chunk('')],
	])('%s for ever run into the limit', async (_name, first, alive) => {
		const { error } = await failing(
			async (_request, response) => {
				await writeChunks(response, first, false);
				while (!response.destroyed) {
					response.write(alive);
					await pause(5);
				}
			},
			by('openaiSuffix'),
			{ firstTokenRemote: 120, idle: 120 },
		);
		expect(error.kind).toBe('timeout');
		await server.hungUp;
	});

	it('one line without an end is too long', async () => {
		const endless: Handler = async (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write('data: ');
			await pour(response, 'x'.repeat(100_000));
		};
		expect((await failing(endless)).error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('too long') });
		await server.hungUp;
	});

	it('one line of NDJSON without an end as well', async () => {
		const endless: Handler = async (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/x-ndjson' });
			await pour(response, 'x'.repeat(100_000));
		};
		expect((await failing(endless, by('ollama'))).error).toMatchObject({
			kind: 'badResponse',
			message: expect.stringContaining('too long'),
		});
	});

	it('many small messages without text are too much', async () => {
		const flood: Handler = async (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			await pour(response, chunk('').repeat(2000));
		};
		expect((await failing(flood)).error).toMatchObject({ kind: 'badResponse', message: expect.stringContaining('more than 4 MB') });
	});
});

describe('leaving early', () => {
	const slow: Handler = async (_request, response) => {
		await writeChunks(
			response,
			fixture('fim/completions.sse')
				.split(/(?<=\n\n)/)
				.slice(0, 1),
			false,
		);
	};

	it('a cancel closes the connection and says so', async () => {
		server = await startServer(slow);
		const abort = new AbortController();
		const stream = fillProviderAt(`${server.url}/v1`).fill(by('openaiSuffix'), REQUEST, abort.signal);
		const { error, text } = await filled(stream, () => abort.abort());
		expect(error).toMatchObject({ kind: 'cancelled' });
		expect(text).toBe('xs.reduce(');
		await server.hungUp;
	});

	it('a cancel before the request sends nothing', async () => {
		server = await startServer(slow);
		const { error } = await filled(fillProviderAt(`${server.url}/v1`).fill(by('openaiSuffix'), REQUEST, AbortSignal.abort()));
		expect(error).toMatchObject({ kind: 'cancelled' });
		expect(server.seen).toHaveLength(0);
	});

	it('a reader that has enough closes the connection', async () => {
		server = await startServer(slow);
		for await (const event of fillProviderAt(`${server.url}/v1`).fill(by('openaiSuffix'), REQUEST, idle())) {
			expect(event).toEqual({ type: 'text', text: 'xs.reduce(' });
			break;
		}
		await server.hungUp;
	});

	it('a model that cannot fill in is not asked', async () => {
		server = await startServer(slow);
		const { error } = await filled(fillProviderAt(server.url).fill(by(null), REQUEST, idle()));
		expect(error).toMatchObject({ kind: 'noModel', message: expect.stringContaining('Test.') });
		expect(server.seen).toHaveLength(0);
	});

	it('nothing is sent where a needed key is missing', async () => {
		server = await startServer(slow);
		const { HttpFillProvider } = await import('../../../../src/providers/fill/fill-provider.ts');
		const { depsWith, endpointAt } = await import('../server.ts');
		const deps = { ...depsWith(), secrets: { get: async () => undefined } };
		const { error } = await filled(new HttpFillProvider(endpointAt(server.url), deps).fill(by('openaiSuffix'), REQUEST, idle()));
		expect(error).toMatchObject({ kind: 'auth' });
		expect(server.seen).toHaveLength(0);
	});
});

describe('stop sequences and tokens', () => {
	const serveText = async (texts: readonly string[]) => {
		const chunk = (text: string) => `data: {"choices":[{"index":0,"text":${JSON.stringify(text)},"finish_reason":null}]}\n\n`;
		const end = 'data: {"choices":[{"index":0,"text":"","finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
		server = await startServer((_request, response) => writeChunks(response, [...texts.map(chunk), end]));
		return fillProviderAt(`${server.url}/v1`);
	};

	it.each<[string, FillAbility, string[], string, string?]>([
		['template', by('template', 'qwen'), ['a + b', '<|fim', '_pad|>', ' more'], 'a + b'],
		['suffix', by('openaiSuffix'), ['a + b<', '|endoftext|>'], 'a + b', 'qwen2.5-coder-7b'],
		['suffix with words of another family in a string', by('openaiSuffix'), ['"[SUF', 'FIX]"'], '"[SUFFIX]"', 'qwen2.5-coder-7b'],
		['a family that is not known: the text passes know what is a literal', by('openaiSuffix'), ['"<|im', '_end|>"'], '"<|im_end|>"'],
		['codestral', by('template', 'codestral'), ['a + b[SUF', 'FIX]x'], 'a + b'],
		['deepseek', by('template', 'deepseek'), ['a + b<｜end▁of', '▁sentence｜>x'], 'a + b'],
		['a stop sequence of the caller', by('openaiSuffix'), ['a +', ' b\nnext'], 'a + b'],
		['the beginning of a token is text', by('template', 'qwen'), ['a <', ' b'], 'a < b'],
		['a beginning at the very end too', by('template', 'qwen'), ['a <|fim'], 'a <|fim'],
	])('%s', async (_name, ability, texts, expected, model = REQUEST.model) => {
		const provider = await serveText(texts);
		const { text, events, error } = await filled(provider.fill(ability, { ...REQUEST, model }, idle()));
		expect(error).toBeNull();
		expect(text).toBe(expected);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});
});

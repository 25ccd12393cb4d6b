import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RoutooError } from '../../../src/core/base/errors.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { failureOf } from './failure.ts';
import {
	collect,
	depsWith,
	endpointAt,
	fixture,
	json,
	KEY,
	providerAt,
	REQUEST,
	startServer,
	type TestServer,
	writeChunks,
} from './server.ts';

let server: TestServer | undefined;
afterEach(() => server?.close());

const openAiError = (message: string, code: string | null = null, type = 'invalid_request_error') => ({
	error: { message, type, param: null, code },
});

/** [vendor and case, status, body, expected kind]. Bodies are in the form each vendor documents or sends. */
const STATUSES: readonly [string, number, unknown, string][] = [
	['OpenAI wrong key', 401, openAiError(`Incorrect API key provided: ${KEY}.`, 'invalid_api_key'), 'auth'],
	[
		'Gemini wrong key',
		400,
		[{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }],
		'auth',
	],
	['xAI wrong key', 400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***.' }, 'auth'],
	['key without the right', 403, openAiError('You are not allowed to sample from this model'), 'auth'],
	[
		'OpenAI no money',
		429,
		openAiError('You exceeded your current quota, please check your plan', 'insufficient_quota', 'insufficient_quota'),
		'quota',
	],
	['DeepSeek no money', 402, openAiError('Insufficient Balance'), 'quota'],
	[
		'Anthropic no money',
		400,
		{ type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' } },
		'quota',
	],
	['OpenRouter no money', 402, { error: { message: 'This request requires more credits, or fewer max_tokens.', code: 402 } }, 'quota'],
	['OpenAI rate limit', 429, openAiError('Rate limit reached for requests', 'rate_limit_exceeded', 'requests'), 'rateLimit'],
	['Anthropic rate limit', 429, { type: 'error', error: { type: 'rate_limit_error', message: 'Too many tokens.' } }, 'rateLimit'],
	[
		'Gemini rate limit',
		429,
		[
			{
				error: {
					code: 429,
					message: 'You exceeded your current quota.',
					status: 'RESOURCE_EXHAUSTED',
					details: [{ '@type': 'RetryInfo', retryDelay: '37s' }],
				},
			},
		],
		'rateLimit',
	],
	[
		'OpenAI unknown model',
		404,
		openAiError('The model `some-model` does not exist or you do not have access to it.', 'model_not_found'),
		'modelNotFound',
	],
	['Anthropic unknown model', 404, { type: 'error', error: { type: 'not_found_error', message: 'model: some-model' } }, 'modelNotFound'],
	[
		'Ollama unknown model',
		404,
		{ error: { message: 'model "some-model" not found, try pulling it first', type: 'api_error' } },
		'modelNotFound',
	],
	['OpenRouter unknown model', 400, { error: { message: 'some-model is not a valid model ID', code: 400 } }, 'modelNotFound'],
	[
		'LM Studio with nothing loaded',
		400,
		{ error: { message: 'No models loaded. Please load a model.', type: 'invalid_request_error' } },
		'modelNotFound',
	],
	['llama.cpp still loading', 503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 'server'],
	['DeepSeek unknown model', 400, openAiError('Model Not Exist'), 'modelNotFound'],
	[
		'Mistral unknown model',
		400,
		{ object: 'error', message: 'Invalid model: some-model', type: 'invalid_model', code: '1500' },
		'modelNotFound',
	],
	['OpenAI too long', 400, openAiError("This model's maximum context length is 8192 tokens.", 'context_length_exceeded'), 'contextTooLong'],
	[
		'Anthropic too long',
		400,
		{ type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 213021 tokens > 200000 maximum' } },
		'contextTooLong',
	],
	[
		'Gemini too long',
		400,
		[{ error: { code: 400, message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).' } }],
		'contextTooLong',
	],
	[
		'llama.cpp too long',
		400,
		{ error: { code: 400, message: 'the request exceeds the available context size', type: 'exceed_context_size_error' } },
		'contextTooLong',
	],
	[
		'vLLM too long',
		400,
		{
			object: 'error',
			message: "This model's maximum context length is 4096 tokens. However, you requested 9000",
			type: 'BadRequestError',
		},
		'contextTooLong',
	],
	[
		'xAI too long',
		400,
		{ code: 'invalid', error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens." },
		'contextTooLong',
	],
	[
		'Mistral too long',
		400,
		{ message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length' },
		'contextTooLong',
	],
	['Moonshot too long', 400, openAiError('Invalid request: Your request exceeded model token limit: 8192'), 'contextTooLong'],
	[
		'LM Studio too long',
		400,
		{ error: 'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with 4096' },
		'contextTooLong',
	],
	[
		'Groq too long',
		413,
		openAiError('Request too large for model in organization on tokens per minute (TPM)', 'rate_limit_exceeded', 'tokens'),
		'contextTooLong',
	],
	['OpenAI filter', 400, openAiError('The response was filtered', 'content_filter'), 'refused'],
	['OpenRouter moderation', 403, { error: { code: 403, message: 'The model requires moderation. Your input was flagged.' } }, 'refused'],
	['server fault', 500, openAiError('The server had an error', null, 'server_error'), 'server'],
	['Anthropic overloaded', 529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'server'],
	['proxy page with 502', 502, '<html><body>Bad gateway</body></html>', 'server'],
	['gateway gave up', 504, openAiError('upstream'), 'timeout'],
	['parameter not taken', 400, openAiError("Unsupported parameter: 'max_tokens'"), 'badResponse'],
	['empty body', 400, '', 'badResponse'],
];

describe('HTTP statuses', () => {
	it.each(STATUSES)('%s (%i)', async (_name, status, body, kind) => {
		const { error } = await failureOf((_request, response) => json(response, status, body));
		expect(error.kind).toBe(kind);
	});

	it.each(['openai', 'anthropic'] as const)('the same through the %s wire format', async (wire) => {
		const { error } = await failureOf(
			(_request, response) => json(response, 401, { error: { message: 'no', type: 'authentication_error' } }),
			wire,
		);
		expect(error).toMatchObject({
			kind: 'auth',
			message: 'Test vendor did not accept the key.',
			nextStep: 'Set a valid key for Test vendor.',
		});
	});

	it('says when a retry can help', async () => {
		const { error } = await failureOf((_request, response) => json(response, 429, openAiError('slow down'), { 'retry-after': '12' }));
		expect(error).toMatchObject({ kind: 'rateLimit', retryAfterMs: 12_000 });
		expect(error.message).toContain('12 s');
	});

	it('asks a vendor once only', async () => {
		const vendor = await failureOf((_request, response) => json(response, 503, openAiError('busy')));
		expect(vendor.server.seen).toHaveLength(1);
	});

	it('cuts keys out of what a server sends back', async () => {
		const { error } = await failureOf((request, response) =>
			json(response, 400, openAiError(`odd header ${request.headers.authorization}`)),
		);
		expect(error.message).toContain('[key]');
	});
});

describe('not an API', () => {
	it.each([200, 404])('a web page with %i', async (status) => {
		const { error } = await failureOf((_request, response) => {
			response.writeHead(status, { 'content-type': 'text/html' });
			response.end('<!doctype html><title>Home</title>');
		});
		expect(error).toMatchObject({ kind: 'badResponse' });
		expect(error.message).toContain('points at a web page');
	});

	it('a path that is not there', async () => {
		const { error } = await failureOf((_request, response) => {
			response.writeHead(404, { 'content-type': 'text/plain' });
			response.end('404 page not found');
		});
		expect(error).toMatchObject({ kind: 'badResponse' });
		expect(error.nextStep).toContain('/v1');
	});

	it('a redirect is not followed, so that the key goes nowhere else', async () => {
		const { error } = await failureOf((_request, response) => {
			response.writeHead(307, { location: 'https://example.invalid/' });
			response.end();
		});
		expect(error).toMatchObject({ kind: 'badResponse' });
		expect(error.message).toContain('another address');
	});

	it('a JSON answer in place of a stream', async () => {
		const { error } = await failureOf((_request, response) =>
			json(response, 200, openAiError('Rate limit reached', 'rate_limit_exceeded')),
		);
		expect(error.kind).toBe('rateLimit');
	});
});

describe('network', () => {
	const tryAt = async (baseUrl: string, local: boolean, displayName = 'Test vendor') => {
		const provider = new HttpChatProvider(endpointAt(baseUrl, 'openai-compatible', { local, displayName }), depsWith());
		return (await collect(provider.stream(REQUEST, new AbortController().signal))).error as RoutooError;
	};
	const freePort = () =>
		new Promise<number>((resolve) => {
			const probe = createServer().listen(0, '127.0.0.1', () => {
				const { port } = probe.address() as { port: number };
				probe.close(() => resolve(port));
			});
		});

	it('nothing listens', async () => {
		const error = await tryAt(`http://127.0.0.1:${await freePort()}/v1`, true);
		expect(error).toMatchObject({ kind: 'network' });
		expect(error.message).toContain('is not running');
	});

	it('names the program and how to start it by its port', async () => {
		const refused: typeof fetch = async () => {
			throw new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
		};
		const endpoint = endpointAt('http://127.0.0.1:11434/v1', 'openai-compatible', { local: true, displayName: 'Ollama' });
		const provider = new HttpChatProvider(endpoint, { ...depsWith(), fetch: refused });
		const { error } = await collect(provider.stream(REQUEST, new AbortController().signal));
		expect(error).toMatchObject({ kind: 'network', nextStep: 'Start Ollama (`ollama serve`), then try again.' });
	});

	it('an unknown host', async () => {
		const error = await tryAt('http://nothing-here.invalid/v1', false);
		expect(error).toMatchObject({ kind: 'network' });
		expect(error.message).toContain('nothing-here.invalid');
	});

	it('https spoken to an http server', async () => {
		server = await startServer((_request, response) => response.end());
		const error = await tryAt(`${server.url.replace('http:', 'https:')}/v1`, false);
		expect(error).toMatchObject({ kind: 'network' });
		expect(error.message).toContain('does not speak https');
	});

	it.each([
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
		['CERT_HAS_EXPIRED', 'certificate'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
		['EAI_AGAIN', 'could not be found'],
		['UND_ERR_CONNECT_TIMEOUT', 'in time'],
		['ENETUNREACH', 'no network'],
		['ECONNRESET', 'failed'],
	])('%s', async (code, words) => {
		const failing: typeof fetch = async () => {
			throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
		};
		const provider = new HttpChatProvider(endpointAt('https://host.example/v1'), { ...depsWith(), fetch: failing });
		const { error } = await collect(provider.stream(REQUEST, new AbortController().signal));
		expect(error).toMatchObject({ kind: 'network' });
		expect((error as RoutooError).message).toContain(words);
	});
});

describe('words for an address', () => {
	const FAILURES = ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'CERT_HAS_EXPIRED', 'EPROTO', ''];
	const NEAR = [
		'http://127.0.0.1:9/v1',
		'http://localhost:4000/v1',
		'http://192.168.1.7:8080/v1',
		'http://[::1]:9/v1',
		'http://nas.local/v1',
	];
	const said = async (url: string, displayName: string, code: string): Promise<string> => {
		const failing: typeof fetch = async () => {
			throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
		};
		const endpoint = endpointAt(url, 'openai-compatible', { displayName, needsKey: false });
		const provider = new HttpChatProvider(endpoint, { ...depsWith(), fetch: failing });
		const error = (await collect(provider.stream(REQUEST, new AbortController().signal))).error as RoutooError;
		return `${error.message} ${error.nextStep}`;
	};

	it.each(FAILURES)('after %s speak of no internet for a server nearby, and name it once where its name is its address', async (code) => {
		for (const url of NEAR) {
			const { host } = new URL(url);
			const words = await said(url, host, code);
			expect(words).not.toMatch(/internet/);
			expect(words.split(host)).toHaveLength(2);
		}
	});

	it('name a server that has a name with its address, and speak of the internet where it is far', async () => {
		expect(await said('https://llm.example/v1', 'Work', 'ECONNRESET')).toBe(
			'The connection to Work (llm.example) failed. Check your internet connection and the URL of the endpoint.',
		);
	});
});

it('a link in the words of a server is none: the editor would follow it, to its own commands too', async () => {
	const { error } = await failureOf((_request, response) => json(response, 400, openAiError('Bad. [Mend](command:workbench.action.quit)')));
	expect(error.message).toContain('[Mend] (command:');
});

describe('keys', () => {
	it.each([
		['missing', '', 'none is set'],
		['with a line break inside', 'sk-abc\ndef', 'characters'],
		['with letters no header can hold', 'sk-ключ', 'characters'],
	])('%s: nothing is sent', async (_name, key, words) => {
		server = await startServer((_request, response) => response.end());
		const provider = new HttpChatProvider(endpointAt(server.url), { ...depsWith(), secrets: { get: async () => key } });
		const error = (await collect(provider.stream(REQUEST, new AbortController().signal))).error as RoutooError;
		expect(error.kind).toBe('auth');
		expect(error.message).toContain(words);
		expect(server.seen).toHaveLength(0);
		if (key !== '') expect(inspect(error, { depth: 20 })).not.toContain(key);
	});

	it('nothing is written to the console, with or without failure', async () => {
		const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) => vi.spyOn(console, method));
		await failureOf((_request, response) => json(response, 401, openAiError('no')));
		await server!.close();
		await failureOf((_request, response) =>
			writeChunks(
				response,
				fixture('openai-chat.sse')
					.split(/(?<=\n\n)/)
					.slice(0, 3),
			),
		);
		await server!.close();
		server = await startServer((_request, response) => writeChunks(response, [fixture('openai-chat.sse')]));
		await collect(providerAt(server.url).stream({ ...REQUEST, effort: 'low' }, new AbortController().signal));
		for (const spy of spies) {
			expect(spy).not.toHaveBeenCalled();
			spy.mockRestore();
		}
	});
});

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FillAbility } from '../../../../src/core/completion/types.ts';
import { fixture, KEY, startServer, type TestServer } from '../server.ts';
import { by, CONTEXT, filled, fillProviderAt, idle, REQUEST } from './support.ts';

/**
 * One format as its vendor publishes it: path, headers and the body to the byte, and a stream in its form.
 */
interface Format {
	readonly name: string;
	readonly ability: FillAbility;
	readonly model: string;
	readonly base: string;
	readonly local?: boolean;
	readonly path: string;
	readonly body: string;
	readonly accept: string;
	readonly stream: string;
	readonly contentType: string;
	readonly usage: object;
}

const COMMENTED = '// From src/add.ts:\\n// export const add = (a: number, b: number) => a + b;\\n// Path: src/sum.ts\\n';
const PREFIX = 'export function sum(xs: number[]) {\\n\\treturn ';
const SUFFIX = ';\\n}\\n';
const ADD = 'export const add = (a: number, b: number) => a + b;\\n';
const SSE = { accept: 'text/event-stream', contentType: 'text/event-stream; charset=utf-8' };
const PLAIN = { input: 120, cachedInput: 0, cacheWrite: 0, output: 9, reasoning: 0 };

const FORMATS: readonly Format[] = [
	{
		name: 'OpenAI /completions with suffix',
		ability: by('openaiSuffix'),
		model: 'gpt-3.5-turbo-instruct',
		base: '/v1',
		path: '/v1/completions',
		body: `{"model":"gpt-3.5-turbo-instruct","prompt":"${COMMENTED}${PREFIX}","suffix":"${SUFFIX}","max_tokens":64,"temperature":0,"stop":["\\n"],"stream":true,"stream_options":{"include_usage":true}}`,
		...SSE,
		stream: 'fim/completions.sse',
		usage: { ...PLAIN, input: 20, cachedInput: 100 },
	},
	{
		name: 'DeepSeek /beta/completions',
		ability: by('deepseek'),
		model: 'deepseek-v4-pro',
		base: '/v1',
		path: '/beta/completions',
		body: `{"model":"deepseek-v4-pro","prompt":"${COMMENTED}${PREFIX}","suffix":"${SUFFIX}","max_tokens":64,"temperature":0,"stop":["\\n"],"stream":true,"stream_options":{"include_usage":true}}`,
		...SSE,
		stream: 'fim/deepseek.sse',
		usage: { ...PLAIN, input: 56, cachedInput: 64 },
	},
	{
		name: 'Mistral /v1/fim/completions',
		ability: by('mistral'),
		model: 'codestral-2508',
		base: '/v1',
		path: '/v1/fim/completions',
		body: `{"model":"codestral-2508","prompt":"${COMMENTED}${PREFIX}","suffix":"${SUFFIX}","max_tokens":64,"temperature":0,"stop":["\\n"],"stream":true}`,
		...SSE,
		stream: 'fim/mistral.sse',
		usage: PLAIN,
	},
	{
		name: 'Ollama /api/generate with suffix',
		ability: by('ollama'),
		model: 'qwen2.5-coder:7b',
		base: '/v1',
		local: true,
		path: '/api/generate',
		body: `{"model":"qwen2.5-coder:7b","prompt":"${COMMENTED}${PREFIX}","suffix":"${SUFFIX}","stream":true,"options":{"num_predict":64,"temperature":0,"stop":["\\n"]}}`,
		accept: 'application/x-ndjson',
		contentType: 'application/x-ndjson',
		stream: 'fim/ollama.ndjson',
		usage: PLAIN,
	},
	{
		name: 'Ollama /api/generate, raw with a template',
		ability: by('ollama', 'qwen'),
		model: 'qwen2.5-coder:1.5b-base',
		base: '/v1',
		local: true,
		path: '/api/generate',
		body: `{"model":"qwen2.5-coder:1.5b-base","prompt":"<|repo_name|>workspace\\n<|file_sep|>src/add.ts\\n${ADD}<|file_sep|>src/sum.ts\\n<|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>","raw":true,"stream":true,"options":{"num_predict":64,"temperature":0,"stop":["\\n","<|endoftext|>","<|file_sep|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","<|fim_pad|>","<|repo_name|>","<|im_start|>","<|im_end|>"]}}`,
		accept: 'application/x-ndjson',
		contentType: 'application/x-ndjson',
		stream: 'fim/ollama.ndjson',
		usage: PLAIN,
	},
	{
		name: 'llama.cpp /infill',
		ability: by('llamacpp'),
		model: 'qwen2.5-coder-7b',
		base: '/v1',
		local: true,
		path: '/infill',
		body: `{"model":"qwen2.5-coder-7b","input_extra":[{"filename":"src/add.ts","text":"${ADD}"}],"input_prefix":"${PREFIX}","input_suffix":"${SUFFIX}","prompt":"","n_predict":64,"temperature":0,"stop":["\\n"],"cache_prompt":true,"stream":true}`,
		...SSE,
		stream: 'fim/llamacpp.sse',
		usage: { ...PLAIN, input: 20, cachedInput: 100 },
	},
	{
		name: 'a template over /completions of a remote host, which takes four stop sequences',
		ability: by('template', 'codegemma'),
		model: 'codegemma-7b',
		base: '/v1',
		path: '/v1/completions',
		body: `{"model":"codegemma-7b","prompt":"src/add.ts\\n${ADD}<|file_separator|><|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>","max_tokens":64,"temperature":0,"stop":["\\n","<|file_separator|>","<|fim_prefix|>","<|fim_suffix|>"],"stream":true,"stream_options":{"include_usage":true}}`,
		...SSE,
		stream: 'fim/completions.sse',
		usage: { ...PLAIN, input: 20, cachedInput: 100 },
	},
];

const TEXT = 'xs.reduce((größe, 世界👋) => 0)';

let server: TestServer;
afterEach(() => server?.close());

async function serve(format: Format, pieces: readonly (string | Uint8Array)[]): Promise<void> {
	server = await startServer((_request, response) => {
		response.writeHead(200, { 'content-type': format.contentType });
		for (const piece of pieces) response.write(piece);
		response.end();
	});
}

const fill = (format: Format) =>
	filled(
		fillProviderAt(`${server.url}${format.base}`, { local: format.local ?? false }).fill(
			format.ability,
			{ ...REQUEST, model: format.model },
			idle(),
		),
	);

describe.each(FORMATS)('$name', (format) => {
	it('sends the request byte by byte as specified', async () => {
		await serve(format, [fixture(format.stream)]);
		const { error } = await fill(format);
		expect(error).toBeNull();
		const [seen] = server.seen;
		expect(seen).toMatchObject({ method: 'POST', url: format.path, body: format.body });
		expect(seen!.headers).toMatchObject({
			accept: format.accept,
			authorization: `Bearer ${KEY}`,
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(format.body)),
		});
	});

	it('gives the text, then the usage, then the end', async () => {
		await serve(format, [fixture(format.stream)]);
		const { text, events, error } = await fill(format);
		expect(error).toBeNull();
		expect(text).toBe(TEXT);
		expect(events.slice(-2)).toEqual([
			{ type: 'usage', usage: format.usage, reportedCost: null },
			{ type: 'end', reason: 'stop' },
		]);
		expect(events.slice(0, -2).every((event) => event.type === 'text' && event.text !== '')).toBe(true);
	});

	it('reads it however the network cuts it', async () => {
		const bytes = new TextEncoder().encode(fixture(format.stream));
		await fc.assert(
			fc.asyncProperty(fc.array(fc.nat(bytes.length - 1), { maxLength: 24 }), fc.boolean(), async (cuts, crlf) => {
				const source = crlf ? new TextEncoder().encode(fixture(format.stream).replaceAll('\n', '\r\n')) : bytes;
				const borders = [0, ...cuts.sort((a, b) => a - b), source.length];
				const pieces = borders.slice(1).map((border, index) => source.slice(borders[index], border));
				await serve(format, pieces);
				const { text, events, error } = await fill(format);
				await server.close();
				expect(error).toBeNull();
				expect(text).toBe(TEXT);
				expect(events.slice(-2)).toEqual([
					{ type: 'usage', usage: format.usage, reportedCost: null },
					{ type: 'end', reason: 'stop' },
				]);
			}),
			{ numRuns: 15 },
		);
	});

	it('reads it byte by byte', async () => {
		server = await startServer(async (_request, response) => {
			response.writeHead(200, { 'content-type': format.contentType });
			for (const byte of new TextEncoder().encode(fixture(format.stream))) {
				response.write(Uint8Array.of(byte));
				await new Promise(setImmediate);
			}
			response.end();
		});
		const { text, events, error } = await fill(format);
		expect(error).toBeNull();
		expect(text).toBe(TEXT);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});

	it('without its last part it is a broken stream, and what came before is kept', async () => {
		const parts = fixture(format.stream).split(format.contentType.includes('ndjson') ? /(?<=\n)/ : /(?<=\n\n)/);
		await serve(format, parts.slice(0, format.stream.includes('mistral') ? 3 : 2));
		const { text, events, error } = await fill(format);
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(TEXT.startsWith(text) && text !== '').toBe(true);
		expect(events.some((event) => event.type === 'end')).toBe(false);
	});
});

describe('line ends on the wire', () => {
	const context = {
		...CONTEXT,
		prefix: 'a\r\nb\rc',
		suffix: '\r\nd',
		snippets: [{ path: 'src/x.ts', text: 'e\r\nf\r\n', similarity: 0.5 }],
	};

	it.each(FORMATS)('are \\n in all of the body: $name', async (format) => {
		await serve(format, [fixture(format.stream)]);
		const request = { ...REQUEST, model: format.model, context };
		await filled(fillProviderAt(`${server.url}${format.base}`, { local: format.local ?? false }).fill(format.ability, request, idle()));
		const body = server.seen[0]!.body;
		expect(body).not.toContain('\\r');
		for (const part of ['a\\nb\\nc', '\\nd']) expect(body).toContain(part);
	});

	it('are \\n in the chat form', async () => {
		server = await startServer((_request, response) => response.writeHead(200).end());
		await filled(fillProviderAt(`${server.url}/v1`).fill(by('chat'), { ...REQUEST, context }, idle()));
		expect(server.seen[0]!.body).not.toContain('\\r');
	});
});

describe('details of the formats', () => {
	it('DeepSeek takes at most 4,096 tokens, and its address holds next to a base without /v1 too', async () => {
		await serve(FORMATS[1]!, [fixture('fim/deepseek.sse')]);
		await filled(fillProviderAt(server.url).fill(by('deepseek'), { ...REQUEST, maxOutputTokens: 9000 }, idle()));
		expect(server.seen[0]!.url).toBe('/beta/completions');
		expect(JSON.parse(server.seen[0]!.body).max_tokens).toBe(4096);
	});

	it.each(['https://codestral.mistral.ai/v1', 'https://codestral.mistral.ai', 'https://api.mistral.ai/v1'])(
		'Mistral at %s',
		async (base) => {
			await serve(FORMATS[2]!, [fixture('fim/mistral.sse')]);
			let asked = '';
			const fetch: typeof globalThis.fetch = (url, init) => {
				asked = String(url);
				return globalThis.fetch(server.url, init);
			};
			const { error } = await filled(fillProviderAt(base, { fetch }).fill(by('mistral'), REQUEST, idle()));
			expect(error).toBeNull();
			expect(asked).toBe(`${new URL(base).origin}/v1/fim/completions`);
		},
	);

	it('Ollama never gets an empty suffix or prompt: it would answer as a chat, or only load the model', async () => {
		await serve(FORMATS[3]!, [fixture('fim/ollama.ndjson')]);
		const context = { ...CONTEXT, snippets: [], prefix: '', suffix: '' };
		await filled(fillProviderAt(`${server.url}/v1`, { local: true }).fill(by('ollama'), { ...REQUEST, context, stop: [] }, idle()));
		expect(JSON.parse(server.seen[0]!.body)).toEqual({
			model: 'some-model',
			prompt: '// Path: src/sum.ts\n',
			suffix: '\n',
			stream: true,
			options: { num_predict: 64, temperature: 0 },
		});
	});

	it('says when the cap cut the text', async () => {
		await serve(FORMATS[0]!, [fixture('fim/completions.sse').replace('"finish_reason":"stop"', '"finish_reason":"length"')]);
		expect((await fill(FORMATS[0]!)).events.at(-1)).toEqual({ type: 'end', reason: 'length' });
		await server.close();
		await serve(FORMATS[3]!, [fixture('fim/ollama.ndjson').replace('"done_reason":"stop"', '"done_reason":"length"')]);
		expect((await fill(FORMATS[3]!)).events.at(-1)).toEqual({ type: 'end', reason: 'length' });
		await server.close();
		await serve(FORMATS[5]!, [fixture('fim/llamacpp.sse').replace('"stop_type":"eos"', '"stop_type":"limit"')]);
		expect((await fill(FORMATS[5]!)).events.at(-1)).toEqual({ type: 'end', reason: 'length' });
	});
});

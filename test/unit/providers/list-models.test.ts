import { afterEach, describe, expect, it } from 'vitest';
import { isChatModel } from '../../../src/core/model/chat-models.ts';
import { discoverLocalEndpoints } from '../../../src/providers/listing/discover.ts';
import { listModels } from '../../../src/providers/listing/list-models.ts';
import type { LocalServerKind } from '../../../src/providers/listing/local-servers.ts';
import { depsWith, endpointAt, type Handler, json, KEY, startServer, type TestServer } from './server.ts';

const servers: TestServer[] = [];
async function serve(handler: Handler): Promise<TestServer> {
	const server = await startServer(handler);
	servers.push(server);
	return server;
}
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Answers each path with its JSON, everything else with 404. */
const routes =
	(answers: Record<string, unknown>): Handler =>
	(request, response) => {
		const answer = answers[request.url.split('?')[0]!];
		const body = typeof answer === 'function' ? answer(request.body) : answer;
		json(response, body === undefined ? 404 : 200, body ?? { error: 'not found' });
	};

const OLLAMA = {
	'/api/version': { version: '0.12.3' },
	'/api/tags': {
		models: [
			{ name: 'qwen2.5-coder:7b', model: 'qwen2.5-coder:7b', size: 4_683_087_519, details: { family: 'qwen2', parameter_size: '7.6B' } },
			{ name: 'nomic-embed-text:latest', details: { parameter_size: '137M' } },
			{ name: 'small:135m', size: 270_898_672, details: { parameter_size: '134.52M' } },
		],
	},
	'/api/ps': { models: [{ name: 'small:135m', context_length: 4096 }] },
	'/api/show': (body: string) => {
		const { model } = JSON.parse(body);
		if (model === 'nomic-embed-text:latest') return { capabilities: ['embedding'], model_info: {} };
		if (model === 'small:135m') return { capabilities: ['completion'], model_info: { 'llama.context_length': 8192 } };
		return {
			parameters: 'stop    "<|im_end|>"\nnum_ctx    16384',
			capabilities: ['completion', 'tools', 'insert'],
			model_info: { 'general.parameter_count': 7_615_616_512, 'qwen2.context_length': 32768 },
		};
	},
	'/v1/models': { object: 'list', data: [{ id: 'qwen2.5-coder:7b', object: 'model', owned_by: 'library' }] },
};
const LM_STUDIO = {
	'/api/v0/models': {
		object: 'list',
		data: [
			{
				id: 'qwen2-vl-7b',
				object: 'model',
				type: 'vlm',
				state: 'loaded',
				max_context_length: 32768,
				loaded_context_length: 8192,
				capabilities: ['tool_use'],
			},
			{ id: 'text-embedding-nomic', object: 'model', type: 'embeddings', state: 'not-loaded', max_context_length: 2048 },
		],
	},
};
const LLAMA_CPP = {
	'/props': { default_generation_settings: { n_ctx: 4096 }, total_slots: 1, modalities: { vision: false } },
	'/v1/models': {
		object: 'list',
		data: [{ id: 'model.gguf', object: 'model', owned_by: 'llamacpp', meta: { n_params: 134_515_008, n_ctx_train: 8192 } }],
	},
};
const VLLM = { '/v1/models': { object: 'list', data: [{ id: 'my/model', object: 'model', owned_by: 'vllm', max_model_len: 16384 }] } };

const unknown = {
	displayName: null,
	contextTokens: null,
	maxOutputTokens: null,
	tools: null,
	vision: null,
	prices: null,
	parametersB: null,
};

describe('listModels', () => {
	const list = async (answers: Record<string, unknown>, kind: 'openai' | 'anthropic' | 'openai-compatible', local = false) => {
		const server = await serve(routes(answers));
		const models = await listModels(endpointAt(`${server.url}/v1`, kind, { local }), KEY, depsWith(), null);
		return { models, server };
	};

	it('OpenAI: only chat models, with the key in the header', async () => {
		const ids = ['gpt-5', 'gpt-4o-mini-tts', 'text-embedding-3-small', 'whisper-1', 'gpt-image-1', 'gpt-5-mini'];
		const { models, server } = await list({ '/v1/models': { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) } }, 'openai');
		expect(models).toEqual([
			{ ...unknown, id: 'gpt-5' },
			{ ...unknown, id: 'gpt-5-mini' },
		]);
		expect(server.seen[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
	});

	it('Anthropic: names and its own headers', async () => {
		const data = [
			{ type: 'model', id: 'claude-sonnet-4-5-20250929', display_name: 'Claude Sonnet 4.5', created_at: '2025-09-29T00:00:00Z' },
		];
		const { models, server } = await list({ '/v1/models': { data, has_more: false } }, 'anthropic');
		expect(models).toEqual([{ ...unknown, id: 'claude-sonnet-4-5-20250929', displayName: 'Claude Sonnet 4.5' }]);
		expect(server.seen[0]!.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
	});

	it('OpenRouter: prices, context, abilities', async () => {
		const data = [
			{
				id: 'vendor/model',
				name: 'Vendor: Model',
				context_length: 200000,
				architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
				pricing: { prompt: '0.0000006', completion: '0.0000022', input_cache_read: '0.00000011', request: '0' },
				top_provider: { context_length: 131072, max_completion_tokens: 98304, is_moderated: false },
				supported_parameters: ['tools', 'reasoning'],
			},
			{ id: 'openrouter/auto', name: 'Auto', pricing: { prompt: '-1', completion: '-1' }, supported_parameters: [] },
			{ id: 'vendor/painter', architecture: { output_modalities: ['image'] } },
		];
		const { models } = await list({ '/v1/models': { data } }, 'openai-compatible');
		expect(models).toEqual([
			{
				id: 'vendor/model',
				displayName: 'Vendor: Model',
				contextTokens: 131072,
				maxOutputTokens: 98304,
				tools: true,
				vision: true,
				prices: { input: 600_000, output: 2_200_000, cachedInput: 110_000, cacheWrite: null },
				parametersB: null,
			},
			{ ...unknown, id: 'openrouter/auto', displayName: 'Auto', tools: false },
		]);
	});

	it('a fee on every request is part of the price, and what cannot be read is an unknown price and not a free one', async () => {
		const pricing = { prompt: '0', completion: '0' };
		const data = [
			{ id: 'free', pricing: { ...pricing, request: '0' } },
			{ id: 'fee', pricing: { ...pricing, request: '0.005' } },
			{ id: 'unreadable-fee', pricing: { ...pricing, request: 'ask us' } },
			{ id: 'absurd', pricing: { prompt: '1e30', completion: '1e300' } },
		];
		const { models } = await list({ '/v1/models': { data } }, 'openai-compatible');
		expect(models.map(({ id, prices }) => [id, prices])).toEqual([
			['free', { input: 0, output: 0, cachedInput: null, cacheWrite: null }],
			['fee', { input: 0, output: 0, cachedInput: null, cacheWrite: null, perRequest: 5000 }],
			['unreadable-fee', null],
			['absurd', null],
		]);
	});

	it('a field of another form costs the user that field and not the model', async () => {
		const data = [
			{ id: 'a', context_length: '8192', max_model_len: 4096 },
			{ id: 'b', architecture: 'LlamaForCausalLM', supported_parameters: 'tools', top_provider: [], pricing: 5 },
			{ id: 'c', name: { en: 'C' }, type: 7, active: 'yes', max_completion_tokens: {} },
		];
		const { models } = await list({ '/v1/models': { data } }, 'openai-compatible');
		expect(models).toEqual([
			{ ...unknown, id: 'a', contextTokens: 4096 },
			{ ...unknown, id: 'b' },
			{ ...unknown, id: 'c' },
		]);
	});

	it('Mistral, Groq, Gemini, Together', async () => {
		const data = [
			{ id: 'mistral-large', max_context_length: 131072, capabilities: { completion_chat: true, function_calling: true, vision: false } },
			{ id: 'mistral-other', capabilities: { completion_chat: false } },
			{ id: 'llama-3.3-70b', active: true, context_window: 131072, max_completion_tokens: 32768 },
			{ id: 'retired', active: false },
			{ id: 'models/gemini-2.5-flash', display_name: 'Gemini 2.5 Flash' },
			'rubbish',
			{ noId: true },
		];
		const { models } = await list({ '/v1/models': data }, 'openai-compatible');
		expect(models).toEqual([
			{ ...unknown, id: 'mistral-large', contextTokens: 131072, tools: true, vision: false },
			{ ...unknown, id: 'llama-3.3-70b', contextTokens: 131072, maxOutputTokens: 32768 },
			{ ...unknown, id: 'gemini-2.5-flash', displayName: 'Gemini 2.5 Flash' },
		]);
	});

	it('Ollama: a model that is not loaded gets the context that Ollama would give it, not the longest that it could take', async () => {
		const { models } = await list({ ...OLLAMA, '/api/ps': { models: [] } }, 'openai-compatible', true);
		expect(models.find(({ id }) => id === 'small:135m')?.contextTokens).toBe(4096);
	});

	it("Ollama: models that run at Ollama's own servers are not local, and are left out", async () => {
		const tags = [
			...OLLAMA['/api/tags'].models,
			{ name: 'gpt-oss:120b-cloud', remote_host: 'https://ollama.com:443', remote_model: 'gpt-oss:120b' },
			{ name: 'kimi:cloud' },
			{ name: 'mine:latest', remote_host: 'https://elsewhere.example' },
		];
		const { models } = await list({ ...OLLAMA, '/api/tags': { models: tags } }, 'openai-compatible', true);
		expect(models.map(({ id }) => id)).toEqual(['qwen2.5-coder:7b', 'small:135m']);
	});

	it('Ollama: the context the server really gives, size, abilities, no embedding models', async () => {
		const { models } = await list(OLLAMA, 'openai-compatible', true);
		expect(models).toEqual([
			{ ...unknown, id: 'qwen2.5-coder:7b', contextTokens: 16384, tools: true, vision: false, parametersB: 7.615616512, runsHere: true },
			{ ...unknown, id: 'small:135m', contextTokens: 4096, tools: false, vision: false, parametersB: 0.13452, runsHere: true },
		]);
	});

	it.each(['1.2.3B', '.B', '0B', '-7B', 'NaN', `${'9'.repeat(400)}B`])('Ollama: a size of %s is none', async (size) => {
		const models = [{ name: 'small:135m', size: 270_898_672, details: { parameter_size: size } }];
		const found = (await list({ ...OLLAMA, '/api/tags': { models } }, 'openai-compatible', true)).models;
		expect(found.map(({ id, parametersB }) => [id, parametersB])).toEqual([['small:135m', null]]);
	});

	it('LM Studio', async () => {
		const { models } = await list(LM_STUDIO, 'openai-compatible', true);
		expect(models).toEqual([{ ...unknown, id: 'qwen2-vl-7b', contextTokens: 8192, tools: true, vision: true, runsHere: true }]);
	});

	it('llama.cpp', async () => {
		const { models } = await list(LLAMA_CPP, 'openai-compatible', true);
		expect(models).toEqual([
			{ ...unknown, id: 'model.gguf', contextTokens: 4096, vision: false, parametersB: 0.134515008, runsHere: true },
		]);
	});

	it('vLLM', async () => {
		const { models } = await list(VLLM, 'openai-compatible', true);
		expect(models).toEqual([{ ...unknown, id: 'my/model', contextTokens: 16384, runsHere: true }]);
	});

	it.each([
		['another form', (_request, response) => json(response, 200, { models: 'many' }), 'badResponse'],
		['not JSON', (_request, response) => json(response, 200, 'hello'), 'badResponse'],
		['more than the limit', (_request, response) => json(response, 200, ` ${'"'.repeat(9_000_000)}`), 'badResponse'],
		['a web page', (_request, response) => json(response, 200, '<!DOCTYPE html><p>'), 'badResponse'],
		['a wrong key', (_request, response) => json(response, 401, { error: { message: 'no' } }), 'auth'],
		['silence', () => {}, 'timeout'],
		['half an answer', (_request, response) => response.writeHead(200, { 'content-length': '100' }).write('{'), 'timeout'],
	] as [string, Handler, string][])('fails well on %s', async (_name, handler, kind) => {
		const server = await serve(handler);
		await expect(listModels(endpointAt(server.url), KEY, depsWith({ list: kind === 'timeout' ? 150 : 5000 }), null)).rejects.toMatchObject({
			name: 'RoutooError',
			kind,
		});
	});

	it("knows the one model of Codestral's own address, which lists none; elsewhere a missing list is an error", async () => {
		const server = await serve(routes({}));
		const deps = {
			...depsWith(),
			fetch: (url: unknown, init?: RequestInit) => fetch(`${server.url}${new URL(String(url)).pathname}`, init),
		};
		const codestral = { ...endpointAt('https://codestral.mistral.ai/v1'), local: false };
		const models = await listModels(codestral, KEY, deps as Parameters<typeof listModels>[2], null);
		expect(models.map((model) => model.id)).toEqual(['codestral-latest']);
		const other = { ...codestral, baseUrl: 'https://api.mistral.ai/v1' };
		await expect(listModels(other, KEY, deps as Parameters<typeof listModels>[2], null)).rejects.toMatchObject({ name: 'RoutooError' });
		const azure = { ...codestral, baseUrl: 'https://me.openai.azure.com/openai/deployments/my-gpt' };
		expect((await listModels(azure, KEY, deps as Parameters<typeof listModels>[2], null)).map(({ id }) => id)).toEqual(['my-gpt']);
	});

	it('can be cancelled', async () => {
		const server = await serve(() => {});
		const stop = AbortSignal.timeout(20);
		await expect(listModels(endpointAt(server.url), KEY, depsWith(), stop)).rejects.toMatchObject({ kind: 'cancelled' });
	});
});

describe('isChatModel', () => {
	it.each([
		'gpt-5',
		'claude-opus-4-1',
		'deepseek-chat',
		'qwen/qwen3-coder',
		'gemini-2.5-pro',
		'llama3.2:1b',
		'codestral-latest',
		'grok-4',
		'kimi-k2',
		'olive',
	])('%s is one', (id) => expect(isChatModel(id)).toBe(true));
	it.each([
		'text-embedding-3-small',
		'whisper-1',
		'tts-1-hd',
		'dall-e-3',
		'gpt-image-1',
		'omni-moderation-latest',
		'nomic-embed-text:latest',
		'bge-m3',
		'gpt-4o-realtime-preview',
		'mistral-embed',
		'imagen-4.0-generate-001',
		'veo-3.0',
		'llama-guard-4-12b',
		'davinci-002',
		'mistral-ocr-latest',
		'sora-2',
	])('%s is none', (id) => expect(isChatModel(id)).toBe(false));
});

describe('discoverLocalEndpoints', () => {
	const port = (server: TestServer) => Number(new URL(server.url).port);

	it('finds each server by what only it answers, all at once', async () => {
		const answers: Record<LocalServerKind, Record<string, unknown>> = {
			ollama: OLLAMA,
			lmstudio: LM_STUDIO,
			llamacpp: LLAMA_CPP,
			vllm: VLLM,
		};
		const kinds = Object.keys(answers) as LocalServerKind[];
		const running = await Promise.all(kinds.map((kind) => serve(routes(answers[kind]))));
		const found = await discoverLocalEndpoints(
			depsWith({ discover: 5000 }),
			kinds.map((kind, index) => ({ kind, port: port(running[index]!) })),
		);
		for (const endpoint of found) expect(endpoint).toMatchObject({ local: true, mustProve: true });
		expect(found.map((endpoint) => [endpoint.id, endpoint.displayName, endpoint.local, endpoint.needsKey])).toEqual([
			['ollama', 'Ollama', true, false],
			['lmstudio', 'LM Studio', true, false],
			['llamacpp', 'llama.cpp', true, false],
			['vllm', 'vLLM', true, false],
		]);
		expect(found[0]!.baseUrl).toBe(`${running[0]!.url}/v1`);
		for (const server of running) for (const request of server.seen) expect(request.headers.authorization).toBeUndefined();
	});

	it('takes nothing else for a model server', async () => {
		const page = await serve((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<!doctype html>');
		});
		const api = await serve((_request, response) => json(response, 200, { ok: true, version: 3 }));
		const silent = await serve(() => {});
		const addresses = [page, api, silent].flatMap((server) =>
			(['ollama', 'lmstudio', 'llamacpp', 'vllm'] as const).map((kind) => ({ kind, port: port(server) })),
		);
		expect(await discoverLocalEndpoints(depsWith({ discover: 200 }), addresses)).toEqual([]);
	});

	it('does not take a list of models for vLLM when another program made it', async () => {
		const server = await serve(routes(LLAMA_CPP));
		expect(await discoverLocalEndpoints(depsWith(), [{ kind: 'vllm', port: port(server) }])).toEqual([]);
	});
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { type Handler, json, startServer, type TestServer } from '../server.ts';
import { candidate, fillProviderAt, idle } from './support.ts';

let server: TestServer | undefined;
afterEach(() => server?.close());

const NO_NETWORK: typeof fetch = () => Promise.reject(new TypeError('no request is due'));

/** What an endpoint elsewhere says of a model without being asked: every request fails the test. */
const remotely = async (
	baseUrl: string,
	more: Partial<Candidate>,
	kind: 'openai' | 'anthropic' | 'openai-compatible' = 'openai-compatible',
) => {
	let asked = 0;
	const fetch: typeof globalThis.fetch = (...args) => {
		asked++;
		return NO_NETWORK(...args);
	};
	const ability = await fillProviderAt(baseUrl, { kind, fetch }).ability(candidate(more), idle());
	expect(asked).toBe(0);
	expect(ability.why).toMatch(/^[A-Z][^\n]*\.$/);
	return ability;
};

const atServer = async (handler: Handler, more: Partial<Candidate>, options: { id?: string } = {}) => {
	server = await startServer(handler);
	const provider = fillProviderAt(`${server.url}/v1`, { local: true, timeouts: { list: 300 }, ...options });
	const ability = await provider.ability(candidate({ local: true, ...more }), idle());
	expect(ability.why).toMatch(/^[A-Z][^\n]*\.$/);
	return { ability, provider };
};

describe('remote endpoints, by name and for free', () => {
	const known = (more: Partial<Candidate>) => ({ catalogId: 'x', ...more });

	it.each<[string, Partial<Candidate>, string | null, string | null]>([
		['https://api.deepseek.com/v1', { wireModel: 'deepseek-v4-pro', catalogId: 'deepseek-v4-pro', reasoning: true }, 'deepseek', null],
		['https://api.deepseek.com/v1', { wireModel: 'deepseek-v4-flash', catalogId: 'deepseek-v4-flash', reasoning: false }, 'chat', null],
		['https://api.mistral.ai/v1', { wireModel: 'codestral-2508', catalogId: 'codestral-2508', fim: true }, 'mistral', null],
		['https://codestral.mistral.ai/v1', { wireModel: 'codestral-latest' }, 'mistral', null],
		[
			'https://api.together.xyz/v1',
			{ wireModel: 'Qwen/Qwen2.5-Coder-32B-Instruct', catalogId: 'qwen2.5-coder-32b-instruct', fim: true },
			'template',
			'qwen',
		],
		['https://my-gateway.example/v1', { wireModel: 'bigcode/starcoder2-15b' }, 'template', 'starcoder'],
		['https://openrouter.ai/api/v1', { wireModel: 'qwen/qwen3-coder', catalogId: 'q', fim: true, parametersB: 480 }, 'chat', null],
		['https://api.x.ai/v1', { wireModel: 'grok-3', catalogId: 'grok-3' }, 'chat', null],
		// The catalog knows better than the name.
		['https://my-gateway.example/v1', known({ wireModel: 'qwen3-coder-plus', fim: false }), 'chat', null],
		['https://my-gateway.example/v1', { wireModel: 'nobody-knows-this' }, null, null],
	])('%s %j', async (baseUrl, more, method, template) => {
		expect(await remotely(baseUrl, more)).toMatchObject({ method, template });
	});

	it('OpenAI and Anthropic answer in chat form, one old model apart', async () => {
		expect(await remotely('https://api.openai.com/v1', known({ wireModel: 'gpt-4.1-mini' }), 'openai')).toMatchObject({ method: 'chat' });
		expect(await remotely('https://api.openai.com/v1', { wireModel: 'gpt-3.5-turbo-instruct' }, 'openai')).toMatchObject({
			method: 'openaiSuffix',
		});
		expect(await remotely('https://api.anthropic.com/v1', known({ wireModel: 'claude-haiku-4-5' }), 'anthropic')).toMatchObject({
			method: 'chat',
		});
	});

	it('Mistral is asked what another model of its can', async () => {
		const card =
			(fim: boolean): typeof fetch =>
			async (url) => {
				expect(String(url)).toBe('https://api.mistral.ai/v1/models/devstral-2512');
				return Response.json({ id: 'devstral-2512', capabilities: { completion_chat: true, completion_fim: fim } });
			};
		const devstral = candidate({ wireModel: 'devstral-2512', catalogId: 'devstral-2512' });
		expect(await fillProviderAt('https://api.mistral.ai/v1', { fetch: card(true) }).ability(devstral, idle())).toMatchObject({
			method: 'mistral',
		});
		expect(await fillProviderAt('https://api.mistral.ai/v1', { fetch: card(false) }).ability(devstral, idle())).toMatchObject({
			method: 'chat',
		});
		expect(await fillProviderAt('https://api.mistral.ai/v1', { fetch: NO_NETWORK }).ability(devstral, idle())).toMatchObject({
			method: 'chat',
		});
	});
});

describe('the chat form', () => {
	const at = (more: Partial<Candidate>) => remotely('https://my-gateway.example/v1', { catalogId: 'x', ...more });

	it('is for models that answer at once', async () => {
		expect(await at({})).toMatchObject({ method: 'chat', effort: null });
		expect(await at({ effort: 'none' })).toMatchObject({ method: 'chat', effort: 'none' });
		expect((await at({})).lastResort ?? false).toBe(false);
	});

	it('is the last resort for one that thinks first, and none at a further effort', async () => {
		expect(await at({ reasoning: true })).toMatchObject({ method: 'chat', lastResort: true, why: expect.stringContaining('thinks') });
		expect(await at({ reasoning: true, effort: 'high' })).toMatchObject({ method: null });
	});

	it('is not for small models and unknown ones', async () => {
		expect(await at({ parametersB: 3 })).toMatchObject({ method: null, why: expect.stringContaining('3 billion') });
		expect(await at({ parametersB: 8 })).toMatchObject({ method: 'chat' });
		expect(await at({ catalogId: null })).toMatchObject({ method: null });
	});

	it('stands for an effort also where the model has a form of its own', async () => {
		expect(
			await remotely('https://api.deepseek.com/v1', { wireModel: 'deepseek-v4-pro', catalogId: 'd', reasoning: true, effort: 'high' }),
		).toMatchObject({ method: null });
	});
});

describe('Ollama', () => {
	const ollama =
		(show: unknown, status = 200): Handler =>
		({ url, body }, response) => {
			if (url === '/api/version') return json(response, 200, { version: '0.40.12' });
			if (url === '/api/tags') return json(response, 200, { models: [{ name: 'm' }] });
			if (url !== '/api/show') return json(response, 404, { error: 'not found' });
			expect(JSON.parse(body)).toHaveProperty('model');
			return json(response, status, show);
		};

	it('its word counts: insert', async () => {
		const { ability } = await atServer(ollama({ capabilities: ['completion', 'insert'], template: '' }), { wireModel: 'qwen2.5-coder:7b' });
		expect(ability).toMatchObject({ method: 'ollama', template: null });
	});

	it('an old one without capabilities tells by its template', async () => {
		const { ability } = await atServer(ollama({ template: '{{ if .Suffix }}<PRE> {{ .Prompt }} <SUF>{{ .Suffix }} <MID>{{ end }}' }), {
			wireModel: 'codellama:7b',
		});
		expect(ability).toMatchObject({ method: 'ollama', template: null });
	});

	it('without insert the tokens of a known family go raw', async () => {
		const { ability } = await atServer(ollama({ capabilities: ['completion'] }), { wireModel: 'qwen2.5-coder:1.5b-base' });
		expect(ability).toMatchObject({ method: 'ollama', template: 'qwen', why: expect.stringContaining('Qwen-Coder') });
	});

	it.each([
		['codellama:7b-code', 'codellama'],
		['granite-code:8b-base', 'starcoder'],
		['granite4:tiny-h-base', 'granite'],
		['stable-code:3b', 'starcoder'],
	])('so do those of %s', async (wireModel, template) => {
		const { ability } = await atServer(ollama({ capabilities: ['completion'] }), { wireModel, fillOnly: true });
		expect(ability).toMatchObject({ method: 'ollama', template });
	});

	it('a fill-in model without a known form is called so', async () => {
		const { ability } = await atServer(ollama({ capabilities: ['completion'] }), { wireModel: 'yi-coder:9b-base', fillOnly: true });
		expect(ability).toMatchObject({ method: null, why: expect.stringMatching(/fill-in model .* Yi-Coder.* form is not known/) });
	});

	it('others are asked in chat form, or not at all', async () => {
		const { ability, provider } = await atServer(ollama({ capabilities: ['completion'] }), {
			wireModel: 'llama3.1:8b',
			catalogId: 'l',
			parametersB: 8,
		});
		expect(ability).toMatchObject({ method: 'chat' });
		expect(
			await provider.ability(candidate({ wireModel: 'smollm2:135m', catalogId: 's', parametersB: 0.135, local: true }), idle()),
		).toMatchObject({ method: null });
	});

	it('is asked once a model', async () => {
		const { provider } = await atServer(ollama({ capabilities: ['insert'] }), { wireModel: 'a' });
		const before = server!.seen.length;
		await provider.ability(candidate({ wireModel: 'a', local: true }), idle());
		expect(server!.seen).toHaveLength(before);
		await provider.ability(candidate({ wireModel: 'b', local: true }), idle());
		expect(server!.seen.slice(before).map(({ url }) => url)).toEqual(['/api/show']);
	});
});

describe('llama.cpp', () => {
	const llama =
		(status: number, body: unknown): Handler =>
		({ url }, response) => {
			if (url === '/props') return json(response, 200, { default_generation_settings: { n_ctx: 4096 }, total_slots: 1 });
			return url === '/infill' ? json(response, status, body) : json(response, 404, { error: { message: 'not found' } });
		};

	it('fills in where the model has the tokens; nothing is generated to find out', async () => {
		const { ability } = await atServer(llama(200, { content: '', stop: true }), { wireModel: 'any.gguf' });
		expect(ability).toMatchObject({ method: 'llamacpp', template: null });
		const [asked] = server!.seen.filter(({ url }) => url === '/infill');
		expect(JSON.parse(asked!.body)).toEqual({ model: 'any.gguf', input_prefix: '', input_suffix: '', n_predict: 0 });
	});

	const refusal = {
		error: { code: 501, message: 'Infill is not supported by this model: middle token is missing. ', type: 'not_supported_error' },
	};

	it('a model without one of the tokens may know others by its name', async () => {
		expect((await atServer(llama(501, refusal), { wireModel: 'Codestral-22B-v0.1-Q4_K_M.gguf' })).ability).toMatchObject({
			method: 'template',
			template: 'codestral',
		});
	});

	it('else it cannot', async () => {
		expect((await atServer(llama(501, refusal), { wireModel: 'SmolLM2-135M-Instruct.Q4_1.gguf' })).ability).toMatchObject({ method: null });
	});

	it('one that is still loading is asked again', async () => {
		const { ability, provider } = await atServer(
			llama(503, { error: { message: 'Loading model' } }),
			{ wireModel: 'qwen2.5-coder-7b' },
			{ id: 'llamacpp' },
		);
		expect(ability).toMatchObject({ method: 'llamacpp' });
		const before = server!.seen.filter(({ url }) => url === '/infill').length;
		await provider.ability(candidate({ wireModel: 'qwen2.5-coder-7b', local: true }), idle());
		expect(server!.seen.filter(({ url }) => url === '/infill')).toHaveLength(before + 1);
	});
});

describe('other local servers', () => {
	const completions =
		(count: (body: { suffix?: string }) => unknown, models: readonly object[] = [{ id: 'm' }]): Handler =>
		({ url, body }, response) => {
			if (url === '/v1/models') return json(response, 200, { object: 'list', data: models });
			if (url !== '/v1/completions') return json(response, 404, { error: { message: 'no route' } });
			const parsed = JSON.parse(body);
			expect(parsed.max_tokens).toBe(1);
			return json(response, 200, { choices: [{ text: 'x', finish_reason: 'length' }], usage: count(parsed) });
		};
	const tested = () => server!.seen.filter(({ url }) => url === '/v1/completions').length;

	it('vLLM refuses a suffix: tokens by name, or chat', async () => {
		const vllm: Handler = ({ url }, response) =>
			url === '/v1/models' ? json(response, 200, { data: [{ id: 'm', owned_by: 'vllm' }] }) : json(response, 404, { detail: 'Not Found' });
		expect((await atServer(vllm, { wireModel: 'Qwen/Qwen2.5-Coder-7B' })).ability).toMatchObject({ method: 'template', template: 'qwen' });
	});

	it('vLLM lists a base model of every family for completions only', async () => {
		for (const [wireModel, template] of [
			['JetBrains/Mellum-4b-base', 'mellum'],
			['ByteDance-Seed/Seed-Coder-8B-Base', 'seedcoder'],
			['ibm-granite/granite-4.0-h-tiny-base', 'granite'],
			['ibm-granite/granite-8b-code-base', 'starcoder'],
			['codellama/CodeLlama-7b-hf', 'codellama'],
		] as const) {
			const vllm: Handler = ({ url }, response) =>
				url === '/v1/models'
					? json(response, 200, { data: [{ id: wireModel, owned_by: 'vllm' }] })
					: json(response, 404, { detail: 'Not Found' });
			expect((await atServer(vllm, { wireModel, fillOnly: true })).ability, wireModel).toMatchObject({ method: 'template', template });
			await server?.close();
		}
	});

	it('a server that counts the suffix takes it', async () => {
		const { ability } = await atServer(
			completions(({ suffix = '' }) => ({ prompt_tokens: 3 + suffix.length })),
			{ wireModel: 'm' },
		);
		expect(ability).toMatchObject({ method: 'openaiSuffix', why: expect.stringContaining('test request') });
		expect(tested()).toBe(2);
	});

	it('one that swallows the suffix is found out', async () => {
		const { ability } = await atServer(
			completions(() => ({ prompt_tokens: 3 })),
			{ wireModel: 'starcoder2-3b' },
		);
		expect(ability).toMatchObject({ method: 'template', template: 'starcoder' });
	});

	it('one that counts nothing proves nothing', async () => {
		expect(
			(
				await atServer(
					completions(() => undefined),
					{ wireModel: 'm' },
				)
			).ability,
		).toMatchObject({ method: null });
	});

	it('one that says in its list that it can is not tested', async () => {
		const models = [{ id: 'm', capabilities: { completion_fim: true } }];
		const { ability } = await atServer(
			completions(() => ({ prompt_tokens: 3 }), models),
			{ wireModel: 'm' },
		);
		expect(ability).toMatchObject({ method: 'openaiSuffix', why: expect.stringContaining('lists') });
		expect(tested()).toBe(0);
	});

	it('a long list is not gone through', async () => {
		const models = ['a', 'b', 'c', 'd', 'm'].map((id) => ({ id }));
		await atServer(
			completions(({ suffix = '' }) => ({ prompt_tokens: suffix.length }), models),
			{ wireModel: 'm' },
		);
		expect(tested()).toBe(0);
	});

	it('without /completions it is the chat form', async () => {
		const chatOnly: Handler = ({ url }, response) =>
			url === '/v1/models' ? json(response, 200, { data: [{ id: 'm' }] }) : json(response, 404, {});
		expect((await atServer(chatOnly, { wireModel: 'qwen2.5-coder-7b', catalogId: 'q', fim: true, parametersB: 7 })).ability).toMatchObject({
			method: 'chat',
		});
	});

	it('silence is no word: the guess is by name, and the server is asked again', async () => {
		const mute: Handler = () => undefined;
		const { ability, provider } = await atServer(mute, { wireModel: 'qwen2.5-coder-7b' });
		expect(ability).toMatchObject({ method: 'template', template: 'qwen', why: expect.stringContaining('could not be asked') });
		const before = server!.seen.length;
		await provider.ability(candidate({ wireModel: 'qwen2.5-coder-7b', local: true }), idle());
		expect(server!.seen.length).toBeGreaterThan(before);
	});

	it('never rejects, whatever the caller or the machine does', async () => {
		const provider = fillProviderAt('http://127.0.0.1:9/v1', { local: true, id: 'ollama', timeouts: { list: 200 } });
		expect(await provider.ability(candidate({ wireModel: 'qwen2.5-coder:7b', local: true }), idle())).toMatchObject({
			method: 'ollama',
			template: 'qwen',
		});
		expect(await provider.ability(candidate({ wireModel: 'x', local: true }), AbortSignal.abort())).toMatchObject({ method: null });
	});
});

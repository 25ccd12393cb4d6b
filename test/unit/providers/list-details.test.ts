import { afterEach, describe, expect, it } from 'vitest';
import { buildCandidates } from '../../../src/core/model/build-candidates.ts';
import type { RemoteModel } from '../../../src/core/model/endpoint.ts';
import { parseFromDashboard } from '../../../src/protocol/dashboard.ts';
import { listModels } from '../../../src/providers/listing/list-models.ts';
import { type Answers, llamaCpp, lmStudio, ollama } from '../../support/model-servers.ts';
import { shipped } from '../core/model/shipped.ts';
import { depsWith, endpointAt, json, KEY, startServer, type TestServer } from './server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

const LOCAL = { local: true, mustProve: true, needsKey: false } as const;

async function list(answers: Answers, more: object = LOCAL, tell?: (words: string) => void): Promise<readonly RemoteModel[]> {
	const server = await startServer((request, response) => {
		const answer = answers[request.url] ?? answers[request.url.split('?')[0]!];
		json(response, answer === undefined ? 404 : 200, answer ?? { error: 'not found' });
	});
	servers.push(server);
	return listModels(endpointAt(`${server.url}/v1`, 'openai-compatible', more), KEY, { ...depsWith(), ...(tell ? { tell } : {}) }, null);
}

const remote = async (data: readonly unknown[], tell?: (words: string) => void) => list({ '/v1/models': { data } }, {}, tell);
const contexts = (models: readonly RemoteModel[]) =>
	buildCandidates(endpointAt('http://127.0.0.1:1/v1', 'openai-compatible', LOCAL), models, shipped).map(({ wireModel, contextTokens }) => [
		wireModel,
		contextTokens,
	]);

describe('the context that a model runs with', () => {
	it('llama.cpp: of the model, of its start options, of its own /props, else a cautious one for this model alone', async () => {
		const data = [
			{ id: 'meta-7b', meta: { n_ctx: 16384, n_params: 7e9 } },
			{ id: 'args-7b', status: { value: 'unloaded', args: ['llama-server', '--model', 'x.gguf', '--ctx-size', '65536'] } },
			{ id: 'short-7b', status: { value: 'loaded', args: ['-c', '32768', '-m', 'x.gguf'] } },
			{ id: 'equals-7b', status: { value: 'loaded', args: ['--ctx-size=24576'] } },
			{ id: 'preset-7b', status: { value: 'unloaded', preset: '[preset-7b]\nctx-size = 12288\n' } },
			{ id: 'slots-7b', status: { value: 'loaded', args: ['-c', '65536', '--parallel', '4'] } },
			{ id: 'own/props-7b', status: { value: 'loaded' } },
			{ id: 'nothing-7b', status: { value: 'unloaded' } },
			{ id: 'zero-7b', status: { value: 'unloaded', args: ['--ctx-size', '0'] } },
		];
		const props = { default_generation_settings: { n_ctx: 65_536 }, total_slots: 1 };
		const models = await list({
			'/props': { default_generation_settings: { n_ctx: 0 }, total_slots: 0, role: 'router' },
			'/props?model=own%2Fprops-7b&autoload=false': props,
			'/v1/models': { data },
		});
		expect(contexts(models)).toEqual([
			['meta-7b', 16_384],
			['args-7b', 65_536],
			['short-7b', 32_768],
			['equals-7b', 24_576],
			['preset-7b', 12_288],
			['slots-7b', 16_384],
			['own/props-7b', 65_536],
			['nothing-7b', 8_192],
			['zero-7b', 8_192],
		]);
		expect(models.every(({ runsHere }) => runsHere)).toBe(true);
		// To ask is not to load.
		const asked = servers[0]!.seen.map(({ url }) => url).filter((url) => url.startsWith('/props?'));
		expect(asked.length).toBeGreaterThan(0);
		for (const url of asked) expect(url).toMatch(/&autoload=false$/);
	});

	it('llama.cpp: tools as its template takes and writes them', async () => {
		const tools = async (caps?: object) => {
			const props = { default_generation_settings: { n_ctx: 8192 }, total_slots: 1, ...(caps && { chat_template_caps: caps }) };
			return (await list({ '/props': props, '/v1/models': { data: [{ id: 'm-7b' }] } }))[0]!.tools;
		};
		expect(await tools({ supports_tools: true, supports_tool_calls: true })).toBe(true);
		// It takes them and leaves them out in silence.
		expect(await tools({ supports_tools: false, supports_tool_calls: true })).toBe(false);
		expect([await tools(), await tools({ supports_tools: 'yes' })]).toEqual([null, null]);
	});

	it('LM Studio: as loaded; where it is not loaded, as it would be, not the longest', async () => {
		const context = async (entry: object) => (await list(lmStudio('x-7b', entry)))[0]!.contextTokens;
		expect(await context({ state: 'loaded', loaded_context_length: 16_384, max_context_length: 131_072 })).toBe(16_384);
		expect(await context({ state: 'not-loaded', max_context_length: 131_072 })).toBe(4096);
		expect(await context({ state: 'Loaded', loaded_context_length: 0, max_context_length: 2048 })).toBe(2048);
	});

	it('Ollama: num_ctx in any spelling, else what is loaded, else what it gives by itself', async () => {
		const context = async (show: object, ps: readonly object[] = []) =>
			(await list({ ...ollama('x:7b', {}, show), '/api/ps': { models: ps } }))[0]!.contextTokens;
		expect(await context({ parameters: 'num_ctx    16384' })).toBe(16_384);
		expect(await context({ parameters: 'stop "x"\n  NUM_CTX "8192"' })).toBe(8192);
		expect(await context({}, [{ name: 'X:7B', context_length: 2048 }])).toBe(2048);
		expect(await context({})).toBe(4096);
	});

	it.each([1e300, 0.5, 0, -1, Number.MAX_VALUE, 12])('%s tokens are no context', (contextTokens) => {
		const model = {
			id: 'my-7b',
			displayName: null,
			contextTokens,
			maxOutputTokens: null,
			tools: null,
			vision: null,
			prices: null,
			parametersB: null,
		};
		expect(contexts([model])).toEqual([['my-7b', 8192]]);
	});
});

describe('words of a server', () => {
	it('LM Studio: type and state in any spelling', async () => {
		const data = ['LLM', 'VLM', 'Embeddings', 'EMBEDDING', 'Llm', 'speech'].map((type, n) => ({
			...(lmStudio(`m${n}-7b`)['/api/v0/models'] as { data: object[] }).data[0],
			id: type === 'speech' ? 'whisper-1' : `m${n}-7b`,
			type,
			state: 'Not_Loaded',
			capabilities: ['Tool-Use'],
		}));
		const models = await list({ ...lmStudio('x'), '/api/v0/models': { data } });
		expect(models.map(({ id, vision, tools, runsHere }) => [id, vision, tools, runsHere])).toEqual([
			['m0-7b', false, true, true],
			['m1-7b', true, true, true],
			['m4-7b', false, true, true],
		]);
	});

	it('Ollama: abilities in any spelling, and one odd entry costs no other', async () => {
		const { models } = ollama('x:7b')['/api/tags'] as { models: object[] };
		const answers = {
			...ollama('x:7b', {}, { capabilities: ['Completion', 'TOOLS', 'Vision'] }),
			'/api/tags': { models: [...models, {}, 'x', null] },
		};
		expect(await list(answers)).toMatchObject([{ id: 'x:7b', tools: true, vision: true }]);
	});

	it('OpenAI lists: types, abilities and kinds of input', async () => {
		const models = await remote([
			{ id: 'a', type: 'Embedding' },
			{ id: 'b', type: 'Text-To-Speech', architecture: { output_modalities: ['Audio'] } },
			{ id: 'c', architecture: { input_modalities: ['Text', 'Image'], output_modalities: ['TEXT'] }, supported_parameters: ['Tools'] },
			{ id: 'd', capabilities: { Completion_Chat: true, functionCalling: true, VISION: true } },
		]);
		expect(models.map(({ id, tools, vision }) => [id, tools, vision])).toEqual([
			['c', true, true],
			['d', true, true],
		]);
	});

	it('vLLM: its own name in any spelling', async () => {
		const models = await list({ '/v1/models': { data: [{ id: 'x-7b', owned_by: 'vLLM', max_model_len: 8192 }] } });
		expect(models).toMatchObject([{ id: 'x-7b', contextTokens: 8192, runsHere: true }]);
	});
});

describe('copies', () => {
	it("LM Studio's second copy is the same model, at Ollama a tag is a version", async () => {
		const data = ['llama-3.2-1b-instruct', 'llama-3.2-1b-instruct:2'].map(
			(id) => (lmStudio(id)['/api/v0/models'] as { data: object[] }).data[0],
		);
		const models = await list({ ...lmStudio('x'), '/api/v0/models': { data } });
		const candidates = buildCandidates(endpointAt('http://127.0.0.1:1/v1', 'openai-compatible', LOCAL), models, shipped);
		expect(candidates.map(({ id, catalogId, parametersB }) => [id, catalogId, parametersB])).toEqual([
			['test/llama-3.2-1b-instruct', 'llama-3.2-1b-instruct', 1.2],
			['test/llama-3.2-1b-instruct:2', 'llama-3.2-1b-instruct', 1.2],
		]);
		expect(candidates[1]!.displayName).toBe(`${candidates[0]!.displayName} (2)`);
		expect((await list(ollama('llama-3.2-1b-instruct:2')))[0]!.copyOf).toBeUndefined();
	});
});

describe('prices as servers write them', () => {
	const price = async (pricing: unknown) => (await remote([{ id: 'm', pricing }]))[0]!.prices;
	const dollars = (input: number, output: number, more: object = {}) => ({
		...{ input: input * 1e6, output: output * 1e6, cachedInput: null, cacheWrite: null },
		...more,
	});

	it.each([
		['a token, as text', { prompt: '0.0000003', completion: '0.0000006' }, dollars(0.3, 0.6)],
		['a token, as numbers', { prompt: 3e-7, completion: 6e-7 }, dollars(0.3, 0.6)],
		['a token, with an exponent', { prompt: '3e-7', completion: '6E-7' }, dollars(0.3, 0.6)],
		['nothing', { prompt: '0', completion: '0', request: '0', internal_reasoning: '0', image: '0' }, dollars(0, 0)],
		['a fee a request', { prompt: '0', completion: '0', request: '0.01' }, dollars(0, 0, { perRequest: 10_000 })],
		['dearer thinking', { prompt: '0.000001', completion: '0.000002', internal_reasoning: '0.000009' }, dollars(1, 9)],
		['a fee for pictures beside tokens that cost', { prompt: '0.000001', completion: '0.000002', image: '0.01' }, dollars(1, 2)],
	])('%s', async (_name, pricing, expected) => expect(await price(pricing)).toEqual(expected));

	it.each([
		['a million tokens, as text', { prompt: '0.30', completion: '0.60' }],
		['a million tokens, as numbers', { prompt: 0.3, completion: 0.6 }],
		['one of each', { prompt: '0.0000003', completion: '0.60' }],
		['another base', { prompt: '0x1', completion: '0x1' }],
		['a currency', { prompt: '$0.30', completion: '$0.60' }],
		['a comma', { prompt: '0,0000003', completion: '0,0000006' }],
		['below nothing', { prompt: '-0.0000001', completion: '0' }],
		['not a number', { prompt: 'NaN', completion: 'Infinity' }],
		['an empty text', { prompt: '', completion: '' }],
		['a cache price alone', { prompt: '0', completion: '0', input_cache_read: '5' }],
		['a cache price that cannot be read', { prompt: '0.000001', completion: '0.000002', input_cache_write: 'free' }],
		['thinking that costs beside free tokens', { prompt: '0', completion: '0', internal_reasoning: '0.01' }],
		['a fee for each picture beside free tokens', { prompt: '0', completion: '0', image: '0.01' }],
		['another form', { input: 0.3, output: 0.6, hourly: 0 }],
	])('%s is an unknown price, neither absurd nor free', async (_name, pricing) => expect(await price(pricing)).toBeNull());

	it('a cache price of a free model is no free model', async () => {
		const prices = await price({ prompt: '0', completion: '0', input_cache_read: '0.000005' });
		expect(prices).toEqual(dollars(0, 0, { cachedInput: 5e6 }));
	});

	it('thinking that costs makes tokens at 0 cost as much', async () => {
		expect(await price({ prompt: '0', completion: '0', internal_reasoning: '0.000004' })).toBeNull();
	});
});

describe('ids that cannot be shown, kept or told apart', () => {
	const ODD = [
		'line\nbreak',
		'carriage\rreturn',
		'tab\there',
		'\u001b[31mred\u001b[0m',
		'nul\u0000',
		'bidi\u202Eoverride',
		'isolate\u2066x\u2069',
		'zero\u200bwidth',
		'line\u2028separator',
		'half\ud83d',
		'icon $(flame)',
		'[link](command:workbench.action.quit)',
		'x'.repeat(301),
		'y'.repeat(100_000),
		'model@high',
		'model@NONE',
		'__proto__',
		'   ',
	];

	it('are none', async () => {
		const ids = [...ODD, 'w'.repeat(251), 'good', 'claude-haiku-4-5@20251001', 'llama-3.2-1b-instruct@q4_k_m', 'Qwen 7B', 'z'.repeat(250)];
		const kept = ['good', 'claude-haiku-4-5@20251001', 'llama-3.2-1b-instruct@q4_k_m', 'Qwen 7B', 'z'.repeat(250)];
		expect((await remote(ids.map((id) => ({ id })))).map(({ id }) => id)).toEqual(kept);
		const none = {
			displayName: null,
			contextTokens: null,
			maxOutputTokens: null,
			tools: null,
			vision: null,
			prices: null,
			parametersB: null,
		};
		const candidates = buildCandidates(
			endpointAt('https://h.example/v1'),
			ids.map((id) => ({ ...none, id })),
			shipped,
		);
		expect([...new Set(candidates.map(({ wireModel }) => wireModel))]).toEqual(kept);
		// The longest with the longest endpoint and effort is still one that a view can name.
		expect(parseFromDashboard({ type: 'pinModel', id: `${'e'.repeat(40)}/${'z'.repeat(250)}@minimal`, on: true })).not.toBeNull();
	});

	it('nor are such names shown for a good id', async () => {
		const models = await remote(ODD.map((name, n) => ({ id: `m${n}`, name })));
		const names = buildCandidates(endpointAt('https://h.example/v1'), models, shipped).map(({ displayName }) => displayName);
		for (const [n, name] of ODD.entries()) if (!name.includes('@') && name !== '__proto__') expect(names[n], name).toBe(`m${n}`);
	});

	it('a list of 5,000 is cut, and that is said', async () => {
		const told: string[] = [];
		const models = await remote(
			Array.from({ length: 5000 }, (_, n) => ({ id: `m-${n}` })),
			(words) => void told.push(words),
		);
		expect(models).toHaveLength(2000);
		expect(told).toEqual(['Test vendor lists 5,000 models; only the first 2,000 are used.']);
	});

	it('llama.cpp and the others go through the same sieve', async () => {
		expect(await list(llamaCpp('line\nbreak-7b'))).toEqual([]);
		expect(await list(lmStudio('half\ud83d-7b'))).toEqual([]);
		expect(await list(ollama('model@high'))).toEqual([]);
	});
});

it("Routoo's own models are none, where a local server passes VS Code's on", async () => {
	const data = ['routoo/auto', 'vscode/routoo/best', 'copilot/gpt-5', 'routool-7b'].map((id) => ({ id, object: 'model', owned_by: 'x' }));
	const named = { id: 'auto', name: 'Routoo Auto', object: 'model', owned_by: 'x' };
	expect((await remote([...data, named])).map(({ id }) => id)).toEqual(['copilot/gpt-5', 'routool-7b']);
});

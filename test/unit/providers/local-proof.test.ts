import { afterEach, describe, expect, it } from 'vitest';
import { buildCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { Endpoint } from '../../../src/core/model/endpoint.ts';
import { isGateway, mustBeAsked } from '../../../src/core/model/passed-on.ts';
import { parseEndpointSettings } from '../../../src/providers/endpoints.ts';
import { listModels } from '../../../src/providers/listing/list-models.ts';
import { type Answers, llamaCpp, lmStudio, ollama, PARAMETERS, plain, vllm } from '../../support/model-servers.ts';
import { shipped } from '../core/model/shipped.ts';
import { depsWith, json, startServer, type TestServer } from './server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The candidates of a server that answers so, as the user's setting makes them. */
async function at(answers: Answers, setting: object = {}): Promise<{ candidates: Candidate[]; asked: boolean; endpoint: Endpoint }> {
	const server = await startServer((request, response) => {
		const answer = answers[request.url] ?? answers[request.url.split('?')[0]!];
		json(response, answer === undefined ? 404 : 200, answer ?? { error: 'not found' });
	});
	servers.push(server);
	const [endpoint] = parseEndpointSettings([{ id: 'near', name: 'Near', url: server.url, ...setting }]).endpoints;
	const models = await listModels(endpoint!, null, depsWith({}), null);
	const candidates = buildCandidates(endpoint!, models, shipped).filter(({ effort }) => effort === null);
	return { candidates, asked: mustBeAsked(endpoint!, models, shipped), endpoint: endpoint! };
}

const FREE = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };
const REAL: readonly (readonly [string, (id: string, entry?: object) => Answers])[] = [
	['Ollama', ollama],
	['LM Studio', lmStudio],
	['llama.cpp', llamaCpp],
	['vLLM', vllm],
];

describe('a server that runs weights is local, whatever it calls its model', () => {
	it.each(REAL)('%s', async (_name, server) => {
		for (const id of ['gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-9-ultra', 'qwen2.5-7b-instruct', 'my-own-finetune', 'deepseek-chat']) {
			const { candidates, asked } = await at(server(id));
			expect(candidates, id).toHaveLength(1);
			expect(candidates[0], id).toMatchObject({ wireModel: id, local: true, recipient: 'this computer', prices: FREE });
			expect(asked, id).toBe(false);
		}
	});

	it.each(REAL)('%s under a name of a vendor has no entry of the catalog', async (_name, server) => {
		const { candidates } = await at(server('gpt-4o-mini'));
		expect(candidates[0]).toMatchObject({ catalogId: null, displayName: 'gpt-4o-mini', speed: null, vision: false });
		expect((await at(server('qwen2.5-7b-instruct'))).candidates[0]!.catalogId).toBe('qwen2.5-7b-instruct');
	});

	it('a name of another size than the server tells is no entry of the catalog either', async () => {
		const { candidates } = await at(llamaCpp('gpt-oss-120b'));
		expect(candidates[0]).toMatchObject({ local: true, catalogId: null, parametersB: PARAMETERS / 1e9 });
	});

	it('with a key, and below every spelling of its address', async () => {
		const { candidates } = await at(llamaCpp('gpt-4o-mini'), { needsKey: true });
		expect(candidates[0]!.local).toBe(true);
	});

	it.each([
		[
			'KoboldCpp',
			{ '/api/extra/version': { result: 'KoboldCpp' }, '/v1/models': { data: [{ id: 'koboldcpp/x-7b', owned_by: 'koboldcpp' }] } },
		],
		[
			'TabbyAPI',
			{ '/v1/model': { id: 'x-7b', parameters: { max_seq_len: 8192 } }, '/v1/models': { data: [{ id: 'x-7b', owned_by: 'tabbyAPI' }] } },
		],
		[
			'SGLang',
			{
				'/get_model_info': { model_path: 'a/x-7b' },
				'/v1/models': { data: [{ id: 'x-7b', owned_by: 'sglang', root: 'a/x-7b', max_model_len: 8192 }] },
			},
		],
	])('%s proves it for an ordinary name', async (_name, answers) => {
		expect((await at(answers)).candidates.map(({ local }) => local)).toEqual([true]);
	});
});

describe('an unknown server near by is neither local nor free until its user says so', () => {
	it('asks about one that tells nothing', async () => {
		const { candidates, asked } = await at(plain('qwen2.5-7b-instruct', 'my-model'));
		expect(asked).toBe(true);
		expect(candidates.map(({ local, recipient, prices }) => [local, recipient, prices === null || prices.output > 0])).toEqual([
			[false, 'Near', true],
			[false, 'Near', true],
		]);
	});

	it('asks as well where it wants a key', async () => {
		expect((await at(plain('my-model'), { needsKey: true, kind: 'openai-compatible' })).asked).toBe(true);
	});

	it('local: true stays as it is: all but the closed models of the catalog are local', async () => {
		const { candidates, asked } = await at(plain('my-model', 'gpt-4', 'gpt-4o-mini'), { local: true });
		expect(asked).toBe(false);
		expect(candidates.map(({ local }) => local)).toEqual([true, true, false]);
	});

	it('local: false passes on, even where it proves to run models', async () => {
		const { candidates, asked } = await at(llamaCpp('my-model'), { local: false, needsKey: false });
		expect([candidates[0]!.local, asked]).toEqual([false, false]);
	});

	it.each([
		['a closed model of the catalog', plain('gpt-4o-mini', 'my-model')],
		['a closed model newer than the catalog', plain('gemini-3-pro', 'deepseek-chat', 'kimi-k2.6', 'qwen3-coder')],
		['a closed model with its vendor in front', plain('anthropic/claude-opus-9', 'my-model')],
		['prices', { '/v1/models': { data: [{ id: 'my-model', pricing: { prompt: '0.000001', completion: '0.000002' } }] } }],
		['an owner that runs nothing here', { '/v1/models': { data: [{ id: 'my-model', owned_by: 'openai' }] } }],
		['LiteLLM', { ...plain('my-model'), '/model/info': { data: [{ model_name: 'my-model', litellm_params: { model: 'x' } }] } }],
	])('is a gateway as a whole, and not asked about, with %s', async (_name, answers) => {
		const { candidates, asked } = await at(answers);
		expect(candidates.length).toBeGreaterThan(0);
		for (const { local, id } of candidates) expect(local, id).toBe(false);
		expect(asked).toBe(false);
	});

	it('the same closed id is priced there as at its vendor', async () => {
		const [candidate] = (await at(plain('gpt-4o-mini'))).candidates;
		const known = shipped.models.find(({ id }) => id === 'gpt-4o-mini')!;
		expect(candidate).toMatchObject({ catalogId: 'gpt-4o-mini', local: false, prices: { input: known.prices!.input } });
	});
});

/** Everything a gateway could claim to pass for a server that runs models, without the facts of a file for each of its names. */
const LIES: readonly (readonly [string, Answers])[] = [
	['Ollama with names alone', { ...ollama('x'), '/api/tags': { models: [{ name: 'gpt-4o', model: 'gpt-4o' }] }, '/api/show': {} }],
	['Ollama with a closed name and a made-up show', ollama('gpt-4o', { size: undefined, digest: undefined, details: {} })],
	['Ollama with a size that no file has', ollama('gpt-4o', { size: 1 })],
	['Ollama with a size of another file', ollama('gpt-4o', { size: 270_898_672, details: { parameter_size: '175B' } }, { model_info: {} })],
	['Ollama with two counts that disagree', ollama('gpt-4o', { details: { parameter_size: '175B' } })],
	['Ollama with a count in words', ollama('claude-sonnet-4-5', { details: { parameter_size: 'large' }, digest: 'abc' })],
	['Ollama with a count out of this world', ollama('gpt-4o', { size: 9e15 }, { model_info: { 'general.parameter_count': 1e18 } })],
	['Ollama whose OpenAI list names the owner', { ...ollama('gpt-4o'), '/v1/models': { data: [{ id: 'gpt-4o', owned_by: 'openai' }] } }],
	['Ollama whose entry names an upstream', ollama('gpt-4o', { upstream_url: 'https://api.openai.com' })],
	['Ollama whose show names an upstream', ollama('gpt-4o', {}, { litellm_provider: 'openai' })],
	[
		'Ollama with one made-up entry, and no count in show',
		ollama('gpt-4o', { size: 270_898_672, details: { parameter_size: '135M' } }, { model_info: {} }),
	],
	...[
		'GPT-4o',
		'gpt_4o',
		'gpt 4o',
		'gpt\u20114o',
		'\uff47\uff50\uff54-4o',
		'openai:gpt-4o',
		'openai_gpt-4o',
		'azure/gpt-4o',
		'gpt-4o:latest',
		'models/gpt-4o',
	].map((name): readonly [string, Answers] => [`Ollama that writes ${name}`, ollama(name, { details: {} })]),
	['llama.cpp that says all of itself and nothing of the model', llamaCpp('deepseek-chat', { meta: undefined })],
	['Ollama with a size for an open name, and no more', ollama('deepseek-chat', { digest: undefined, details: {} }, { model_info: {} })],
	['LM Studio with state and type alone', lmStudio('gpt-4o', { arch: undefined, quantization: undefined, compatibility_type: undefined })],
	['LM Studio with the name for an architecture', lmStudio('gpt-4o', { arch: 'gpt-4o' })],
	['LM Studio with an API for a file', lmStudio('gpt-4o', { compatibility_type: 'api' })],
	['LM Studio that knows no quantisation', lmStudio('claude-opus-4-1', { quantization: 'none' })],
	[
		'LM Studio whose OpenAI list names the owner',
		{ ...lmStudio('gpt-4o'), '/v1/models': { data: [{ id: 'gpt-4o', owned_by: 'system' }] } },
	],
	['llama.cpp without meta', llamaCpp('gpt-4o', { meta: null })],
	['llama.cpp with no parameters', llamaCpp('gpt-4o', { meta: { n_params: 0, n_vocab: 1, n_ctx_train: 4096 } })],
	['llama.cpp with parameters in words', llamaCpp('gpt-4o', { meta: { n_params: '7B' } })],
	['llama.cpp with one parameter', llamaCpp('gpt-4o', { meta: { n_params: 1, n_vocab: 1 } })],
	['llama.cpp with too many', llamaCpp('gpt-4o', { meta: { n_params: 1e300 } })],
	['llama.cpp with a negative number', llamaCpp('gpt-4o', { meta: { n_params: -7e9, n_vocab: 5 } })],
	['llama.cpp with half a parameter', llamaCpp('gpt-4o', { meta: { n_params: 7e9 + 0.5, n_vocab: 5 } })],
	['llama.cpp with a file too small for its parameters', llamaCpp('gpt-4o', { meta: { n_params: 7e9, size: 1000 } })],
	['llama.cpp with the owner', llamaCpp('gpt-4o', { owned_by: 'openai' })],
	['vLLM without a version or a root', { '/v1/models': { data: [{ id: 'gpt-4o', owned_by: 'vllm', max_model_len: 8192 }] } }],
	['vLLM with the name for a root', { ...vllm('gpt-4o', { root: 'gpt-4o' }), '/version': undefined }],
	['vLLM without a length', vllm('gpt-4o', { max_model_len: 0 })],
	['KoboldCpp', { '/api/extra/version': { result: 'KoboldCpp' }, '/v1/models': { data: [{ id: 'gpt-4o', owned_by: 'koboldcpp' }] } }],
];

describe('a gateway that lies is not local', () => {
	it.each(LIES)('%s', async (_name, answers) => {
		const { candidates } = await at(answers);
		for (const candidate of candidates) expect(candidate.local).toBe(false);
	});

	it('nor are its other models, that it has facts for', async () => {
		const real = asList(llamaCpp('my-model'));
		const { candidates, asked } = await at({ ...llamaCpp('x'), '/v1/models': { data: [...real, { id: 'gpt-4o', meta: null }] } });
		expect(candidates.map(({ wireModel, local }) => [wireModel, local])).toEqual([
			['my-model', false],
			['gpt-4o', false],
		]);
		expect(asked).toBe(false);
	});

	it.each(REAL)('%s with facts for closed names of two vendors: nobody keeps a catalogue of them', async (_name, server) => {
		const [one, two] = [server('gpt-4o'), server('claude-sonnet-4-5', { digest: 'f'.repeat(64) })];
		const both = Object.fromEntries(
			Object.keys(one).map((path) => {
				const lists = [one[path], two[path]].map((answer) => (answer as { data?: unknown[]; models?: unknown[] }) ?? {});
				if (lists[0]!.data) return [path, { data: lists.flatMap(({ data }) => data ?? []) }];
				if (path === '/api/tags') return [path, { models: lists.flatMap(({ models }) => models ?? []) }];
				return [path, one[path]];
			}),
		);
		const { candidates } = await at(both);
		expect(candidates.map(({ local }) => local)).toEqual([false, false]);
	});

	it('one digest for files of different sizes is none', async () => {
		const models = [
			{ name: 'deepseek-chat', size: 4e9, digest: 'a'.repeat(64), details: { parameter_size: '7B' } },
			{ name: 'kimi-latest', size: 8e9, digest: 'a'.repeat(64), details: { parameter_size: '14B' } },
		];
		const { candidates, asked } = await at({ ...ollama('x'), '/api/tags': { models }, '/api/show': { capabilities: ['completion'] } });
		expect(candidates.map(({ local }) => local)).toEqual([false, false]);
		expect(asked).toBe(true);
	});

	it.each([
		[
			'one entry for all names',
			(name: string) => ({ name, size: 270_898_672, digest: 'a'.repeat(64), details: { parameter_size: '135M' } }),
		],
		[
			'one size for all names',
			(name: string, n: number) => ({ name, size: 4_683_087_519, digest: String(n).repeat(64), details: { parameter_size: '7.6B' } }),
		],
	])('%s is no proof of any', async (_name, entry) => {
		const models = ['deepseek-chat', 'kimi-latest', 'glm-plus'].map(entry);
		const { candidates } = await at({ ...ollama('x'), '/api/tags': { models } });
		expect(candidates.map(({ local }) => local)).toEqual([false, false, false]);
	});

	it('open names without a single fact are asked about, also from a program that claims to be Ollama', async () => {
		const models = ['deepseek-chat', 'qwen3-coder', 'kimi-k2.6'].map((name) => ({ name, model: name }));
		const { candidates, asked } = await at({ ...ollama('x'), '/api/tags': { models }, '/api/show': {} });
		expect(candidates.map(({ local }) => local)).toEqual([false, false, false]);
		expect(asked).toBe(true);
	});

	it('an answer of the user ends with the first closed model that is listed', async () => {
		const vouched = async (answers: Answers) => {
			const { endpoint } = await at(answers);
			const models = await listModels(endpoint, null, depsWith({}), null);
			return [buildCandidates({ ...endpoint, vouched: true }, models, shipped).map(({ local }) => local), isGateway(models, shipped)];
		};
		expect(await vouched(plain('my-model'))).toEqual([[true], false]);
		const [locals, gateway] = await vouched(plain('my-model', 'gpt-9'));
		expect([locals, gateway]).toEqual([[false, false], true]);
	});
});

describe('models that a real server passes on are never local', () => {
	it.each([
		['a cloud tag', { name: 'gpt-oss:120b-cloud' }, {}],
		['another cloud tag', { name: 'kimi-k2.6:Cloud' }, {}],
		['a remote host', { remote_host: 'https://ollama.com:443' }, {}],
		['a remote model', { remote_model: 'gpt-oss:120b' }, {}],
		['a remote host that only /api/show names', {}, { remote_host: 'https://ollama.com:443', remote_model: 'x' }],
		['a remote host in another spelling', { RemoteHost: 'https://elsewhere.example' }, {}],
	])('Ollama: %s', async (_name, entry, show) => {
		const here = ollama('own:7b');
		const { models } = here['/api/tags'] as { models: object[] };
		const passed = { ...models[0], name: 'passed:7b', ...entry };
		const answers = { ...here, '/api/tags': { models: Object.keys(show).length > 0 ? [passed] : [...models, passed] } };
		const { candidates } = await at(
			Object.keys(show).length > 0 ? { ...answers, '/api/show': { capabilities: ['completion'], ...show } } : answers,
		);
		expect(candidates.map(({ wireModel, local }) => [wireModel, local])).toEqual(Object.keys(show).length > 0 ? [] : [['own:7b', true]]);
	});

	it('LM Studio', async () => {
		const own = (lmStudio('own-7b')['/api/v0/models'] as { data: object[] }).data;
		const data = [...own, { ...own[0], id: 'far-7b', remote_url: 'https://elsewhere.example' }];
		const { candidates } = await at({ ...lmStudio('x'), '/api/v0/models': { data } });
		expect(candidates.map(({ wireModel }) => wireModel)).toEqual(['own-7b']);
	});
});

function asList(answers: Answers): unknown[] {
	return (answers['/v1/models'] as { data: unknown[] }).data;
}

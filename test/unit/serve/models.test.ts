import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { type Resolved, resolveEntry } from '../../../src/serve/entry.ts';
import { pathOf } from '../../../src/serve/routes.ts';
import { agentEntry, FakeAgent } from '../../support/agent.ts';
import { KEY, said, TestEndpoint } from '../../support/serve/endpoint.ts';
import { AgentBench } from '../app/agent/agent-bench.ts';

const IDS = [
	'auto',
	'save',
	'balanced',
	'best',
	'background',
	'openrouter/anthropic/claude-sonnet-4.5',
	'anthropic/claude-sonnet-4-5',
	'a/twin',
	'b/twin',
	'openai/gpt-5.1-2026-01-12',
];

describe('the entry that a client means', () => {
	const auto = (name: string): Resolved => ({ entry: 'auto', requestedModel: name });
	const exactly = (entry: string): Resolved => ({ entry, requestedModel: null });
	it.each<[string, Resolved]>([
		['routoo/auto', exactly('auto')],
		['auto', exactly('auto')],
		['ROUTOO/Best', exactly('best')],
		['routoo/background', exactly('background')],
		['routoo/anthropic/claude-sonnet-4-5', exactly('anthropic/claude-sonnet-4-5')],
		['openrouter/anthropic/claude-sonnet-4.5', exactly('openrouter/anthropic/claude-sonnet-4.5')],
		['anthropic/claude-sonnet-4.5', exactly('openrouter/anthropic/claude-sonnet-4.5')],
		['claude-sonnet-4-5', exactly('anthropic/claude-sonnet-4-5')],
		['claude-sonnet-4-5-20250929', exactly('anthropic/claude-sonnet-4-5')],
		['claude-sonnet-4-5-20250929[1m]', exactly('anthropic/claude-sonnet-4-5')],
		['claude-sonnet-4-5-latest', exactly('anthropic/claude-sonnet-4-5')],
		['claude-sonnet-4-5@20250929', exactly('anthropic/claude-sonnet-4-5')],
		['gpt-5.1', exactly('openai/gpt-5.1-2026-01-12')],
		['GPT-5.1-2026-01-12', exactly('openai/gpt-5.1-2026-01-12')],
		['twin', auto('twin')],
		['a/twin', exactly('a/twin')],
		['claude-3-5-haiku-20241022', auto('claude-3-5-haiku-20241022')],
		['constructor', auto('constructor')],
		['routoo/', auto('routoo/')],
		['', auto('')],
		['x'.repeat(5000), auto('x'.repeat(200))],
	])('%.40s', (model, expected) => {
		expect(
			resolveEntry(
				model,
				IDS.map((id) => ({ id })),
			),
		).toEqual(expected);
	});
});

describe('paths', () => {
	it.each([
		['/v1/messages', '/messages'],
		['/messages?beta=true', '/messages'],
		['/v1/v1/messages/', '/messages'],
		['/v1', '/'],
		['/', '/'],
		['', '/'],
		['/v10/models', '/v10/models'],
		['/v1models', '/v1models'],
		['//v1/models', '//v1/models'],
	])('%s is %s', (url, path) => expect(pathOf(url)).toBe(path));
});

let agent: FakeAgent;
let endpoint: TestEndpoint;
beforeEach(async () => {
	agent = new FakeAgent();
	agent.list = [
		agentEntry('auto'),
		agentEntry('best'),
		agentEntry('openrouter/z-ai/glm-5', { name: 'GLM 5', vision: false }),
		agentEntry('background', { selectable: false }),
	];
	endpoint = await TestEndpoint.start(agent);
});
afterEach(() => endpoint.close());
const get = async (path: string, headers: Record<string, string> = {}) => {
	const { status, text } = await endpoint.send(path, { headers });
	return { status, body: JSON.parse(text) };
};

describe('the list of models', () => {
	it("has Routoo's entries first, in OpenAI's form", async () => {
		const { body } = await get('/v1/models');
		expect(body.object).toBe('list');
		expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['routoo/auto', 'routoo/best', 'openrouter/z-ai/glm-5']);
		expect(body.data[2]).toMatchObject({
			object: 'model',
			owned_by: 'openrouter',
			name: 'GLM 5',
			context_length: 108_000,
			max_output_tokens: 8000,
		});
		expect(body.data[2].architecture.input_modalities).toEqual(['text']);
		expect(body.data[0].architecture.input_modalities).toEqual(['text', 'image']);
		expect(await get('/models')).toEqual({ status: 200, body });
	});

	it("has them in Anthropic's form for whoever reads that", async () => {
		const { body } = await get('/v1/models?limit=1000', { 'anthropic-version': '2023-06-01' });
		expect(body).toMatchObject({ has_more: false, first_id: 'routoo/auto', last_id: 'openrouter/z-ai/glm-5' });
		expect(body.data[0]).toMatchObject({
			type: 'model',
			display_name: 'Routoo auto',
			max_input_tokens: 100_000,
			created_at: '1970-01-01T00:00:00Z',
		});
	});

	it('gives one by its id, slashes and all', async () => {
		const whole = await get('/v1/models/openrouter/z-ai/glm-5');
		expect(whole.body.id).toBe('openrouter/z-ai/glm-5');
		expect(await get('/v1/models/openrouter%2Fz-ai%2Fglm-5')).toEqual(whole);
		expect((await get('/v1/models/routoo/auto')).body.id).toBe('routoo/auto');
		expect((await get('/v1/models/auto')).body.id).toBe('routoo/auto');
		for (const id of ['none', '%', '%00', '..%2f..', 'background']) expect((await get(`/v1/models/${id}`)).status).toBe(404);
	});
});

describe('the endpoint as an endpoint of Routoo', () => {
	it.each(['openai-compatible', 'anthropic'] as const)('is refused by whoever lists its models (%s)', async (kind) => {
		const suffix = kind === 'anthropic' ? '/v1' : '';
		const own = { ...{ id: 'own', kind, displayName: 'Mine', local: true, needsKey: true }, baseUrl: `${endpoint.origin}${suffix}` };
		const provider = new HttpChatProvider(own, { fetch, clock: systemClock, secrets: { get: async () => KEY } });
		await expect(provider.listModels(new AbortController().signal)).rejects.toMatchObject({ kind: 'settings' });
	});
});

describe('what is not there', () => {
	it.each([
		['/v1/embeddings', {}, 'completions'],
		['/v1/responses/resp_1', {}, 'responses'],
		['/v1/messages/batches', {}, 'messages'],
		['/nothing', { 'anthropic-version': '2023-06-01' }, 'messages'],
	])('%s is said in the form of its wire', async (path, headers, wire) => {
		const answer = await endpoint.send(path, { method: 'POST', body: {}, headers });
		expect([answer.status, JSON.parse(answer.text).wire]).toEqual([404, wire]);
	});

	it('a websocket is refused in a way after which its client asks by HTTP at once', async () => {
		for (const [path, upgrade, wire] of [
			['/v1/responses', 'websocket', 'responses'],
			['/v1/responses?x=1', 'WebSocket', 'responses'],
			['/v1/messages', 'h2c, websocket', 'messages'],
		] as const) {
			const headers = [`host: 127.0.0.1:${endpoint.port}`, `authorization: Bearer ${KEY}`, 'connection: Upgrade', `upgrade: ${upgrade}`];
			const shake = [...headers, 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='];
			const answer = await endpoint.raw(`GET ${path} HTTP/1.1\r\n${shake.join('\r\n')}\r\n\r\n`);
			expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
			expect(answer).toMatch(/\r\nconnection: close\r\n/i);
			const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
			expect(body).toMatchObject({ wire, error: { words: expect.stringContaining('There are no websockets here.') } });
		}
		// Whoever does not show the key hears of that, and of nothing else.
		const shake = `host: 127.0.0.1:${endpoint.port}\r\nconnection: Upgrade\r\nupgrade: websocket`;
		const stranger = await endpoint.raw(`GET /v1/responses HTTP/1.1\r\n${shake}\r\n\r\n`, 500);
		expect(stranger).toMatch(/^HTTP\/1\.1 401 /);
	});

	it('a method says which there is', async () => {
		for (const [path, method, allow] of [
			['/v1/messages', 'GET', 'POST'],
			['/v1/models', 'POST', 'GET, HEAD'],
			['/v1/route', 'DELETE', 'POST'],
			['/', 'PUT', 'GET, HEAD'],
		] as const) {
			const answer = await endpoint.send(path, { method });
			expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
			expect(JSON.parse(answer.text).error.words).toContain(allow);
		}
	});
});

describe('a count of tokens', () => {
	it('is that of messages and tools, and sends nothing', async () => {
		const count = async (more: object) =>
			JSON.parse((await endpoint.send('/v1/messages/count_tokens', { body: said('0123456789', more) })).text).input_tokens;
		const alone = await count({});
		expect(alone).toBeGreaterThanOrEqual(10);
		expect(await count({ tools: [{ name: 'read', description: 'x'.repeat(100), parameters: {} }] })).toBeGreaterThan(alone + 100);
		expect(agent.asked).toHaveLength(0);
		expect((await endpoint.send('/v1/messages/count_tokens', { body: [] })).status).toBe(400);
	});
});

describe('a decision alone', () => {
	const route = async (body: unknown, headers: Record<string, string> = {}) => {
		const { status, headers: back, text } = await endpoint.send('/v1/route', { body, headers });
		return { status, headers: back, body: JSON.parse(text) };
	};

	it('is the JSON of the command line; nothing is sent and nothing booked', async () => {
		const bench = new AgentBench();
		await endpoint.close();
		endpoint = await TestEndpoint.start(bench.agent);
		const { body, headers } = await route(said('Fix the tests', { model: 'gpt-none' }));
		expect(body).toMatchObject({ request: { text: 'Fix the tests' }, decision: { model: 'cloud/mini' } });
		expect(body.decision.expectedCostUsd).toBeGreaterThan(0);
		expect(headers['x-routoo-requested-model']).toBe('gpt-none');
		expect(bench.sent).toHaveLength(0);
		expect(bench.memory.settled.size).toBe(0);
		const own = await route({
			prompt: 'Fix <b> it',
			language: 'python',
			files: [{ path: 'src/a.py', content: 'print(1)' }],
			model: 'vendor/big',
		});
		expect(own.body).toMatchObject({
			request: { text: 'Fix <b> it', language: 'python', files: ['src/a.py'] },
			decision: { model: 'vendor/big' },
		});
	});

	it('reads each wire by its own fields', async () => {
		agent.routed = () => Promise.reject(new Error('read'));
		const wireOf = async (body: object, headers = {}) =>
			/\((\w+)\)/.exec((await route({ ...body, model: 7 }, headers)).body.error.words)?.[1];
		const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] };
		const picture = { role: 'user', content: [{ type: 'image', source: { type: 'base64' } }] };
		const tools = [{ name: 'a', input_schema: {} }];
		for (const body of [{ messages: [], system: 'x' }, { messages: [result] }, { messages: [picture] }, { messages: [], tools }]) {
			expect(await wireOf(body)).toBe('messages');
		}
		expect(await wireOf({ messages: [] }, { 'anthropic-version': '2023-06-01' })).toBe('messages');
		expect(await wireOf({ input: 'a' })).toBe('responses');
		expect(await wireOf({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] })).toBe('completions');
	});

	it.each([
		[{}],
		[[]],
		[null],
		[{ prompt: '' }],
		[{ prompt: 7 }],
		[{ prompt: 'a', files: 'x' }],
		[{ prompt: 'a', files: [{ path: 'a"b', content: '' }] }],
		[{ prompt: 'a', files: [null] }],
		[{ prompt: 'a', language: 'x y' }],
		[{ prompt: 'a', suffix: 'b' }],
		[{ prompt: 'a', max_tokens: 5 }],
		// What an answer refuses has no decision.
		[{ messages: [{ role: 'system', content: 'Be brief.' }] }],
	])('refuses %j in words', async (body) => {
		const answer = await route(body);
		expect(answer.status).toBe(400);
		expect(answer.body.error.words.length).toBeGreaterThan(20);
	});
});

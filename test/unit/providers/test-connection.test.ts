import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEndpointSettings } from '../../../src/providers/endpoints.ts';
import { resolveEndpoint } from '../../../src/providers/listing/resolve.ts';
import { testConnection } from '../../../src/providers/listing/test-connection.ts';
import { depsWith, endpointAt, type Handler, json, KEY, startServer, type TestServer } from './server.ts';

let server: TestServer;
afterEach(() => server?.close());

const models = { data: [{ id: 'text-embedding-x' }, { id: 'one' }, { id: 'two' }] };
const paths = () => server.seen.map((request) => `${request.method} ${request.url}`);
/** What was asked of a model: a request that names none can cost nothing. */
const asked = () => server.seen.filter(({ body }) => body.includes('"model"')).map(({ body }) => JSON.parse(body));

async function report(
	handler: Handler,
	more: { local?: boolean; key?: string | null; paid?: boolean; kind?: 'openai' | 'anthropic' } = {},
) {
	server = await startServer(handler);
	const endpoint = endpointAt(`${server.url}/v1`, more.kind ?? 'openai-compatible', { local: more.local ?? false, needsKey: !more.local });
	const result = await testConnection(endpoint, more.key === undefined ? KEY : more.key, depsWith(), {
		allowPaidRequest: more.paid ?? false,
	});
	expect(result.words).not.toContain(KEY);
	return result;
}

const hasKey = (request: { headers: Record<string, unknown> }) => request.headers.authorization === `Bearer ${KEY}`;
const closedList: Handler = (request, response) =>
	request.method === 'POST'
		? json(response, 400, { error: { message: 'messages: field required' } })
		: hasKey(request)
			? json(response, 200, models)
			: json(response, 401, { error: { message: 'no key' } });
const openList: Handler = (request, response) => {
	if (request.url === '/v1/models') return json(response, 200, models);
	if (request.url !== '/v1/chat/completions') return json(response, 404, { error: 'not found' });
	return hasKey(request) ? json(response, 200, { choices: [] }) : json(response, 401, { error: { message: 'bad key' } });
};

describe('testConnection', () => {
	it('says how many models and how fast, without spending anything', async () => {
		const { ok, words, models: listed } = await report(closedList);
		expect(ok).toBe(true);
		expect(words).toMatch(/^works: 2 models, answered in \d+\.\d s$/);
		expect(listed.map((model) => model.id)).toEqual(['one', 'two']);
		expect(asked()).toEqual([]);
	});

	it('says what is wrong with the key', async () => {
		expect(await report(closedList, { key: 'sk-wrong-key-000000' })).toEqual({
			ok: false,
			failure: 'auth',
			words: 'Test vendor did not accept the key. Set a valid key for Test vendor.',
			models: [],
		});
	});

	it('says that no key is set, and sends nothing', async () => {
		const { ok, words } = await report(closedList, { key: null });
		expect(ok).toBe(false);
		expect(words).toContain('none is set');
		expect(server.seen).toHaveLength(0);
	});

	it('does not spend money where the list is open to everyone, and says that the key is not checked', async () => {
		const { ok, words } = await report(openList);
		expect(ok).toBe(true);
		expect(words).toContain('The key is not checked');
		expect(asked()).toEqual([]);
	});

	it('sends one token when allowed, and says so', async () => {
		const { ok, words } = await report(openList, { paid: true });
		expect(ok).toBe(true);
		expect(words).toContain('one paid request');
		expect(JSON.parse(server.seen.at(-1)!.body)).toMatchObject({ model: 'one', max_tokens: 1 });
	});

	it('finds the wrong key that an open list hides', async () => {
		expect(await report(openList, { paid: true, key: 'sk-wrong-key-000000' })).toMatchObject({
			ok: false,
			words: expect.stringContaining('did not accept the key'),
		});
	});

	it('checks the key of a local server for free', async () => {
		const { ok, words } = await report(openList, { local: true });
		expect([ok, words]).toEqual([true, expect.stringMatching(/^works: 2 models, answered in \d+\.\d s$/)]);
		expect(asked()).toEqual([{ model: 'one', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }]);
	});

	it('asks nothing more of a local server without a key', async () => {
		const { ok } = await report(openList, { local: true, key: null });
		expect(ok).toBe(true);
		expect(asked()).toEqual([]);
	});

	it('says that there is no model', async () => {
		const { ok, words } = await report((_request, response) => json(response, 200, { data: [] }));
		expect(ok).toBe(false);
		expect(words).toContain('no chat model');
	});

	it('says that the URL is a web page', async () => {
		const { ok, words } = await report((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<html></html>');
		});
		expect(ok).toBe(false);
		expect(words).toContain('points at a web page');
	});

	describe('asks for chat where a message would go', () => {
		const list: Handler = (request, response) => request.method === 'GET' && json(response, 200, models);
		it.each<[string, (response: ServerResponse) => void]>([
			['404 of a framework', (response) => json(response, 404, { detail: 'Not Found' })],
			['404 in words', (response) => json(response, 404, '404 page not found')],
			['405', (response) => json(response, 405, { detail: 'Method Not Allowed' })],
			[
				"200 with LM Studio's words",
				(response) => json(response, 200, { error: 'Unexpected endpoint or method. (POST /v1/chat/completions)' }),
			],
			['404 that names the path', (response) => json(response, 404, { error: { message: 'Cannot POST /v1/models/chat/completions' } })],
			[
				'a web page',
				(response) => {
					response.writeHead(200, { 'content-type': 'text/html' });
					response.end('<!doctype html><html></html>');
				},
			],
		])('and says that it is not there: %s', async (_name, refuse) => {
			const { ok, words } = await report((request, response) => (request.method === 'POST' ? refuse(response) : list(request, response)));
			expect(ok).toBe(false);
			expect(words).toContain(`has no chat API at ${server.url}/v1/chat/completions`);
			expect(words).toContain('/v1');
			expect(asked()).toEqual([]);
		});

		it.each<[string, number, unknown]>([
			['a missing model', 400, { error: { message: 'model is required' } }],
			['missing messages', 422, { detail: [{ loc: ['body', 'messages'], msg: 'Field required' }] }],
			['an unknown model', 404, { error: { message: 'The model `` does not exist' } }],
			['a busy server', 503, { error: 'loading' }],
			['a limit', 429, { error: 'slow down' }],
			['a slip of its own', 500, { error: "'messages' is required" }],
		])('and takes any refusal of a chat API for one: %s', async (_name, status, body) => {
			const { ok } = await report((request, response) =>
				request.method === 'POST' ? json(response, status, body) : list(request, response),
			);
			expect(ok).toBe(true);
		});

		it.each([
			['openai' as const, '/v1/responses'],
			['anthropic' as const, '/v1/messages'],
		])('%s at %s', async (kind, path) => {
			await report((request, response) => (request.method === 'POST' ? json(response, 400, {}) : list(request, response)), { kind });
			expect(paths()).toContain(`POST ${path}`);
		});
	});

	it('does not pay a server near by that may pass the request on, to find out about a key', async () => {
		server = await startServer(openList);
		const endpoint = endpointAt(`${server.url}/v1`, 'openai-compatible', { local: true, mustProve: true, needsKey: true });
		const { ok, words } = await testConnection(endpoint, KEY, depsWith());
		expect([ok, asked()]).toEqual([true, []]);
		expect(words).toContain('The key is not checked');
	});

	it('says how many of a very long list are used', async () => {
		const data = Array.from({ length: 5000 }, (_, n) => ({ id: `m-${n}` }));
		const { words, models: listed } = await report((request, response) =>
			request.method === 'POST' ? json(response, 400, {}) : json(response, hasKey(request) ? 200 : 401, { data }),
		);
		expect(listed).toHaveLength(2000);
		expect(words).toContain('lists 5,000 models; only the first 2,000 are used.');
	});
});

describe('an address with a path and no version', () => {
	const serving =
		(base: string): Handler =>
		(request, response) => {
			if (request.url === `${base}/models`) return json(response, 200, models);
			if (request.url === `${base}/chat/completions`) return json(response, 400, { error: { message: 'messages: field required' } });
			return json(response, 404, { error: 'not found' });
		};
	const typed = (path: string) => {
		const { endpoints, errors } = parseEndpointSettings([{ id: 'mine', url: `${server.url}${path}` }]);
		expect(errors).toEqual([]);
		return endpoints[0]!;
	};

	it.each([
		['/gateway', '/gateway/v1'],
		['/gateway', '/gateway'],
		['/a/b', '/a/b/v1'],
		['/gateway/v2', '/gateway/v2'],
		['/gateway/models', '/gateway'],
	])('%s is asked where the server answers: %s', async (path, base) => {
		server = await startServer(serving(base));
		const { ok, words } = await testConnection(typed(path), null, depsWith());
		expect(words).toMatch(/^works: 2 models/);
		expect(ok).toBe(true);
		expect(paths()).toContain(`POST ${base}/chat/completions`);
	});

	it('keeps both where nothing answers, and the list is taken from where it is', async () => {
		server = await startServer(serving('/gateway/v1'));
		const configured = typed('/gateway');
		const found = await resolveEndpoint(configured, null, depsWith());
		expect(found.baseUrl).toBe(`${server.url}/gateway/v1`);
		expect(found).not.toHaveProperty('otherUrl');
		await server.close();
		expect(await resolveEndpoint(configured, null, depsWith())).toEqual(configured);
	});
});

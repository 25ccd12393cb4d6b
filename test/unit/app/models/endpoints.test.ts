import { afterEach, describe, expect, test } from 'vitest';
import { activeEndpoints } from '../../../../src/app/models/endpoints.ts';
import { HttpChatProvider } from '../../../../src/providers/chat/chat-provider.ts';
import { parseEndpointSettings } from '../../../../src/providers/endpoints.ts';
import { testConnection } from '../../../../src/providers/listing/test-connection.ts';
import type { ProviderDeps } from '../../../../src/providers/types.ts';
import { collect, depsWith, type Handler, json, REQUEST, startServer, type TestServer, writeChunks } from '../../providers/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server whose API is below one path: its list, and a chat that answers "hi". LM Studio's words stand for everything else. */
async function serving(base: string, more: Record<string, unknown> = {}): Promise<TestServer> {
	const handler: Handler = (request, response) => {
		const path = request.url.split('?')[0]!;
		if (path === `${base}/models`) return json(response, 200, { data: [{ id: 'some-model' }] });
		if (path === `${base}/chat/completions`) {
			if (!request.body.includes('"model"')) return json(response, 400, { error: { message: 'model is required' } });
			const chunk = (delta: object, finish: string | null) =>
				`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
			return writeChunks(response, [chunk({ role: 'assistant', content: 'hi' }, null), chunk({}, 'stop'), 'data: [DONE]\n\n']);
		}
		if (path in more) return json(response, 200, more[path]);
		return json(response, 200, { error: `Unexpected endpoint or method. (${request.method} ${path})` });
	};
	const server = await startServer(handler);
	servers.push(server);
	return server;
}

const CONFIG = { discoverLocalServers: false, useEditorModels: false };
const keyless: ProviderDeps = { ...depsWith(), secrets: { get: async () => undefined } };

async function configured(url: string, deps = keyless) {
	const { endpoints } = parseEndpointSettings([{ id: 'near', url }]);
	return activeEndpoints({ ...CONFIG, endpoints }, deps);
}

describe('what is tested is what is used', () => {
	const lmStudio = {
		'/api/v0/models': { data: [{ id: 'some-model', type: 'llm', state: 'loaded', arch: 'llama', max_context_length: 8192 }] },
	};
	const spellings = ['', '/', '/v1', '/v1/', '/api', '/api/v0', '/api/v0/', '/api/v1', '/v1/chat/completions/', '/api/v0/models', '/#x'];

	test.each(spellings)('LM Studio at %j: the test is green and the message is answered', async (typed) => {
		const server = await serving('/v1', lmStudio);
		const [endpoint] = await configured(`${server.url}${typed}`);
		expect(endpoint!.baseUrl).toBe(`${server.url}/v1`);
		const [unresolved] = parseEndpointSettings([{ id: 'near', url: `${server.url}${typed}` }]).endpoints;
		for (const one of [endpoint!, unresolved!]) expect(await testConnection(one, null, keyless)).toMatchObject({ ok: true });
		expect((await collect(new HttpChatProvider(endpoint!, keyless).stream(REQUEST, AbortSignal.timeout(5000)))).text).toBe('hi');
	});

	test.each(['', '/api', '/gateway/api', '/api/v1'])('a server whose API is where it was typed (%j) is asked there', async (base) => {
		const server = await serving(base);
		const [endpoint] = await configured(`${server.url}${base}`);
		expect(endpoint!.baseUrl).toBe(`${server.url}${base}`);
		expect(endpoint!.otherUrl).toBeUndefined();
		expect(await testConnection(endpoint!, null, keyless)).toMatchObject({ ok: true });
		expect((await collect(new HttpChatProvider(endpoint!, keyless).stream(REQUEST, AbortSignal.timeout(5000)))).text).toBe('hi');
	});

	test('a server that is not there keeps both readings for the next time', async () => {
		const server = await serving('/v1');
		await servers.pop()!.close();
		const [endpoint] = await configured(`${server.url}/api`);
		expect(endpoint).toMatchObject({ baseUrl: `${server.url}/v1`, otherUrl: `${server.url}/api` });
	});

	test('the query and the header that goes with it reach list, test and chat', async () => {
		const server = await serving('/openai/deployments/some-model');
		const url = `${server.url}/openai/deployments/some-model/chat/completions?api-version=2024-10-21`;
		const [endpoint] = parseEndpointSettings([{ id: 'azure', url, local: false }]).endpoints;
		const deps = depsWith({}, 'azure-key');
		expect(await testConnection(endpoint!, 'azure-key', deps)).toMatchObject({ ok: true });
		const provider = new HttpChatProvider(endpoint!, deps);
		expect(await provider.listModels(AbortSignal.timeout(5000))).toHaveLength(1);
		expect((await collect(provider.stream(REQUEST, AbortSignal.timeout(5000)))).text).toBe('hi');
		expect(server.seen.length).toBeGreaterThan(3);
		for (const { url: asked, headers } of server.seen) {
			expect(asked).toMatch(/\?api-version=2024-10-21$/);
			expect(headers.authorization).toBeUndefined();
		}
		expect(server.seen.filter(({ headers }) => headers['api-key'] === 'azure-key').length).toBeGreaterThan(2);
	});
});

describe('one server is one endpoint', () => {
	test.each([
		['http://[::1]:11434/v1'],
		['http://localhost:11434'],
		['http://127.0.0.1:11434/'],
		['localhost:11434/api'],
		['http://0.0.0.0:11434/v1'],
	])('configured as %s and found by itself', async (url) => {
		const answers: Record<string, unknown> = { '/api/version': { version: '0.12' }, '/api/tags': { models: [{ name: 'x:7b' }] } };
		const deps: ProviderDeps = {
			...keyless,
			fetch: async (input) => {
				const { pathname, port } = new URL(String(input));
				if (port !== '11434' || answers[pathname] === undefined) throw new TypeError('fetch failed');
				return Response.json(answers[pathname]);
			},
		};
		const { endpoints } = parseEndpointSettings([{ id: 'mine', url }]);
		const active = await activeEndpoints({ endpoints, discoverLocalServers: true, useEditorModels: false }, deps);
		expect(active.map(({ id }) => id)).toEqual(['mine']);
		const found = await activeEndpoints({ endpoints: [], discoverLocalServers: true, useEditorModels: false }, deps);
		expect(found.map(({ id }) => id)).toEqual(['ollama']);
	});
});

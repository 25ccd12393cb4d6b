import { afterEach, describe, expect, it } from 'vitest';
import { testConnection } from '../../../src/providers/listing/test-connection.ts';
import { depsWith, endpointAt, type Handler, json, KEY, startServer, type TestServer } from './server.ts';

let server: TestServer;
afterEach(() => server?.close());

const models = { data: [{ id: 'text-embedding-x' }, { id: 'one' }, { id: 'two' }] };
const paths = () => server.seen.map((request) => `${request.method} ${request.url}`);

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
	hasKey(request) ? json(response, 200, models) : json(response, 401, { error: { message: 'no key' } });
const openList: Handler = (request, response) => {
	if (request.url === '/v1/models') return json(response, 200, models);
	return hasKey(request) ? json(response, 200, { choices: [] }) : json(response, 401, { error: { message: 'bad key' } });
};

describe('testConnection', () => {
	it('says how many models and how fast, without spending anything', async () => {
		const { ok, words, models: listed } = await report(closedList);
		expect(ok).toBe(true);
		expect(words).toMatch(/^works: 2 models, answered in \d+\.\d s$/);
		expect(listed.map((model) => model.id)).toEqual(['one', 'two']);
		expect(paths().every((path) => path === 'GET /v1/models')).toBe(true);
	});

	it('says what is wrong with the key', async () => {
		expect(await report(closedList, { key: 'sk-wrong-key-000000' })).toEqual({
			ok: false,
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
		expect(paths()).not.toContain('POST /v1/chat/completions');
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
		expect(paths()).toContain('POST /v1/chat/completions');
	});

	it('asks nothing more of a local server without a key', async () => {
		const { ok } = await report(openList, { local: true, key: null });
		expect(ok).toBe(true);
		expect(paths()).not.toContain('POST /v1/chat/completions');
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
});

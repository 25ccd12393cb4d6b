import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { isPrivateHost } from '../../../src/providers/address.ts';
import { BUILT_IN_ENDPOINTS } from '../../../src/providers/built-in.ts';
import { parseEndpointSettings } from '../../../src/providers/endpoints.ts';

const parse = (...entries: unknown[]) => parseEndpointSettings(entries);

describe('built-in endpoints', () => {
	it('have ids, names and key variables of their own, and https URLs without a slash at the end', () => {
		for (const field of ['id', 'displayName', 'envVar', 'baseUrl'] as const) {
			expect(new Set(BUILT_IN_ENDPOINTS.map((endpoint) => endpoint[field])).size).toBe(BUILT_IN_ENDPOINTS.length);
		}
		for (const endpoint of BUILT_IN_ENDPOINTS) {
			expect(endpoint.baseUrl).toMatch(/^https:\/\/[^/]+\/.*[^/]$/);
			expect(endpoint.envVar).toMatch(/^[A-Z]+_API_KEY$/);
		}
	});

	it('say where their keys are made: over https, at a host of the vendor', () => {
		/** Domains of vendors whose console lies elsewhere than their API. */
		const consoles: Readonly<Record<string, string>> = {
			...{ gemini: 'google.com', moonshot: 'kimi.ai', qwen: 'alibabacloud.com', together: 'together.ai' },
		};
		const domain = (url: string): string => new URL(url).hostname.split('.').slice(-2).join('.');
		for (const { id, baseUrl, keysPage } of BUILT_IN_ENDPOINTS) {
			expect(new URL(keysPage).protocol, id).toBe('https:');
			expect(domain(keysPage), id).toBe(consoles[id] ?? domain(baseUrl));
		}
		expect(new Set(BUILT_IN_ENDPOINTS.map(({ keysPage }) => keysPage)).size).toBe(BUILT_IN_ENDPOINTS.length);
	});
});

describe('parseEndpointSettings', () => {
	it('reads what the user tells of models of which the server does not', () => {
		const { endpoints } = parse(
			{ id: 'mine', url: 'localhost:9000', contextTokens: 65_536, tools: true },
			{ id: 'b', url: 'localhost:9001' },
		);
		expect(endpoints.map(({ untold }) => untold)).toEqual([{ contextTokens: 65_536, tools: true }, undefined]);
	});

	it('reads nothing, one local and one remote server', () => {
		expect(parseEndpointSettings(undefined)).toEqual({ endpoints: [], errors: [] });
		expect(
			parse({ id: 'mine', name: ' My box ', url: 'http://localhost:8081/v1' }, { id: 'corp', url: 'https://llm.example.com/v1' }),
		).toEqual({
			endpoints: [
				{
					id: 'mine',
					kind: 'openai-compatible',
					displayName: 'My box',
					baseUrl: 'http://localhost:8081/v1',
					local: true,
					mustProve: true,
					needsKey: false,
				},
				{ id: 'corp', kind: 'openai-compatible', displayName: 'corp', baseUrl: 'https://llm.example.com/v1', local: false, needsKey: true },
			],
			errors: [],
		});
	});

	it.each([
		['https://host.example/v1/', 'https://host.example/v1'],
		['https://host.example/v1///', 'https://host.example/v1'],
		['https://host.example/v1/chat/completions', 'https://host.example/v1'],
		[' https://host.example/v1/chat/completions/?x=1 ', 'https://host.example/v1'],
		['https://host.example/v1/messages', 'https://host.example/v1'],
		['https://host.example/openai/v1/models', 'https://host.example/openai/v1'],
		['https://host.example', 'https://host.example'],
	])('corrects %s', (url, expected) => {
		expect(parse({ id: 'x', url }).endpoints[0]!.baseUrl).toBe(expected);
	});

	it('keeps the query of an address, and refuses one that holds a secret by its name alone', () => {
		expect(parse({ id: 'x', url: 'https://h.example/v1?api-version=1' }).endpoints[0]).toMatchObject({
			baseUrl: 'https://h.example/v1',
			query: 'api-version=1',
		});
		const { endpoints, errors } = parse({ id: 'x', url: 'https://h.example/v1?api_key=sk-secret-000' });
		expect(endpoints).toEqual([]);
		expect(errors[0]!.message).toContain('"api_key" in the query');
		expect(errors[0]!.message).not.toContain('sk-secret-000');
	});

	it.each([
		['http://100.64.0.1:1/v1', { local: true, needsKey: false, onNetwork: true, mustProve: true }],
		['http://0.0.0.0:1/v1', { local: true, needsKey: false, mustProve: true }],
		['http://[::ffff:127.0.0.1]:1/v1', { local: true, needsKey: false, mustProve: true }],
		['http://nas.local:1/v1', { local: true, needsKey: false, onNetwork: true, mustProve: true }],
	])('%s is near by, needs no key, and must prove that it runs models', (url, expected) => {
		const [endpoint] = parse({ id: 'x', url }).endpoints;
		expect(endpoint).toMatchObject(expected);
		expect(endpoint!.onNetwork).toBe((expected as { onNetwork?: true }).onNetwork);
	});

	it('takes the word of the setting for what the server is', () => {
		const own = parse({ id: 'x', url: 'http://localhost:1/v1', local: true }).endpoints[0]!;
		expect([own.local, own.mustProve, own.needsKey]).toEqual([true, undefined, false]);
		const gateway = parse({ id: 'x', url: 'http://localhost:1/v1', local: false }).endpoints[0]!;
		expect([gateway.local, gateway.mustProve, gateway.needsKey]).toEqual([false, undefined, true]);
		const withKey = parse({ id: 'x', url: 'http://localhost:1/v1', needsKey: true }).endpoints[0]!;
		expect([withKey.local, withKey.mustProve, withKey.needsKey]).toEqual([true, true, true]);
	});

	it('reads the kind however it is written, and says which one is none', () => {
		const kinds = ['Anthropic', 'OPENAI', 'OpenAI-Compatible', 'openai_compatible', 'openai compatible'];
		expect(kinds.map((kind) => parse({ id: 'x', url: 'https://h.example/v1', kind }).endpoints[0]?.kind)).toEqual([
			'anthropic',
			'openai',
			...Array(3).fill('openai-compatible'),
		]);
		expect(parse({ id: 'x', url: 'https://h.example/v1', kind: 'grpc' }).errors[0]!.message).toMatch(/unknown kind/);
	});

	it('takes the wire format and name of a built-in id', () => {
		expect(parse({ id: 'anthropic', url: 'https://gateway.example/anthropic' }).endpoints[0]).toMatchObject({
			kind: 'anthropic',
			displayName: 'Anthropic',
		});
	});

	it.each([
		['no number of tokens', { id: 'x', url: 'https://h/v1', contextTokens: '32k' }, /wrong or missing field \(contextTokens\)/],
		[
			'a number of tokens that no model has',
			{ id: 'x', url: 'https://h/v1', contextTokens: 1 },
			/wrong or missing field \(contextTokens\)/,
		],
		['no URL', { id: 'x' }, /wrong or missing field \(url\)/],
		['no id', { url: 'https://h/v1' }, /wrong or missing field \(id\)/],
		['no object', 'https://h/v1', /wrong or missing field/],
		['a misspelt field', { id: 'x', url: 'https://h.example/v1', nmae: 'y' }, /unknown field \(nmae\)/],
		['a key', { id: 'x', url: 'https://h.example/v1', key: 'sk-secret-000' }, /holds a key/],
		['a password without a scheme', { id: 'x', url: 'me:sk-secret-000@h.example/v1' }, /password/],
		['a password in an unknown field', { id: 'x', url: 'https://h.example/v1', 'https://me:sk-secret-000@h': 1 }, /unknown field/],
		['a password in the URL', { id: 'x', url: 'https://me:sk-secret-000@h.example/v1' }, /password/],
		['no web address', { id: 'x', url: 'file:///etc/passwd' }, /no valid URL/],
		['rubbish', { id: 'x', url: 'not a url' }, /no valid URL/],
		['plain http to the world', { id: 'x', url: 'http://h.example/v1' }, /unencrypted/],
		['a remote host called local', { id: 'x', url: 'https://h.example/v1', local: true }, /outside this machine/],
		['an odd id', { id: 'a/b', url: 'https://h.example/v1' }, /id that cannot be used/],
		['a reserved id', { id: 'ollama', url: 'http://localhost:1/v1' }, /reserved/],
		['the id of model files', { id: 'gguf', url: 'http://localhost:1/v1' }, /reserved/],
	])('rejects %s', (_name, entry, words) => {
		const { endpoints, errors } = parse(entry, { id: 'good', url: 'https://good.example/v1' });
		expect(endpoints.map((endpoint) => endpoint.id)).toEqual(['good']);
		expect(errors).toHaveLength(1);
		expect(errors[0]).toBeInstanceOf(RoutooError);
		expect(errors[0]).toMatchObject({ kind: 'settings' });
		expect(errors[0]!.message).toMatch(words);
		expect(errors[0]!.nextStep).toMatch(/\.$/);
		expect(JSON.stringify([errors[0]!.message, errors[0]!.nextStep])).not.toContain('sk-secret-000');
	});

	it('allows plain http on request, and never two endpoints of one id', () => {
		expect(parse({ id: 'x', url: 'http://h.example/v1', allowHttp: true }).endpoints).toHaveLength(1);
		const twice = parse({ id: 'x', url: 'https://a.example/v1' }, { id: 'x', url: 'https://b.example/v1' });
		expect(twice.endpoints.map((endpoint) => endpoint.baseUrl)).toEqual(['https://a.example/v1']);
		expect(twice.errors[0]!.message).toContain('"x"');
	});

	it('never throws, whatever stands in the settings', () => {
		fc.assert(
			fc.property(fc.anything(), fc.array(fc.record({ id: fc.anything(), url: fc.oneof(fc.webUrl(), fc.anything()) })), (any, entries) => {
				parseEndpointSettings(any);
				parseEndpointSettings(entries);
			}),
		);
	});
});

describe('isPrivateHost', () => {
	it.each([
		'localhost',
		'127.0.0.1',
		'127.8.8.8',
		'10.1.2.3',
		'192.168.0.2',
		'172.16.0.1',
		'172.31.255.1',
		'169.254.1.1',
		'[::1]',
		'[fd12::1]',
		'[fe80::1]',
		'box.local',
		'gpu',
	])('%s is', (host) => expect(isPrivateHost(host)).toBe(true));
	it.each([
		'example.com',
		'8.8.8.8',
		'172.32.0.1',
		'192.169.0.1',
		'11.0.0.1',
		'[2001:db8::1]',
		'127.0.0.1.example.com',
		'local.example.com',
	])('%s is not', (host) => expect(isPrivateHost(host)).toBe(false));
	// As a socket would take them: whoever calls it may not have gone through a URL first, which rewrites some of these.
	it.each([
		'0.0.0.0',
		'[::]',
		'[::ffff:127.0.0.1]',
		'[::ffff:7f00:1]',
		'[::ffff:a00:1]',
		'2130706433',
		'0x7f000001',
		'0177.0.0.1',
		'127.1',
		'[fe80::1%eth0]',
		'[0:0:0:0:0:0:0:1]',
		'[fc00::1]',
		'LOCALHOST',
		'localhost.',
		'127.0.0.1.',
		'nas.home.arpa',
	])('%s is, in an odd form', (host) => expect(isPrivateHost(host)).toBe(true));
	it.each([
		'[::ffff:8.8.8.8]',
		'[::ffff:808:808]',
		'134744072',
		'0x08080808',
		'010.8.8.8',
		'[64:ff9b::a00:1]',
		'[2002:a00:1::]',
		'fd12.example.com',
		'10.example.com',
		'127.0.0.1.nip.io',
		'224.0.0.1',
		'255.255.255.255',
	])('%s is not, in an odd form', (host) => expect(isPrivateHost(host)).toBe(false));
	it('reads a URL as the request will', () => {
		for (const url of ['http://2130706433/v1', 'http://0x7f.1/v1', 'http://[::ffff:127.0.0.1]/v1', 'http://0/v1']) {
			expect(parse({ id: 'x', url }).endpoints[0], url).toMatchObject({ local: true });
		}
		for (const url of [
			'http://100.128.0.1/v1',
			'http://8.8.8.8/v1',
			'http://134744072/v1',
			'http://[::ffff:808:808]/v1',
			'http://0x8.0x8.0x8.0x8/v1',
		]) {
			expect(parse({ id: 'x', url }).errors[0]?.message, url).toMatch(/unencrypted/);
		}
	});
});

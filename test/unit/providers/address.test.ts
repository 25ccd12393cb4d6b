import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressedFetch, isPrivateHost, parseAddress, secretInQuery, serverKey } from '../../../src/providers/address.ts';
import { BUILT_IN_ENDPOINTS } from '../../../src/providers/built-in.ts';
import type { Fetch } from '../../../src/providers/types.ts';

describe('parseAddress', () => {
	it.each([
		// Everything that people type for one server of their own.
		...[
			'http://localhost:1234/v1',
			'http://localhost:1234/v1/',
			'http://localhost:1234//v1//',
			'http://localhost:1234',
			'http://localhost:1234/',
			'localhost:1234',
			'localhost:1234/v1',
			'//localhost:1234/v1',
			'http:localhost:1234',
			'http:/localhost:1234/v1',
			'HTTP://LOCALHOST:1234/v1',
			'http://localhost:1234/api',
			'http://localhost:1234/api/',
			'http://localhost:1234/api/v0',
			'http://localhost:1234/api/v1',
			'http://localhost:1234/v1/chat/completions',
			'http://localhost:1234/v1/chat/completions/',
			'http://localhost:1234/v1/completions',
			'http://localhost:1234/v1/models',
			'http://localhost:1234/v1/embeddings',
			'http://localhost:1234/api/generate',
			'http://localhost:1234/api/chat',
			'http://localhost:1234/api/tags',
			'http://localhost:1234/api/v0/models',
			'http://localhost:1234/api/v0/chat/completions',
			'http://localhost:1234/v1#models',
			'http://localhost:1234/#/chat',
			'  http://localhost:1234/v1  ',
			'"http://localhost:1234/v1"',
			"'localhost:1234'",
			'`http://localhost:1234/v1`',
			'<http://localhost:1234/v1>',
			'\u201chttp://localhost:1234/v1\u201d,',
			'\u200bhttp://localhost:1234/v1\ufeff',
			'http://localhost:1234/v1?',
		].map((typed) => [typed, 'http://localhost:1234/v1']),
		['127.0.0.1', 'http://127.0.0.1/v1'],
		['192.168.1.20:11434', 'http://192.168.1.20:11434/v1'],
		['gpu:8000/v1', 'http://gpu:8000/v1'],
		['nas.local:8080', 'http://nas.local:8080/v1'],
		['100.64.0.1:8080', 'http://100.64.0.1:8080/v1'],
		['[::1]:11434', 'http://[::1]:11434/v1'],
		['::1', 'http://[::1]/v1'],
		['http://[fd7a:115c:a1e0::1]:8080/v1', 'http://[fd7a:115c:a1e0::1]:8080/v1'],
		['http://localhost:4000/gateway/v1', 'http://localhost:4000/gateway/v1'],
		['http://localhost:4000/gateway/api', 'http://localhost:4000/gateway/v1'],
		['http://localhost:12434/engines/llama.cpp/v1', 'http://localhost:12434/engines/llama.cpp/v1'],
		// Public hosts
		['https://host.example', 'https://host.example'],
		['host.example/v1', 'https://host.example/v1'],
		['host.example:8443/v1/', 'https://host.example:8443/v1'],
		['https://host.example/openai/v1/models', 'https://host.example/openai/v1'],
		['https://host.example/api', 'https://host.example/api'],
		['me.openai.azure.com', 'https://me.openai.azure.com/openai/v1'],
		['https://me.openai.azure.com/openai/v1/chat/completions', 'https://me.openai.azure.com/openai/v1'],
		['api.openai.com', 'https://api.openai.com/v1'],
		['https://openrouter.ai', 'https://openrouter.ai/api/v1'],
		['https://openrouter.ai/api/v1/chat/completions', 'https://openrouter.ai/api/v1'],
		['api.anthropic.com/v1/messages', 'https://api.anthropic.com/v1'],
		['https://api.openai.com/v1/responses', 'https://api.openai.com/v1'],
	])('%s -> %s', (typed, baseUrl) => expect(parseAddress(typed!)?.baseUrl).toBe(baseUrl));

	it.each([
		'',
		'   ',
		'not a url',
		'file:///etc/passwd',
		'ftp://host/v1',
		'javascript:alert(1)',
		'http://',
		'http://exa mple/v1',
		'.',
		'http://..',
		'localhost:0',
		'host:70000',
	])('%j is none', (typed) => expect(parseAddress(typed)).toBeNull());

	it('keeps the other reading where chat may be where it was typed', () => {
		expect(parseAddress('http://localhost:3000/api')?.otherUrl).toBe('http://localhost:3000/api');
		expect(parseAddress('localhost:4000')?.otherUrl).toBe('http://localhost:4000');
		expect(parseAddress('https://host.example')?.otherUrl).toBe('https://host.example/v1');
		expect(parseAddress('localhost:14811/gateway')).toMatchObject({
			baseUrl: 'http://localhost:14811/gateway',
			otherUrl: 'http://localhost:14811/gateway/v1',
		});
		expect(parseAddress('https://host.example/api/')?.otherUrl).toBe('https://host.example/api/v1');
		for (const sure of [
			'localhost:4000/v1',
			'https://host.example/v1beta/openai',
			'https://api.openai.com',
			'https://host.example/gateway/chat/completions',
		]) {
			expect(parseAddress(sure)?.otherUrl, sure).toBeNull();
		}
	});

	it('keeps the query for every request', () => {
		const azure = parseAddress('https://me.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21#top');
		expect(azure).toMatchObject({ baseUrl: 'https://me.openai.azure.com/openai/deployments/gpt', query: 'api-version=2024-10-21' });
		expect(parseAddress('localhost:1234/v1')?.query).toBeNull();
	});

	it('reads its own result as the same, whatever is typed', () => {
		const text = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), fc.domain(), fc.ipV4(), fc.ipV6());
		fc.assert(
			fc.property(text, (typed) => {
				const address = parseAddress(typed);
				if (address === null || address.otherUrl !== null || /["'`<>,;]$/.test(address.baseUrl)) return;
				expect(parseAddress(address.baseUrl)?.baseUrl).toBe(address.baseUrl);
			}),
		);
	});

	it('knows where the public APIs begin', () => {
		for (const { baseUrl } of BUILT_IN_ENDPOINTS) expect(parseAddress(new URL(baseUrl).host)?.baseUrl).toBe(baseUrl);
	});
});

describe('isPrivateHost', () => {
	it.each(['100.64.0.1', '100.127.255.254', '0.0.0.0', '::', '::ffff:127.0.0.1', '::ffff:100.64.0.1', 'fd7a:115c:a1e0::5', 'box.local'])(
		'%s is',
		(host) => expect(isPrivateHost(host)).toBe(true),
	);
	it.each(['100.63.255.255', '100.128.0.1', '8.8.8.8', '::ffff:100.128.0.1', '', 'box.local.example.com', '64:ff9b::7f00:1'])(
		'%j is not',
		(host) => expect(isPrivateHost(host)).toBe(false),
	);
});

describe('serverKey', () => {
	it('is one for every spelling of a server on this machine', () => {
		const spellings = [
			'http://127.0.0.1:11434/v1',
			'http://localhost:11434/v1',
			'http://localhost:11434',
			'http://localhost:11434/',
			'http://LOCALHOST:11434/api',
			'http://[::1]:11434/v1',
			'http://0.0.0.0:11434/v1',
			'http://[::]:11434/v1',
			'http://127.0.0.2:11434/v1',
			'http://[::ffff:127.0.0.1]:11434/v1/',
			'http://app.localhost:11434/v1',
			'http://localhost.:11434/v1',
		];
		expect(new Set(spellings.map(serverKey)).size).toBe(1);
	});

	it('tells servers apart', () => {
		const apart = [
			'http://127.0.0.1:11434/v1',
			'http://127.0.0.1:11435/v1',
			'http://192.168.0.2:11434/v1',
			'http://localhost:11434/openai/v1',
			'https://localhost/v1',
		];
		expect(new Set(apart.map(serverKey)).size).toBe(apart.length);
	});
});

describe('addressedFetch', () => {
	const sent = async (query: string | undefined, url: string, headers: Record<string, string> = {}) => {
		let seen: { url: string; headers: Headers } | null = null;
		const fetch: Fetch = async (input, init) => {
			seen = { url: String(input), headers: new Headers(init?.headers) };
			return new Response('{}');
		};
		await addressedFetch(query === undefined ? {} : { query }, fetch)(url, { headers });
		return seen as unknown as { url: string; headers: Headers };
	};

	it('sends the query along, beside what the request asks itself', async () => {
		const { url, headers } = await sent('tenant=a%20b&v=1', 'https://h.example/v1/models?limit=1000&v=2', { authorization: 'Bearer k' });
		expect(url).toBe('https://h.example/v1/models?limit=1000&v=2&tenant=a+b');
		expect(headers.get('authorization')).toBe('Bearer k');
	});

	it("puts the key where Azure's form wants it", async () => {
		const { url, headers } = await sent('api-version=2024-10-21', 'https://h.example/chat/completions', { authorization: 'Bearer secret' });
		expect(url).toBe('https://h.example/chat/completions?api-version=2024-10-21');
		expect([headers.get('api-key'), headers.get('authorization')]).toEqual(['secret', null]);
	});

	it('changes nothing without a query', async () => {
		const { url, headers } = await sent(undefined, 'https://h.example/v1/models', { authorization: 'Bearer k' });
		expect([url, headers.get('authorization'), headers.get('api-key')]).toEqual(['https://h.example/v1/models', 'Bearer k', null]);
	});

	it('finds secrets in a query', () => {
		for (const query of ['key=1', 'api_key=1', 'x=1&access_token=2', 'sig=abc', 'code=5', 'subscription-key=k']) {
			expect(secretInQuery(query), query).not.toBeNull();
		}
		for (const query of ['api-version=2024-10-21', 'tenant=1', 'model=x', '']) expect(secretInQuery(query), query).toBeNull();
	});
});

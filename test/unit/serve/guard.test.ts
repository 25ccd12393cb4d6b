import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAgent } from '../../support/agent.ts';
import { KEY, said, TestEndpoint } from '../../support/serve/endpoint.ts';

let agent: FakeAgent;
let endpoint: TestEndpoint;
beforeEach(async () => {
	agent = new FakeAgent();
	agent.reply = () => ({ parts: [{ type: 'text', text: 'fine' }] });
	endpoint = await TestEndpoint.start(agent, { limits: { headersMs: 300, requestMs: 600, checkMs: 50, idleMs: 400, body: 1_000_000 } });
});
afterEach(() => endpoint.close());

const CHAT = '/v1/chat/completions';
const BODY = JSON.stringify(said('Hi'));
const head = (lines: readonly string[], path = CHAT, version = '1.1'): string =>
	[`POST ${path} HTTP/${version}`, ...lines, '', ''].join('\r\n');
const usual = (more: readonly string[] = []): string[] => [
	`Host: 127.0.0.1:${endpoint.port}`,
	`Authorization: Bearer ${KEY}`,
	'Content-Type: application/json',
	...more,
];
const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('the key', () => {
	it.each([
		['bearer', { authorization: `Bearer ${KEY}` }],
		['bearer in another case', { authorization: `bearer  ${KEY} ` }],
		['x-api-key', { 'x-api-key': KEY }],
		['api-key', { 'api-key': KEY }],
		['one of two that is right', { authorization: 'Bearer sk-ant-other', 'x-api-key': KEY }],
	])('is taken as %s', async (_, headers) => {
		expect((await endpoint.send(CHAT, { body: said('Hi'), key: null, headers })).status).toBe(200);
	});

	it.each([
		['none', {}],
		['an empty one', { 'x-api-key': '' }],
		['a beginning of it', { authorization: `Bearer ${KEY.slice(0, -1)}` }],
		['more than it', { authorization: `Bearer ${KEY}x` }],
		['it without the word', { authorization: KEY }],
		['it as basic', { authorization: `Basic ${Buffer.from(`:${KEY}`).toString('base64')}` }],
		['it in the address', {}, `${CHAT}?key=${KEY}&api_key=${KEY}`],
	])('refuses %s', async (_, headers, path = CHAT) => {
		const answer = await endpoint.send(path, { body: said('Hi'), key: null, headers });
		expect(answer.status).toBe(401);
		expect(JSON.parse(answer.text).error).toMatchObject({ kind: 'wrongKey', words: expect.stringContaining('key') });
		expect(answer.text).not.toContain(KEY);
		expect(agent.asked).toHaveLength(0);
	});

	it('counts at once after it changed', async () => {
		let key = KEY;
		await endpoint.close();
		endpoint = await TestEndpoint.start(agent, { deps: { key: async () => key } });
		expect((await endpoint.send('/v1/models')).status).toBe(200);
		key = 'rt-new';
		expect((await endpoint.send('/v1/models')).status).toBe(401);
		key = '';
		expect((await endpoint.send('/v1/models', { key: null, headers: { 'x-api-key': '' } })).status).toBe(401);
	});

	it('is asked for before the path says anything', async () => {
		for (const path of ['/v1/none', '/v1/models', '/admin', '/v1/models/x'])
			expect((await endpoint.send(path, { key: null })).status).toBe(401);
	});
});

describe('what a web page can reach', () => {
	it.each([
		'evil.example',
		'evil.example:PORT',
		'127.0.0.1',
		'127.0.0.1:1',
		'127.0.0.1.evil.example:PORT',
		'localhost.:PORT',
		'0.0.0.0:PORT',
		'[::]:PORT',
		'2130706433:PORT',
		'user@127.0.0.1:PORT',
	])('refuses the host %s', async (host) => {
		const headers = { host: host.replace('PORT', String(endpoint.port)) };
		expect((await endpoint.send(CHAT, { body: said('Hi'), headers })).status).toBe(403);
		expect((await endpoint.send('/routoo', { headers })).status).toBe(403);
		expect(agent.asked).toHaveLength(0);
	});

	it.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])('takes its own name %s', async (host) => {
		const headers = { host: host.replace('PORT', String(endpoint.port)) };
		expect((await endpoint.send(CHAT, { body: said('Hi'), headers })).status).toBe(200);
	});

	it.each(['https://evil.example', 'null', '', 'vscode-webview://abc', 'http://127.0.0.1:PORT'])(
		'refuses the origin %j',
		async (origin) => {
			const headers = { origin: origin.replace('PORT', String(endpoint.port)) };
			const answer = await endpoint.send(CHAT, { body: said('Hi'), headers });
			expect(answer.status).toBe(403);
			expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
			expect((await endpoint.send('/', { headers })).status).toBe(403);
		},
	);

	it('answers no preflight', async () => {
		const headers = {
			origin: 'https://evil.example',
			'access-control-request-method': 'POST',
			'access-control-request-headers': 'authorization',
		};
		const answer = await endpoint.send(CHAT, { method: 'OPTIONS', key: null, headers });
		expect(answer.status).toBe(403);
		expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
	});

	it.each(['cross-site', 'same-site', 'same-origin'])('refuses what a page loads (%s)', async (site) => {
		expect((await endpoint.send('/routoo', { headers: { 'sec-fetch-site': site } })).status).toBe(403);
		expect((await endpoint.send('/routoo', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
	});

	it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json', ''])(
		'refuses a body of type %j',
		async (type) => {
			const headers = { 'content-type': type };
			expect((await endpoint.send(CHAT, { body: BODY, headers })).status).toBe(415);
			expect(agent.asked).toHaveLength(0);
		},
	);

	it('takes JSON under its other names, in UTF-8 alone and as it is', async () => {
		const send = async (headers: Record<string, string>) => (await endpoint.send(CHAT, { body: BODY, headers })).status;
		expect(await send({ 'content-type': 'application/json; charset=UTF-8' })).toBe(200);
		expect(await send({ 'content-type': 'application/vnd.api+json' })).toBe(200);
		expect(await send({ 'content-type': 'application/json; charset=utf-16' })).toBe(415);
		expect(await send({ 'content-encoding': 'gzip' })).toBe(415);
		expect(await send({ 'content-encoding': 'identity' })).toBe(200);
	});
});

describe('requests made to be read twice', () => {
	it.each([
		['two hosts', ['Host: evil.example', 'Content-Length: 2'], 400],
		['two keys', ['Authorization: Bearer other', 'Content-Length: 2'], 400],
		['two types', ['Content-Type: text/plain', 'Content-Length: 2'], 400],
		['two lengths', ['Content-Length: 2', 'Content-Length: 40'], 400],
		['two equal lengths', ['Content-Length: 2', 'Content-Length: 2'], 400],
		['length and chunks', ['Content-Length: 2', 'Transfer-Encoding: chunked'], 400],
		['another coding behind chunks', ['Transfer-Encoding: chunked, identity'], 400],
		['a length that is none', ['Content-Length: +2'], 400],
		['a name with a space', ['Content-Length : 2'], 400],
		['a folded header', ['X-A: b', ' Host: evil.example', 'Content-Length: 2'], 400],
		['headers without an end to them', [`X-Large: ${'a'.repeat(40_000)}`], 431],
	])('refuses %s, and the connection with it', async (_, lines, expected) => {
		const smuggled = `{}GET /v1/models HTTP/1.1\r\n${usual().join('\r\n')}\r\n\r\n`;
		const answer = await endpoint.raw(head(usual(lines)) + smuggled, 1500);
		expect(status(answer)).toBe(expected);
		expect(answer.match(/HTTP\/1\.1 200/)).toBeNull();
		expect(agent.asked).toHaveLength(0);
	});

	it('refuses an address of another server, and one that is none', async () => {
		expect(status(await endpoint.raw(`${head(usual(['Content-Length: 2']), 'http://evil.example/v1/models')}{}`, 1000))).toBe(400);
		expect(status(await endpoint.raw(`OPTIONS * HTTP/1.1\r\n${usual().join('\r\n')}\r\n\r\n`, 1000))).toBe(400);
		expect(status(await endpoint.raw(`GET /v1/\\..\\x HTTP/1.1\r\n${usual().join('\r\n')}\r\n\r\n`, 1000))).toBeGreaterThanOrEqual(400);
		expect(await endpoint.raw(`CONNECT evil.example:443 HTTP/1.1\r\n${usual().join('\r\n')}\r\n\r\n`, 1000)).not.toContain(' 200 ');
	});

	it('answers HTTP/1.0 with a host, and refuses it without', async () => {
		expect(await endpoint.raw(head([...usual(), `Content-Length: ${BODY.length}`], CHAT, '1.0') + BODY, 1500)).toMatch(
			/^HTTP\/1\.[01] 200/,
		);
		expect(status(await endpoint.raw(`${head(usual().slice(1).concat('Content-Length: 2'), CHAT, '1.0')}{}`, 1000))).toBe(403);
		expect(status(await endpoint.raw(`${head(usual().slice(1).concat('Content-Length: 2'))}{}`, 1000))).toBe(400);
	});

	it('goes on with a connection after an error', async () => {
		const broken = '{"model": ';
		const one = (body: string) => head([...usual(), `Content-Length: ${body.length}`]) + body;
		const answers = await endpoint.raw(one(broken) + one(BODY) + one('[]') + one(BODY), 1500);
		expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200', 'HTTP/1.1 400', 'HTTP/1.1 200']);
	});
});

describe('requests that do not come to their end', () => {
	const silent = (first: string): Promise<{ readonly ms: number; readonly text: string }> =>
		new Promise((resolve) => {
			const began = Date.now();
			let text = '';
			const socket = connect(endpoint.port, '127.0.0.1', () => socket.write(first));
			socket.on('data', (chunk) => {
				text += String(chunk);
			});
			socket.on('error', () => undefined);
			socket.on('close', () => resolve({ ms: Date.now() - began, text }));
		});

	it('are closed: no headers, half of them, half a body, idle behind an answer', async () => {
		const whole = `GET /v1/models HTTP/1.1\r\n${usual().join('\r\n')}\r\n\r\n`;
		const all = await Promise.all([
			silent(''),
			silent('POST /v1/chat'),
			silent(`${head(usual(['Content-Length: 500']))}{"model"`),
			silent(`${head(usual(['Transfer-Encoding: chunked']))}5\r\n{"mod\r\n`),
			silent(whole),
		]);
		expect(all.map(({ text }) => status(text))).toEqual([408, 408, 408, 408, 200]);
		expect(agent.asked).toHaveLength(0);
	});

	it('get one answer where their client ends in the middle', async () => {
		const texts = await Promise.all(
			['/v1/none', CHAT].map(
				(path) =>
					new Promise<string>((resolve) => {
						let text = '';
						const socket = connect(endpoint.port, '127.0.0.1', () => socket.end(`${head(usual(['Content-Length: 100']), path)}{"a"`));
						socket.on('data', (chunk) => {
							text += String(chunk);
						});
						socket.on('close', () => resolve(text));
					}),
			),
		);
		expect(texts.map((text) => text.match(/HTTP\/1\.1 \d+/g))).toEqual([['HTTP/1.1 404'], ['HTTP/1.1 400']]);
	});

	it('and one that trickles byte by byte', async () => {
		const closed = new Promise<void>((resolve) => {
			const socket = connect(endpoint.port, '127.0.0.1');
			const drip = setInterval(() => socket.write('X'), 20);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				clearInterval(drip);
				resolve();
			});
			socket.write('GET / HTTP/1.1\r\nX-Slow: ');
		});
		await closed;
		expect((await endpoint.send('/v1/models')).status).toBe(200);
	});
});

describe('large bodies', () => {
	it('are refused by their length, before they are read', async () => {
		const answer = await endpoint.raw(head(usual(['Content-Length: 1000001'])), 1500);
		expect(status(answer)).toBe(413);
		expect(answer).toContain('onnection: close');
	});

	it('are refused while they come in chunks, in words that the client gets', async () => {
		const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
		const answer = await endpoint.raw(`${head(usual(['Transfer-Encoding: chunked'])) + chunk.repeat(40)}0\r\n\r\n`, 2500);
		expect(status(answer)).toBe(413);
		expect(answer).toContain('"tooLarge"');
	});

	it('are not asked for where the key is wrong', async () => {
		const lines = [
			`Host: 127.0.0.1:${endpoint.port}`,
			'Authorization: Bearer x',
			'Content-Type: application/json',
			'Content-Length: 900',
			'Expect: 100-continue',
		];
		const answer = await endpoint.raw(head(lines), 1500);
		expect(status(answer)).toBe(401);
		expect(answer).not.toContain('100 Continue');
		const asked = await endpoint.raw(
			head(usual([`Content-Length: ${BODY.length}`, 'Expect: 100-continue', 'Connection: close'])) + BODY,
			1500,
		);
		expect(asked).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
	});

	it('take nothing from what comes after', async () => {
		expect((await endpoint.send(CHAT, { body: 'a'.repeat(1_000_001) })).status).toBe(413);
		expect((await endpoint.send(CHAT, { body: said('Hi') })).status).toBe(200);
	});
});

describe('bodies that are no request', () => {
	it.each([
		['', 'is empty'],
		['{', 'is not JSON'],
		['{"a":1}{"b":2}', 'is not JSON'],
		['['.repeat(100_000), 'is not JSON'],
		['['.repeat(50_000) + ']'.repeat(50_000), 'nested deeper'],
		[`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'nested deeper'],
		['null', 'model'],
		['[]', 'model'],
		['"text"', 'model'],
	])('%.20s is refused in words', async (body, words) => {
		const answer = await endpoint.send(CHAT, { body, method: 'POST', headers: { 'content-type': 'application/json' } });
		expect(answer.status).toBe(400);
		expect(JSON.parse(answer.text).error.words).toContain(words);
	});

	it('bytes that are no UTF-8', async () => {
		const answer = await endpoint.send(CHAT, { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) });
		expect([answer.status, JSON.parse(answer.text).error.words]).toEqual([400, 'The body is not UTF-8.']);
	});

	it('does not repeat what it says', async () => {
		const answer = await endpoint.send(CHAT, { body: '{"secret": sk-live-123456}' });
		expect(answer.status).toBe(400);
		expect(answer.text).not.toContain('sk-live');
		expect(endpoint.logged.join()).not.toContain('sk-live');
	});
});

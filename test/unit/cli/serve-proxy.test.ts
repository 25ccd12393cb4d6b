import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useProxyOf } from '../../../src/cli/proxy.ts';
import { HeldUpstream, settingsFor } from './held-upstream.ts';
import { ServeHome, SLOW_MS } from './serve-process.ts';

let home: ServeHome;
let upstream: HeldUpstream;
const servers: Server[] = [];

beforeEach(async () => {
	home = await ServeHome.make();
	upstream = await new HeldUpstream().start();
});
afterEach(async () => {
	await home.close();
	await upstream.close();
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function listening<S extends Server>(server: S): Promise<S> {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A company's proxy: it alone knows where `models.example` is, and notes whoever it lets through. */
async function proxyTo(port: number): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
	const asked: string[] = [];
	const server = createHttp((request, response) => {
		asked.push(request.url ?? '');
		response.writeHead(403).end();
	});
	server.on('connect', (request, socket, head) => {
		asked.push(request.url ?? '');
		const through = connect(port, '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			through.write(head);
			through.pipe(socket).pipe(through);
		});
		for (const end of [socket, through]) end.on('error', () => undefined);
	});
	return { port: portOf(await listening(server)), asked };
}

/** `https://models.example`, signed by nobody but itself, before the stand-in. */
async function companyServer(folder: string, to: number): Promise<{ readonly port: number; readonly ca: string }> {
	const [key, ca] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
	const subject = ['-subj', '/CN=models.example', '-addext', 'subjectAltName=DNS:models.example'];
	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', ca, ...subject], {
		stdio: 'ignore',
	});
	const server = createHttps({ key: readFileSync(key), cert: readFileSync(ca) }, (request, response) => {
		const { method, url: path, headers } = request;
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const body = method === 'GET' ? {} : { body: Buffer.concat(chunks) };
			const answer = await fetch(`http://127.0.0.1:${to}${path}`, {
				method: method ?? 'GET',
				headers: { 'content-type': headers['content-type'] ?? '' },
				...body,
			});
			response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
		})();
	});
	return { port: portOf(await listening(server as unknown as Server)), ca };
}

describe('routoo serve behind a proxy', { timeout: 2 * SLOW_MS }, () => {
	const entry = { url: 'https://models.example/v1' };

	it("asks through the environment's proxy, with the company's certificate", async () => {
		const company = await companyServer(home.folder, upstream.port);
		const proxy = await proxyTo(company.port);
		await home.write(settingsFor({ endpoint: () => upstream.endpoint(entry) }));
		const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: company.ca };
		const process = await home.ready(env);
		await process.said(new RegExp(`Requests go through the proxy 127\\.0\\.0\\.1:${proxy.port}`));
		expect(await (await home.chat(process)).text()).toContain('The rest.');
		expect(new Set(proxy.asked)).toEqual(new Set(['models.example:443']));
		expect(upstream.authorizations).toHaveLength(1);
	});

	it('does not trust a certificate that nobody named, and says so', async () => {
		const company = await companyServer(home.folder, upstream.port);
		const proxy = await proxyTo(company.port);
		await home.write(settingsFor({ endpoint: () => upstream.endpoint(entry) }));
		const process = await home.serve([], { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
		await process.said(/Upstream: .*certificate/i);
		expect(upstream.authorizations).toHaveLength(0);
	});

	it.each([
		['closes', (socket: Duplex) => void socket.destroy()],
		['ends', (socket: Duplex) => void socket.end()],
		['refuses', (socket: Duplex) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')],
	])('fails in words, and rests, where the proxy %s what it is asked', async (_, does) => {
		let asked = 0;
		const server = createHttp();
		server.on('connect', (_request, socket) => {
			asked++;
			socket.on('error', () => undefined);
			does(socket);
		});
		const port = portOf(await listening(server));
		await home.write(settingsFor({ endpoint: () => upstream.endpoint(entry) }));
		const process = await home.serve([], { HTTPS_PROXY: `http://127.0.0.1:${port}` });
		await process.said(/Upstream: .*proxy on the way to Upstream/i);
		const before = asked;
		await new Promise((resolve) => setTimeout(resolve, 1000));
		expect(before).toBeGreaterThan(0);
		expect(asked - before).toBeLessThan(5);
	});

	it.each(['127.0.0.1', 'localhost'])('asks a server on this computer (%s) directly, whatever proxy there is', async (host) => {
		const proxy = await proxyTo(1);
		await home.write(settingsFor({ endpoint: () => upstream.endpoint({ url: `http://${host}:${upstream.port}/v1` }) }));
		const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
		const process = await home.ready(env);
		expect(await (await home.chat(process)).text()).toContain('The rest.');
		expect(proxy.asked).toEqual([]);
	});
});

describe('the proxy of the environment', () => {
	const set = (env: Record<string, string>) => {
		const given: unknown[] = [];
		return { words: useProxyOf(env, (one) => void given.push(one)), given };
	};

	it('is none where none is named, or where it is turned off', () => {
		expect(set({})).toEqual({ words: null, given: [] });
		expect(set({ HTTPS_PROXY: 'http://p:1', NODE_USE_ENV_PROXY: '0' })).toEqual({ words: null, given: [] });
	});

	it('keeps what NO_PROXY says and adds this computer; the password of a proxy is not said', () => {
		const { words, given } = set({ https_proxy: 'http://user:secret@p.example:3128', NO_PROXY: 'intern.example, 10.0.0.1' });
		const no_proxy = 'intern.example,10.0.0.1,localhost,.localhost,127.0.0.1,::1,[::1]';
		expect(given).toEqual([{ https_proxy: 'http://user:secret@p.example:3128', no_proxy }]);
		expect(words).toContain('p.example:3128');
		expect(words).not.toContain('secret');
	});

	it.each(['p.example:3128', 'socks5://p:1', 'nonsense'])('refuses %s in words that do not repeat it', (address) => {
		expect(() => set({ HTTP_PROXY: address })).toThrow(/^HTTP_PROXY is no address of a proxy$/);
	});
});

import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { heldBy } from '../../../src/serve/join.ts';
import { FakeAgent } from '../../support/agent.ts';
import { KEY, TestEndpoint } from '../../support/serve/endpoint.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function endpoint(): Promise<TestEndpoint> {
	const started = await TestEndpoint.start(new FakeAgent());
	closing.push(() => started.close());
	return started;
}

async function listening(server: Server | SocketServer): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closing.push(() => new Promise((resolve) => server.close(resolve)));
	return (server.address() as AddressInfo).port;
}

describe('who holds a port', () => {
	it('is ours where it proves our key, another Routoo where it has its own', async () => {
		const { port } = await endpoint();
		expect(await heldBy(port, KEY)).toBe('ours');
		expect(await heldBy(port, 'rt-other')).toBe('anotherRoutoo');
		expect(await heldBy(port, '')).toBe('anotherRoutoo');
	});

	it('is nobody where nothing listens', async () => {
		const started = await TestEndpoint.start(new FakeAgent());
		await started.close();
		expect(await heldBy(started.port, KEY)).toBe('nobody');
	});

	it.each([
		['says nothing of the kind', '{"name":"nginx"}'],
		['says no JSON', '<html>'],
		['says null', 'null'],
		['never stops', 'x'.repeat(1_000_000)],
	])('is foreign where it %s', async (_, body) => {
		const port = await listening(createServer((_req, res) => res.end(body)));
		expect(await heldBy(port, KEY)).toBe('foreign');
	});

	it.each(['', 'SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{'])(
		'is foreign where it says %j and no more',
		async (words) => {
			const port = await listening(
				createSocketServer((socket) => {
					socket.on('error', () => undefined);
					socket.write(words);
					setTimeout(() => socket.destroy(), 600).unref();
				}),
			);
			const began = Date.now();
			expect(await heldBy(port, KEY, 200)).toBe('foreign');
			expect(Date.now() - began).toBeLessThan(1000);
		},
	);

	it('is never told the key, and a server on another port cannot answer in our name', async () => {
		const { port } = await endpoint();
		const heard: string[] = [];
		const relay = await listening(
			createServer(async (req, res) => {
				heard.push(`${req.url} ${JSON.stringify(req.headers)}`);
				res.end(await (await fetch(`http://127.0.0.1:${port}${req.url}`)).text());
			}),
		);
		expect(await heldBy(relay, KEY)).toBe('anotherRoutoo');
		expect(heard).toHaveLength(1);
		expect(heard[0]).not.toContain(KEY);
	});

	it('keeps a second server from starting, on either family of addresses', async () => {
		const { port } = await endpoint();
		await expect(TestEndpoint.start(new FakeAgent(), { port })).rejects.toMatchObject({
			kind: 'settings',
			message: expect.stringContaining(String(port)),
		});
	});
});

describe('where it listens', () => {
	const reaches = (host: string, port: number): Promise<boolean> =>
		new Promise((resolve) => {
			const socket = connect(port, host, () => {
				socket.destroy();
				resolve(true);
			});
			socket.on('error', () => resolve(false));
		});

	it('is the loopback alone, of both families where there are both', async () => {
		const { port } = await endpoint();
		const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
		expect(await reaches('127.0.0.1', port)).toBe(true);
		expect(await reaches('::1', port)).toBe(all.some(({ address }) => address === '::1'));
		for (const { address, internal, scopeid } of all)
			if (!internal && (scopeid ?? 0) === 0) expect(await reaches(address, port)).toBe(false);
	});

	it('leaves no half of a port to another program', async () => {
		if (!Object.values(networkInterfaces()).some((some) => some?.some(({ address }) => address === '::1'))) return;
		const other = createSocketServer();
		await new Promise<void>((resolve) => other.listen({ host: '::1', port: 0 }, resolve));
		closing.push(() => new Promise((resolve) => other.close(resolve)));
		const { port } = other.address() as AddressInfo;
		await expect(TestEndpoint.start(new FakeAgent(), { port })).rejects.toMatchObject({ kind: 'settings' });
		expect(await reaches('127.0.0.1', port)).toBe(false);
	});
});

describe('who is there', () => {
	it('says no more than its name, version and proof', async () => {
		const started = await endpoint();
		const ask = async (path: string) => JSON.parse((await started.send(path, { key: null })).text);
		expect(await ask('/routoo')).toEqual({ name: 'routoo', version: '1.2.3', proof: null });
		expect(await ask('/routoo?nonce=abc')).toMatchObject({ proof: null });
		expect(await ask(`/routoo?nonce=${'0'.repeat(64)}`)).toMatchObject({ proof: expect.stringMatching(/^[0-9a-f]{64}$/) });
		expect((await started.send('/', { key: null, method: 'HEAD' })).status).toBe(200);
		expect((await started.send('/', { key: null, method: 'HEAD' })).text).toBe('');
	});
});

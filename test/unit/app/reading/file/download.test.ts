import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type Download, download } from '../../../../../src/app/reading/file/download.ts';

const work = mkdtempSync(join(tmpdir(), 'routoo-download-'));
const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
let handle: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => handle(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.gguf`;

afterEach(() => server.closeAllConnections());
afterAll(() => {
	server.close();
	rmSync(work, { recursive: true, force: true });
});

let count = 0;
function get(options: Partial<Download> = {}): { path: string; done: Promise<void> } {
	const path = options.path ?? join(work, `${count++}`, 'x.gguf');
	const given: Download = { address, bytes: content.length, path, fetch, progress: () => undefined, signal: new AbortController().signal };
	return { path, done: download({ ...given, ...options }) };
}

/** As a server that knows ranges. */
function ranged(request: IncomingMessage, response: ServerResponse): void {
	const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
	if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` });
	response.end(content.subarray(from));
}

test('whole, with how far it is', async () => {
	handle = ranged;
	const told: number[] = [];
	const { path, done } = get({ progress: (share) => told.push(share) });
	await done;
	expect(readFileSync(path).equals(content)).toBe(true);
	expect(told.at(-1)).toBe(1);
	// What is whole is not asked for again.
	handle = (_, response) => response.writeHead(500).end();
	await get({ path }).done;
});

test('after a break it goes on where it was', async () => {
	handle = (_, response) => {
		response.writeHead(200, { 'content-length': content.length });
		response.write(content.subarray(0, 100_000));
		answering = response;
	};
	let answering: ServerResponse | null = null;
	const { path, done } = get({ progress: () => answering?.destroy() });
	await expect(done).rejects.toMatchObject({ kind: 'network' });
	const had = statSync(path).size;
	expect(had).toBeGreaterThan(0);
	const asked: (string | undefined)[] = [];
	handle = (request, response) => {
		asked.push(request.headers.range);
		ranged(request, response);
	};
	await get({ path }).done;
	expect(asked).toEqual([`bytes=${had}-`]);
	expect(readFileSync(path).equals(content)).toBe(true);
});

test('a server that knows no ranges begins anew', async () => {
	handle = (_, response) => response.end(content);
	const path = join(work, 'begun.gguf');
	writeFileSync(path, content.subarray(0, 5000));
	await get({ path }).done;
	expect(readFileSync(path).equals(content)).toBe(true);
});

test('what is too large already begins anew', async () => {
	handle = ranged;
	const path = join(work, 'large.gguf');
	writeFileSync(path, Buffer.alloc(content.length + 1));
	await get({ path }).done;
	expect(readFileSync(path).equals(content)).toBe(true);
});

test.each<[string, typeof handle, string, RegExp]>([
	['a page that is not there', (_, response) => response.writeHead(404).end('no'), 'server', /status 404/],
	['a server in trouble', (_, response) => response.writeHead(503).end(), 'server', /status 503/],
	['more than the file', (_, response) => response.end(Buffer.alloc(content.length + 1)), 'server', /more came than the 300,000 bytes/],
	['less than the file', (_, response) => response.end(content.subarray(0, 10)), 'network', /ended before the file did/],
	[
		'another part than the one asked for',
		(_, response) => response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789'),
		'server',
		/another part/,
	],
])('%s is said in words', async (_, answer, kind, message) => {
	handle = answer;
	const path = join(work, `${count++}.gguf`);
	writeFileSync(path, content.subarray(0, 100));
	await expect(get({ path }).done).rejects.toMatchObject({ kind, message });
});

test('a file without end is left after its bytes', async () => {
	handle = (_, response) => {
		const more = () => {
			if (!response.destroyed) response.write(Buffer.alloc(65_536), more);
		};
		more();
	};
	const { path, done } = get();
	await expect(done).rejects.toMatchObject({ kind: 'server' });
	expect(statSync(path).size).toBeLessThanOrEqual(content.length);
});

test('a stop, a stall, no server, and an address without encryption', async () => {
	handle = (_, response) => void response.write(content.subarray(0, 1000));
	const stop = new AbortController();
	const stopped = get({ signal: stop.signal, progress: () => stop.abort() });
	await expect(stopped.done).rejects.toMatchObject({ kind: 'cancelled' });
	await expect(get({ stallMs: 200 }).done).rejects.toMatchObject({ kind: 'timeout', message: /nothing came for 0.2 s/ });
	const refused = get({
		fetch: () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) })),
	});
	await expect(refused.done).rejects.toMatchObject({ kind: 'network' });
	const elsewhere = Object.defineProperty(new Response('x'), 'url', { value: 'http://models.invalid/x' });
	await expect(get({ fetch: async () => elsewhere }).done).rejects.toMatchObject({ kind: 'server', message: /without encryption/ });
});

test('a second download of the same file is refused, and the first goes on', async () => {
	let end: () => void = () => {};
	let first: { path: string; done: Promise<void> } | null = null;
	const begun = new Promise<void>((resolve) => {
		handle = (_, response) => {
			response.write(content.subarray(0, 1000));
			end = () => response.end(content.subarray(1000));
		};
		first = get({ progress: () => resolve() });
	});
	await begun;
	const { path, done } = first!;
	await expect(get({ path }).done).rejects.toMatchObject({ kind: 'invalidInput', message: /is being downloaded already/ });
	end();
	await done;
	expect(readFileSync(path).equals(content)).toBe(true);
	expect(readdirSync(dirname(path))).toEqual(['x.gguf']);
});

test.each([
	['of a process that is gone', '99999999', 0],
	['of a process that has its number from another', `${process.pid}`, 5 * 60_000],
	['of nobody, and old', '', 5 * 60_000],
])('what was left %s does not hold up the next download', async (_, pid, age) => {
	handle = ranged;
	const path = join(work, `${count++}.gguf`);
	writeFileSync(`${path}.pid`, pid);
	const at = new Date(Date.now() - age);
	utimesSync(`${path}.pid`, at, at);
	await get({ path }).done;
	expect(readFileSync(path).equals(content)).toBe(true);
});

test('a folder that cannot be written is said so', async () => {
	handle = ranged;
	writeFileSync(join(work, 'no-folder'), '');
	await expect(get({ path: join(work, 'no-folder', 'x.gguf') }).done).rejects.toMatchObject({ kind: 'storage' });
});

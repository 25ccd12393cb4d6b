import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { SourceWatch, type SourceWatchDeps } from '../../../../src/app/models/source-watch.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { systemClock } from '../../../../src/core/base/time.ts';
import type { Endpoint } from '../../../../src/core/model/endpoint.ts';
import { discoverLocalEndpoints } from '../../../../src/providers/listing/discover.ts';
import { ollama } from '../../../support/model-servers.ts';

function bench() {
	let now = 0;
	const waiting: { ms: number; run: () => void }[] = [];
	const known: Endpoint[] = [];
	const seen = { running: [] as Endpoint[], looks: 0, listings: 0 };
	const watch = new SourceWatch({
		registry: {
			endpoints: () => known.map((endpoint) => ({ endpoint })),
			refresh: async () => {
				seen.listings++;
				known.splice(0, known.length, ...seen.running);
			},
		} as unknown as SourceWatchDeps['registry'],
		settings: () => readSettings(() => undefined).settings,
		editorModels: async () => [],
		hasNewServer: async (endpoints) => {
			seen.looks++;
			return seen.running.some(({ id }) => !endpoints.some((endpoint) => endpoint.id === id));
		},
		clock: { now: () => now },
		timers: {
			after: (ms, run) => {
				const entry = { ms, run };
				waiting.push(entry);
				return () => void (waiting.includes(entry) && waiting.splice(waiting.indexOf(entry), 1));
			},
		},
		tell: () => undefined,
		withdraw: () => undefined,
		log: () => undefined,
	});
	return { watch, seen, waiting, pass: (ms: number) => (now += ms) };
}

const OLLAMA = { id: 'ollama', displayName: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' } as Endpoint;

test('a server that the busy start did not see is seen by a second look', async () => {
	const { watch, seen, waiting } = bench();
	watch.started();
	seen.running.push(OLLAMA);
	waiting[0]!.run();
	await expect.poll(() => seen.listings).toBe(1);
});

test('a server that was started meanwhile is listed when the window comes to the front, and not listed again and again', async () => {
	const { watch, seen, pass } = bench();
	await watch.lookForServers();
	expect(seen).toMatchObject({ looks: 1, listings: 0 });
	seen.running.push(OLLAMA);
	pass(9_000);
	await watch.lookForServers();
	expect(seen.looks).toBe(1);
	pass(2_000);
	await watch.lookForServers();
	expect(seen).toMatchObject({ looks: 2, listings: 1 });
	pass(60_000);
	await watch.lookForServers();
	expect(seen).toMatchObject({ looks: 3, listings: 1 });
});

test('nothing is asked after the end', () => {
	const { watch, waiting } = bench();
	watch.started();
	watch.dispose();
	expect(waiting).toEqual([]);
	watch.started();
	expect(waiting).toEqual([]);
});

test('a server that answers a second late is found', async () => {
	const answers = ollama('qwen3:8b');
	const server: Server = createServer((request, response) => {
		setTimeout(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[request.url ?? ''])), 1000);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const found = await discoverLocalEndpoints({ fetch: (input, init) => fetch(input, init), clock: systemClock }, [
		{ kind: 'ollama', port },
	]);
	server.close();
	expect(found.map(({ id }) => id)).toEqual(['ollama']);
});

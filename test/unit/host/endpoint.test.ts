import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { maskedKey } from '../../../src/app/headless/endpoint-key-file.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { WindowEndpoint } from '../../../src/host/endpoint/endpoint.ts';
import { EndpointKey } from '../../../src/host/endpoint/endpoint-key.ts';
import { servedInWords, stateInWords } from '../../../src/host/endpoint/words.ts';
import type { HeldBy } from '../../../src/serve/join.ts';
import { heldBy } from '../../../src/serve/join.ts';
import { startEndpoint } from '../../../src/serve/server.ts';

/** Ports of one computer, by who listens there. */
type Ports = Map<number, HeldBy | 'window'>;

function window(ports: Ports, more: { enabled?: boolean; trusted?: boolean; port?: number } = {}) {
	const setting = { enabled: true, trusted: true, port: 5000, ...more };
	const timers: (() => void)[] = [];
	const waits: number[] = [];
	const warned: string[] = [];
	const seen: string[] = [];
	let loads = 0;
	const endpoint = new WindowEndpoint({
		...{ agent: {} as never, clock: { now: () => 0 }, newId: () => 'id', version: '1', mayAsk: true, random: () => 0 },
		...{ key: async () => 'routoo-key', onDecided: () => {}, log: () => {} },
		wanted: () => (setting.enabled ? setting.port : null),
		trusted: () => setting.trusted,
		timers: {
			after: (ms, run) => {
				waits.push(ms);
				timers.push(run);
				return () => void timers.splice(0, timers.length, ...timers.filter((each) => each !== run));
			},
		},
		load: async () => {
			loads++;
			return {
				start: async (_, port) => {
					if (ports.has(port)) throw new RoutooError('settings', `Port ${port} is taken by another program.`, 'Choose another.');
					ports.set(port, 'window');
					return { origin: `http://127.0.0.1:${port}`, port, close: async () => void ports.delete(port) };
				},
				heldBy: async (port) => {
					const holder = ports.get(port) ?? 'nobody';
					return holder === 'window' ? 'ours' : holder;
				},
			};
		},
		warn: (text) => warned.push(text),
		withdraw: () => warned.push('withdrawn'),
	});
	endpoint.changed.on(({ kind }) => seen.push(kind));
	const tick = async (): Promise<void> => {
		for (const run of timers.splice(0)) run();
		await new Promise((resolve) => setImmediate(resolve));
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { endpoint, setting, timers, waits, warned, seen, tick, loads: () => loads };
}

test('nothing is loaded while it is off or the workspace is not trusted, and it serves when both are given', async () => {
	const ports: Ports = new Map();
	const { endpoint, setting, timers, loads } = window(ports, { enabled: false, trusted: false });
	await endpoint.sync();
	expect(endpoint.state).toEqual({ kind: 'off' });
	setting.enabled = true;
	await endpoint.sync();
	expect(endpoint.state).toEqual({ kind: 'untrusted' });
	expect([loads(), ports.size, timers.length]).toEqual([0, 0, 0]);
	setting.trusted = true;
	await endpoint.sync();
	expect(endpoint.state).toEqual({ kind: 'serving', port: 5000 });
	setting.port = 5001;
	await endpoint.sync();
	expect([...ports.keys()]).toEqual([5001]);
	setting.enabled = false;
	await endpoint.sync();
	expect([endpoint.state, ports.size]).toEqual([{ kind: 'off' }, 0]);
});

test('a second window joins and takes over within seconds when the first closes', async () => {
	const ports: Ports = new Map();
	const first = window(ports);
	const second = window(ports);
	await first.endpoint.sync();
	await second.endpoint.sync();
	expect(second.endpoint.state).toEqual({ kind: 'joined', port: 5000 });
	expect(servedInWords(second.endpoint.state)).toContain('http://127.0.0.1:5000, served by another window');
	for (let n = 0; n < 25; n++) await second.tick();
	expect(second.endpoint.state.kind).toBe('joined');
	await first.endpoint.dispose();
	await second.tick();
	expect(second.endpoint.state).toEqual({ kind: 'serving', port: 5000 });
	expect(Math.max(...second.waits)).toBeLessThanOrEqual(2000);
	expect([...first.warned, ...second.warned]).toEqual([]);
});

test('windows that go one after another never say that something is wrong', async () => {
	const ports: Ports = new Map([[5000, 'nobody']]);
	const { endpoint, tick, warned } = window(ports);
	await endpoint.sync();
	expect(endpoint.state.kind).toBe('starting');
	ports.set(5000, 'ours');
	for (let n = 0; n < 9; n++) await tick();
	expect(endpoint.state.kind).toBe('joined');
	// The one that holds it is closing just when it is asked.
	ports.set(5000, 'nobody');
	for (let n = 0; n < 12; n++) await tick();
	expect(endpoint.state.kind).toBe('joined');
	ports.delete(5000);
	await tick();
	expect([endpoint.state.kind, warned]).toEqual(['serving', []]);
});

test('another Routoo with a key of its own is said to be that', async () => {
	const ports: Ports = new Map([[5000, 'anotherRoutoo']]);
	const { endpoint, tick, warned } = window(ports);
	await endpoint.sync();
	await tick();
	expect(endpoint.state).toEqual({ kind: 'other', port: 5000 });
	expect(stateInWords(endpoint.state)).toMatch(/routoo serve.*key of its own/);
	ports.delete(5000);
	await tick();
	expect([endpoint.state.kind, warned]).toEqual(['serving', []]);
});

test('a foreign program on the port gives one notice with the next step, which goes with its cause', async () => {
	const ports: Ports = new Map([[5000, 'foreign']]);
	const { endpoint, setting, tick, warned } = window(ports);
	await endpoint.sync();
	for (let n = 0; n < 5; n++) await tick();
	expect(endpoint.state).toEqual({ kind: 'foreign', port: 5000 });
	expect(warned).toEqual([expect.stringContaining('routoo.endpoint.port')]);
	setting.port = 5001;
	await endpoint.sync();
	expect(warned.at(-1)).toBe('withdrawn');
	expect(endpoint.state.kind).toBe('serving');
});

test('a port that nobody holds and that cannot be had is told after a while', async () => {
	const { endpoint, tick, warned } = window(new Map([[5000, 'nobody']]));
	await endpoint.sync();
	for (let n = 0; n < 12; n++) await tick();
	expect(endpoint.state).toMatchObject({ kind: 'failed', port: 5000 });
	expect(warned).toHaveLength(1);
});

test('changes of the setting while it starts come to the last one', async () => {
	const ports: Ports = new Map();
	const { endpoint, setting } = window(ports);
	const begun = endpoint.sync();
	setting.enabled = false;
	const off = endpoint.sync();
	setting.enabled = true;
	setting.port = 5002;
	await Promise.all([begun, off, endpoint.sync()]);
	expect([[...ports.keys()], endpoint.state]).toEqual([[5002], { kind: 'serving', port: 5002 }]);
	await endpoint.dispose();
	await endpoint.sync();
	expect(ports.size).toBe(0);
});

test('with real servers: two windows, a foreign program, and a port that comes free', async () => {
	const foreign = createServer((socket) => socket.resume().end('not http\r\n'));
	const port = await new Promise<number>((resolve) =>
		foreign.listen(0, '127.0.0.1', () => resolve((foreign.address() as { port: number }).port)),
	);
	onTestFinished(() => void foreign.close());
	const warned: string[] = [];
	const timers: (() => void)[] = [];
	const real = (): WindowEndpoint => {
		const endpoint = new WindowEndpoint({
			...{
				agent: { entries: () => [], ready: async () => {} } as never,
				clock: { now: Date.now },
				newId: () => 'id',
				version: '1',
				mayAsk: true,
				random: () => 0,
			},
			...{ key: async () => 'routoo-key', onDecided: () => {}, log: () => {}, wanted: () => port, trusted: () => true },
			timers: {
				after: (_, run) => {
					timers.push(run);
					return () => {};
				},
			},
			load: async () => ({ start: startEndpoint, heldBy }),
			warn: (text) => warned.push(text),
			withdraw: () => warned.push('withdrawn'),
		});
		onTestFinished(() => endpoint.dispose());
		return endpoint;
	};
	const first = real();
	await first.sync();
	expect([first.state.kind, warned.length]).toEqual(['foreign', 1]);
	await new Promise((resolve) => foreign.close(resolve));
	const tick = (wanted: () => boolean) =>
		expect.poll(
			() => {
				for (const run of timers.splice(0)) run();
				return wanted();
			},
			{ timeout: 10_000 },
		);
	await tick(() => first.state.kind === 'serving').toBe(true);
	const models = (key: string) => fetch(`http://127.0.0.1:${port}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
	expect([(await models('routoo-key')).status, (await models('routoo-other')).status]).toEqual([200, 401]);
	const second = real();
	await second.sync();
	expect(second.state).toEqual({ kind: 'joined', port });
	await first.dispose();
	await tick(() => second.state.kind === 'serving').toBe(true);
	expect((await models('routoo-key')).status).toBe(200);
});

test('the key is made once, kept in the secret storage alone, and a rotated one counts at once in every window', async () => {
	const secrets = new Map<string, string>();
	const listeners = new Set<(event: { key: string }) => void>();
	const storage = (tells: boolean) => ({
		get: async (name: string) => secrets.get(name),
		store: async (name: string, value: string) => {
			secrets.set(name, value);
			for (const listener of listeners) listener({ key: name });
		},
		onDidChange: (listener: (event: { key: string }) => void) => {
			if (tells) listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
	});
	let now = 0;
	const window = (tells = true) => new EndpointKey(storage(tells) as never, () => now);
	const [a, b, deaf] = [window(), window(), window(false)];
	const [one, two] = await Promise.all([a.get(), b.get()]);
	expect(one).toMatch(/^routoo-[\w-]{43}$/);
	now += 2000;
	expect(await a.get()).toBe(await b.get());
	expect([one, two]).toContain(await a.get());
	expect(await deaf.get()).toBe(await a.get());
	const rotated = await a.rotate();
	expect(rotated).not.toBe(one);
	expect([await a.get(), await b.get()]).toEqual([rotated, rotated]);
	// Where other windows are not told (in a browser), a second later.
	now += 1000;
	expect(await deaf.get()).toBe(rotated);
	expect(maskedKey(rotated)).toBe(`routoo-…${rotated.slice(-4)}`);
	expect([...secrets.values()]).toEqual([rotated]);
});

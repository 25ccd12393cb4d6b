import { expect, test, vi } from 'vitest';
import { ModelRegistry } from '../../../../src/app/models/registry.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { ChatProvider } from '../../../../src/core/message/stream.ts';
import type { Endpoint } from '../../../../src/core/model/endpoint.ts';
import { candidate, remote } from '../fakes.ts';

const endpoint = (id: string): Endpoint => ({
	id,
	kind: 'openai-compatible',
	displayName: id,
	baseUrl: `http://${id}/v1`,
	local: true,
	needsKey: false,
});

function setup(listing: Record<string, () => Promise<readonly string[]>>) {
	let endpoints = Object.keys(listing).map(endpoint);
	const made: string[] = [];
	let changes = 0;
	const settings = { localOnly: false };
	const registry = new ModelRegistry({
		endpoints: async () => endpoints,
		provider: (e): ChatProvider => {
			made.push(e.id);
			return {
				endpointId: e.id,
				listModels: async () => (await listing[e.id]!()).map(remote),
				stream: () => {
					throw new Error('not used');
				},
			};
		},
		candidatesOf: (e, models) => models.map((m) => candidate(`${e.id}/${m.id}`, { local: e.id !== 'cloud' })),
		settings: () => settings as never,
		onChange: () => changes++,
		log: () => {},
	});
	return { registry, made, settings, changes: () => changes, drop: (id: string) => (endpoints = endpoints.filter((e) => e.id !== id)) };
}

test('one failing endpoint is kept in words and does not hurt the others', async () => {
	const { registry } = setup({
		good: async () => ['a', 'b'],
		bad: async () => {
			throw new RoutooError('auth', 'The key is wrong.', 'Set another key.');
		},
	});
	expect(registry.usableCount()).toBeNull();
	await registry.refresh();
	expect(registry.candidates().map((c) => c.id)).toEqual(['good/a', 'good/b']);
	expect(registry.endpoints().find((e) => e.endpoint.id === 'bad')?.error).toMatchObject({
		message: 'The key is wrong.',
		action: 'setKey',
	});
	expect(registry.usableCount()).toBe(2);
});

test('a listing that fails later keeps the models of the last good one', async () => {
	let up = true;
	const { registry } = setup({
		home: async () => {
			if (!up) throw new RoutooError('network', 'No answer.', 'Start it.');
			return ['a'];
		},
	});
	await registry.refresh();
	up = false;
	await registry.refresh();
	expect(registry.candidates()).toHaveLength(1);
	expect(registry.endpoints()[0]!.error?.message).toBe('No answer.');
});

test('an endpoint that is gone has no provider any more, in words', async () => {
	const { registry, drop } = setup({ home: async () => ['a'] });
	await registry.refresh();
	const [known] = registry.candidates();
	expect(registry.providerOf(known!).endpointId).toBe('home');
	drop('home');
	await registry.refresh();
	expect(registry.candidates()).toEqual([]);
	expect(() => registry.providerOf(known!)).toThrow(RoutooError);
});

test('refreshes during a listing are joined into one more, and providers are kept', async () => {
	let calls = 0;
	const { registry, made, changes } = setup({
		home: async () => {
			calls++;
			return ['a'];
		},
	});
	await Promise.all([registry.refresh(), registry.refresh(), registry.refresh()]);
	expect(calls).toBe(2);
	expect(made).toEqual(['home']);
	expect(changes()).toBe(3);
	await registry.ready();
});

test('options: Auto first, unusable ones say why', async () => {
	const { registry, settings } = setup({ cloud: async () => ['z'], home: async () => ['a'] });
	await registry.refresh();
	expect(registry.options().map((o) => [o.id, o.usable])).toEqual([
		['auto', true],
		['cloud/z', false],
		['home/a', true],
	]);
	expect(registry.options()[1]!.detail).toMatch(/no price/);
	settings.localOnly = true;
	expect(registry.options()[1]!.detail).toMatch(/local/);
});

test('an endpoint that never answers fails after its time and holds up neither the others nor the first message', async () => {
	vi.useFakeTimers();
	try {
		const { registry } = setup({ good: async () => ['a'], hanging: () => new Promise(() => {}) });
		const refreshed = registry.refresh();
		let ready = false;
		void registry.ready().then(() => {
			ready = true;
		});
		await vi.advanceTimersByTimeAsync(10);
		expect(registry.usableCount()).toBe(1);
		expect(ready).toBe(false);
		await vi.advanceTimersByTimeAsync(3000);
		expect(ready).toBe(true);
		await vi.advanceTimersByTimeAsync(12_000);
		await refreshed;
		expect(registry.endpoints()[1]!.error?.kind).toBe('timeout');
	} finally {
		vi.useRealTimers();
	}
});

test('an endpoint that never answers has failed after 15 s, in words', async () => {
	vi.useFakeTimers();
	try {
		const { registry } = setup({ good: async () => ['a'], silent: () => new Promise(() => {}) });
		const refreshed = registry.refresh();
		await vi.advanceTimersByTimeAsync(15_000);
		await refreshed;
		expect(registry.candidates().map((c) => c.id)).toEqual(['good/a']);
		const { error } = registry.endpoints().find((e) => e.endpoint.id === 'silent')!;
		expect(error).toMatchObject({
			kind: 'timeout',
			message: 'silent did not list its models in 15 s.',
			nextStep: 'Refresh the models later.',
		});
	} finally {
		vi.useRealTimers();
	}
});

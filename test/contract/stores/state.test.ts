import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../../src/core/base/state.ts';
import { asyncStates, engineStates, memoryState, workerStates } from '../../support/stores/states.ts';

const STATES: readonly (readonly [string, () => (workspace?: string) => StateStore])[] = [
	['SQLite in a worker', () => workerStates().state],
	['SQLite in this thread', () => engineStates().state],
	['memory', memoryState],
	['an asynchronous database', () => asyncStates().state],
];

const increment = (value: unknown): number => (typeof value === 'number' ? value : 0) + 1;

describe.each(STATES)('state in %s', (_name, build) => {
	it('keeps a value until it is removed, for every window', async () => {
		const open = build();
		const [one, two] = [open(), open()];
		expect(await one.get('global', 'pace')).toBeUndefined();
		await one.set('global', 'pace', { logLambda: 5.7, told: [75, 90], limit: null });
		expect(await two.get('global', 'pace')).toEqual({ logLambda: 5.7, told: [75, 90], limit: null });
		await two.set('global', 'pace', null);
		expect(await one.get('global', 'pace')).toBeNull();
		await one.set('global', 'pace', undefined);
		expect(await two.get('global', 'pace')).toBeUndefined();
		await two.set('global', 'pace', 'again');
		expect(await one.get('global', 'pace')).toBe('again');
	});

	it('keeps scopes and workspaces apart', async () => {
		const open = build();
		const [one, same, other] = [open('file:///one'), open('file:///one'), open('file:///other')];
		await one.set('global', 'key', 1);
		await one.set('workspace', 'key', 2);
		await other.set('workspace', 'key', 3);
		expect(await same.get('workspace', 'key')).toBe(2);
		expect(await other.get('workspace', 'key')).toBe(3);
		expect(await other.get('global', 'key')).toBe(1);
		expect(await other.get('workspace', 'KEY')).toBeUndefined();
	});

	it('gives back any JSON as it was, and nobody changes what is kept by changing what was given', async () => {
		const state = build()();
		await fc.assert(
			fc.asyncProperty(fc.string(), fc.jsonValue(), async (key, value) => {
				await state.set('global', key, value);
				expect(await state.get('global', key)).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			{ numRuns: 30 },
		);
		const list = [1];
		await state.set('global', 'list', list);
		list.push(2);
		((await state.get('global', 'list')) as number[]).push(3);
		expect(await state.get('global', 'list')).toEqual([1]);
	});

	it('loses no change of several windows at once', async () => {
		const open = build();
		const windows = [open(), open(), open()];
		const given = await Promise.all(Array.from({ length: 30 }, (_, n) => windows[n % 3]!.update('global', 'count', increment)));
		expect(await open().get('global', 'count')).toBe(30);
		expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
	});

	it('makes a value once, whoever comes first', async () => {
		const open = build();
		const windows = [open(), open(), open(), open()];
		const ids = await Promise.all(windows.map((state, n) => state.update('global', 'device', (value) => value ?? `device-${n}`)));
		expect(new Set(ids).size).toBe(1);
		expect(await open().get('global', 'device')).toBe(ids[0]);
	});

	it('leaves the value where a change fails', async () => {
		const state = build()();
		await state.set('global', 'key', 'before');
		const failing = state.update('global', 'key', () => {
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await state.get('global', 'key')).toBe('before');
	});
});

describe('state behind a connection that breaks', () => {
	it('counts every change that was reported as done, and no more than were tried', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const state = asyncStates({ seed, failures: 0.15 }).state;
				const results = await Promise.allSettled(Array.from({ length: 12 }, () => state().update('global', 'count', increment)));
				for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ kind: 'storage' });
				const done = results.filter((result) => result.status === 'fulfilled').length;
				const count = await untilDone(() => state().get('global', 'count'));
				expect((count as number | undefined) ?? 0).toBeGreaterThanOrEqual(done);
				expect((count as number | undefined) ?? 0).toBeLessThanOrEqual(12);
			}),
			{ numRuns: 20 },
		);
	});
});

async function untilDone<T>(call: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await call();
		} catch {}
	}
}

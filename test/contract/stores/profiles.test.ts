import { describe, expect, it } from 'vitest';
import { KEPT_PROFILES, type NeedProfile } from '../../../src/core/learning/profiles.ts';
import { asyncStates, engineStates, type StateHouse, workerStates } from '../../support/stores/states.ts';

const HOUSES: readonly (readonly [string, () => StateHouse])[] = [
	['SQLite in a worker', workerStates],
	['SQLite in this thread', engineStates],
	['an asynchronous database', asyncStates],
];

const profile = (id: string, more: Partial<NeedProfile> = {}): NeedProfile => ({
	...{ id, requestId: id, at: 1000, candidateId: 'vendor/model', task: 'fix', features: [1, 0, 1, -0.25, 1e-9, 3] },
	...more,
});

describe.each(HOUSES)('need profiles in %s', (_name, build) => {
	it('are there for every window, exactly as they were kept', async () => {
		const house = build();
		const [one, two] = [house.profiles(), house.profiles()];
		expect(await one.read('a')).toBeNull();
		await one.keep(profile('a'));
		await two.keep(profile('b', { candidateId: 'ollama/other', task: 'tests' }));
		expect(await two.read('a')).toEqual(profile('a'));
		expect(await one.read('b')).toEqual(profile('b', { candidateId: 'ollama/other', task: 'tests' }));
	});

	it('of a run stay those of its first request, with the model that took over within it', async () => {
		const profiles = build().profiles();
		await profiles.keep(profile('run', { requestId: 'first', candidateId: 'vendor/failed' }));
		await profiles.keep(profile('run', { requestId: 'first', candidateId: 'vendor/took-over' }));
		await profiles.keep(profile('run', { requestId: 'second', candidateId: 'vendor/later' }));
		expect(await profiles.read('run')).toMatchObject({ requestId: 'first', candidateId: 'vendor/took-over' });
	});

	it('are gone one by one where they are dropped', async () => {
		const house = build();
		const profiles = house.profiles();
		for (const id of ['a', 'b', 'c']) await profiles.keep(profile(id));
		await profiles.drop(['a', 'c', 'unknown']);
		expect(await Promise.all(['a', 'b', 'c'].map((id) => house.profiles().read(id)))).toEqual([null, profile('b'), null]);
	});

	it('are all gone when they are cleared, and others can be kept', async () => {
		const house = build();
		await house.profiles().keep(profile('a'));
		await house.profiles().clear();
		const profiles = house.profiles();
		expect(await profiles.read('a')).toBeNull();
		await profiles.keep(profile('a', { at: 2000 }));
		expect(await profiles.read('a')).toMatchObject({ at: 2000 });
	});
});

describe('need profiles in SQLite', () => {
	it('are the newest, so many as are said', async () => {
		const profiles = engineStates().profiles();
		for (let n = 0; n < KEPT_PROFILES + 20; n++) await profiles.keep(profile(`r${n}`, { at: 5000 - n }));
		expect(await profiles.read('r19')).toBeNull();
		expect(await profiles.read('r20')).not.toBeNull();
		expect(await profiles.read(`r${KEPT_PROFILES + 19}`)).not.toBeNull();
	}, 30_000);
});

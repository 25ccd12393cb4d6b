import { beforeEach, describe, expect, test } from 'vitest';
import { PAUSE_KEY, PaidPause } from '../../../../src/app/budget/pause.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { asyncStates } from '../../../support/stores/states.ts';
import { memoryState, SetClock } from '../fakes.ts';

let clock: SetClock;
let store: StateStore;
let failure: RoutooError | null;
let reads: number;
let logged: string[];

const broken = () => new RoutooError('storage', 'The disk is full.', 'Make room.');

function make(of = store): PaidPause {
	const state: StateStore = {
		get: async (...place) => {
			reads++;
			if (failure !== null) throw failure;
			return of.get(...place);
		},
		set: async (...change) => {
			if (failure !== null) throw failure;
			return of.set(...change);
		},
		update: (...change) => of.update(...change),
	};
	return new PaidPause(state, clock, (line) => logged.push(line));
}

beforeEach(() => {
	clock = new SetClock();
	store = memoryState();
	failure = null;
	reads = 0;
	logged = [];
});

describe('a pause of all paid requests', () => {
	test('is seen by every window at its next request, and ends in every window', async () => {
		const [one, other] = [make(), make()];
		const told: boolean[] = [];
		other.changed.on(() => told.push(other.current()));
		expect([await one.fresh(), await other.fresh()]).toEqual([false, false]);
		await one.set(true);
		expect([one.current(), await other.fresh()]).toEqual([true, true]);
		await other.set(false);
		expect([await one.fresh(), other.current()]).toEqual([false, false]);
		expect(told).toEqual([true, false]);
		expect(await store.get('global', PAUSE_KEY)).toBeUndefined();
	});

	test('is read once a second at most for completions, and never from a clock that was set back', async () => {
		const pause = make();
		for (let n = 0; n < 20; n++) await pause.recent();
		expect(reads).toBe(1);
		await store.set('global', PAUSE_KEY, true);
		clock.at += 999;
		expect(await pause.recent()).toBe(false);
		clock.at += 1;
		expect(await pause.recent()).toBe(true);
		await store.set('global', PAUSE_KEY, undefined);
		clock.at -= 3_600_000;
		expect(await pause.recent()).toBe(false);
	});

	test.each([false, 0, 1, 'true', {}, null, []])('a kept %j is not the word of the user', async (value) => {
		await store.set('global', PAUSE_KEY, value);
		expect(await make().fresh()).toBe(false);
	});

	test('a state that cannot be read changes nothing: before anything was known nothing is paused, and what was paused stays so', async () => {
		const pause = make();
		failure = broken();
		expect(await pause.fresh()).toBe(false);
		expect(logged[0]).toContain('The disk is full.');
		failure = null;
		await pause.set(true);
		failure = broken();
		expect([await pause.fresh(), await pause.recent()]).toEqual([true, true]);
	});

	test('one that cannot be written holds in this window, says so, and is written when it can be', async () => {
		const [pause, other] = [make(), make()];
		failure = broken();
		await expect(pause.set(true)).rejects.toMatchObject({ kind: 'storage' });
		expect([pause.current(), await pause.fresh()]).toEqual([true, true]);
		failure = null;
		expect(await other.fresh()).toBe(false);
		expect(await pause.fresh()).toBe(true);
		expect(await other.fresh()).toBe(true);
	});

	test('a read that is under way does not undo what the user says meanwhile', async () => {
		const slow = asyncStates({ seed: 7 });
		const [pause, other] = [make(slow.state()), make(slow.state())];
		const said: Promise<unknown>[] = [];
		for (let n = 0; n < 20; n++) {
			const on = n % 3 !== 0;
			said.push(pause.fresh(), other.fresh(), pause.set(on));
			expect(pause.current()).toBe(on);
			await Promise.resolve();
			expect(pause.current()).toBe(on);
		}
		await Promise.all(said);
		expect([pause.current(), await other.fresh(), await pause.fresh()]).toEqual([true, true, true]);
	});
});

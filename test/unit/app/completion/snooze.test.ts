import { beforeEach, describe, expect, it } from 'vitest';
import { SNOOZE_KEY, Snooze } from '../../../../src/app/completion/snooze.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { asyncStates } from '../../../support/stores/states.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
let state: StateStore;
let log: string[];

beforeEach(() => {
	state = asyncStates().state();
	log = [];
});

const open = (of = state) => new Snooze(of, (line) => log.push(line));

describe('snooze of all windows', () => {
	it('is what another window wrote last, until it is over', async () => {
		const [one, other] = [open(), open()];
		expect(await one.read(NOW)).toBeNull();
		await one.write(NOW + 15 * MINUTE);
		expect(await other.read(NOW + MINUTE)).toBe(NOW + 15 * MINUTE);
		expect(await other.read(NOW + 16 * MINUTE)).toBeNull();
		await other.write(null);
		expect(await one.read(NOW)).toBeNull();
		expect(log).toEqual([]);
	});

	it('writes in the order of the calls, and reads after them', async () => {
		const snooze = open();
		void snooze.write(NOW + MINUTE);
		void snooze.write(NOW + 5 * MINUTE);
		expect(await snooze.read(NOW)).toBe(NOW + 5 * MINUTE);
	});

	it('a damaged value or an absurd time is no snooze', async () => {
		for (const value of ['', {}, [], 'soon', { until: 'soon' }, NOW + 48 * 3_600_000]) {
			await state.set('global', SNOOZE_KEY, value);
			expect(await open().read(NOW)).toBeNull();
		}
	});

	it('holds in this window where it cannot be kept, and the log says so', async () => {
		const snooze = open(asyncStates({ failures: 1 }).state());
		await snooze.write(NOW + MINUTE);
		expect(log).toHaveLength(1);
		expect(await snooze.read(NOW)).toBe(NOW + MINUTE);
		expect(await snooze.read(NOW + 2 * MINUTE)).toBeNull();
	});
});

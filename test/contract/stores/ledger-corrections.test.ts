import { describe, expect, it } from 'vitest';
import { budgetPeriod } from '../../../src/core/money/period.ts';
import { LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const MINUTE = 60_000;

describe.each(LEDGER_HOUSES)('corrections in %s', (_name, build) => {
	it('keep what a server claimed, and change the sums by a further event', async () => {
		const house = build();
		const [ledger, other] = [house.window(), house.window()];
		await ledger.reserve(reservation('a', 400), period(1000));
		await ledger.settle(settlement('a', 400, { costSource: 'estimate', claimed: 3_600_000_000, referenceCost: 900 }));
		expect(await ledger.rows(1)).toMatchObject([{ cost: 400, costSource: 'estimate', claimed: 3_600_000_000, corrected: false }]);
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 400, estimated: 400, saved: 500, requests: 1 });
		await other.correct('a', 70);
		await other.correct('a', 70);
		await ledger.settle(settlement('a', 999));
		expect(await ledger.rows(1)).toMatchObject([
			{ state: 'settled', cost: 70, costSource: 'provider', claimed: 3_600_000_000, corrected: true, outcome: 'answered' },
		]);
		const sums = { settled: 70, estimated: 0, saved: 830, requests: 1, outstanding: 0 };
		expect(await ledger.summary(period(1000))).toMatchObject({ ...sums, byPurpose: { chat: { settled: 70, requests: 1 } } });
		await ledger.correct('a', 500);
		expect(await ledger.summary(period(1000))).toMatchObject({ ...sums, settled: 500, saved: 400 });
		expect(await ledger.reserve(reservation('b', 501), period(1000))).toEqual({ kind: 'overBudget', remaining: 500 });
		expect(await ledger.rows(10)).toHaveLength(1);
	});

	it('count in the period of the request, also for one whose window died, and its late settlement changes nothing more', async () => {
		const house = build();
		const dead = house.window();
		await dead.reserve(reservation('a', 400), period(1000));
		await dead.dispose();
		const later = house.window({ clockOffsetMs: 3 * MINUTE });
		expect(await later.summary(period(1000))).toMatchObject({ settled: 200, estimated: 200, requests: 1 });
		await later.correct('a', 30);
		await later.settle(settlement('a', 333));
		expect(await later.summary(period(1000))).toMatchObject({ settled: 30, estimated: 0, requests: 1 });
		expect(await later.rows(1)).toMatchObject([{ state: 'settled', cost: 30, corrected: true }]);
	});

	it('say what cannot be corrected', async () => {
		const ledger = build().window();
		await ledger.reserve(reservation('running', 400), period(null));
		await ledger.reserve(reservation('released', 400), period(null));
		await ledger.release('released', 'nothing was sent');
		for (const id of ['running', 'released', 'unknown'])
			await expect(ledger.correct(id, 5)).rejects.toMatchObject({ kind: 'invalidInput' });
		await ledger.settle(settlement('running', 4));
		for (const cost of [-1, 0.5, Number.NaN, 2 ** 53])
			await expect(ledger.correct('running', cost)).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(await ledger.summary(period(null))).toMatchObject({ settled: 4, requests: 1 });
	});
});

/**
 * The zone of the window decides: a period is that of the window that reserves, and a request counts in every period that its time lies
 * in, so that windows of two zones never pass the limit of the period that each of them reserves in.
 */
describe.each(LEDGER_HOUSES)('windows of two time zones on %s', (_name, build) => {
	it('each hold the limit of their own period, whose ends are hours apart', async () => {
		const now = new Date(2026, 7, 31, 15, 0, 20).getTime();
		const clockOffsetMs = now - Date.now();
		const house = build();
		const [tokyo, utc] = [house.window({ clockOffsetMs }), house.window({ clockOffsetMs })];
		const september = { start: new Date(2026, 7, 31, 15).getTime(), end: new Date(2026, 8, 30, 15).getTime(), limit: 1000 };
		const august = budgetPeriod(now, 1, 1000);
		expect(await tokyo.reserve(reservation('a', 900), september)).toEqual({ kind: 'reserved', remaining: 100 });
		// It lies in the other window's August as well, and leaves as much there.
		expect(await utc.reserve(reservation('b', 101), august)).toEqual({ kind: 'overBudget', remaining: 100 });
		expect(await utc.reserve(reservation('b', 100), august)).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await tokyo.reserve(reservation('c', 1), september)).toEqual({ kind: 'overBudget', remaining: 0 });
	});
});

import { describe, expect, it } from 'vitest';
import { localDay } from '../../../src/core/money/period.ts';
import { LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const MINUTE = 60_000;

/** What brings a clock to half past this hour, so that no hour and no day ends during a test. */
function toHalfPast(): number {
	const now = Date.now();
	return new Date(now).setMinutes(30, 0, 0) - now;
}

describe.each(LEDGER_HOUSES)('ledger in %s', (_name, build) => {
	it('reserves, settles and sums up', async () => {
		const clockOffsetMs = toHalfPast();
		const ledger = build().window({ clockOffsetMs });
		expect(await ledger.reserve(reservation('a', 400), period(1000))).toEqual({ kind: 'reserved', remaining: 600 });
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 0, outstanding: 400, requests: 0 });
		await ledger.settle(settlement('a', 150, { referenceCost: 1200 }));
		await ledger.reserve(reservation('b', 0), period(1000));
		await ledger.settle(settlement('b', 0, { costSource: 'free' }));
		await ledger.reserve(reservation('c', 100), period(1000));
		await ledger.settle(settlement('c', 60, { costSource: 'estimate', outcome: 'cancelled', referenceCost: 300 }));
		expect(await ledger.spent(period(1000))).toEqual({
			settled: 210,
			outstanding: 0,
			byPurpose: { chat: { settled: 210, outstanding: 0 } },
		});
		const summary = await ledger.summary(period(1000));
		expect(summary).toMatchObject({ settled: 210, outstanding: 0, estimated: 60, requests: 3, today: 210 });
		// Of the others the reference is not known, or its answer was not whole.
		expect(summary.saved).toBe(1200 - 150);
		expect(summary.byDay).toEqual([{ day: localDay(Date.now() + clockOffsetMs), cost: 210, requests: 3 }]);
		expect(summary.byModel).toEqual([{ model: 'model', cost: 210, requests: 3 }]);
		const rows = await ledger.rows(2);
		expect(rows.map((row) => [row.requestId, row.state, row.cost, row.costSource, row.outcome])).toEqual([
			['c', 'settled', 60, 'estimate', 'cancelled'],
			['b', 'settled', 0, 'free', 'answered'],
		]);
		expect(rows[0]?.usage).toEqual({ input: 10, cachedInput: 0, cacheWrite: 0, output: 5, reasoning: 0 });
		expect(rows[0]?.decision).toEqual(reservation('c', 100).decision);
	});

	it('refuses what does not fit, and lets free requests pass at the limit', async () => {
		const ledger = build().window();
		await ledger.reserve(reservation('a', 900), period(1000));
		expect(await ledger.reserve(reservation('b', 101), period(1000))).toEqual({ kind: 'overBudget', remaining: 100 });
		await ledger.settle(settlement('a', 2000));
		expect(await ledger.reserve(reservation('c', 1), period(1000))).toEqual({ kind: 'overBudget', remaining: 0 });
		expect(await ledger.reserve(reservation('free', 0), period(1000))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(reservation('d', 1), period(3000))).toEqual({ kind: 'reserved', remaining: 999 });
		expect(await ledger.reserve(reservation('e', 10 ** 12), period(null))).toEqual({ kind: 'reserved', remaining: null });
		expect(await ledger.reserve(reservation('f', 1), period(0))).toMatchObject({ kind: 'overBudget' });
	});

	it('counts a request in the period of its reservation only', async () => {
		const clockOffsetMs = toHalfPast();
		const ledger = build().window({ clockOffsetMs });
		await ledger.reserve(reservation('a', 500), period(1000));
		await ledger.settle(settlement('a', 500));
		const now = Date.now() + clockOffsetMs;
		const next = { start: now + 1000, end: now + 2000, limit: 100 };
		expect(await ledger.summary(next)).toMatchObject({ settled: 0, outstanding: 0, requests: 0, today: 500 });
	});

	it('keeps the first settlement, and frees the money of a release', async () => {
		const ledger = build().window();
		await ledger.reserve(reservation('a', 400), period(1000));
		await ledger.settle(settlement('a', 100));
		await ledger.settle(settlement('a', 300));
		await ledger.release('a', 'late');
		await ledger.reserve(reservation('b', 900), period(1000));
		await ledger.release('b', 'nothing was sent');
		await ledger.release('unknown', 'no such request');
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 100, outstanding: 0, requests: 1 });
		expect((await ledger.rows(10)).map((row) => row.state)).toEqual(['released', 'settled']);
		await expect(ledger.reserve(reservation('a', 1), period(1000))).rejects.toMatchObject({ kind: 'invalidInput' });
	});

	it('replaces the reservation of a request that falls back to another model', async () => {
		const ledger = build().window();
		await ledger.reserve(reservation('a', 800), period(1000));
		expect(await ledger.reserve(reservation('a', 900), period(1000))).toEqual({ kind: 'reserved', remaining: 100 });
		expect(await ledger.reserve(reservation('a', 1001), period(1000))).toEqual({ kind: 'overBudget', remaining: 100 });
		await ledger.release('a', 'failed');
		expect(await ledger.reserve(reservation('a', 50), period(1000))).toEqual({ kind: 'reserved', remaining: 950 });
		await ledger.settle(settlement('a', 50));
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 50, outstanding: 0, requests: 1 });
		expect(await ledger.rows(10)).toHaveLength(1);
		for (const id of ['b', 'c', 'd']) await ledger.reserve(reservation(id, 1), period(1000));
		for (const id of ['c', 'c', 'b', 'c']) await ledger.reserve(reservation(id, 2), period(1000));
		expect((await ledger.rows(2)).map((row) => row.requestId)).toEqual(['c', 'b']);
		expect((await ledger.rows(10, 'chat')).map((row) => row.requestId)).toEqual(['c', 'b', 'd', 'a']);
		expect(await ledger.rows(0)).toEqual([]);
	});

	it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('rejects the amount %s', async (amount) => {
		const ledger = build().window();
		await ledger.reserve(reservation('ok', 10), period(1000));
		await expect(ledger.reserve(reservation('a', 10, { max: amount }), period(1000))).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(ledger.reserve(reservation('a', 10, { expected: amount }), period(1000))).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(ledger.settle(settlement('ok', amount))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(await ledger.summary(period(1000))).toMatchObject({ settled: 0, outstanding: 10 });
	});

	it('is shared by windows and survives a restart', async () => {
		const house = build();
		const one = house.window();
		const two = house.window();
		await one.reserve(reservation('a', 700), period(1000));
		expect(await two.reserve(reservation('b', 400), period(1000))).toEqual({ kind: 'overBudget', remaining: 300 });
		await one.settle(settlement('a', 10));
		await one.dispose();
		expect(await two.reserve(reservation('b', 400), period(1000))).toEqual({ kind: 'reserved', remaining: 590 });
		await expect(one.rows(1)).rejects.toMatchObject({ kind: 'storage' });
	});

	it('books a request whose window died at its expected cost, and corrects it when the truth is known', async () => {
		const house = build();
		const dead = house.window();
		await dead.reserve(reservation('a', 400), period(1000));
		await dead.dispose();
		const soon = house.window({ clockOffsetMs: MINUTE });
		expect(await soon.summary(period(1000))).toMatchObject({ settled: 0, outstanding: 400 });
		const later = house.window({ clockOffsetMs: 2 * MINUTE + 1000 });
		expect(await later.summary(period(1000))).toMatchObject({ settled: 200, outstanding: 0, estimated: 200, requests: 1 });
		expect(await later.rows(1)).toMatchObject([{ state: 'orphaned', cost: 200, costSource: 'estimate' }]);
		await later.settle(settlement('a', 333));
		await later.settle(settlement('a', 1));
		expect(await later.summary(period(1000))).toMatchObject({ settled: 333, outstanding: 0, estimated: 0, requests: 1 });
		expect(await later.rows(1)).toMatchObject([{ state: 'settled', cost: 333, costSource: 'provider' }]);
	});

	it('books an orphan at its last progress, and corrects to nothing when it is released', async () => {
		const house = build();
		const dead = house.window();
		await dead.reserve(reservation('a', 400), period(1000));
		await dead.progress('a', 120);
		await dead.progress('a', 70);
		await dead.progress('unknown', 70);
		await dead.dispose();
		const later = house.window({ clockOffsetMs: 3 * MINUTE });
		expect(await later.summary(period(1000))).toMatchObject({ settled: 120, outstanding: 0, estimated: 120 });
		await later.release('a', 'the provider says that nothing was sent');
		expect(await later.summary(period(1000))).toMatchObject({ settled: 0, outstanding: 0, estimated: 0, requests: 0 });
	});

	it('sweeps orphans before another window reserves', async () => {
		const house = build();
		const later = house.window({ clockOffsetMs: 5 * MINUTE, beatMs: 3_600_000 });
		await later.rows(1);
		const dead = house.window();
		await dead.reserve(reservation('a', 1000, { expected: 300 }), period(1000));
		await dead.dispose();
		expect(await later.reserve(reservation('b', 700), period(1000))).toEqual({ kind: 'reserved', remaining: 0 });
	});

	it('tells the hours of the week at which requests came', async () => {
		const clockOffsetMs = toHalfPast();
		const ledger = build().window({ clockOffsetMs });
		for (const id of ['a', 'b', 'c']) await ledger.reserve(reservation(id, 1), period(null));
		await ledger.settle(settlement('a', 1));
		// Those of this very millisecond are not past yet.
		await new Promise((resolve) => setTimeout(resolve, 2));
		const now = new Date(Date.now() + clockOffsetMs);
		const history = await ledger.arrivals(now.getTime() - MINUTE);
		expect(history.counts).toHaveLength(168);
		expect(history.counts[now.getDay() * 24 + now.getHours()]).toBe(3);
		expect(history.to).toBeGreaterThanOrEqual(history.from);
	});
});

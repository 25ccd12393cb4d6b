import { describe, expect, it } from 'vitest';
import { LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const step = (id: string, max: number, runId: string | null = 'run', purpose = 'agent') => reservation(id, max, { runId, purpose });
const arrivedIn = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** Requests of this very millisecond are not past yet. */
const past = () => new Promise((resolve) => setTimeout(resolve, 2));

describe.each(LEDGER_HOUSES)('runs in %s', (_name, build) => {
	it('give their rows oldest first, of every window and every state, and no other', async () => {
		const house = build();
		const [ledger, other] = [house.window(), house.window()];
		expect(await ledger.run('run')).toEqual([]);
		await ledger.reserve(step('b', 50), period(null));
		await ledger.reserve(step('x', 9, 'other'), period(null));
		await other.reserve(step('a', 40), period(null));
		await ledger.reserve(step('alone', 7, null), period(null));
		await ledger.settle(settlement('b', 21));
		await other.release('a', 'nothing was sent');
		const decision = { ...step('', 1).decision, change: 'Small failed (not reached), Large took over.' };
		await other.reserve({ ...step('c', 30), decision }, period(null));
		// One that is reserved again stays where it was.
		await other.reserve(step('a', 45), period(null));
		await other.settle(settlement('a', 4));
		const rows = await ledger.run('run');
		expect(rows.map(({ requestId, state, cost }) => [requestId, state, cost])).toEqual([
			['b', 'settled', 21],
			['a', 'settled', 4],
			['c', 'outstanding', 15],
		]);
		expect(rows.map(({ decision: { change } }) => change)).toEqual([undefined, undefined, decision.change]);
		expect(rows.every(({ runId }) => runId === 'run')).toBe(true);
		for (const odd of ['', 'RUN', "run' OR 1=1 --", '%']) expect(await ledger.run(odd)).toEqual([]);
	});

	it('arrive once, with their first request, and every request is booked', async () => {
		const house = build();
		const [ledger, other] = [house.window(), house.window()];
		for (let n = 0; n < 20; n++) {
			await (n % 2 === 0 ? ledger : other).reserve(step(`s${n}`, 10, `run-${n % 2}`), period(null));
			await ledger.settle(settlement(`s${n}`, 10));
		}
		await ledger.reserve(step('chat', 10, null, 'chat'), period(null));
		await ledger.settle(settlement('chat', 10));
		await ledger.reserve(step('title', 10, null, 'background'), period(null));
		await ledger.release('title', 'nothing was sent');
		expect(await other.summary(period(null))).toMatchObject({ settled: 210, requests: 21, arrivals: 4 });
		await past();
		const history = await other.arrivals(Date.now() - 3_600_000);
		expect(arrivedIn(history.counts)).toBe(4);
	});

	it('that began before the period do not arrive in it', async () => {
		const house = build();
		const before = house.window({ clockOffsetMs: -3_600_000 });
		const now = house.window();
		await before.reserve(step('first', 10), period(null));
		await before.settle(settlement('first', 10));
		const from = Date.now() - 1000;
		const late = { start: from, end: from + 86_400_000, limit: null };
		await now.reserve(step('second', 10), late);
		await now.settle(settlement('second', 10));
		expect(await now.summary(late)).toMatchObject({ settled: 10, requests: 1, arrivals: 0 });
		await past();
		expect(arrivedIn((await now.arrivals(from)).counts)).toBe(0);
		expect(arrivedIn((await now.arrivals(from - 7_200_000)).counts)).toBe(1);
	});

	it('and what they cause in the background share what agents may take, over all windows', async () => {
		const house = build();
		const [ledger, other] = [house.window(), house.window()];
		const limited = { ...period(1000), limits: { agent: 500 } };
		expect(await ledger.reserve(step('a', 300), limited)).toEqual({ kind: 'reserved', remaining: 200 });
		expect(await other.reserve(step('t', 150, null, 'background'), limited)).toEqual({ kind: 'reserved', remaining: 50 });
		expect(await other.reserve(step('b', 51), limited)).toEqual({ kind: 'overBudget', remaining: 50 });
		expect(await ledger.reserve(step('u', 51, null, 'background'), limited)).toEqual({ kind: 'overBudget', remaining: 50 });
		expect(await ledger.reserve(step('chat', 500, null, 'chat'), limited)).toEqual({ kind: 'reserved', remaining: 50 });
		await ledger.settle(settlement('a', 100));
		expect(await other.reserve(step('b', 250), limited)).toEqual({ kind: 'reserved', remaining: 0 });
		expect((await ledger.summary(limited)).byPurpose.background).toEqual({ settled: 0, outstanding: 150, requests: 0 });
	});
});

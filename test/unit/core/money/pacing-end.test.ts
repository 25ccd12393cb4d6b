import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as pacing from '../../../../src/core/money/pacing.ts';

const HOUR = 3_600_000;
const LIMIT = 20_000_000;
const START = new Date(2026, 10, 1).getTime();
const END = new Date(2026, 11, 1).getTime();

interface Habit {
	/** Requests of a working hour. */
	readonly perHour: number;
	/** What the model of choice costs a request, µ$; under pressure a tenth. */
	readonly usual: number;
	/** ms since epoch: the first hour of work. */
	readonly from: number;
}

interface Seen {
	readonly at: number;
	readonly lambda: number;
	readonly outlook: pacing.Outlook;
	readonly expected: number;
	readonly requests: number;
}

/** A month as the budget service paces it: work from 9 to 18 on every day, each request at the price that the pressure lets win. */
function month({ perHour, usual, from }: Habit, each: (seen: Seen) => void): number {
	let state = pacing.initialPacing;
	let [spent, requests] = [0, 0];
	const arrivals: number[] = [];
	for (let hour = from; hour < END; hour += HOUR) {
		const ofDay = new Date(hour).getHours();
		if (ofDay < 9 || ofDay >= 18) continue;
		const history = pacing.arrivalHistory(arrivals, START, hour);
		for (let n = 0; n < perHour; n++) {
			const at = hour + (n * HOUR) / perHour;
			const expected = pacing.expectedRequests({ ...history, to: at }, at, END);
			const outlook = { spent, projected: pacing.projectedSpend(spent, requests, expected), limit: LIMIT };
			const lambda = pacing.pressure(state, outlook);
			each({ at, lambda, outlook, expected, requests });
			const cost = Math.round(lambda > 300 ? usual / 10 : usual);
			if (spent + cost > LIMIT) continue;
			const learned = pacing.updatePacing(state, cost, pacing.pacingTarget(LIMIT - spent, expected));
			if (pacing.pressureShare(outlook) > 0 || learned.logLambda < state.logLambda) state = learned;
			spent += cost;
			requests++;
			arrivals.push(at);
		}
	}
	return spent;
}

const habit = fc.record({
	perHour: fc.integer({ min: 1, max: 4 }),
	usual: fc.integer({ min: 100, max: 400_000 }),
	from: fc.integer({ min: 0, max: 29 }).map((day) => START + day * 24 * HOUR + 9 * HOUR),
});

test('with money left that the expected requests cannot spend at the usual cost, nothing is saved; the limit holds', () => {
	fc.assert(
		fc.property(habit, (of) => {
			const spent = month(of, ({ lambda, outlook, expected, requests }) => {
				if (expected * (outlook.spent / Math.max(1, requests)) < LIMIT - outlook.spent - 1) expect(lambda).toBe(0);
			});
			expect(spent).toBeLessThanOrEqual(LIMIT);
		}),
		{ numRuns: 12 },
	);
});

test('the end of the month gets its money: what is wanted is spent, up to nearly the limit', () => {
	for (const perHour of [1, 2, 4]) {
		for (const usual of [10_000, 40_000, 100_000, 300_000]) {
			let [wanted, last] = [0, 0];
			const spent = month({ perHour, usual, from: START + 9 * HOUR }, ({ at }) => {
				wanted += usual;
				if (END - at < 48 * HOUR) last++;
			});
			expect(last).toBeGreaterThan(0);
			expect(spent).toBeGreaterThan(0.9 * Math.min(LIMIT, wanted));
		}
	}
});

test('a burst stands for no more than a working day; real days of it are learned', () => {
	const end = new Date(2026, 10, 28, 16).getTime();
	for (const minutes of [5, 60, 480]) {
		const from = end - minutes * 60_000;
		const burst = Array.from({ length: 200 }, (_, n) => from + (n * minutes * 60_000) / 200);
		// An ordinary Sunday and Monday have 62 requests, and this was five days' work.
		expect(pacing.expectedRequests(pacing.arrivalHistory(burst, from - 1, end), end, END)).toBeLessThan(5.2 * 62);
	}
	const days = [0, 1, 2, 3, 4].flatMap((day) =>
		Array.from({ length: 200 }, (_, n) => new Date(2026, 10, 2 + day, 9).getTime() + (n * 9 * HOUR) / 200),
	);
	const friday = new Date(2026, 10, 6, 18).getTime();
	const week = pacing.expectedRequests(pacing.arrivalHistory(days, 0, friday), friday, friday + 7 * 24 * HOUR);
	expect(week).toBeGreaterThan(800);
	expect(week).toBeLessThan(1800);
});

test('pressure goes with the projected overspend: none within the limit, all of it from a tenth of what is left', () => {
	const state = { logLambda: Math.log(pacing.LAMBDA_OFFSET + 1000) };
	const at = (projected: number | null, limit: number | null = 20) => pacing.pressure(state, { spent: 10, projected, limit });
	expect([at(null), at(20), at(90, null), at(20.5), at(21), at(40)].map(Math.round)).toEqual([0, 0, 0, 500, 1000, 1000]);
	expect(pacing.pressure(state, { spent: 25, projected: 30, limit: 20 })).toBeCloseTo(1000);
	expect(pacing.projectedSpend(10, pacing.MIN_REQUESTS_TO_PROJECT - 1, 90)).toBeNull();
	expect(pacing.projectedSpend(10, 5, 90)).toBe(190);
	expect(pacing.projectedSpend(10, 5, 0)).toBe(10);
});

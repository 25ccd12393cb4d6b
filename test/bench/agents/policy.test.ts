import { describe, expect, it } from 'vitest';
import { besideCoin, coinPolicies, figuresOf, resampledCounts } from '../../../bench/agents/measure.ts';
import {
	coinAt,
	coinCurve,
	costPerSolved,
	escalated,
	fixedChoice,
	ORDINARY,
	oracle,
	PERFECT,
	totalOf,
} from '../../../bench/agents/policy.ts';
import type { PoolRuns } from '../../../bench/agents/pools.ts';
import { runs } from './support.ts';

/** Four issues; the dear model solves all but the last, the cheap one the first and the last. */
const two = runs([
	{ solved: [1, 0, 0, 1], cost: [1, 1, 2, 1] },
	{ solved: [1, 1, 1, 0], cost: [10, 10, 10, 10] },
]);
const ones = [1, 1, 1, 1];
const cheap = () => 0;
const dear = () => 1;

describe('policies over recorded runs', () => {
	it('adds up a fixed choice, and divides by what was solved', () => {
		const total = totalOf(fixedChoice(two, cheap), ones);
		expect(total).toEqual({ cost: 5, solved: 2 });
		expect(costPerSolved(total)).toBe(2.5);
		expect(costPerSolved({ cost: 5, solved: 0 })).toBe(Number.POSITIVE_INFINITY);
		expect(totalOf(fixedChoice(two, dear), [0, 0, 2, 1])).toEqual({ cost: 30, solved: 2 });
	});

	it('pays a failed run before the next one, and with a perfect detector no other', () => {
		const total = totalOf(escalated(two, cheap, dear, PERFECT), ones);
		// The two failures, and 10 for each besides.
		expect(total).toEqual({ cost: 5 + 20, solved: 4 });
	});

	it('escalates half of the failures and a tenth of what was solved, which then ends as the next run does', () => {
		const { cost, solved } = escalated(two, cheap, dear, ORDINARY);
		expect([...cost]).toEqual([1 + 0.1 * 10, 1 + 5, 2 + 5, 1 + 0.1 * 10].map((value) => expect.closeTo(value)));
		// The first is solved by both; the last is lost where the alarm is false.
		expect([...solved]).toEqual([1, 0.5, 0.5, 0.9].map((value) => expect.closeTo(value)));
	});

	it('is the first run alone where nobody takes over or nothing is ever reported', () => {
		const first = fixedChoice(two, cheap);
		expect(escalated(two, cheap, () => null, ORDINARY)).toEqual(first);
		expect(escalated(two, cheap, dear, { sensitivity: 0, specificity: 1 })).toEqual(first);
	});

	it('lets the oracle take the cheapest run that solves, and the cheapest where none does', () => {
		const none = runs([
			{ solved: [0, 1], cost: [3, 3] },
			{ solved: [0, 1], cost: [2, 4] },
		]);
		const best = oracle(none);
		expect([[...best.cost], [...best.solved]]).toEqual([
			[2, 3],
			[0, 1],
		]);
		expect(totalOf(oracle(two), ones)).toEqual({ cost: 1 + 10 + 10 + 1, solved: 4 });
	});
});

describe('the coin', () => {
	it('keeps the corners of the upper hull', () => {
		const at = (cost: number, solved: number) => ({ cost, solved });
		const curve = coinCurve([at(10, 8), at(1, 2), at(5, 4), at(4, 6), at(3, 1), at(12, 8), at(1, 1)]);
		expect(curve).toEqual([at(1, 2), at(4, 6), at(10, 8)]);
	});

	it('is weighted between two corners, never better than the best, and leaves issues alone below the cheapest', () => {
		const curve = [
			{ cost: 2, solved: 4 },
			{ cost: 6, solved: 8 },
		];
		expect([1, 2, 4, 6, 100].map((cost) => coinAt(curve, cost))).toEqual([2, 4, 6, 8, 8]);
	});

	it('lies beside itself at 0: any fixed mix of the pool is on or below it', () => {
		const counts = [1, 1, 1, 1];
		const coins = coinPolicies(two, null);
		for (const policy of coins) {
			const { solved, coin } = figuresOf(policy, coins, counts);
			expect(solved).toBeLessThanOrEqual(coin + 1e-12);
		}
		const mixed = fixedChoice(two, (i) => (i < 2 ? 1 : 0));
		const known = figuresOf(mixed, coins, counts);
		// 23 for three solved; the coin buys 2 + (23 - 5) / 35.
		expect(known).toMatchObject({ solved: 0.75, cost: 5.75 });
		expect(known.coin).toBeCloseTo((2 + 18 / 35) / 4);
		expect(known.perSolved).toBeCloseTo(23 / 3);
	});

	it('with escalation hands every model over to every other', () => {
		expect(coinPolicies(two, ORDINARY)).toHaveLength(4);
		expect(coinPolicies(two, null)).toHaveLength(2);
	});
});

describe('intervals', () => {
	const repositories = ['a', 'a', 'a', 'b', 'b'];

	it('draw as many issues of each repository as it has', () => {
		for (const counts of resampledCounts(repositories, 50, 1)) {
			expect(counts[0]! + counts[1]! + counts[2]!).toBe(3);
			expect(counts[3]! + counts[4]!).toBe(2);
		}
		expect(resampledCounts(repositories, 3, 1)).toEqual(resampledCounts(repositories, 3, 1));
	});

	it('are paired: a policy that is the coin itself has none, one that knows has one above 0', () => {
		const n = 60;
		const alternating = (first: number) => Array.from({ length: n }, (_, i) => (i % 2 === first ? 1 : 0));
		const pool: PoolRuns = runs(
			[
				{ solved: alternating(0), cost: Array.from({ length: n }, () => 1) },
				{ solved: Array.from({ length: n }, () => 1), cost: Array.from({ length: n }, () => 5) },
			],
			Array.from({ length: n }, (_, i) => (i < 40 ? 'a/one' : 'b/two')),
		);
		const coins = coinPolicies(pool, null);
		const blind = besideCoin(
			fixedChoice(pool, () => 0),
			coins,
			pool.repositories,
		);
		expect([blind.points, ...blind.interval]).toEqual([0, 0, 0]);
		const knowing = besideCoin(
			fixedChoice(pool, (i) => (i % 2 === 0 ? 0 : 1)),
			coins,
			pool.repositories,
		);
		expect(knowing.points).toBeCloseTo(25);
		expect(knowing.interval[0]).toBeGreaterThan(15);
		expect([...knowing.byRepository.keys()]).toEqual(['a/one', 'b/two']);
	});
});

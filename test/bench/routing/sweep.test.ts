import { describe, expect, it } from 'vitest';
import { equalCost, equalQuality, operate } from '../../../bench/routing/operating.ts';
import { choiceAt, curveOf, gridOf, sweepOf, totalsOf } from '../../../bench/routing/sweep.ts';
import { randomOf } from '../../../training/kit/random.ts';

/** Two models for 1 and 10 dollars; 6 rows in 3 folds of 2. In each fold the first row needs the dear one and the second does not. */
const table = {
	outcome: Float32Array.from([0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1]),
	folds: Int8Array.of(0, 0, 1, 1, 2, 2),
	foldCount: 3,
	costs: Float64Array.of(1, 10),
	reference: 1,
};
const knowing = Float32Array.from([0, 0.9, 0.5, 0.6, 0, 0.9, 0.5, 0.6, 0, 0.9, 0.5, 0.6]);

describe('a pool with prices', () => {
	it('goes from the cheapest choice to the best estimate as quality gains in price', () => {
		const estimates = Float32Array.from([0.2, 0.5, 0.6]);
		const costs = Float64Array.of(1, 2, 10);
		expect(choiceAt(estimates, 0, costs, 0)).toBe(0);
		expect(choiceAt(estimates, 0, costs, 3)).toBe(0);
		expect(choiceAt(estimates, 0, costs, 4)).toBe(1);
		expect(choiceAt(estimates, 0, costs, 79)).toBe(1);
		expect(choiceAt(estimates, 0, costs, 81)).toBe(2);
		expect(choiceAt(estimates, 0, costs, Number.POSITIVE_INFINITY)).toBe(2);
	});

	it('breaks ties to the cheaper model, then to the first', () => {
		expect(choiceAt(Float32Array.from([0.5, 0.5]), 0, Float64Array.of(2, 1), Number.POSITIVE_INFINITY)).toBe(1);
		expect(choiceAt(Float32Array.from([0.5, 0.5]), 0, Float64Array.of(1, 1), 5)).toBe(0);
		// A gain of 1 for 9 dollars at a price of 9 is worth exactly nothing.
		expect(choiceAt(Float32Array.from([0, 1]), 0, Float64Array.of(1, 10), 9)).toBe(0);
	});

	it('draws a curve from all cheap to all dear', () => {
		const points = curveOf(totalsOf(sweepOf(table, knowing, null)));
		expect(points[0]).toEqual({ costUsd: 1, quality: 0.5 });
		expect(points).toContainEqual({ costUsd: expect.closeTo(5.5, 9), quality: expect.closeTo(1, 9) });
		expect(points.at(-1)!.costUsd).toBeCloseTo(10, 9);
		expect(points).toHaveLength(3);
	});

	it('saves what the hand says, at equal quality and within a tolerance', () => {
		const totals = totalsOf(sweepOf(table, knowing, null));
		const equal = operate(totals, equalQuality(0));
		expect(equal.quality).toBeCloseTo(1, 9);
		expect(1 - equal.costUsd / equal.referenceCost).toBeCloseTo(0.45, 9);
		// Half the quality may go: everything is cheap.
		expect(operate(totals, equalQuality(0.5)).costUsd).toBeCloseTo(1, 9);
	});

	it('gains at equal cost what the reference price buys and no more', () => {
		// The first row of each fold needs the dear model, for the second the cheap one does as well; the reference is half right on both.
		const three = {
			...table,
			costs: Float64Array.of(1, 8, 5),
			reference: 2,
			outcome: Float32Array.from(new Array(3).fill([0, 1, 0.5, 1, 1, 0.5]).flat()),
		};
		const estimates = Float32Array.from(new Array(3).fill([0, 0.9, 0.1, 0.5, 0.6, 0.1]).flat());
		const gain = (costs: Float64Array) => {
			const found = operate(totalsOf(sweepOf({ ...three, costs }, estimates, null)), equalCost);
			return [found.quality - found.referenceQuality, found.costUsd];
		};
		// (8 + 1) / 2 dollars are less than 5, (10 + 1) / 2 are more: then only the cheap model is left.
		expect(gain(Float64Array.of(1, 8, 5))).toEqual([expect.closeTo(0.5, 9), expect.closeTo(4.5, 9)]);
		expect(gain(Float64Array.of(1, 10, 5))).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 9)]);
	});

	it('sends a fold to the reference where no price reaches its quality on the others', () => {
		const blind = sweepOf(table, Float32Array.from(new Array(6).fill([1, 0]).flat()), null);
		const found = operate(totalsOf(blind), equalQuality(0));
		expect(found.steps).toEqual([-1, -1, -1]);
		expect(found).toMatchObject({ quality: expect.closeTo(1, 9), costUsd: expect.closeTo(10, 9) });
	});

	it('chooses the operating point of a fold without its outcomes', () => {
		const random = randomOf(3);
		const rows = 300;
		const estimates = Float32Array.from({ length: rows * 2 }, () => random());
		const outcome = Float32Array.from({ length: rows * 2 }, (_, i) => (random() < (i % 2 === 0 ? 0.5 : 0.8) ? 1 : 0));
		const noisy = { ...table, outcome, folds: Int8Array.from({ length: rows }, (_, i) => i % 3) };
		const before = operate(totalsOf(sweepOf(noisy, estimates, null)), equalQuality(0.05)).steps;
		const changed = outcome.map((value, i) => (Math.floor(i / 2) % 3 === 1 ? 1 - value : value));
		const after = operate(totalsOf(sweepOf({ ...noisy, outcome: changed }, estimates, null)), equalQuality(0.05)).steps;
		expect(after[1]).toBe(before[1]);
		// The other folds did see the change.
		expect(after[0]).not.toBe(before[0]);
	});

	it('has a grid that follows from estimates and costs alone, rising from 0 to infinity', () => {
		const grid = gridOf(knowing, table.costs);
		expect(grid[0]).toBe(0);
		expect(grid.at(-1)).toBe(Number.POSITIVE_INFINITY);
		expect([...grid]).toEqual([...grid].sort((a, b) => a - b));
		expect(gridOf(Float32Array.from([1, 0]), table.costs)).toEqual(Float64Array.of(0, Number.POSITIVE_INFINITY));
	});

	it('sums a resample as if its rows stood there so often', () => {
		const counts = Int32Array.of(3, 0, 1, 1, 0, 2);
		const sweep = sweepOf(table, knowing, null);
		const counted = totalsOf(sweep, counts);
		const picks = [...counts].flatMap((count, row) => new Array<number>(count).fill(row));
		const take = (values: Float32Array) => Float32Array.from(picks.flatMap((row) => [values[row * 2]!, values[row * 2 + 1]!]));
		const repeated = totalsOf(
			sweepOf(
				{ ...table, outcome: take(table.outcome), folds: Int8Array.from(picks, (row) => table.folds[row]!) },
				take(knowing),
				sweep.grid,
			),
		);
		for (const key of ['rows', 'quality', 'cost', 'reference'] as const) {
			expect([...counted[key]].map((value) => value.toFixed(9))).toEqual([...repeated[key]].map((value) => value.toFixed(9)));
		}
	});
});

import { describe, expect, it } from 'vitest';
import type { HeldOut } from '../../../training/head/evaluate.ts';
import { layoutOf, type Problem } from '../../../training/head/layout.ts';
import { FIT } from '../../../training/head/options.ts';
import { randomOf } from '../../../training/kit/random.ts';
import { levelled, levelVariances } from '../../../training/uncertainty/levels.ts';

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const CELLS = 4000;

/** Two columns of one model in each set, all predicted alike; outcomes lie off by the level of their set and of their column. */
function problemOf(sets: readonly number[], columns: readonly [number, number]): { problem: Problem; values: Float64Array } {
	const random = randomOf(3);
	const rows = sets.flatMap((level, set) =>
		Array.from({ length: CELLS }, () => ({
			input: Float32Array.of(0),
			options: 0,
			set,
			weight: 1,
			cells: columns.map((own, c) => ({ model: 0, column: 2 * set + c, value: random() < sigmoid(level + own) ? 1 : 0 })),
		})),
	);
	const problem: Problem = {
		inputs: 1,
		dimensions: 1,
		traits: [Float32Array.of(0)],
		base: Int32Array.of(0),
		bases: 1,
		effort: Int32Array.of(0),
		efforts: 1,
		scores: [],
		benchmarks: [],
		columns: 2 * sets.length,
		sets: sets.length,
		rows,
	};
	const values = new Float64Array(layoutOf(problem).size);
	// Offsets that the fit took on itself: a live request has none of them.
	values.fill(1, layoutOf(problem).column);
	return { problem, values };
}

describe('levels', () => {
	const variances = (sets: readonly number[], columns: readonly [number, number]) => {
		const { problem, values } = problemOf(sets, columns);
		return levelVariances(problem, values, { ...FIT, ceiling: 1 });
	};

	it('of sets vary by what whole sets lie off, those of columns by what a set leaves open', () => {
		const apart = variances([-0.6, 0.6], [0.2, -0.2]);
		expect(apart.set).toBeGreaterThan(0.3);
		expect(apart.set).toBeLessThan(0.42);
		expect(apart.column).toBeGreaterThan(0.05);
		expect(apart.column).toBeLessThan(0.11);
		const even = variances([0, 0], [0, 0]);
		expect(even.set + even.column).toBeLessThan(0.01);
	});

	it('are put right in every column, and the order within it stays', () => {
		const random = randomOf(4);
		const cells: HeldOut[] = Array.from({ length: 400 }, (_, i) => ({
			prompt: i,
			set: 'a',
			model: 0,
			column: i % 2,
			p: 0.1 + 0.8 * random(),
			y: random() < (i % 2 ? 0.9 : 0.2) ? 1 : 0,
			slope: 0,
		}));
		const even = levelled(cells);
		for (const column of [0, 1]) {
			const own = even.filter((cell) => cell.column === column);
			expect(own.reduce((sum, { p, y }) => sum + p - y, 0)).toBeCloseTo(0, 3);
			const order = (list: readonly HeldOut[]) => list.toSorted((a, b) => a.p - b.p).map(({ prompt }) => prompt);
			expect(order(own)).toEqual(order(cells.filter((cell) => cell.column === column)));
		}
	});
});

import { describe, expect, it } from 'vitest';
import { corrected, deviations, fitGain, fitShare, type GainRow, gainAt } from '../../../training/head/gain.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';

const SIZE = 6;

function unit(random: () => number): Float64Array {
	const vector = Float64Array.from({ length: SIZE }, () => normal(random));
	const norm = Math.hypot(...vector);
	return vector.map((value) => value / norm);
}

/** Difficulty follows the first direction for both columns; only column 1 profits from the second. */
function rows(count: number, seed: number): GainRow[] {
	const random = randomOf(seed);
	return Array.from({ length: count }, () => {
		const vector = unit(random);
		const base = 0.5 + 0.4 * vector[0]!;
		const chance = [base - 0.1, Math.min(1, base - 0.1 + 0.5 * Math.max(0, vector[1]!))];
		return { vector, outcomes: chance.map((p, column) => ({ column, value: random() < p ? 1 : 0 })) };
	});
}

describe('gain head', () => {
	it('finds where one column does better, whatever the difficulty', () => {
		const head = fitGain(rows(6000, 1), 2, SIZE);
		const at = (a: number, b: number) => {
			const vector = new Float64Array(SIZE);
			vector[0] = a;
			vector[1] = b;
			return gainAt(head, vector, 1) - gainAt(head, vector, 0);
		};
		expect(at(0, 1) - at(0, -1)).toBeGreaterThan(0.3);
		expect(Math.abs(at(1, 0) - at(-1, 0))).toBeLessThan(0.1);
	});

	it('leaves out rows with a single outcome, and a column that none asked', () => {
		const some = rows(200, 2).map((row) => ({ ...row, outcomes: row.outcomes.slice(0, 1) }));
		const head = fitGain(some, 3, SIZE);
		expect(gainAt(head, some[0]!.vector, 0)).toBe(0);
		expect(gainAt(head, some[0]!.vector, 2)).toBe(0);
	});

	it('is given no share where it tells nothing, and most where the prediction knows no difference', () => {
		const train = rows(4000, 3);
		const head = fitGain(train, 2, SIZE);
		const cellsOf = (row: GainRow, gains: number[]) => ({
			cells: row.outcomes.map(({ column }) => ({ column, value: 0.5 + (column === 1 ? 0.1 : 0) })),
			gains,
			outcomes: row.outcomes.map(({ value }) => value),
		});
		const test = rows(4000, 4);
		const random = randomOf(5);
		const noise = test.map((row) => {
			const by = normal(random);
			return cellsOf(row, [-by, by]);
		});
		const told = test.map((row) => cellsOf(row, [gainAt(head, row.vector, 0), gainAt(head, row.vector, 1)]));
		expect(fitShare(noise, head.means)).toBeLessThan(0.05);
		expect(fitShare(told, head.means)).toBeGreaterThan(0.7);
	});

	it('keeps the mean of a row and the bounds of a chance', () => {
		const cells = [
			{ column: 0, value: 0.4 },
			{ column: 1, value: 0.6 },
		];
		const after = corrected({ cells, gains: [-0.3, 0.3] }, [0.5, 0.5], 0.5);
		expect(after[0]! + after[1]!).toBeCloseTo(1, 10);
		expect(after[1]!).toBeGreaterThan(0.6);
		expect(corrected({ cells, gains: [-9, 9] }, [0.5, 0.5], 1)).toEqual([0.005, 0.995]);
		expect(corrected({ cells: cells.slice(0, 1), gains: [5] }, [0.5, 0.5], 1)).toEqual([0.4]);
		expect(deviations(cells, [0.4, 0.6])).toEqual([0, 0]);
	});
});

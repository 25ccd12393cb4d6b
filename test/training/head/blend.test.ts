import { describe, expect, it } from 'vitest';
import { type BlendCell, blended, fitBlend } from '../../../training/head/blend.ts';
import { ece } from '../../../training/kit/metrics.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';

/** Outcomes follow 0.7 of the first head and nothing of the second, with an offset for column 1. */
function cells(count: number): BlendCell[] {
	const random = randomOf(3);
	return Array.from({ length: count }, (_, i) => {
		const irt = 2 * normal(random);
		const linear = 2 * normal(random);
		const column = i % 2;
		const p = 1 / (1 + Math.exp(-(0.7 * irt + (column === 1 ? 0.8 : 0))));
		return { heads: [irt, linear, 0], column, y: random() < p ? 1 : 0 };
	});
}

describe('blend of heads', () => {
	it('finds the head that tells something and the offset of a column', () => {
		const blend = fitBlend(cells(8000), 2);
		expect(blend.weights[0]).toBeCloseTo(0.7, 1);
		expect(blend.weights[1]).toBeCloseTo(0, 1);
		expect(blend.offsets[1]! - blend.offsets[0]!).toBeCloseTo(0.8, 0);
	});

	it('calibrates what is too sure of itself', () => {
		const sure = cells(8000).map((cell) => ({ ...cell, heads: cell.heads.map((z) => z * 3) }));
		const blend = fitBlend(sure, 2);
		const before = ece(
			sure.map((cell) => 1 / (1 + Math.exp(-cell.heads[0]!))),
			sure.map((cell) => cell.y),
		);
		const after = ece(
			sure.map((cell) => blended(blend, cell.heads, cell.column)),
			sure.map((cell) => cell.y),
		);
		expect(after).toBeLessThan(0.02);
		expect(after).toBeLessThan(before / 3);
	});

	it('stays at its prior without cells', () => {
		const blend = fitBlend([], 3);
		expect([...blend.weights, ...blend.offsets]).toEqual([0.4, 0.4, 0.2, 0, 0, 0]);
	});
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectedSpend, projectionBand } from '../../../../src/core/money/pacing.ts';

test('the band lies around the one projection, and never below what is spent', () => {
	const costs = fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 5, maxLength: 60 });
	fc.assert(
		fc.property(costs, fc.double({ min: 0, max: 2000, noNaN: true }), (all, expected) => {
			const spent = all.reduce((sum, cost) => sum + cost, 0);
			const squares = all.reduce((sum, cost) => sum + cost ** 2, 0);
			const projected = projectedSpend(spent, all.length, expected)!;
			const { low, high } = projectionBand(spent, all.length, projected, squares)!;
			expect(low).toBeGreaterThanOrEqual(spent);
			expect(low).toBeLessThanOrEqual(projected);
			expect(high).toBeGreaterThanOrEqual(projected);
		}),
	);
});

test('without a projection there is no band, and at the end of the period it is a point', () => {
	expect(projectionBand(10, 3, null, 100)).toBeNull();
	expect(projectionBand(10, 0, 10, 0)).toBeNull();
	expect(projectionBand(10_000, 9, 10_000, 1e9)).toEqual({ low: 10_000, high: 10_000 });
});

test('eight of ten months end within it, where requests come and cost as they did', () => {
	let state = 42;
	const next = (): number => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
	/** Knuth's: exact for such means. */
	const poisson = (mean: number): number => {
		let [count, product] = [0, next()];
		for (const limit = Math.exp(-mean); product > limit; count++) product *= next();
		return count;
	};
	const cost = () => Math.round(10_000 * Math.exp(2.4 * (next() + next() + next() - 1.5)));
	let within = 0;
	const months = 600;
	for (let month = 0; month < months; month++) {
		const seen = Array.from({ length: 5 + poisson(60) }, cost);
		const spent = seen.reduce((sum, each) => sum + each, 0);
		const squares = seen.reduce((sum, each) => sum + each ** 2, 0);
		// What is expected is what was seen: as long again.
		const projected = projectedSpend(spent, seen.length, seen.length)!;
		const end = spent + Array.from({ length: poisson(65) }, cost).reduce((sum, each) => sum + each, 0);
		const { low, high } = projectionBand(spent, seen.length, projected, squares)!;
		if (end >= low && end <= high) within++;
	}
	expect(within / months).toBeGreaterThan(0.74);
	expect(within / months).toBeLessThan(0.86);
});

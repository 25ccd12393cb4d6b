import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthFit, priceFit } from '../../../../src/core/money/estimates.ts';

const pair = (expected: number, cost: number) => ({ expected, cost, expectedOutput: null, output: null });

test('half of the answers, and those within twice, are counted as they are', () => {
	const fit = priceFit([pair(100, 100), pair(100, 120), pair(100, 250), pair(100, 40)])!;
	expect(fit).toMatchObject({ count: 4, withinTwo: 0.5 });
	expect(fit.halfWithin).toBeCloseTo(0.4, 9);
	expect(priceFit([])).toBeNull();
	expect(lengthFit([pair(100, 100)])).toBeNull();
	expect(priceFit([pair(0, 5), pair(Number.NaN, 5)])).toBeNull();
	expect(lengthFit([{ ...pair(1, 1), expectedOutput: 400, output: 380 }])).toMatchObject({ count: 1, points: [[400, 380]] });
});

test('bands hold all answers, rise with what was said and are ordered within', () => {
	const amount = fc.integer({ min: 1, max: 1e9 });
	fc.assert(
		fc.property(fc.array(fc.tuple(amount, fc.integer({ min: 0, max: 1e9 })), { minLength: 1, maxLength: 400 }), (all) => {
			const fit = priceFit(all.map(([said, real]) => pair(said, real)))!;
			expect(fit.bands.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
			for (const [n, band] of fit.bands.entries()) {
				expect(band.from).toBeLessThanOrEqual(band.to);
				expect(band.p10).toBeLessThanOrEqual(band.p50);
				expect(band.p50).toBeLessThanOrEqual(band.p90);
				if (n > 0) expect(fit.bands[n - 1]!.to).toBeLessThanOrEqual(band.from);
			}
			expect(fit.points.length).toBeLessThanOrEqual(250);
			expect(fit.withinTwo).toBeLessThanOrEqual(1);
		}),
	);
});

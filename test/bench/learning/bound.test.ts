import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dropBound } from '../../../bench/learning/bound.ts';

test('signals that are always right tell a drop of 15 points in some fifty requests', () => {
	const { before, after, nats, requests } = dropBound(0.8, { sensitivity: 1, specificity: 1, share: 1 });
	expect([before, after]).toEqual([0.8, expect.closeTo(0.65, 10)]);
	expect(nats).toBeCloseTo(0.65 * Math.log(0.65 / 0.8) + 0.35 * Math.log(0.35 / 0.2), 10);
	expect(requests).toBeCloseTo(Math.log(1000) / nats, 6);
});

test('fewer and worse signals need more requests', () => {
	const chance = fc.double({ min: 0.3, max: 0.95, noNaN: true });
	const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
	fc.assert(
		fc.property(chance, share, (p, s) => {
			const of = (sensitivity: number, specificity: number, all: number) => dropBound(p, { sensitivity, specificity, share: all }).requests;
			expect(of(0.6, 0.9, s)).toBeGreaterThan(of(0.9, 0.9, s));
			expect(of(0.6, 0.9, s)).toBeGreaterThan(of(0.6, 0.9, 1));
		}),
	);
});

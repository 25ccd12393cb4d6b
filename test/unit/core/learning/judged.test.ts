import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reliability, verdictsOf, wilson } from '../../../../src/core/learning/judged.ts';
import type { Signal } from '../../../../src/core/learning/signals.ts';

const signal = (requestId: string, kind: string, good: boolean, weight = 1): Signal => ({
	...{ requestId, kind, good, weight, at: 0, candidateId: 'c', task: 'fix', features: [], prior: null },
});

test('an answer has one verdict: what is believed more outweighs what is believed less', () => {
	expect(verdictsOf([signal('a', 'copied', true), signal('a', 'thumbDown', false)])).toEqual([{ requestId: 'a', adequate: false }]);
	expect(verdictsOf([signal('a', 'thumbUp', true), signal('b', 'checkRed', false)])).toEqual([
		{ requestId: 'a', adequate: true },
		{ requestId: 'b', adequate: false },
	]);
	// Two that say the opposite with the same strength, one that says nothing, and one that nobody knows.
	const even = [
		signal('a', 'thumbUp', true),
		signal('a', 'thumbDown', false),
		signal('b', 'againCheaper', true),
		signal('c', 'danced', true),
	];
	expect(verdictsOf(even)).toEqual([]);
	expect(verdictsOf([signal('a', 'toString', true), signal('b', 'thumbUp', true, 0)])).toEqual([]);
});

test('bins hold every answer once, with shares that lie in their intervals', () => {
	const one = fc.record({ quality: fc.double({ min: 0, max: 1, noNaN: true }), adequate: fc.boolean() });
	fc.assert(
		fc.property(fc.array(one, { maxLength: 200 }), (all) => {
			const bins = reliability(all);
			expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
			for (const { from, to, predicted, judged, low, high } of bins) {
				expect(predicted).toBeGreaterThanOrEqual(from - 1e-9);
				expect(predicted).toBeLessThanOrEqual(to + 1e-9);
				expect(low).toBeLessThanOrEqual(judged + 1e-9);
				expect(high).toBeGreaterThanOrEqual(judged - 1e-9);
			}
		}),
	);
});

test('few answers have a wide interval', () => {
	const width = (count: number) => wilson(0.8, count).high - wilson(0.8, count).low;
	expect(width(5)).toBeGreaterThan(0.3);
	expect(width(500)).toBeLessThan(0.05);
});

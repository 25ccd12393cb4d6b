import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explorationOf } from '../../../../src/core/learning/exploration.ts';

describe('when a model is tried', () => {
	it('is said by the id alone, again and again', () => {
		fc.assert(
			fc.property(fc.string(), (id) => {
				expect(explorationOf(3, id, { requests: 100, tried: 0 })).toEqual(explorationOf(3, id, { requests: 100, tried: 0 }));
			}),
		);
	});

	it('never where it is off', () => {
		for (const percent of [0, -1, Number.NaN]) expect(explorationOf(percent, 'r', { requests: 0, tried: 0 })).toBeUndefined();
	});

	it('hits about the share of ids that it is set to', () => {
		const hits = Array.from({ length: 20_000 }, (_, i) => explorationOf(3, `request-${i}`, { requests: 1e6, tried: 0 })!);
		const share = hits.filter((one) => one.draw < one.share).length / hits.length;
		expect(share).toBeGreaterThan(0.026);
		expect(share).toBeLessThan(0.034);
		expect(Math.max(...hits.map(({ turn }) => turn!))).toBeLessThan(1);
	});

	it('never goes over the share, however the ids fall, nor over a tenth, whatever is set', () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 1, max: 500 }), (percent, requests) => {
				let tried = 0;
				for (let n = 0; n < requests; n++) if (explorationOf(percent, `${n}`, { requests: n, tried }) !== undefined) tried++;
				expect(tried).toBeLessThanOrEqual(Math.min(0.1, percent / 100) * requests + 1);
			}),
			{ numRuns: 40 },
		);
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	explorationOf,
	NO_TRIALS,
	REMEMBERED_REQUESTS,
	type TrialCounts,
	trialCounted,
} from '../../../../src/core/learning/exploration.ts';

const mayTry = (share: number, key: string, counts: TrialCounts): boolean => (explorationOf(share, key, counts)?.share ?? 0) > 0;

describe('when a model is tried', () => {
	it('is said by the key alone, again and again', () => {
		fc.assert(
			fc.property(fc.string(), (key) => {
				expect(explorationOf(0.03, key, { requests: 100, tried: 0 })).toEqual(explorationOf(0.03, key, { requests: 100, tried: 0 }));
			}),
		);
	});

	it('never where it is off', () => {
		for (const share of [0, -1, Number.NaN]) expect(explorationOf(share, 'r', NO_TRIALS)).toBeUndefined();
	});

	it('hits about the share of keys that it is set to', () => {
		const hits = Array.from({ length: 20_000 }, (_, i) => explorationOf(0.03, `request-${i}`, { requests: 1e6, tried: 0 })!);
		const share = hits.filter((one) => one.draw < one.share).length / hits.length;
		expect(share).toBeGreaterThan(0.026);
		expect(share).toBeLessThan(0.034);
		expect(Math.max(...hits.map(({ turn }) => turn!))).toBeLessThan(1);
	});

	it('never goes over the share and one, however the keys fall and however many are forgotten, nor over a tenth, whatever is set', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.array(fc.constantFrom(true, true, false), { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 1, max: 2000 }),
				(share, falls, requests) => {
					let counts = NO_TRIALS;
					let tried = 0;
					let over = 0;
					for (let n = 0; n < requests; n++) {
						const tries = falls[n % falls.length]! && mayTry(share, `${n}`, counts);
						if (tries) tried++;
						counts = trialCounted(counts, share, tries);
						over = Math.max(over, tried - Math.min(0.1, share) * (n + 1));
					}
					expect(over).toBeLessThanOrEqual(1 + 1e-9);
					expect(counts.requests).toBe(Math.min(REMEMBERED_REQUESTS, requests));
				},
			),
			{ numRuns: 40 },
		);
	});

	it('a long time without a trial is no reason for a rush of them', () => {
		let counts = NO_TRIALS;
		for (let n = 0; n < 100_000; n++) counts = trialCounted(counts, 0.03, false);
		let tried = 0;
		for (let n = 0; n < 1000 && mayTry(0.03, `${n}`, counts); n++) {
			tried++;
			counts = trialCounted(counts, 0.03, true);
		}
		expect(tried).toBeLessThanOrEqual(0.03 * REMEMBERED_REQUESTS + 2);
	});

	it('what was tried over the share is not forgotten with the requests', () => {
		let counts: TrialCounts = { requests: REMEMBERED_REQUESTS, tried: 40 };
		for (let n = 0; n < 100; n++) counts = trialCounted(counts, 0.03, false);
		expect(counts.tried).toBeCloseTo(37);
		expect(mayTry(0.03, 'key', counts)).toBe(false);
	});
});

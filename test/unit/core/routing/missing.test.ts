import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withMissing } from '../../../../src/core/routing/missing.ts';
import type { Prediction } from '../../../../src/core/routing/types.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const prediction = (means: readonly number[]): Prediction => ({
	candidates: means.map((mean, i) => ({
		...{ candidateId: `m${i}`, quality: { mean, low: mean * 0.9, high: Math.min(1, mean * 1.1) } },
		...{ outputTokens: { mean: 1, p90: 2 }, latencyMs: 1 },
	})),
	covariance: means.map((_, i) => means.map((__, j) => (i === j ? 0.01 : 0.002))),
	...{ inputTokens: 1, source: 'encoder', degraded: null, taskKind: 'chat' },
	basis: { logits: [], shared: 0 } as never,
});

test('a message whose subject is there is predicted as it was', () => {
	const before = prediction([0.9]);
	expect(withMissing(before, null)).toBe(before);
});

test('without its subject every model is unlikely to do, in the same order, and nothing can be learned from it', () => {
	fc.assert(
		fc.property(fc.array(share, { minLength: 1, maxLength: 5 }), (means) => {
			const { candidates, basis, missing } = withMissing(prediction(means), 'this file');
			expect([basis, missing]).toEqual([undefined, 'this file']);
			for (const [i, { quality }] of candidates.entries()) {
				expect(quality.mean).toBeLessThanOrEqual(0.4);
				expect(quality.low <= quality.mean && quality.mean <= quality.high).toBe(true);
				for (const [j, other] of candidates.entries())
					if (means[i]! > means[j]!) expect(quality.mean).toBeGreaterThanOrEqual(other.quality.mean);
			}
		}),
	);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drifted, fresh, throughChannel, updated } from '../../../../src/core/learning/offsets.ts';

describe('the one step of all learners', () => {
	it('sees what is seen as it is: a channel without noise changes nothing', () => {
		fc.assert(
			fc.property(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }), (x, variance) => {
				const { logit, factor } = throughChannel(x, variance, { floor: 0, span: 1, sensitivity: 1, specificity: 1 });
				expect(logit).toBeCloseTo(x, 6);
				expect(factor).toBeCloseTo(1, 6);
			}),
		);
	});

	it('hears nothing through a channel that says nothing', () => {
		expect(throughChannel(1.3, 0.5, { floor: 0.2, span: 0.7, sensitivity: 0.4, specificity: 0.6 }).factor).toBe(0);
	});

	it('has the slope of what it says', () => {
		const channel = { floor: 0.2, span: 0.75, sensitivity: 0.8, specificity: 0.7 };
		const at = (x: number) => throughChannel(x, 0, channel);
		expect((at(0.501).logit - at(0.499).logit) / 0.002).toBeCloseTo(at(0.5).factor, 4);
	});

	it('moves the less, the more the rest is in doubt', () => {
		const term = { offset: fresh(0.5), factor: 1 };
		const sure = updated([term], 0, 0, true, 1)[0]!;
		const doubtful = updated([term], 0, 5, true, 1)[0]!;
		expect(sure.mean).toBeGreaterThan(doubtful.mean);
		expect(sure.variance).toBeLessThan(doubtful.variance);
	});

	it('forgets many observations at once as one by one', () => {
		let one = { mean: 2, variance: 0.1, seen: 5 };
		for (let i = 0; i < 50; i++) one = drifted(one, 0.7);
		const all = drifted({ mean: 2, variance: 0.1, seen: 5 }, 0.7, 50);
		expect(all.mean).toBeCloseTo(one.mean, 12);
		expect(all.variance).toBeCloseTo(one.variance, 12);
	});
});

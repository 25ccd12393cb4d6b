import { describe, expect, it } from 'vitest';
import { normal, randomOf } from '../../../training/kit/random.ts';
import { type Bin, fitErrors, normalShare, shareWithin, shiftedRate, sizeOf } from '../../../training/uncertainty/deconvolution.ts';

const Z90 = 1.2816;
/** Stated deviation of the logit of each simulated bin. */
const STATED = 0.25;

/** Bins whose logits are off by `scale` times what is stated, with as many answers as real bins have. */
function simulate(count: number, n: number, scale: (random: () => number) => number, seed: number): Bin[] {
	const random = randomOf(seed);
	return Array.from({ length: count }, () => {
		const p = 0.15 + 0.75 * random();
		const bin = { n, rate: 0, p, spread: 1 };
		const truth = shiftedRate(bin, STATED * scale(random) * normal(random));
		let right = 0;
		for (let i = 0; i < n; i++) right += random() < truth ? 1 : 0;
		return { ...bin, rate: right / n };
	});
}

const coverage = (bins: readonly Bin[]) => {
	const mixture = fitErrors(bins, (i, error) => shiftedRate(bins[i]!, STATED * error));
	return shareWithin(mixture, Z90);
};

describe('coverage without the noise of the bins', () => {
	it.each([
		['as wide as the errors', 1],
		['half as wide', 2],
		['twice as wide', 0.5],
	])('is right where the interval is %s', (_, scale) => {
		const expected = 2 * normalShare(Z90 / scale) - 1;
		for (const n of [60, 400]) expect(coverage(simulate(1500, n, () => scale, 1)), `${n} answers a bin`).toBeCloseTo(expected, 1);
	});

	it('is within 3 points for heavy tails too', () => {
		const expected = 0.8 * (2 * normalShare(Z90 / 0.5) - 1) + 0.2 * (2 * normalShare(Z90 / 2.5) - 1);
		const found = coverage(simulate(2500, 300, (random) => (random() < 0.8 ? 0.5 : 2.5), 2));
		expect(Math.abs(found - expected)).toBeLessThan(0.03);
	});

	it('is far from what the noisy rates would show', () => {
		const bins = simulate(1500, 60, () => 1, 3);
		const logit = (p: number) => Math.log(p / (1 - p));
		const naive =
			bins.filter((bin) => Math.abs(logit(Math.min(0.999, Math.max(0.001, bin.rate))) - logit(bin.p)) <= Z90 * STATED).length / bins.length;
		expect(naive).toBeLessThan(0.7);
		expect(coverage(bins)).toBeGreaterThan(0.75);
	});

	it('calls everything covered where predictions are exactly right', () => {
		expect(coverage(simulate(1500, 100, () => 0, 4))).toBeGreaterThan(0.97);
	});

	it('finds the size of error for a share', () => {
		const mixture = { deviations: [1, 3], weights: [0.5, 0.5] };
		expect(shareWithin(mixture, sizeOf(mixture, 0.8))).toBeCloseTo(0.8, 6);
		expect(normalShare(Z90)).toBeCloseTo(0.9, 4);
	});
});

import { describe, expect, it } from 'vitest';
import { intervalOf, resample } from '../../../bench/kit/bootstrap.ts';
import { randomOf } from '../../../training/kit/random.ts';

const mean = (values: readonly number[]) => (counts: Int32Array, out: Float64Array) => {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += counts[i]! * values[i]!;
	out[0] = sum / values.length;
};

describe('bootstrap', () => {
	it('covers the true mean in about 95 of 100 samples', () => {
		const random = randomOf(9);
		let covered = 0;
		for (let n = 0; n < 200; n++) {
			const sample = Array.from({ length: 120 }, () => (random() < 0.3 ? 1 : 0));
			const [low, high] = intervalOf(resample(120, 300, n + 1, 1, mean(sample)), 0)!;
			if (low <= 0.3 && high >= 0.3) covered++;
		}
		expect(covered).toBeGreaterThan(177);
		expect(covered).toBeLessThan(200);
	});

	it('is as wide as the standard error says', () => {
		const sample = Array.from({ length: 400 }, (_, i) => i % 2);
		const [low, high] = intervalOf(resample(400, 2000, 1, 1, mean(sample)), 0)!;
		expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt(0.25 / 400), 2);
	});

	it('draws groups whole: few of them, alike inside, are little evidence, and the interval says so', () => {
		const random = randomOf(3);
		const groups = Array.from({ length: 84 }, (_, i) => `repository ${i % 7}`);
		let [covered, byRows] = [0, 0];
		for (let n = 0; n < 300; n++) {
			const levels = Array.from({ length: 7 }, () => 0.2 + 0.6 * random());
			const sample = groups.map((_, i) => (random() < levels[i % 7]! ? 1 : 0));
			const inside = (own: readonly string[] | null) => {
				const [low, high] = intervalOf(resample(84, 300, n + 1, 1, mean(sample), own), 0)!;
				return low <= 0.5 && high >= 0.5 ? 1 : 0;
			};
			covered += inside(groups);
			byRows += inside(null);
		}
		expect(covered).toBeGreaterThan(0.9 * 300);
		expect(covered).toBeLessThan(0.99 * 300);
		expect(byRows).toBeLessThan(0.85 * 300);
	});

	it('is none where there are too few groups to draw from', () => {
		const groups = Array.from({ length: 40 }, (_, i) => String(i % 3));
		const sample = groups.map((_, i) => i % 2);
		expect(intervalOf(resample(40, 100, 1, 1, mean(sample), groups), 0)).toBeNull();
	});

	it('is paired: a difference of two figures that move together has none of their spread', () => {
		const sample = Array.from({ length: 200 }, (_, i) => i % 2);
		const both = resample(200, 200, 1, 2, (counts, out) => {
			mean(sample)(counts, out);
			out[1] = out[0]! - 0.1;
		});
		const [low, high] = intervalOf(both, 0, 1)!;
		expect(low).toBeCloseTo(0.1, 10);
		expect(high).toBeCloseTo(0.1, 10);
	});

	it('repeats itself with the same seed, and has no interval for a figure that is mostly missing', () => {
		const sample = Array.from({ length: 50 }, (_, i) => i / 50);
		expect(resample(50, 20, 4, 1, mean(sample)).values).toEqual(resample(50, 20, 4, 1, mean(sample)).values);
		expect(resample(50, 20, 4, 1, mean(sample)).values).not.toEqual(resample(50, 20, 5, 1, mean(sample)).values);
		let n = 0;
		const missing = resample(10, 100, 1, 1, (_counts, out) => {
			out[0] = n++ % 10 === 0 ? Number.NaN : 1;
		});
		expect(intervalOf(missing, 0)).toBeNull();
	});
});

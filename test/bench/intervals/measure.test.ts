import { describe, expect, it } from 'vitest';
import { crossFitted, measure } from '../../../bench/intervals/measure.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';
import { binsOf, dispersionOf, type IntervalCell } from '../../../training/uncertainty/bins.ts';
import { TERMS } from '../../../training/uncertainty/terms.ts';
import { fitVariance, variance } from '../../../training/uncertainty/variance-model.ts';

const REGIONS = 8;
const FOLDS = 3;
const vectors = Array.from({ length: REGIONS }, (_, r) => Float32Array.from({ length: REGIONS }, (_, i) => (i === r ? 1 : 0)));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Predictions whose logits are off by a shift of their own in each set, column, fold and region; its deviation is `size` in near regions and twice as
 * much in far ones (distance 0.1 and 0.9).
 */
function simulate(sets: Readonly<Record<string, number>>, seed: number) {
	const random = randomOf(seed);
	const cells: IntervalCell[] = [];
	const regions: number[] = [];
	for (const [set, size] of Object.entries(sets)) {
		const columns = 12;
		const shifts = Array.from({ length: FOLDS * REGIONS * columns }, (_, i) => normal(random) * size * (i % REGIONS < REGIONS / 2 ? 1 : 2));
		for (let n = 0; n < FOLDS * REGIONS * 160; n++) {
			const prompt = regions.length;
			const region = n % REGIONS;
			const fold = Math.floor(n / REGIONS) % FOLDS;
			regions.push(region);
			for (let c = 0; c < columns; c++) {
				const z = 2 * normal(random) + 1;
				const truth = sigmoid(z + shifts[(fold * columns + c) * REGIONS + region]!);
				const p = sigmoid(z);
				const terms = new Float64Array(TERMS.length);
				terms.set([1, region < REGIONS / 2 ? 0.1 : 0.9, z * z, Math.min(50, 1 / (16 * (p * (1 - p)) ** 2))]);
				const column = c + (set === Object.keys(sets)[0] ? 0 : columns);
				cells.push({ prompt, set, column, fold, group: `${set}/${prompt}`, p, y: random() < truth ? 1 : 0, terms });
			}
		}
	}
	return { cells, embedding: (prompt: number) => vectors[regions[prompt]!]! };
}

describe('intervals of simulated predictions', () => {
	const { cells, embedding } = simulate({ calm: 0.2, rough: 0.45 }, 1);
	const bins = binsOf(cells, embedding);

	it('hold the share that they should in every set, and are narrower than a constant one', () => {
		const result = measure(bins, crossFitted(bins));
		expect(result.map((own) => own.set)).toEqual(['calm', 'rough', null]);
		for (const own of result) {
			expect(own.coverage.region, `${own.set}`).toBeGreaterThan(0.75);
			expect(own.coverage.region, `${own.set}`).toBeLessThan(0.88);
			expect(own.width, `${own.set}`).toBeLessThan(own.constantWidth);
		}
	});

	it('are wider in the rough set and far from the training data', () => {
		const model = fitVariance(bins);
		const terms = (distance: number) => Float64Array.from(TERMS, (_, t) => [1, distance, 0.5, 1][t] ?? 0);
		const near = variance(model, { set: 'calm', terms: terms(0.1) });
		expect(variance(model, { set: 'rough', terms: terms(0.1) })).toBeGreaterThan(1.5 * near);
		expect(variance(model, { set: 'calm', terms: terms(0.9) })).toBeGreaterThan(1.5 * near);
	});
});

describe('dispersion', () => {
	const random = randomOf(2);
	const cell = (i: number, group: string, y: number): IntervalCell => ({
		prompt: i,
		set: 'a',
		column: 0,
		fold: 0,
		group,
		p: 0.5,
		y,
		terms: new Float64Array(TERMS.length),
	});
	const answers = Array.from({ length: 4000 }, () => (random() < 0.5 ? 1 : 0));

	it('is 1 for single answers, less for means of several, more where prompts share a problem', () => {
		expect(dispersionOf(answers.map((y, i) => cell(i, `${i}`, y)))).toBeCloseTo(1, 1);
		expect(dispersionOf(answers.map((y, i) => cell(i, `${i}`, (y + answers[(i + 1) % 4000]!) / 2)))).toBeCloseTo(0.5, 1);
		expect(dispersionOf(answers.map((_, i) => cell(i, `${i >> 1}`, answers[i >> 1]!)))).toBeCloseTo(2, 0);
	});
});

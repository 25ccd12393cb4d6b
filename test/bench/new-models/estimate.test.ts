import { describe, expect, it } from 'vitest';
import { abilityFromScores, type MeanScore, predictedMean, withOutcomes } from '../../../bench/new-models/estimate.ts';
import { type Gaussian, quadratic } from '../../../bench/new-models/gaussian.ts';
import { chanceAt, expectedChance, type Item } from '../../../bench/new-models/items.ts';
import { randomOf } from '../../../training/kit/random.ts';
import { CEILING, items } from './support.ts';

const PRIOR: Gaussian = {
	mean: Float64Array.of(0, 0),
	covariance: [
		[1, 0],
		[0, 1],
	],
};
const NO_TARGET = { sigma: 0.3, score: null };

/** Mean score of a model of the planted ability. */
function scoreOn(own: readonly Item[], truth: readonly number[], sigma = 0.05): MeanScore {
	return { items: own, share: predictedMean(own, truth, 2, CEILING).mean, questions: 5000, sigma };
}

/** A benchmark that asks for one skill only. */
const onlySkill = (skill: number, seed: number) =>
	items(200, seed).map((item) => ({ ...item, directions: item.directions.map((value, k) => (k === 2 || k === skill ? value : 0)) }));

describe('ability from mean scores', () => {
	it('recovers a planted ability from benchmarks that ask for different skills', () => {
		const truth = [1.1, -0.6];
		const means = [scoreOn(onlySkill(0, 1), truth), scoreOn(onlySkill(1, 2), truth), scoreOn(items(200, 3), truth)];
		const { mean } = abilityFromScores(PRIOR, { means, pseudo: [], target: NO_TARGET }, CEILING);
		expect(mean[0]).toBeCloseTo(1.1, 1);
		expect(mean[1]).toBeCloseTo(-0.6, 1);
	});

	it('stays at the prior without evidence, and near it where the scores are noisy', () => {
		const none = abilityFromScores(PRIOR, { means: [], pseudo: [], target: NO_TARGET }, CEILING);
		expect([...none.mean]).toEqual([0, 0, 0]);
		const truth = [1.5, 1.5];
		const at = (sigma: number) =>
			abilityFromScores(PRIOR, { means: [scoreOn(items(200, 4), truth, sigma)], pseudo: [], target: NO_TARGET }, CEILING).mean[0]!;
		expect(at(2)).toBeLessThan(at(0.1));
		expect(at(2)).toBeGreaterThan(0);
	});

	it('the offset of the target takes what other benchmarks do not confirm', () => {
		const truth = [0.5, 0.5];
		const target = items(200, 5);
		const easier = { ...scoreOn(target, truth), share: predictedMean(target, [...truth, 1], 2, CEILING).mean };
		const means = [scoreOn(onlySkill(0, 6), truth), scoreOn(onlySkill(1, 7), truth)];
		const { mean } = abilityFromScores(PRIOR, { means, pseudo: [], target: { sigma: 0.8, score: easier } }, CEILING);
		expect(mean[2]).toBeGreaterThan(0.6);
		expect(predictedMean(target, mean, 2, CEILING).mean).toBeCloseTo(easier.share, 2);
	});

	it('a pseudo-item moves the skills that it loads on', () => {
		const pseudo = [{ loading: [1, 0], level: 0, y: 2, sigma: 0.3 }];
		const { mean, covariance } = abilityFromScores(PRIOR, { means: [], pseudo, target: NO_TARGET }, CEILING);
		expect(mean[0]).toBeCloseTo(2 / 1.09, 3);
		expect(mean[1]).toBeCloseTo(0, 6);
		expect(covariance[0]![0]).toBeCloseTo(0.09 / 1.09, 3);
		expect(covariance[1]![1]).toBeCloseTo(1, 6);
	});
});

describe('observed outcomes', () => {
	const truth = [0.9, -0.4, 0.2];
	const pool = items(2000, 8);
	const start = abilityFromScores(PRIOR, { means: [], pseudo: [], target: NO_TARGET }, CEILING);
	const after = (count: number) => {
		const random = randomOf(9);
		const outcomes = pool.slice(0, count).map((item) => ({ item, value: random() < chanceAt(item, truth, CEILING).p ? 1 : 0 }));
		return withOutcomes(start, outcomes, CEILING);
	};

	it('more of them narrow the posterior and bring the predictions to the truth', () => {
		const probe = items(300, 10);
		const states = [0, 10, 100, 2000].map(after);
		const width = states.map((state) => probe.reduce((sum, item) => sum + quadratic(item.directions, state.covariance), 0));
		expect(width).toEqual(width.toSorted((a, b) => b - a));
		expect(new Set(width).size).toBe(width.length);
		const error = states.map((state) =>
			probe.reduce((sum, item) => sum + Math.abs(expectedChance(item, state, CEILING) - chanceAt(item, truth, CEILING).p), 0),
		);
		expect(error[3]! / probe.length).toBeLessThan(0.03);
		expect(error[3]).toBeLessThan(error[0]!);
	});

	it('stays finite where every answer is right or every one wrong', () => {
		for (const value of [0, 1]) {
			const state = withOutcomes(
				start,
				pool.slice(0, 50).map((item) => ({ item, value })),
				CEILING,
			);
			expect(state.mean.every(Number.isFinite)).toBe(true);
			expect(Math.max(...state.mean.map(Math.abs))).toBeLessThan(5);
		}
	});
});

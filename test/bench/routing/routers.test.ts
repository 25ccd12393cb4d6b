import { describe, expect, it } from 'vitest';
import { pairFigures, pairOrder } from '../../../bench/routing/curve.ts';
import { nearest } from '../../../bench/routing/neighbours.ts';
import { type PoolData, poolData, repositoryFolds, repositoryOf } from '../../../bench/routing/pool-data.ts';
import { domain } from '../../../bench/routing/routers/domain.ts';
import { knn } from '../../../bench/routing/routers/knn.ts';
import { logistic } from '../../../bench/routing/routers/logistic.ts';
import { mf } from '../../../bench/routing/routers/mf.ts';
import { crossEstimates, type Learner } from '../../../bench/routing/routers/router.ts';
import { best, cheapest, random } from '../../../bench/routing/routers/simple.ts';
import { SharedRows } from '../../../bench/routing/shared-rows.ts';
import type { BenchSet, Pool } from '../../../bench/routing/types.ts';
import { randomOf } from '../../../training/kit/random.ts';
import { plantedSet, pricedPool, slope } from './support.ts';

const pool = pricedPool({ weak: 1, strong: 10 }, 'strong');
const dataOf = (set: BenchSet, own: Pool = pool): PoolData =>
	poolData(set, own, new SharedRows(set.embedding, set.embeddingSize, set.folds, set.foldCount), () => {})!;
const planted = plantedSet({ rows: 1200, columns: ['weak', 'strong'], chance: (m, v) => (m === 0 ? 0.3 : slope(1, v)) });
const data = dataOf(planted);
const apgrOf = (learner: Learner, own = data) => pairFigures(pairOrder(crossEstimates(own, learner), own.outcome, 2, 0, 1)).apgr;

describe('routers that learn', () => {
	const ceiling = pairFigures(pairOrder(data.predicted, data.outcome, 2, 0, 1)).apgr;

	it.each([
		['domain', domain],
		['nearest neighbours', knn],
		['matrix factorisation', mf],
		['logistic head', logistic],
	] as const)('%s finds planted structure', (_name, learner) => {
		expect(ceiling).toBeGreaterThan(0.75);
		const found = apgrOf(learner);
		expect(found).toBeGreaterThan(0.5 + 0.6 * (ceiling - 0.5));
		expect(found).toBeLessThan(ceiling + 0.03);
	});

	it('a random mix finds none', () => {
		expect(Math.abs(apgrOf(random) - 0.5)).toBeLessThan(0.06);
	});

	it.each([
		['random', random],
		['best', best],
		['domain', domain],
		['knn', knn],
		['mf', mf],
		['logistic', logistic],
	] as const)('%s estimates a fold without its outcomes', (_name, learner) => {
		const changed = dataOf({ ...planted, outcome: planted.outcome.map((y, i) => (planted.folds[Math.floor(i / 2)] === 1 ? 1 - y : y)) });
		const before = crossEstimates(data, learner);
		const after = crossEstimates(changed, learner);
		const gain = (estimates: Float32Array, row: number) => estimates[row * 2 + 1]! - estimates[row * 2]!;
		const rows = (fold: number) => [...planted.folds.keys()].filter((i) => planted.folds[i] === fold);
		const same = (fold: number) => rows(fold).every((row) => gain(before, row) === gain(after, row));
		expect(same(1)).toBe(true);
		if (learner !== random && learner !== best) expect(same(0)).toBe(false);
	});

	it('logistic estimates are shares near the true chance', () => {
		const estimates = crossEstimates(data, logistic);
		let error = 0;
		for (let i = 0; i < data.rows.length; i++) error += Math.abs(estimates[i * 2 + 1]! - data.predicted[i * 2 + 1]!) / data.rows.length;
		expect(error).toBeLessThan(0.07);
	});

	it('the best single model is that of the training folds, the cheapest that of the prices', () => {
		// The weak model is right in fold 0 only: from folds 1 and 2 the strong one looks better, from the others the weak one does.
		const outcome = Float32Array.from({ length: 60 * 2 }, (_, at) => {
			const fold = Math.floor(at / 2) % 3;
			return at % 2 === 0 ? (fold === 0 ? 1 : 0.4) : 0.5;
		});
		const small = plantedSet({ rows: 60, columns: ['weak', 'strong'], chance: () => 0.5 });
		const own = dataOf({ ...small, outcome });
		const chosen = crossEstimates(own, best);
		expect([0, 1, 2].map((row) => (chosen[row * 2]! > chosen[row * 2 + 1]! ? 'weak' : 'strong'))).toEqual(['strong', 'weak', 'weak']);
		expect(crossEstimates(own, cheapest).slice(0, 2)).toEqual(Float32Array.of(1, 0));
	});
});

describe('neighbours', () => {
	it('are the nearest of other folds, as an exhaustive search finds them', () => {
		const set = plantedSet({ rows: 301, columns: ['a'], chance: () => 0.5, size: 5 });
		const { index, count } = nearest(set.embedding, 5, set.folds, 7);
		expect(count).toBe(7);
		const dot = (a: number, b: number) =>
			[0, 1, 2, 3, 4].reduce((sum, k) => sum + set.embedding[a * 5 + k]! * set.embedding[b * 5 + k]!, 0);
		for (const row of [0, 17, 255, 256, 300]) {
			const others = [...set.folds.keys()].filter((other) => set.folds[other] !== set.folds[row]).sort((a, b) => dot(row, b) - dot(row, a));
			expect([...index.subarray(row * 7, row * 7 + 7)]).toEqual(others.slice(0, 7));
		}
	});

	it('are fewer where other folds have fewer rows', () => {
		expect(nearest(Float32Array.of(1, 0, 0, 1, 1, 1), 2, Int8Array.of(0, 0, 1), 3).index).toEqual(
			Int32Array.of(2, -1, -1, 2, -1, -1, 0, 1, -1),
		);
	});
});

describe('rows of a pool', () => {
	it('are those that all of its models answered, and models that answered none are left out', () => {
		const set = plantedSet({ rows: 30, columns: ['weak', 'strong', 'absent'], chance: () => 0.5 });
		set.outcome[3 * 3 + 1] = Number.NaN;
		for (let i = 0; i < 30; i++) set.outcome[i * 3 + 2] = Number.NaN;
		const heard: string[] = [];
		const own = poolData(
			set,
			pricedPool({ weak: 1, strong: 10, absent: 3 }, 'strong'),
			new SharedRows(set.embedding, set.embeddingSize, set.folds, 3),
			(line) => heard.push(line),
		)!;
		expect(own.rows).toHaveLength(29);
		expect([...own.rows]).not.toContain(3);
		expect(own.models.map((model) => model.column)).toEqual(['weak', 'strong']);
		expect(heard.join()).toContain('absent');
	});

	it('keep whole repositories in one fold', () => {
		const set = plantedSet({ rows: 90, columns: ['a'], chance: () => 0.5 });
		const random = randomOf(2);
		const ids = set.ids.map(
			(_, i) =>
				`swepro/instance_owner__repo${i % 5}-${Math.floor(random() * 2 ** 32)
					.toString(16)
					.padStart(8, '0')}`,
		);
		expect(repositoryOf(ids[7]!)).toBe('owner__repo2');
		const folds = repositoryFolds({ ...set, ids });
		for (let i = 0; i < 90; i++) expect(folds[i]).toBe(folds[i % 5]);
		expect(new Set(folds).size).toBe(3);
		// Folds that keep them already stay.
		expect(repositoryFolds({ ...set, ids, folds })).toBe(folds);
	});
});

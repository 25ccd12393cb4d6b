import { describe, expect, it } from 'vitest';
import { poolRuns } from '../../../bench/agents/pools.ts';
import { choices, knownBefore, knownOf, nextModel, type PoolKnown } from '../../../bench/agents/predicted.ts';
import { measureRunCosts, rankAgreement } from '../../../bench/agents/study.ts';
import { chosenFactor, FACTORS, netWorth, taskWorth } from '../../../bench/agents/tuning.ts';
import type { AgentSet } from '../../../training/runs/data.ts';
import { fitRuns, runCells, stepsOf } from '../../../training/runs/shapes.ts';
import { effects } from '../../../training/runs/steps.ts';
import { candidate, predicted, prediction } from '../../unit/core/routing/support.ts';
import { column, runs } from './support.ts';

const TOKENS = { outputTokens: 500, addedTokens: 1000 };

function setOf(columns: AgentSet['columns'], repositories: readonly string[]): AgentSet {
	return { name: 'set', columns, issues: repositories.map((repository, i) => ({ id: `${i}`, repository, text: 'It fails.' })) };
}

describe('folds', () => {
	it('expect nothing of a repository from its own runs', () => {
		const repositories = Array.from({ length: 30 }, (_, i) => (i < 10 ? 'a/a' : i < 20 ? 'b/b' : 'c/c'));
		const costs = (ofA: number) => repositories.map((repository) => (repository === 'a/a' ? ofA : 0.5));
		const solved = repositories.map(() => 1);
		const known = (ofA: number) => {
			const set = setOf([column('m', { solved, cost: costs(ofA) })], repositories);
			const guess = set.issues.map(() => prediction([predicted('m', 0.8)]));
			return knownBefore([set], [guess], TOKENS)[0]!;
		};
		const [usual, dear] = [known(0.5), known(20)];
		for (const [i, repository] of repositories.entries()) {
			if (repository === 'a/a') expect(dear.expected[i]).toEqual(usual.expected[i]);
			else expect(dear.expected[i]![0]).not.toBe(usual.expected[i]![0]);
		}
	});

	it('count an issue only where every model of the pool ran it whole, and only in the repositories asked for', () => {
		const set = setOf(
			[
				column('m', { solved: [1, Number.NaN, 0, 1], cost: [1, Number.NaN, 1, 1] }),
				column('n', { solved: [1, 1, 1, 0], cost: [2, 2, 2, 2] }),
			],
			['a/a', 'a/a', 'b/b', 'a/a'],
		);
		const pool = { name: 'p', columns: ['n', 'm'] };
		expect(poolRuns(set, pool)!.places).toEqual([0, 2, 3]);
		const own = poolRuns(set, pool, (repository) => repository === 'a/a')!;
		expect([own.places, own.repositories, [...own.solved[0]!], [...own.cost[1]!]]).toEqual([
			[0, 3],
			['a/a', 'a/a'],
			[1, 0],
			[1, 1],
		]);
		expect(poolRuns(set, { name: 'p', columns: ['m', 'gone'] })).toBeNull();
	});
});

describe('shapes of recorded runs', () => {
	it('turn a cost into steps and find the level, the spread and each model again', () => {
		const cheap = candidate('cheap');
		// With the same tokens twice the steps cost more than twice as much: each reads what came before.
		const [short, long] = [0.05, 0.5].map((dollars) => stepsOf(cheap, 6000, dollars, TOKENS));
		expect(long! / short!).toBeGreaterThan(2);
		expect(long! / short!).toBeLessThan(10);
		expect(stepsOf(cheap, 6000, 1e6, TOKENS)).toBe(600);
		const n = 40;
		const noisy = (level: number) => Array.from({ length: n }, (_, i) => level * Math.exp(((i % 9) - 4) / 10));
		const solved = noisy(1).map(() => 1);
		const models = [0.05, 0.2, 0.8].map((level, i) => column(`m${i}`, { solved, cost: noisy(level) }));
		const set = setOf(
			models,
			solved.map(() => 'a/a'),
		);
		const fitted = fitRuns(runCells(set, TOKENS));
		const factors = ['m0', 'm1', 'm2'].map((id) => fitted.modelSteps.get(id)!);
		expect(factors[1]).toBeCloseTo(1, 1);
		expect(factors[0]! < 1 && factors[2]! > 1).toBe(true);
		expect(fitted.spread).toBeGreaterThan(0);
		const known = knownBefore(
			[
				setOf(
					models,
					solved.map((_, i) => (i % 2 === 0 ? 'a/a' : 'b/b')),
				),
			],
			[solved.map(() => prediction(models.map(({ name }) => predicted(name, 0.5))))],
			TOKENS,
		)[0]!;
		const figures = measureRunCosts(set, known);
		expect(figures.runs).toBe(120);
		expect(figures.withinTwo).toBeGreaterThan(0.9);
		expect(figures.newWithinTwo).toBeLessThan(figures.withinTwo);
	});

	it('separate efforts from models', () => {
		const value = { low: -1, medium: 0, high: 0.4, max: 2 };
		const row = (model: string, effort: keyof typeof value, own: number) => ({ model, effort, value: own + value[effort] });
		const found = effects([
			row('a', 'low', 5),
			row('a', 'high', 5),
			row('b', 'medium', 1),
			row('b', 'high', 1),
			row('c', 'low', 3),
			row('c', 'max', 3),
		]);
		expect(found.get('max')! - found.get('low')!).toBeCloseTo(3, 3);
		expect(found.get('high')! + found.get('medium')!).toBeCloseTo(0, 6);
	});

	it('compare orders of models', () => {
		const models = ['a', 'b', 'c'].map((name, i) => column(name, { solved: [i > 0 ? 1 : 0, i > 1 ? 1 : 0], cost: [1, 1] }));
		const set = setOf(models, ['a/a', 'a/a']);
		const guess = (means: readonly number[]) => [prediction(models.map(({ name }, i) => predicted(name, means[i]!)))];
		expect(rankAgreement(set, guess([0.1, 0.5, 0.9]))).toBeCloseTo(1);
		expect(rankAgreement(set, guess([0.9, 0.5, 0.1]))).toBeCloseTo(-1);
	});
});

describe('choices', () => {
	const pool = runs([
		{ solved: [1, 0], cost: [0.1, 0.1] },
		{ solved: [1, 1], cost: [1, 1] },
		{ solved: [1, 1], cost: [4, 4] },
	]);
	const known = (means: readonly number[], expected: readonly number[] = [100_000, 1_000_000, 4_000_000]): PoolKnown => ({
		predictions: [0, 1].map(() =>
			prediction(
				means.map((mean, i) => predicted(`m${i}`, mean)),
				0.01,
			),
		),
		expected: [expected, expected],
	});

	it('weigh whole runs by the factor', () => {
		const means = [0.5, 0.7, 0.71];
		const at = (factor: number) => choices(pool, known(means), { preset: 'balanced', factor });
		expect(at(1)).toEqual([0, 0]);
		// 20 points for $0.90.
		expect(at(30)).toEqual([1, 1]);
		expect(
			choices(
				pool,
				known(
					means,
					[0, 0, 0].map(() => 1_000_000),
				),
				{ preset: 'best', factor: 1000 },
			)[0],
		).toBeGreaterThan(0);
	});

	it('hand over to the cheapest or the best of the better ones, within what the run may cost', () => {
		const rule = { pick: 'cheapest', points: 1, bound: false, cap: null } as const;
		const next = (means: readonly number[], over: object = {}, first = 0) => nextModel(known(means), pool, { ...rule, ...over })(0, first);
		expect(next([0.5, 0.6, 0.7])).toBe(1);
		expect(next([0.5, 0.6, 0.7], { pick: 'best' })).toBe(2);
		expect(next([0.5, 0.505, 0.7])).toBe(2);
		expect(next([0.7, 0.6, 0.5])).toBeNull();
		expect(next([0.5, 0.6, 0.7], {}, 2)).toBeNull();
		expect(next([0.5, 0.6, 0.7], { cap: { setting: 2, times: 5 } })).toBeNull();
		expect(next([0.5, 0.6, 0.7], { cap: { setting: 2, times: 20 } })).toBe(1);
		expect(next([0.69, 0.7, 0.7], { points: 0.5, bound: true })).toBe(1);
		expect(next([0.69, 0.695, 0.696], { points: 0.1, bound: true })).toBeNull();
	});

	it('keep each model’s own figures where a pool is a part of the set', () => {
		const set = setOf(
			['a', 'b', 'c'].map((name) => column(name, { solved: [1], cost: [1] })),
			['a/a'],
		);
		const guess = prediction([predicted('a', 0.1), predicted('b', 0.2), predicted('c', 0.3)]);
		const before = knownBefore([set], [[guess]], TOKENS)[0]!;
		const part = knownOf(before, set, poolRuns(set, { name: 'p', columns: ['c', 'a'] })!);
		expect(part.predictions[0]!.candidates.map(({ candidateId }) => candidateId)).toEqual(['c', 'a']);
		expect(part.predictions[0]!.covariance).toHaveLength(2);
		expect(part.expected[0]).toEqual([before.expected[0]![2], before.expected[0]![0]]);
	});
});

describe('what a point of a run is worth', () => {
	it('is the largest factor that loses little to the coin, whatever the other half says', () => {
		const figures = (points: number) => ({ solved: 0.7, cost: 1, points });
		const rows = FACTORS.map((factor) => ({ factor, tuned: figures(factor <= 30 ? -0.4 : -2), other: figures(-9) }));
		expect(chosenFactor(rows)).toBe(30);
		expect(chosenFactor(rows.map((row) => ({ ...row, tuned: figures(-3) })))).toBe(FACTORS[0]);
	});

	it('comes to the worth of a solved task', () => {
		expect(taskWorth('balanced', 30)).toBeCloseTo(9);
		expect(netWorth({ solved: 0.8, cost: 0.5, points: 0 }, 9)).toBeCloseTo(6.7);
	});
});

import { describe, expect, it } from 'vitest';
import { pathFigures, setFigures } from '../../../bench/live/figures.ts';
import { liveSet, predicted } from './support.ts';

const outcome = Array.from({ length: 60 }, (_, i) => [i < 30 ? 1 : 0, i < 45 ? 1 : 0]);
const set = liveSet(['a', 'b'], outcome);

describe('figures of a path', () => {
	it('AUC is within a model: knowing which model is better is worth nothing', () => {
		expect(
			pathFigures(
				set,
				predicted(
					set,
					outcome.map(() => [0.3, 0.9]),
				),
				[],
			).auc,
		).toBe(0.5);
		expect(
			pathFigures(
				set,
				predicted(
					set,
					outcome.map((_, i) => [0.9 - i / 100, 0.9 - i / 100]),
				),
				[],
			).auc,
		).toBe(1);
		expect(
			pathFigures(
				set,
				predicted(
					set,
					outcome.map((_, i) => [i / 100, i / 100]),
				),
				[],
			).auc,
		).toBe(0);
	});

	it('counts how far levels lie off, and whether the interval says so', () => {
		const figures = pathFigures(
			set,
			predicted(
				set,
				outcome.map(() => [0.5, 0.95]),
				0.1,
			),
			[],
		);
		expect(figures.levelError).toBeCloseTo(0.1);
		expect(figures.coverage).toBe(0.5);
		expect(
			pathFigures(
				set,
				predicted(
					set,
					outcome.map(() => [0.5, 0.95]),
					0.3,
				),
				[],
			).coverage,
		).toBe(1);
	});

	it('sees bins that are off where the level is right', () => {
		const rows = Array.from({ length: 240 }, (_, i) => [i < 120 ? 1 : 0]);
		const wide = liveSet(['a'], rows);
		const upside = predicted(
			wide,
			rows.map((_, i) => [i < 120 ? 0.3 : 0.7]),
		);
		expect(pathFigures(wide, upside, [])).toMatchObject({ coverage: 1, binCoverage: 0 });
	});

	it('has no figure of intervals where there are none, and none of costs without recorded ones', () => {
		const bare = predicted(set, outcome, Number.NaN);
		expect(pathFigures(set, bare, [])).toMatchObject({
			coverage: null,
			binCoverage: null,
			spearmanCost: null,
			logCost: null,
			spearmanCostWithin: null,
			logCostWithin: null,
			costWithin2: null,
		});
	});

	it('correlates costs over all models, and within a model, where a level that is right says nothing of the request', () => {
		const costs = outcome.map((_, i) => [1 + i, 100 + i]);
		const priced = liveSet(['a', 'b'], outcome, costs);
		const same = predicted(
			priced,
			outcome,
			0.1,
			outcome.map(() => [30, 130]),
		);
		const level = pathFigures(priced, same, []);
		expect(level.logCostWithin).toBeNull();
		expect(level.logCost).toBeGreaterThan(0.5);
		expect(level.spearmanCost).toBeGreaterThan(0.5);
		const right = predicted(
			priced,
			outcome,
			0.1,
			costs.map(([a, b]) => [2 * a!, 2 * b!]),
		);
		expect(pathFigures(priced, right, [])).toMatchObject({ spearmanCost: 1, spearmanCostWithin: 1, costWithin2: 1 });
		const beyond = predicted(
			priced,
			outcome,
			0.1,
			costs.map(([a, b]) => [3 * a!, 3 * b!]),
		);
		expect(pathFigures(priced, beyond, []).costWithin2).toBe(0);
	});

	it('has the shape that was promised, and one figure of a path that is two', () => {
		const own = predicted(set, outcome);
		const { paths, n } = setFigures(set, { live: own, judged: null, read: null, publishedOnly: own, nearest: null, blend: null });
		expect(n).toBe(60);
		expect(paths.blend).toBeNull();
		expect(paths.publishedOnly).toBe(paths.live);
		expect(Object.keys(paths.live!)).toEqual(expect.arrayContaining(['auc', 'apgr', 'levelError', 'coverage', 'spearmanCost', 'pairs']));
		expect(Object.keys(paths.live!.pairs[0]!)).toEqual(expect.arrayContaining(['weak', 'strong', 'apgr', 'ci', 'saved', 'noSignal']));
		expect(Object.keys(paths.live!.pairs[0]!.saved)).toEqual(['half', 'eighty', 'equal']);
	});
});

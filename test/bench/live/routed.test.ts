import { describe, expect, it } from 'vitest';
import { pathFigures } from '../../../bench/live/figures.ts';
import { pairsOf } from '../../../bench/live/pairs.ts';
import { routePair as route } from '../../../bench/live/routed.ts';
import { liveSet, predicted } from './support.ts';

/** 40 rows: the strong model gains on the first half only. */
const outcome = Array.from({ length: 40 }, (_, i) => (i < 20 ? [0, 1] : [1, 1]));
const set = liveSet(['weak', 'strong'], outcome);
const pair = { weak: 0, strong: 1, prices: [1, 10] as const };
const routePair = (...args: Parameters<typeof route>) => route(...args)?.result ?? null;
const byGain = (gain: (i: number) => number) =>
	predicted(
		set,
		outcome.map((_, i) => [0.5, 0.5 + gain(i)]),
	);

describe('a pair of models', () => {
	it('a predictor that knows is above the coin, one that says the same of all rows is the coin, a wrong one is below it', () => {
		expect(
			routePair(
				set,
				pair,
				byGain((i) => (i < 20 ? 0.2 : 0)),
			)!.apgr,
		).toBeCloseTo(0.75);
		expect(
			routePair(
				set,
				pair,
				byGain(() => 0.1),
			)!.apgr,
		).toBeCloseTo(0.5);
		expect(
			routePair(
				set,
				pair,
				byGain((i) => (i < 20 ? 0 : 0.2)),
			)!.apgr,
		).toBeCloseTo(0.25);
	});

	it('saves what the rows that need no strong model would have cost, and shows an order that knows nothing beside it', () => {
		const { saved, noSignal, unit } = routePair(
			set,
			pair,
			byGain((i) => 0.5 - i / 100),
		)!;
		// The whole gain after 20 of 40 calls: 20 strong and 20 weak ones of 400.
		expect(saved.equal).toBeCloseTo(1 - (20 * 10 + 20) / 400);
		expect(saved.half).toBeCloseTo(1 - (10 * 10 + 30) / 400);
		expect(unit).toBe('prices');
		// A coin has half of the gain for half of the calls.
		expect(noSignal.half).toBeGreaterThan(0.35);
		expect(noSignal.half).toBeLessThan(0.5);
		expect(noSignal.equal!).toBeLessThan(saved.equal! / 2);
	});

	it('counts recorded costs where there are any, a row at a time', () => {
		const costs = outcome.map((_, i) => [1, i < 20 ? 1 : 101]);
		const priced = liveSet(['weak', 'strong'], outcome, costs);
		const result = routePair(
			priced,
			{ ...pair, prices: null },
			byGain((i) => 0.5 - i / 100),
		)!;
		expect(result.unit).toBe('recorded');
		expect(result.saved.equal).toBeCloseTo(1 - 40 / (20 + 20 * 101));
	});

	it('is none where the strong model is no better, or hardly any row is predicted', () => {
		expect(
			routePair(
				set,
				{ weak: 1, strong: 0, prices: null },
				byGain(() => 0),
			),
		).toBeNull();
		const few = byGain((i) => (i < 10 ? 0.1 : Number.NaN));
		few.mean.fill(Number.NaN, 20);
		expect(routePair(set, pair, few)).toBeNull();
	});

	it('has an interval around its figure; rows of one repository are one piece of evidence', () => {
		const of = (problem: (i: number) => string | null) => {
			const own = { ...set, rows: set.rows.map((row, i) => ({ ...row, problem: problem(i) })) };
			const { pairs, intervals } = pathFigures(
				own,
				byGain((i) => (i % 2 === 0 ? 0.2 : 0)),
				[pair],
			);
			const [{ apgr, ci }] = pairs as [(typeof pairs)[number]];
			return { apgr, ci, intervals };
		};
		const alone = of(() => null);
		expect(alone.ci![0]).toBeLessThan(alone.apgr);
		expect(alone.ci![1]).toBeGreaterThan(alone.apgr);
		expect(alone.intervals.apgr).toEqual(alone.ci);
		// Eight repositories, of which four hold all that the strong model gains.
		const issues = of((i) => `repo/${Math.floor(i / 5)}`);
		expect(issues.apgr).toBe(alone.apgr);
		expect(issues.intervals.levelError![1] - issues.intervals.levelError![0]).toBeGreaterThan(
			1.5 * (alone.intervals.levelError![1] - alone.intervals.levelError![0]),
		);
		expect(of((i) => `repo/${Math.floor(i / 14)}`).ci).toBeNull();
	});
});

describe('the pairs of a set', () => {
	const rows = Array.from({ length: 100 }, (_, i) => [i % 10 < 3 ? 1 : 0, i % 10 < 5 ? 1 : 0, i % 10 < 8 ? 1 : 0]);

	it('sets the best model beside the weaker ones, within one group of like conditions', () => {
		const all = liveSet(['a', 'b', 'c'], rows);
		expect(pairsOf(all, []).map(({ weak, strong }) => [weak, strong])).toEqual([
			[0, 2],
			[1, 2],
		]);
		const parted = liveSet(['a', 'b', 'c'], rows, null, ['x', 'x', 'y']);
		expect(pairsOf(parted, []).map(({ weak, strong }) => [weak, strong])).toEqual([[0, 1]]);
	});

	it('leaves out a weak model that is no cheaper, and one that is as good', () => {
		const costs = rows.map(() => [5, 1, 2]);
		expect(pairsOf(liveSet(['a', 'b', 'c'], rows, costs), []).map(({ weak }) => weak)).toEqual([1]);
		const alike = rows.map(([a, b]) => [a!, b!, b!]);
		expect(pairsOf(liveSet(['a', 'b', 'c'], alike), []).map(({ weak }) => weak)).toEqual([0]);
	});

	it('takes the models and prices of the pools that name the set', () => {
		const model = (column: string, input: number) => ({ column, input, output: input, source: 's' });
		const pool = {
			name: 'p',
			set: 'made',
			inputTokens: 100,
			outputTokens: 100,
			tokensSource: 's',
			reference: 'c',
			note: '',
			models: [model('a', 1), model('c', 10)],
		};
		const [own, ...others] = pairsOf(liveSet(['a', 'b', 'c'], rows), [pool]);
		expect(others).toEqual([]);
		expect(own).toMatchObject({ weak: 0, strong: 2 });
		expect(own!.prices![1] / own!.prices![0]).toBeCloseTo(10);
	});
});

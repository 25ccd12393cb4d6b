import { describe, expect, it } from 'vitest';
import { countedPoints, isGoodEnough } from '../../../../src/core/routing/good-enough.ts';
import { PRESETS, presetWeights, type RoutingPreset } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type RouteDecision } from '../../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from './support.ts';

interface Model {
	readonly id: string;
	/** Per cent. */
	readonly quality: number;
	/** Ends of the interval, per cent; 5 on either side where not said. */
	readonly interval?: readonly [number, number];
	/** Dollars per million output tokens; 400 are expected, and input costs nothing. */
	readonly price: number;
	readonly firstUsefulMs?: number;
}

/** Small errors, so that the bar decides and not the doubt. */
function decided(preset: RoutingPreset, models: readonly Model[], goodEnough: number | null = null): RouteDecision {
	return route({
		candidates: models.map(({ id, price }) => candidate(id, { prices: prices(0, price), local: price === 0 })),
		prediction: prediction(
			models.map(({ id, quality, interval = [quality - 5, quality + 5], firstUsefulMs = 1000 }) =>
				predicted(id, quality / 100, {
					quality: { mean: quality / 100, low: interval[0] / 100, high: Math.min(1, interval[1] / 100) },
					firstUsefulMs,
					latencyMs: firstUsefulMs + 5000,
				}),
			),
			0.005,
		),
		needs: { tools: false, vision: false },
		limits: NO_LIMITS,
		weights: presetWeights(preset, 0, goodEnough),
		cache: null,
		choice: AUTO,
		now: 0,
	});
}

const chosen = (preset: RoutingPreset, models: readonly Model[], goodEnough: number | null = null) =>
	decided(preset, models, goodEnough).chosen?.candidate.id;

describe('good enough', () => {
	const pool: readonly Model[] = [
		{ id: 'small', quality: 80, price: 1 },
		{ id: 'middle', quality: 88, price: 10 },
		{ id: 'large', quality: 96, price: 30 },
	];

	it('is a bar of each preset, and of those that reach it the cheapest wins', () => {
		expect([PRESETS.save.goodEnough, PRESETS.balanced.goodEnough, PRESETS.best.goodEnough]).toEqual([0.85, 0.92, 0.98]);
		expect(chosen('save', pool)).toBe('middle');
		expect(chosen('balanced', pool)).toBe('large');
		expect(chosen('balanced', pool, 0.87)).toBe('middle');
		expect(chosen('balanced', pool, 0.79)).toBe('small');
	});

	it('lets quality decide where the difference in price is negligible', () => {
		const twins: readonly Model[] = [
			{ id: 'cheap', quality: 93, price: 0.1 },
			{ id: 'better', quality: 98, price: 0.2 },
		];
		expect(chosen('balanced', twins)).toBe('better');
		expect(chosen('balanced', [twins[0]!, { ...twins[1]!, price: 20 }])).toBe('cheap');
	});

	it('weighs the gain against its price where none reaches it', () => {
		const weak: readonly Model[] = [
			{ id: 'small', quality: 30, price: 1 },
			{ id: 'large', quality: 70, price: 20 },
		];
		for (const preset of ['save', 'balanced', 'best'] as const) expect(chosen(preset, weak), preset).toBe('large');
		const alike = [weak[0]!, { ...weak[1]!, quality: 33 }];
		expect(chosen('save', alike)).toBe('small');
		expect(chosen('balanced', alike)).toBe('large');
	});

	it('sends small talk to the free model in Save', () => {
		const smallTalk: readonly Model[] = [
			{ id: 'flash', quality: 96, price: 0.9 },
			{ id: 'lite', quality: 93, price: 0.18 },
			{ id: 'local', quality: 89, price: 0 },
		];
		expect(chosen('save', smallTalk)).toBe('local');
		expect(chosen('best', smallTalk)).toBe('flash');
		// Not where it is not good enough, nor where it keeps one waiting.
		expect(chosen('save', [smallTalk[1]!, { ...smallTalk[2]!, quality: 75 }])).toBe('lite');
		expect(chosen('save', [smallTalk[1]!, { ...smallTalk[2]!, firstUsefulMs: 30_000 }])).toBe('lite');
	});

	it('counts a model whose interval is wider than 20 points by its lower end', () => {
		const [narrow, wide] = [
			{ mean: 0.9, low: 0.85, high: 0.95 },
			{ mean: 0.9, low: 0.72, high: 0.97 },
		];
		expect(countedPoints(narrow, 0.85)).toBeCloseTo(90, 9);
		expect(countedPoints(wide, 0.85)).toBeCloseTo(72, 9);
		expect([isGoodEnough(narrow, 0.85), isGoodEnough(wide, 0.85)]).toEqual([true, false]);
		const unsure: Model = { id: 'unsure', quality: 90, interval: [72, 97], price: 1 };
		expect(chosen('save', [unsure, { id: 'sure', quality: 90, price: 3 }])).toBe('sure');
		expect(
			chosen('save', [
				{ ...unsure, interval: [85, 95] },
				{ id: 'sure', quality: 90, price: 3 },
			]),
		).toBe('unsure');
	});

	it('asks of the interval only what tells models apart: a doubt of the level of all requests of a kind stands before each of them', () => {
		const quality = { mean: 0.95, low: 0.7, high: 0.99, ofItsKind: { low: 0.9, high: 0.97 } };
		expect(countedPoints(quality, 0.92)).toBe(95);
		expect(isGoodEnough(quality, 0.92)).toBe(true);
		expect(isGoodEnough({ ...quality, ofItsKind: { low: 0.7, high: 0.99 } }, 0.92)).toBe(false);
	});

	it('does not turn over where a width passes 20 points, and asks nothing of what lies far below', () => {
		const counted = (width: number) => countedPoints({ mean: 0.9, low: 0.9 - width / 200, high: 0.9 + width / 200 }, 0.85);
		for (let width = 0; width < 40; width += 0.1) expect(counted(width) - counted(width + 0.1), `${width}`).toBeLessThan(0.5);
		expect(countedPoints({ mean: 0.5, low: 0.3, high: 0.7 }, 0.85)).toBeCloseTo(50, 9);
	});
});

describe('a wait', () => {
	it('counts above 2 s to the first useful token, 4 s a point, and not to the last one', () => {
		const scores = (firstUsefulMs: number) =>
			decided('balanced', [{ id: 'only', quality: 90, price: 0, firstUsefulMs }]).alternatives.map(({ score }) => score);
		expect(scores(0)).toEqual([0]);
		expect(scores(2000)).toEqual([0]);
		expect(scores(10_000)).toEqual([-2]);
	});

	it('of a model that thinks costs it the choice only where another begins earlier', () => {
		const thinking: Model = { id: 'thinker', quality: 95, price: 4, firstUsefulMs: 60_000 };
		expect(chosen('balanced', [thinking, { id: 'direct', quality: 93, price: 4 }])).toBe('direct');
		expect(chosen('balanced', [thinking, { id: 'direct', quality: 60, price: 4 }])).toBe('thinker');
	});
});

describe('the words', () => {
	const pool: readonly Model[] = [
		{ id: 'haiku', quality: 91, price: 4 },
		{ id: 'sonnet', quality: 94, price: 20 },
	];

	it('say that a model is good enough and the cheapest that is', () => {
		expect(decided('save', pool).reason).toBe(
			'Good enough (quality 91 %, you ask for 85 %) and the cheapest that is; sonnet would add 3 % quality for 5 times the price.',
		);
		expect(decided('save', pool).alternatives[1]?.whyNot).toBe('quality 3 % higher for $0.0064 more; too dear for that much');
		const worthIt = decided('save', [pool[0]!, { ...pool[1]!, price: 10 }]);
		expect(worthIt.chosen?.candidate.id).toBe('haiku');
		expect(worthIt.alternatives[1]?.whyNot).toBe('quality 3 % higher for $0.0024 more, but haiku is good enough');
	});

	it('say that it is free', () => {
		const free = decided('save', [{ ...pool[0]!, price: 0 }, pool[1]!]);
		expect(free.reason).toMatch(
			/^Good enough \(quality 91 %, you ask for 85 %\) and free; sonnet would add 3 % quality for \$0\.008 more\.$/,
		);
	});

	it('say why a cheaper one that is good enough lost', () => {
		const negligible = decided('balanced', [
			{ id: 'lite', quality: 93, price: 0.1 },
			{ id: 'flash', quality: 98, price: 0.2 },
		]);
		expect(negligible.reason).toBe(
			'Good enough (quality 98 %, you ask for 92 %), and quality 5 % higher than lite for about the same price.',
		);
		const slow = decided('save', [
			{ id: 'local', quality: 90, price: 0, firstUsefulMs: 62_000 },
			{ id: 'lite', quality: 90, price: 0.2 },
		]);
		expect(slow.reason).toBe('Good enough (quality 90 %, you ask for 85 %); local is too and $0.000080 cheaper, but 61 s slower to begin.');
	});

	it('say that none is good enough, or that what is adds too little for its price', () => {
		const weak = decided('balanced', [
			{ id: 'small', quality: 60, price: 1 },
			{ id: 'large', quality: 63, price: 40 },
		]);
		expect(weak.reason).toBe(
			'No model is good enough for this (this one has quality 60 %, you ask for 92 %), so quality was weighed against price and wait. The cheapest model with as much quality as your preset pays for; large would add 3 % quality for 40 times the price.',
		);
		const dear = decided('save', [
			{ id: 'small', quality: 80, price: 1 },
			{ id: 'large', quality: 90, price: 80 },
		]);
		expect(dear.reason).toMatch(
			/^What is good enough adds too little for its price or wait \(this one has quality 80 %, you ask for 85 %\), so quality/,
		);
		const better = decided('save', [
			{ id: 'small', quality: 70, price: 1 },
			{ id: 'large', quality: 90, price: 8 },
		]);
		expect(better.alternatives.find(({ candidate: c }) => c.id === 'small')?.whyNot).toMatch(/^not good enough: quality 20 % lower for \$/);
	});
});

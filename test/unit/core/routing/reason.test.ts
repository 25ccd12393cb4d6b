import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moneyInWords } from '../../../../src/core/base/money-words.ts';
import { decide } from '../../../../src/core/routing/decoder.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { dollarsInWords } from '../../../../src/core/routing/reason.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type RouteDecision } from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction } from './support.ts';

interface Model {
	readonly id: string;
	readonly quality: number;
	/** µ$ of this request */
	readonly micros: number;
	readonly seconds: number;
	/** Standard deviation of the quality. */
	readonly sd?: number;
}

/** Without a bar, so that the gain alone decides; good-enough.test.ts holds the words of the bar. */
function decided(models: readonly Model[], because: readonly 'budget'[] = [], lambda = 0): RouteDecision {
	const { goodEnough: _, ...weights } = presetWeights('balanced', lambda);
	const predictions = models.map(({ id, quality, seconds }) => predicted(id, quality, { latencyMs: seconds * 1000 }));
	const covariance = models.map((model, i) => models.map((_, j) => (i === j ? (model.sd ?? 0) ** 2 : 0)));
	return decide({
		candidates: models.map(({ id }) => candidate(id)),
		prediction: { ...prediction(predictions), covariance },
		costs: models.map(({ micros }) => cost(micros)),
		needs: { tools: false, vision: false },
		limits: NO_LIMITS,
		weights,
		because: new Set(because),
		choice: AUTO,
	});
}

const why = (decision: RouteDecision, id: string) => decision.alternatives.find((a) => a.candidate.id === id)?.whyNot;

describe('reason of the chosen model', () => {
	it('calls it the cheapest only where nothing cheaper is as good', () => {
		const plain = decided([
			{ id: 'mini', quality: 0.9, micros: 1000, seconds: 4 },
			{ id: 'opus', quality: 0.93, micros: 20_000, seconds: 4 },
		]);
		expect(plain.reason).toBe(
			'The cheapest model with as much quality as your preset pays for; opus would add 3 % quality for 20 times the price.',
		);
		const quicker = decided([
			{ id: 'quick', quality: 0.9, micros: 1000, seconds: 4 },
			{ id: 'slow', quality: 0.9, micros: 500, seconds: 60 },
			{ id: 'opus', quality: 0.93, micros: 20_000, seconds: 4 },
		]);
		expect(quicker.chosen?.candidate.id).toBe('quick');
		expect(quicker.reason).toMatch(/^The best balance of quality, price and wait; opus would add/);
		const free = decided([
			{ id: 'small', quality: 0.9, micros: 0, seconds: 4 },
			{ id: 'large', quality: 0.93, micros: 0, seconds: 60 },
		]);
		expect(free.reason).toBe('The best balance of quality, price and wait; large would add 3 % quality but begin 56 s later.');
	});

	it('says that no cheaper one is close enough only where a cheaper one is farther', () => {
		const far = decided([
			{ id: 'mini', quality: 0.5, micros: 100, seconds: 4 },
			{ id: 'opus', quality: 0.9, micros: 2000, seconds: 4 },
		]);
		expect(far.reason).toBe('The best expected answer among your models, and no cheaper one is close enough.');
		const near = decided([
			{ id: 'slow', quality: 0.9, micros: 100, seconds: 60 },
			{ id: 'opus', quality: 0.9, micros: 2000, seconds: 4 },
		]);
		expect(near.reason).toBe('The best expected answer among your models; slow is cheaper and as good, but 56 s slower to begin.');
		const cheapest = decided([
			{ id: 'mini', quality: 0.9, micros: 100, seconds: 4 },
			{ id: 'opus', quality: 0.8, micros: 2000, seconds: 4 },
		]);
		expect(cheapest.reason).toBe('The best expected answer among your models, and no other is cheaper.');
	});

	it('gives a large or tiny ratio of prices in dollars', () => {
		const ratio = (micros: number, base: number) =>
			decided([
				{ id: 'mini', quality: 0.9, micros: base, seconds: 4 },
				{ id: 'opus', quality: 0.91, micros, seconds: 4 },
			]).reason;
		expect(ratio(14_100, 100)).toContain('1 % quality for $0.014 more.');
		expect(ratio(104_000, 100_000)).toContain('1 % quality for $0.004 more.');
		expect(ratio(9400, 1000)).toContain('1 % quality for 9.4 times the price.');
		expect(ratio(99_960, 1000)).toContain('1 % quality for $0.099 more.');
	});

	it('speaks of pacing only where money is weighed more', () => {
		const models = [
			{ id: 'mini', quality: 0.9, micros: 1000, seconds: 4 },
			{ id: 'opus', quality: 0.95, micros: 200_000, seconds: 4 },
		];
		expect(decided(models, ['budget'], 1000).reason).toContain('Money is weighed more than usual');
		expect(decided(models, ['budget']).reason).toContain('What is left of the budget rules out the model that would otherwise be chosen.');
	});
});

describe('reason of the others', () => {
	it('names what really decided', () => {
		const base = { id: 'base', quality: 0.9, micros: 1000, seconds: 4 };
		const lost = (other: Omit<Model, 'id'>) => {
			const decision = decided([base, { id: 'other', ...other }]);
			expect(decision.chosen?.candidate.id).toBe('base');
			return why(decision, 'other');
		};
		expect(lost({ quality: 0.909, micros: 4000, seconds: 4 })).toBe('quality 0.9 % higher for $0.003 more; too dear for that much');
		expect(lost({ quality: 0.93, micros: 20_000, seconds: 4 })).toBe('quality 3 % higher for $0.019 more; too dear for that much');
		expect(lost({ quality: 0.93, micros: 1100, seconds: 60 })).toBe('quality 3 % higher for $0.0001 more, but 56 s slower to begin');
		expect(lost({ quality: 0.93, micros: 1100, seconds: 5, sd: 0.1 })).toBe('quality 3 % higher for $0.0001 more, but not surely');
		expect(lost({ quality: 0.94, micros: 1000, seconds: 5.2, sd: 0.1 })).toBe('quality 4 % higher, but not surely');
		expect(lost({ quality: 0.9, micros: 990, seconds: 6 })).toBe('as good, 2 s slower to begin');
		expect(lost({ quality: 0.9, micros: 990, seconds: 4.8 })).toBe('as good, 0.8 s slower to begin');
		expect(lost({ quality: 0.896, micros: 900, seconds: 4 })).toBe('slightly worse for $0.0001 less');
		expect(lost({ quality: 0.9, micros: 1000, seconds: 4 })).toBe('as good; the tie went to the other');
	});
});

it('says that a gain is not sure, and not that the model is less certain', () => {
	const { reason } = decided([
		{ id: 'mini', quality: 0.9, micros: 1000, seconds: 4 },
		{ id: 'opus', quality: 0.93, micros: 3000, seconds: 4, sd: 0.2 },
	]);
	expect(reason).toMatch(/opus would add 3 % quality for 3 times the price, but not surely\.$/);
});

describe('nothing left', () => {
	it('of a user who asked for local models names what stopped the local ones', () => {
		const models = [candidate('a'), candidate('b'), candidate('home', { local: true, prices: null })];
		const { reason } = route({
			candidates: models,
			prediction: prediction(models.map(({ id }) => predicted(id, 0.9))),
			needs: { tools: false, vision: false },
			limits: { ...NO_LIMITS, localOnly: true, maxLatencyMs: 1 },
			weights: presetWeights('balanced'),
			cache: null,
			choice: AUTO,
			now: 0,
		});
		expect(reason).toBe(
			'No model is allowed for this request. Left out: the only one (slower than your limit). To go on, raise the maximum wait.',
		);
	});
});

it('writes amounts without an exponent', () => {
	expect([0, 0.001, 0.9, 1, 12, 123_456].map(dollarsInWords)).toEqual([
		'$0',
		'less than $0.000001',
		'less than $0.000001',
		'$0.0000010',
		'$0.000012',
		'$0.12',
	]);
});

it('writes amounts as they stand everywhere else, from a hundredth of a cent on', () => {
	expect([100, 3000, 12_000, 99_960, 1_204_000_000].map(dollarsInWords)).toEqual(['$0.0001', '$0.003', '$0.012', '$0.10', '$1,204.00']);
	fc.assert(fc.property(fc.integer({ min: 100, max: 1e12 }), (micros) => dollarsInWords(micros) === moneyInWords(micros)));
});

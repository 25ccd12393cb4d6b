import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
	type AbilityObservation,
	abilitiesSchema,
	type LearnedAbilities,
	learnAbility,
	NOTHING_LEARNED_OF_ABILITIES,
} from '../../../../src/core/learning/abilities.ts';
import { needFeatures } from '../../../../src/core/learning/needs.ts';
import { withAbilities } from '../../../../src/core/learning/with-abilities.ts';
import { predictionOf, seen } from './support.ts';

const learned = (observations: readonly AbilityObservation[], begin = NOTHING_LEARNED_OF_ABILITIES): LearnedAbilities =>
	observations.reduce(learnAbility, begin);
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const points = (belief: LearnedAbilities, id: string, asked = predictionOf([id])): number =>
	100 * (withAbilities(asked, belief).candidates[0]!.quality.mean - asked.candidates[0]!.quality.mean);

describe('learning abilities', () => {
	it('moves a model by points that anybody sees, in the direction of the signals', () => {
		expect(points(learned(times(10, seen('thumbUp', 'a/one'))), 'a/one')).toBeGreaterThan(1);
		expect(points(learned(times(10, seen('thumbDown', 'a/one'))), 'a/one')).toBeLessThan(-5);
	});

	it('believes a copied answer less than a thumb, and a thumb less than a test', () => {
		const of = (kind: 'copied' | 'thumbUp' | 'checkGreen') => points(learned([seen(kind, 'a/one')]), 'a/one');
		expect(of('copied')).toBeGreaterThan(0);
		expect(of('thumbUp')).toBeGreaterThan(of('copied'));
		expect(of('checkGreen')).toBeGreaterThan(of('copied'));
	});

	it('learns a model that nobody measured faster than one that is well known', () => {
		const known = predictionOf(['a/one'], { variance: 0.05 });
		const unknown = predictionOf(['a/one'], { variance: 1 });
		const of = (asked: typeof known) => points(learned(times(5, seen('thumbDown', 'a/one', asked))), 'a/one', asked);
		expect(of(unknown)).toBeLessThan(2 * of(known));
	});

	it('carries more of it to requests of the same skills than to those of others', () => {
		const maths = { skills: [1, 0, 0, 0] };
		const belief = learned(times(20, seen('thumbDown', 'a/one', predictionOf(['a/one'], { ...maths, taskKind: 'explain' }))));
		const same = points(belief, 'a/one', predictionOf(['a/one'], maths));
		const other = points(belief, 'a/one', predictionOf(['a/one'], { skills: [0, 1, 0, 0] }));
		expect(same).toBeLessThan(-5);
		expect(other).toBeCloseTo(0, 6);
	});

	it('makes no model worse than another because a user is strict', () => {
		const both = ['a/one', 'b/two'].map((id) => seen('thumbDown', id));
		const belief = learned(times(60, both).flat());
		expect(Math.abs(points(belief, 'a/one') - points(belief, 'b/two'))).toBeLessThan(1.5);
		// Of sixty thumbs down each the habit takes most.
		expect(belief.levels['signal thumb']!.mean).toBeLessThan(-0.5);
		const fresh = predictionOf(['c/three']);
		expect(withAbilities(fresh, belief)).toBe(fresh);
	});

	it('forgets of a model that gets every signal, too', () => {
		const asked = predictionOf(['a/one']);
		const cycle = [...times(4, seen('thumbUp', 'a/one', asked)), seen('thumbDown', 'a/one', asked)];
		const beliefAfter = (cycles: number) => learned(times(cycles, cycle).flat()).models['model one']!;
		const [early, late] = [beliefAfter(200), beliefAfter(800)];
		expect(late.changes).toBe(early.changes);
		// Without forgetting four times the signals leave less of the doubt.
		expect(late.left[0]!).toBeGreaterThanOrEqual(early.left[0]!);
	});

	it('keeps one belief of a model at all its endpoints and efforts', () => {
		const belief = learned(times(10, seen('thumbDown', 'anthropic/claude-haiku-4-5@high')));
		const elsewhere = 'openrouter/anthropic/claude-haiku-4.5';
		expect(points(belief, elsewhere)).toBeLessThan(-1);
		expect(points(belief, 'anthropic/claude-haiku-4-5@high')).toBeLessThan(points(belief, elsewhere));
		expect(points(belief, 'openrouter/anthropic/claude-sonnet-4.5')).toBe(0);
	});

	it('names of all that was said of a model only what moved it that way', () => {
		const belief = learned([...times(12, seen('thumbUp', 'a/one')), ...times(20, seen('checkRed', 'a/one'))]);
		const [moved] = withAbilities(predictionOf(['a/one']), belief).moved!;
		expect(moved!.points).toBeLessThan(0);
		expect(moved!.by).toEqual(['test']);
	});

	it('tells signals on this kind of task, at any effort and endpoint, from those on others', () => {
		const ids = ['x/one@high'];
		const asked = (taskKind: string, effort = '') => seen('thumbDown', `a/one${effort}`, predictionOf([`a/one${effort}`], { taskKind }));
		const belief = learned([...times(9, asked('write')), ...times(2, asked('test')), asked('test', '@low')]);
		const on = (taskKind: string) => withAbilities(predictionOf(ids, { taskKind }), belief).moved![0]!;
		expect(on('test')).toMatchObject({ by: ['thumb'], seen: expect.closeTo(12, 0), onTask: expect.closeTo(3, 1) });
		expect(on('write').onTask).toBeCloseTo(9, 0);
		expect(on('constructor')).toMatchObject({ by: ['thumb'], seen: on('test').seen, onTask: 0 });
	});

	it('names what moved a model, what says most first, and how much of it is left', () => {
		const belief = learned([...times(3, seen('againSame', 'a/one')), ...times(8, seen('thumbDown', 'a/one'))]);
		const [moved] = withAbilities(predictionOf(['a/one']), belief).moved!;
		expect(moved!.by).toEqual(['thumb', 'again']);
		expect(moved!.points).toBeLessThan(0);
		expect(moved!.seen).toBeGreaterThan(10);
		const later = withAbilities(predictionOf(['a/one']), { ...belief, count: belief.count + 200 });
		expect(later.moved![0]!.seen).toBeLessThan(moved!.seen * 0.7);
	});

	it('narrows the interval, and keeps the need as it was predicted before', () => {
		const asked = predictionOf(['a/one'], { variance: 0.6 });
		const belief = learned(times(30, [seen('thumbUp', 'a/one', asked), seen('thumbDown', 'a/one', asked)]).flat());
		const after = withAbilities(asked, belief);
		const width = ({ candidates }: typeof asked) => candidates[0]!.quality.high - candidates[0]!.quality.low;
		expect(width(after)).toBeLessThan(0.95 * width(asked));
		expect(needFeatures(after, 'a/one')).toEqual(needFeatures(asked, 'a/one'));
		expect(withAbilities(after, belief).candidates).toEqual(after.candidates);
	});

	it('leaves a prediction alone that has no basis', () => {
		const { basis: _, ...rough } = predictionOf(['a/one']);
		expect(withAbilities(rough, learned([seen('thumbUp', 'a/one')]))).toBe(rough);
		expect(needFeatures(rough, 'a/one')).toBeNull();
		expect(needFeatures(predictionOf(['a/one']), 'a/other')).toBeNull();
	});

	it('notices a model that turns bad, and opens its mind', () => {
		const steady = times(80, [
			seen('thumbUp', 'a/one'),
			seen('thumbUp', 'a/one'),
			seen('thumbUp', 'a/one'),
			seen('thumbDown', 'a/one'),
		]).flat();
		const before = learned(steady);
		expect(Object.values(before.models)[0]!.changes).toBe(0);
		const after = learned(times(25, seen('thumbDown', 'a/one')), before);
		expect(Object.values(after.models)[0]!.changes).toBeGreaterThan(0);
		expect(points(after, 'a/one')).toBeLessThan(points(before, 'a/one') - 7.5);
	});

	it('is not fooled by names of tables', () => {
		for (const id of ['constructor', '__proto__', 'a/__proto__', 'toString@high', '']) {
			const asked = predictionOf([id], { taskKind: '__proto__' });
			const belief = learned(times(5, seen('thumbDown', id, asked)));
			const read = z.parse(abilitiesSchema, JSON.parse(JSON.stringify(belief)));
			expect(read).toEqual(belief);
			expect(points(read, id, asked)).toBeLessThan(-1);
		}
	});

	it('remembers a bounded number of models; the least seen go', () => {
		let belief = learned(times(5, seen('thumbUp', 'a/favourite')));
		for (let i = 0; i < 700; i++) belief = learnAbility(belief, seen('thumbUp', `a/m${i}`));
		expect(Object.keys(belief.models).length).toBeLessThanOrEqual(200);
		expect(Object.keys(belief.kinds).length).toBeLessThanOrEqual(600);
		expect(Object.keys(belief.models)).toContain('model favourite');
	});

	it('starts anew on skills where another predictor speaks of others', () => {
		const belief = learned(times(10, seen('thumbDown', 'a/one')));
		const other = predictionOf(['a/one'], { skills: [1, 1, 1] });
		const onKind = points(belief, 'a/one', other);
		expect(onKind).toBeLessThan(0);
		expect(onKind).toBeGreaterThan(points(belief, 'a/one'));
		expect(learnAbility(belief, seen('thumbUp', 'a/one', other)).models['model one']!.mean).toHaveLength(3);
	});

	it.each([
		['another format', { ...NOTHING_LEARNED_OF_ABILITIES, format: 2 }],
		['a mean that is no number', { ...NOTHING_LEARNED_OF_ABILITIES, levels: { x: { mean: null, variance: 1, seen: 1, at: 1 } } }],
		['a triangle of another size', modelState({ left: [1, 0] })],
		['a covariance that is none', modelState({ left: [1, 1.2, 1] })],
		['a negative variance', modelState({ left: [1, 0, -0.5] })],
		['a doubt larger than any', modelState({ left: [50, 0, 1] })],
		['a mean further than signals go', modelState({ mean: [90, 0] })],
		['a count beyond counting', { ...NOTHING_LEARNED_OF_ABILITIES, count: 1e300 }],
		['a push beyond counting', modelState({ by: { thumb: -1e308 } })],
		['a list', []],
		['nothing', null],
	])('refuses a damaged state: %s', (_, state) => {
		expect(z.safeParse(abilitiesSchema, state).success).toBe(false);
	});
});

function modelState(change: object): object {
	const model = { mean: [0, 0], left: [1, 0, 1], change: { worse: 0, better: 0 }, changes: 0, seen: 1, at: 1, by: {}, on: {} };
	return { ...NOTHING_LEARNED_OF_ABILITIES, models: { 'model m': { ...model, ...change } } };
}

it('reads a state like the damaged ones, undamaged', () => {
	expect(z.safeParse(abilitiesSchema, modelState({ left: [1, 0.9, 1] })).success).toBe(true);
});

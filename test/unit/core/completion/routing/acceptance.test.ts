import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AcceptanceModel } from '../../../../../src/core/completion/routing/acceptance.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../../src/core/completion/routing/prior-weights.ts';
import { features, filler } from './support.ts';

const SMALL = filler('small', { wireModel: 'qwen2.5-coder:0.5b' });
const LARGE = filler('large', { wireModel: 'qwen2.5-coder:32b' });

function model(): AcceptanceModel {
	const fresh = new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null);
	fresh.predict(features(), [SMALL, LARGE]);
	return fresh;
}

function teach(acceptance: AcceptanceModel, candidateId: string, kept: boolean, times: number, languageId = 'typescript'): void {
	for (let i = 0; i < times; i++) acceptance.learn({ candidateId, languageId, features: features({}, languageId), kept, weight: 1 });
}

const chance = (acceptance: AcceptanceModel, candidate = LARGE, languageId = 'typescript'): number =>
	acceptance.predict(features({}, languageId), [candidate])[0]!.mean;

describe('AcceptanceModel before anything is learned', () => {
	it('puts the better model above, and about three in ten at the reference', () => {
		const [small, large] = model().predict(features(), [SMALL, LARGE]);
		expect(large!.mean).toBeGreaterThan(small!.mean + 0.1);
		expect(chance(model(), filler('reference', { wireModel: 'qwen2.5-coder:7b' }))).toBeCloseTo(0.33, 1);
		expect(small!.low).toBeLessThan(small!.mean);
		expect(small!.high).toBeGreaterThan(small!.mean);
	});

	it('reads the position: less in comments and prose, more where the line began like this before', () => {
		const at = (over: Parameters<typeof features>[0]): number => model().predict(features(over), [LARGE])[0]!.mean;
		expect(at({ 'in comment': 1 })).toBeLessThan(at({}));
		expect(at({ 'language prose': 1 })).toBeLessThan(at({}));
		expect(at({ 'line begun before': 1 })).toBeGreaterThan(at({}));
	});

	it('a head with slopes makes the models differ only where it pays', () => {
		const slopeWeights = PRIOR_ACCEPTANCE_WEIGHTS.features.map((name) => (name === 'in comment' ? -8 : 0));
		const head = { ...PRIOR_ACCEPTANCE_WEIGHTS, slopeWeights };
		const gain = (over: Parameters<typeof features>[0]): number => {
			const [small, large] = new AcceptanceModel(head, null).predict(features(over), [SMALL, LARGE]);
			return large!.mean - small!.mean;
		};
		expect(gain({})).toBeGreaterThan(0.1);
		expect(Math.abs(gain({ 'in comment': 1 }))).toBeLessThan(0.01);
	});
});

describe('AcceptanceModel learning', () => {
	it('moves to what was kept, and its interval narrows', () => {
		const acceptance = model();
		const before = acceptance.predict(features(), [LARGE])[0]!;
		teach(acceptance, 'large', true, 60);
		const after = acceptance.predict(features(), [LARGE])[0]!;
		expect(after.mean).toBeGreaterThan(0.65);
		expect(after.high - after.low).toBeLessThan(before.high - before.low);
		expect(acceptance.observations()).toBe(60);
	});

	it('tells the user apart from the model, and the model from its language', () => {
		const acceptance = model();
		const start = { small: chance(acceptance, SMALL), python: chance(acceptance, LARGE, 'python') };
		teach(acceptance, 'large', false, 80);
		const drop = { large: 0.4 - chance(acceptance), small: start.small - chance(acceptance, SMALL) };
		expect(drop.small).toBeGreaterThan(0.02);
		expect(drop.large).toBeGreaterThan(drop.small);
		const python = chance(acceptance, LARGE, 'python');
		expect(python).toBeLessThan(start.python);
		expect(python).toBeGreaterThan(chance(acceptance));
	});

	it('turns the order of two models round where the user keeps what the smaller one writes', () => {
		const acceptance = model();
		for (let i = 0; i < 300; i++) {
			teach(acceptance, 'small', i % 2 === 0, 1);
			teach(acceptance, 'large', i % 10 === 0, 1);
		}
		expect(chance(acceptance, SMALL)).toBeGreaterThan(chance(acceptance, LARGE));
		expect(Math.abs(chance(acceptance, SMALL) - 0.5)).toBeLessThan(0.07);
		expect(Math.abs(chance(acceptance, LARGE) - 0.1)).toBeLessThan(0.07);
	});

	it('forgets: what holds now wins over five times as much of before', () => {
		const acceptance = model();
		teach(acceptance, 'large', true, 1000);
		teach(acceptance, 'large', false, 200);
		expect(chance(acceptance)).toBeLessThan(0.3);
	});

	it('a weight scales the evidence, and none is none', () => {
		const [none, half, full] = [0, 0.5, 1].map((weight) => {
			const acceptance = model();
			for (let i = 0; i < 10; i++) {
				acceptance.learn({ candidateId: 'large', languageId: 'typescript', features: features(), kept: true, weight });
			}
			return chance(acceptance);
		});
		expect(none).toBe(chance(model()));
		expect(half).toBeGreaterThan(none!);
		expect(full).toBeGreaterThan(half!);
	});

	it('an outcome of a model that was not predicted in this session is learned too', () => {
		const acceptance = new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null);
		teach(acceptance, 'large', true, 40);
		expect(chance(acceptance)).toBeGreaterThan(chance(model()) + 0.1);
	});

	it('stays a probability with an ordered interval under any events', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						candidateId: fc.constantFrom('small', 'large', '__proto__'),
						languageId: fc.constantFrom('python', 'go', ''),
						kept: fc.boolean(),
						weight: fc.constantFrom(0, 0.3, 1, 7, Number.NaN),
						size: fc.double({ min: -50, max: 50, noNaN: true }),
					}),
					{ maxLength: 120 },
				),
				(events) => {
					const acceptance = model();
					for (const { size, ...event } of events) acceptance.learn({ ...event, features: features({ 'log prefix': size, block: size }) });
					const again = new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null);
					expect(again.restore(JSON.parse(JSON.stringify(acceptance.snapshot())))).toBe(true);
					for (const { low, mean, high } of [acceptance, again].flatMap((m) => m.predict(features({}, 'python'), [SMALL, LARGE]))) {
						expect(low).toBeGreaterThanOrEqual(0);
						expect(low).toBeLessThanOrEqual(mean);
						expect(mean).toBeLessThanOrEqual(high);
						expect(high).toBeLessThanOrEqual(1);
					}
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe('AcceptanceModel state', () => {
	it('survives as plain JSON, and can be reset', () => {
		const acceptance = model();
		teach(acceptance, 'large', true, 30);
		const copy = model();
		expect(copy.restore(JSON.parse(JSON.stringify(acceptance.snapshot())))).toBe(true);
		expect(chance(copy)).toBe(chance(acceptance));
		acceptance.reset();
		expect(chance(acceptance)).toBe(chance(model()));
		expect(acceptance.observations()).toBe(0);
	});

	it.each([
		['nothing', null],
		['text', 'x'],
		['another format', { format: 2 }],
		['a missing part', { format: 1, user: { mean: 0, variance: 1, seen: 0 }, models: {} }],
		['no number', { format: 1, user: { mean: null, variance: 1, seen: 0 }, models: {}, languages: {} }],
		['a variance of nothing', { format: 1, user: { mean: 0, variance: 0, seen: 0 }, models: {}, languages: {} }],
	])('refuses damaged state (%s) and keeps what it knew', (_, damaged) => {
		const acceptance = model();
		teach(acceptance, 'large', true, 30);
		const before = chance(acceptance);
		expect(acceptance.restore(damaged)).toBe(false);
		expect(chance(acceptance)).toBe(before);
	});

	it('forgets the model that was used longest ago', () => {
		const acceptance = model();
		teach(acceptance, 'large', true, 20);
		for (let i = 0; i < 500; i++) teach(acceptance, `other${i}`, false, 1);
		expect(Object.keys(acceptance.snapshot().models)).toHaveLength(500);
		expect(acceptance.snapshot().models.large).toBeUndefined();
	});
});

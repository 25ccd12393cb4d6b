import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
	type AbilityObservation,
	abilitiesSchema,
	type LearnedAbilities,
	learnAbility,
	NOTHING_LEARNED_OF_ABILITIES,
} from '../../../../src/core/learning/abilities.ts';
import { EVIDENCE, type EvidenceKind, telling } from '../../../../src/core/learning/evidence.ts';
import { withAbilities } from '../../../../src/core/learning/with-abilities.ts';
import { predictionOf, seen } from './support.ts';

const KINDS = Object.keys(EVIDENCE) as EvidenceKind[];
const MODELS = ['a/one', 'b/two@high', 'c/three'];

const request = fc.record({
	skills: fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
	logit: fc.double({ min: -4, max: 4, noNaN: true }),
	variance: fc.double({ min: 0, max: 2, noNaN: true }),
	floor: fc.constantFrom(0, 0.2),
	taskKind: fc.constantFrom('write', 'fix', 'constructor'),
});
const step = fc.record({
	request,
	model: fc.constantFrom(...MODELS),
	kind: fc.constantFrom(...KINDS),
	weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function observation({ request: asked, model, kind, weight }: Step): AbilityObservation {
	return seen(kind, model, predictionOf([model], asked), { weight });
}

function taught(steps: readonly Step[], begin: LearnedAbilities = NOTHING_LEARNED_OF_ABILITIES): LearnedAbilities {
	return steps.reduce((belief, one) => learnAbility(belief, observation(one)), begin);
}

function meansOf(belief: LearnedAbilities, asked: Parameters<typeof predictionOf>[1]): number[] {
	return withAbilities(predictionOf(MODELS, asked), belief).candidates.map(({ quality }) => quality.mean);
}

describe('what signals say of models', () => {
	it('never lowers a model on the request that went well, nor lifts it on one that went badly', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), step, (steps, last) => {
				const before = taught(steps);
				const place = MODELS.indexOf(last.model);
				const was = meansOf(before, last.request)[place]!;
				const is = meansOf(learnAbility(before, observation(last)), last.request)[place]!;
				// One observation of forgetting lies between the two, and draws either way.
				const forgot = meansOf({ ...before, count: before.count + 1 }, last.request)[place]!;
				const slack = Math.abs(forgot - was) + 1e-9;
				if (EVIDENCE[last.kind].good) expect(is).toBeGreaterThanOrEqual(was - slack);
				else expect(is).toBeLessThanOrEqual(was + slack);
			}),
			{ numRuns: 60 },
		);
	});

	it('moves no model but the one that answered', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 20 }), step, (steps, last) => {
				const before = taught(steps);
				const is = learnAbility(before, observation(last));
				const forgot = { ...before, count: is.count };
				for (const [i, model] of MODELS.entries())
					if (model !== last.model) expect(meansOf(is, last.request)[i]).toBeCloseTo(meansOf(forgot, last.request)[i]!, 12);
			}),
			{ numRuns: 40 },
		);
	});

	it('does not depend on what models are called', () => {
		const renamed: Record<string, string> = { 'a/one': 'c/three', 'b/two@high': 'b/two@high', 'c/three': 'a/one' };
		fc.assert(
			fc.property(fc.array(step, { maxLength: 25 }), request, (steps, asked) => {
				const plain = meansOf(taught(steps), asked);
				const turned = meansOf(taught(steps.map((one) => ({ ...one, model: renamed[one.model]! }))), asked);
				expect(turned[2]).toBeCloseTo(plain[0]!, 12);
				expect(turned[1]).toBeCloseTo(plain[1]!, 12);
				expect(turned[0]).toBeCloseTo(plain[2]!, 12);
			}),
			{ numRuns: 40 },
		);
	});

	it('stays within bounds that its own schema reads, whatever comes', () => {
		fc.assert(
			fc.property(step, fc.integer({ min: 1, max: 400 }), (one, times) => {
				const belief = taught(Array.from({ length: times }, () => one));
				expect(z.safeParse(abilitiesSchema, JSON.parse(JSON.stringify(belief))).success).toBe(true);
				for (const mean of meansOf(belief, one.request)) expect(mean).toSatisfy((value: number) => value >= 0 && value <= 1);
			}),
			{ numRuns: 25 },
		);
	});

	it('stays a belief that its own schema reads over thousands of signals of all kinds', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
				const many = Array.from({ length: Math.ceil(3000 / steps.length) }, () => steps).flat();
				expect(z.safeParse(abilitiesSchema, JSON.parse(JSON.stringify(taught(many)))).error).toBeUndefined();
			}),
			{ numRuns: 5 },
		);
	}, 60_000);

	it('comes back to the prior where nothing more is heard of a model', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), request, (steps, asked) => {
				const belief = taught(steps);
				const later = { ...belief, count: belief.count + 20_000 };
				const prior = predictionOf(MODELS, asked);
				const left = withAbilities(prior, later);
				for (const [i, { quality }] of left.candidates.entries()) {
					expect(quality.mean).toBeCloseTo(prior.candidates[i]!.quality.mean, 6);
					expect(quality.high - quality.low).toBeCloseTo(prior.candidates[i]!.quality.high - prior.candidates[i]!.quality.low, 6);
				}
			}),
			{ numRuns: 30 },
		);
	});

	it('learns nothing from evidence that says nothing, of no weight, or damaged', () => {
		const nothing = fc.oneof(
			step.map((one): Partial<AbilityObservation> => ({ ...observation(one), weight: 0 })),
			step.map((one) => ({ ...observation(one), weight: Number.NaN })),
			step.map((one) => ({ ...observation(one), kind: 'againCheaper' as const })),
			step.map((one) => ({ ...observation(one), kind: 'constructor' as EvidenceKind })),
			fc.tuple(step, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e9, -1e9), fc.nat(6)).map(([one, value, place]) => {
				const whole = observation(one);
				return { ...whole, features: whole.features.map((own, i) => (i === place ? value : own)) };
			}),
			step.map((one) => ({ ...observation(one), features: observation(one).features.slice(0, 7) })),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 10 }), nothing, (steps, one) => {
				const before = taught(steps);
				expect(learnAbility(before, { ...observation(STEP), ...one })).toBe(before);
			}),
			{ numRuns: 60 },
		);
		expect(telling(EVIDENCE.againCheaper)).toBe(0);
	});
});

const STEP: Step = {
	request: { skills: [1, 1, 1, 1], logit: 0, variance: 0.3, floor: 0, taskKind: 'write' },
	model: MODELS[0]!,
	kind: 'thumbUp',
	weight: 1,
};

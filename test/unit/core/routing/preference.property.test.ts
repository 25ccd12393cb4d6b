import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/core/routing/decoder.ts';
import { isGoodEnough } from '../../../../src/core/routing/good-enough.ts';
import { PREFER_POINTS } from '../../../../src/core/routing/preference.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, type DecodeInput, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction, prices } from './support.ts';

const IDS = ['x/a', 'x/b', 'x/b@high', 'y/c'];
const modelOf = (id: string | undefined) => id?.split('@')[0];

const asked = fc.record({
	means: fc.array(fc.double({ min: 0.3, max: 0.99, noNaN: true }), { minLength: 4, maxLength: 4 }),
	costs: fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 4, maxLength: 4 }),
	preferred: fc.constantFrom('x/a', 'x/b', 'y/c', 'gone/model'),
	preset: fc.constantFrom('save', 'balanced', 'best'),
	lambda: fc.constantFrom(0, 500),
	stay: fc.constantFrom(...IDS, null),
	open: fc.subarray(IDS, { maxLength: 3 }),
	remaining: fc.option(fc.integer({ min: 0, max: 600_000 })),
	minQuality: fc.option(fc.double({ min: 0.3, max: 0.9, noNaN: true })),
	pool: fc.option(fc.subarray(IDS, { minLength: 1 })),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function inputOf(of: Asked): DecodeInput {
	return {
		candidates: IDS.map((id) => candidate(id, { wireModel: modelOf(id)!, effort: id.split('@')[1] ?? null, catalogId: modelOf(id)! })),
		prediction: prediction(
			IDS.map((id, i) => predicted(id, of.means[i]!)),
			0.005,
		),
		costs: of.costs.map((perTurn) => cost(perTurn)),
		needs: { tools: false, vision: false },
		limits: { ...NO_LIMITS, circuitOpen: new Set(of.open), remaining: of.remaining, minQuality: of.minQuality, pool: of.pool },
		weights: presetWeights(of.preset as 'save', of.lambda),
		because: new Set<never>(),
		choice: AUTO,
		stay: of.stay,
		preferred: of.preferred,
	};
}

describe('a preferred model', () => {
	it('breaks no hard limit, and without it the decision is what it was', () => {
		fc.assert(
			fc.property(asked, (of) => {
				const input = inputOf(of);
				const { preferred: _, ...without } = input;
				const [liked, plain] = [decide(input), decide(without)];
				const excluded = (decision: typeof plain) => new Map(decision.alternatives.map((a) => [a.candidate.id, a.excluded]));
				expect(excluded(liked)).toEqual(excluded(plain));
				if (liked.chosen !== null) expect(excluded(plain).get(liked.chosen.candidate.id)).toBeNull();
				expect(liked.chosen === null).toBe(plain.chosen === null);
				expect(decide({ ...input, preferred: null })).toEqual(plain);
				expect(new Set(liked.alternatives.map((a) => a.candidate.id))).toEqual(new Set(IDS));
			}),
		);
	});

	it('wins exactly where one of its efforts is allowed and good enough or within reach, and says so where it would not have', () => {
		fc.assert(
			fc.property(asked, (of) => {
				const input = inputOf(of);
				const [liked, plain] = [decide(input), decide({ ...input, preferred: null })];
				const allowed = plain.alternatives.filter((a) => a.excluded === null);
				const most = Math.max(...allowed.map(({ score }) => score!));
				const may = allowed.some(
					(a) =>
						modelOf(a.candidate.id) === of.preferred &&
						(isGoodEnough(a.quality, input.weights.goodEnough) || most - a.score! <= PREFER_POINTS),
				);
				const already = modelOf(plain.chosen?.candidate.id) === of.preferred;
				if (may || already) expect(modelOf(liked.chosen?.candidate.id)).toBe(of.preferred);
				expect(liked.steeredBy.includes('preference')).toBe(may && !already);
				if (may && !already) {
					expect(liked.wonBy).toBe('preference');
					expect(liked.reason).toContain(`without that, ${plain.chosen!.candidate.displayName} would be chosen.`);
				} else {
					expect({ ...liked, reason: '' }).toEqual({ ...plain, reason: '' });
					// Why it does not answer is said.
					const lost = plain.chosen !== null && !already && of.preferred !== 'gone/model';
					expect(liked.reason.startsWith(plain.reason)).toBe(true);
					expect(liked.reason.includes(' You prefer ')).toBe(lost);
				}
			}),
		);
	});

	it('does not stand against a model that the user names', () => {
		const input = inputOf({
			...{ means: [0.95, 0.96, 0.97, 0.95], costs: [100, 100, 100, 100], preferred: 'x/a', preset: 'balanced', lambda: 0 },
			...{ stay: null, open: [], remaining: null, minQuality: null, pool: null },
		});
		const named = decide({ ...input, choice: { kind: 'user', candidateId: 'y/c' } });
		expect([named.chosen!.candidate.id, named.wonBy]).toEqual(['y/c', 'choice']);
	});

	it('is not tried away: who prefers a model wants no other one', () => {
		const input = inputOf({
			...{ means: [0.97, 0.99, 0.3, 0.93], costs: [9000, 200, 5000, 10], preferred: 'x/a', preset: 'balanced', lambda: 0 },
			...{ stay: null, open: [], remaining: null, minQuality: null, pool: null },
		});
		const candidates = input.prediction.candidates.with(3, predicted('y/c', 0.93, { quality: { mean: 0.93, low: 0.6, high: 0.99 } }));
		const cheap = input.candidates.map((one) => (one.id === 'y/c' ? { ...one, prices: prices(0.1, 0.4) } : one));
		const { needs, limits, weights, choice } = input;
		const unsure = { ...{ needs, limits, weights, choice }, candidates: cheap, prediction: { ...input.prediction, candidates } };
		const opening = { ...unsure, cache: null, opens: true, now: 0, exploration: { share: 1, draw: 0 } };
		expect(route(opening).steeredBy).toContain('exploration');
		const decision = route({ ...opening, preferred: 'x/b' });
		expect([decision.chosen!.candidate.id, decision.steeredBy.includes('exploration')]).toEqual(['x/b', false]);
	});
});

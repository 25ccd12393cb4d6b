import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { isSameModel } from '../../../../src/core/routing/same-model.ts';
import { AUTO, type CandidatePrediction, NO_LIMITS, type RouteLimits } from '../../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from './support.ts';

const at = (endpointId: string, over: Partial<Candidate> = {}): Candidate =>
	candidate(`${endpointId}/sonnet`, { endpointId, recipient: endpointId, wireModel: `${endpointId}-sonnet`, catalogId: 'sonnet', ...over });

function chosen(
	candidates: readonly Candidate[],
	qualities: readonly number[],
	limits: Partial<RouteLimits> = {},
	seen: readonly Partial<CandidatePrediction>[] = [],
) {
	return route({
		candidates,
		prediction: prediction(
			candidates.map(({ id }, i) => predicted(id, qualities[i]!, seen[i])),
			0.05,
		),
		needs: { tools: false, vision: false },
		limits: { ...NO_LIMITS, ...limits },
		weights: presetWeights('best'),
		cache: null,
		choice: AUTO,
		now: 0,
	});
}

describe('the same model at several endpoints', () => {
	const dear = at('dear', { prices: prices(3, 15) });
	const cheap = at('near', { prices: prices(2.9, 14.5) });
	const plan = at('plan', { prices: null, included: true });

	it('is asked where it is cheaper, whatever a guess says of its quality or speed there', () => {
		for (const qualities of [
			[0.8, 0.8],
			[0.8, 0.7],
			[0.7, 0.8],
		]) {
			const { chosen: first, alternatives } = chosen([dear, cheap], qualities, {}, [{ firstUsefulMs: 2500 }, { firstUsefulMs: 6000 }]);
			expect(first!.candidate.id).toBe('near/sonnet');
			expect(new Set(alternatives.map(({ quality }) => quality.mean)).size).toBe(1);
			// What is shown of the wait stays what was predicted.
			expect(first!.firstUsefulMs).toBe(6000);
			expect(alternatives[1]!.whyNot).toMatch(/^as good, \$0\.\d+ more$/);
		}
	});

	it('included before paid, and the paid one where the included rests', () => {
		expect(chosen([dear, cheap, plan], [0.8, 0.8, 0.8]).chosen!.candidate.id).toBe('plan/sonnet');
		expect(chosen([dear, cheap, plan], [0.8, 0.8, 0.8], { circuitOpen: new Set(['plan/sonnet']) }).chosen!.candidate.id).toBe(
			'near/sonnet',
		);
		expect(
			chosen([dear, cheap, plan], [0.8, 0.8, 0.8], { circuitOpen: new Set(['plan/sonnet', 'near/sonnet']) }).chosen!.candidate.id,
		).toBe('dear/sonnet');
	});

	it('a wait that is much longer still counts', () => {
		const slow = [{ firstUsefulMs: 1000 }, { firstUsefulMs: 90_000 }];
		expect(chosen([dear, cheap], [0.8, 0.8], {}, slow).chosen!.candidate.id).toBe('dear/sonnet');
	});

	it('is one model by its entry in the catalog and its effort, else by its name', () => {
		expect(isSameModel(at('a'), at('b'))).toBe(true);
		expect(isSameModel(at('a', { effort: 'high' }), at('b'))).toBe(false);
		expect(isSameModel(at('a'), at('b', { catalogId: null }))).toBe(false);
		const unknown = { catalogId: null, wireModel: 'my-tune' };
		expect(isSameModel(at('a', unknown), at('b', unknown))).toBe(true);
		expect(isSameModel(at('a', unknown), at('b', { ...unknown, wireModel: 'other' }))).toBe(false);
	});

	it('property: of endpoints that answer alike the cheapest healthy one, in any order', () => {
		const one = fc.record({
			input: fc.integer({ min: 0, max: 40 }),
			rests: fc.boolean(),
			quality: fc.double({ min: 0, max: 1, noNaN: true }),
		});
		fc.assert(
			fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (list) => {
				const candidates = list.map(({ input }, i) => at(`e${i}`, { prices: prices(input, 5 * input) }));
				const circuitOpen = new Set(candidates.filter((_, i) => list[i]!.rests).map(({ id }) => id));
				const healthy = list.filter(({ rests }) => !rests);
				const { chosen: first } = chosen(
					candidates,
					list.map(({ quality }) => quality),
					{ circuitOpen },
				);
				if (healthy.length === 0) expect(first).toBeNull();
				else expect(first!.candidate.prices!.input).toBe(1_000_000 * Math.min(...healthy.map(({ input }) => input)));
			}),
			{ numRuns: 300 },
		);
	});
});

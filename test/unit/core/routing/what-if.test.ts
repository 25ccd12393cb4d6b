import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeptAlternative } from '../../../../src/core/money/ledger.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { chosenAgain, Frontier } from '../../../../src/core/routing/what-if.ts';

const model = (candidateId: string, quality: number, cost: number, waitMs = 900): KeptAlternative => ({
	...{ candidateId, modelName: candidateId, quality, low: quality - 0.03, high: quality + 0.03, cost, perTurn: cost, waitMs },
});
const weights = (bar: number) => presetWeights('balanced', 0, bar);
const kept = fc.array(
	fc
		.tuple(
			fc.constantFrom('a', 'b', 'c', 'd'),
			fc.integer({ min: 30, max: 99 }),
			fc.integer({ min: 0, max: 80_000 }),
			fc.integer({ min: 0, max: 20_000 }),
		)
		.map(([id, points, cost, wait]) => model(id, points / 100, cost, wait)),
	{ minLength: 1, maxLength: 6 },
);

test('a low bar takes the cheap one, a high bar the good one', () => {
	const both = [model('dear', 0.95, 20_000), model('cheap', 0.85, 4_000)];
	expect(chosenAgain(both, weights(0.8)).candidateId).toBe('cheap');
	expect(chosenAgain(both, weights(0.99)).candidateId).toBe('dear');
});

test('the order in which they were kept changes nothing, and one that is better in all is never passed over for it', () => {
	fc.assert(
		fc.property(kept, fc.integer({ min: 50, max: 99 }), (all, bar) => {
			const chosen = chosenAgain(all, weights(bar / 100));
			const turned = chosenAgain(all.toReversed(), weights(bar / 100));
			expect([turned.perTurn, turned.candidateId]).toEqual([chosen.perTurn, chosen.candidateId]);
			const better = {
				...model('best', Math.min(1, chosen.quality + 0.01), Math.max(0, chosen.perTurn - 1), 0),
				low: chosen.low + 0.01,
				high: chosen.high + 0.01,
			};
			expect(chosenAgain([...all, better], weights(bar / 100)).candidateId).toBe('best');
		}),
	);
});

test('a frontier in slices is the one at once: every choice counts once at every bar', () => {
	fc.assert(
		fc.property(fc.array(kept, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (all, step) => {
			const choices = all.map((alternatives) => ({ at: 0, taskKind: 'fix', alternatives }));
			const [whole, sliced] = [new Frontier([0.6, 0.9], weights), new Frontier([0.6, 0.9], weights)];
			whole.add(choices);
			for (let at = 0; at < choices.length; at += step) sliced.add(choices.slice(at, at + step));
			for (const [n, { cost, quality, models }] of sliced.points().entries()) {
				expect(cost).toBe(whole.points()[n]!.cost);
				expect(quality).toBeCloseTo(whole.points()[n]!.quality, 9);
				expect(Object.values(models).reduce((sum, count) => sum + count, 0)).toBe(all.length);
			}
		}),
	);
	expect(new Frontier([0.9], weights).points()).toEqual([]);
});

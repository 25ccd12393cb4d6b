import { expect, test } from 'vitest';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { routingLine } from '../../../../src/core/routing/routing-line.ts';
import { AUTO, type Choice, type ChosenRoute, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from './support.ts';

const MODELS = [
	candidate('own', { prices: prices(1, 5), vision: true }),
	candidate('blind', { prices: prices(1, 5), vision: false }),
	candidate('small', { prices: prices(1, 5), vision: true, contextTokens: 1_000 }),
	candidate('other', { prices: prices(9, 50), vision: true }),
];

function unfit(choice: Choice, vision: boolean): Record<string, string | undefined> {
	const decision = route({
		...{ candidates: MODELS, prediction: prediction(MODELS.map(({ id }) => predicted(id, 0.9))), needs: { tools: false, vision } },
		...{ limits: NO_LIMITS, weights: presetWeights('balanced'), cache: null, choice, now: 0, inputTokens: () => 5_000 },
	}) as ChosenRoute;
	return Object.fromEntries(routingLine(decision, null).alternatives.map((row) => [row.candidateId, row.unfit]));
}

test.each([
	['Auto chose', AUTO],
	['the user named another', { kind: 'user', candidateId: 'own' }],
] as const)('where %s, it is known of each other model what it cannot do for such a request', (_, choice) => {
	expect(unfit(choice, true)).toEqual({
		own: undefined,
		other: undefined,
		blind: 'cannot read images',
		small: expect.stringContaining('does not fit into its context of 1,000'),
	});
	expect(unfit(choice, false).blind).toBeUndefined();
});

import * as l10n from '@vscode/l10n';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decide } from '../../../../src/core/routing/decoder.ts';
import { kindInWords } from '../../../../src/core/routing/learned-words.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { AUTO, NO_LIMITS, type RouteLimits, type RouteWeights } from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction } from './support.ts';

/** A language in which each text stands in brackets, and what it is given beside them. */
const BRACKETS = new Proxy<Record<string, string>>(
	{},
	{ get: (_, text) => (typeof text === 'string' ? `⟦${text.replace(/\{\d+\}/g, '⟧$&⟦')}⟧` : undefined) },
);

/** What is said in no language. */
function unsaid(text: string): string {
	return text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
}

beforeEach(() => l10n.config({ contents: BRACKETS }));
afterEach(() => l10n.config({ contents: {} }));

const model = fc.record({
	mean: fc.oneof(fc.constantFrom(0.9, 0.905, 0.93), fc.double({ min: 0, max: 1, noNaN: true })),
	perTurn: fc.constantFrom(0, 0, 900, 1000, 1050, 20_000, 400_000),
	expected: fc.constantFrom(0, 900, 1000, 20_000),
	latencyMs: fc.constantFrom(500, 4000, 60_000),
	able: fc.boolean(),
});
const limits: fc.Arbitrary<RouteLimits> = fc.record({
	...{ pool: fc.constantFrom(null, null, ['m0', 'm2']), localOnly: fc.constantFrom(false, false, true) },
	...{
		maxCost: fc.constantFrom(null, null, 5000),
		maxLatencyMs: fc.constantFrom(null, null, 2000),
		minQuality: fc.constantFrom(null, 0.5),
	},
	...{ remaining: fc.constantFrom(null, 0, 50_000), runRemaining: fc.constantFrom(null, 3000), paused: fc.boolean() },
	circuitOpen: fc.constantFrom(new Set<string>(), new Set(['m1'])),
});
const weights: fc.Arbitrary<RouteWeights> = fc
	.tuple(fc.constantFrom('save' as const, 'balanced' as const, 'best' as const), fc.constantFrom(0, 5), fc.boolean())
	.map(([preset, lambda, bar]) => {
		const { goodEnough, ...rest } = presetWeights(preset, lambda);
		return { ...rest, ...(bar ? { goodEnough: goodEnough! } : {}) };
	});

test('property: a decision says nothing but names, figures and texts that can be translated', () => {
	fc.assert(
		fc.property(
			fc.array(model, { maxLength: 5 }),
			fc.oneof(fc.constant(NO_LIMITS), limits),
			weights,
			fc.constantFrom(0, 0.1),
			fc.subarray(['cache', 'budget'] as const),
			fc.record({ stay: fc.constantFrom(null, 'm1'), preferred: fc.constantFrom(null, 'm0') }),
			(models, binding, weighed, sd, because, own) => {
				const ids = models.map((_, i) => `m${i}`);
				const decision = decide({
					candidates: models.map(({ able }, i) => candidate(ids[i]!, { tools: able })),
					prediction: prediction(
						models.map(({ mean, latencyMs }, i) => predicted(ids[i]!, mean, { latencyMs })),
						sd,
					),
					costs: models.map(({ perTurn, expected }) => cost(perTurn, { expected })),
					needs: { tools: true, vision: false },
					...{ limits: binding, weights: weighed, because: new Set(because), choice: AUTO, ...own },
				});
				const texts = [decision.reason, ...decision.alternatives.map(({ whyNot }) => whyNot)];
				expect(texts.map(unsaid).filter((text) => /[A-Za-z]{2}/.test(text))).toEqual([]);
			},
		),
		{ numRuns: 400 },
	);
});

test('a kind that nobody knows keeps its name within the words', () => {
	expect(kindInWords('test')).toBe('⟦tests⟧');
	expect(kindInWords('{0}')).toBe('⟦tasks of the kind "⟧{0}⟦"⟧');
});

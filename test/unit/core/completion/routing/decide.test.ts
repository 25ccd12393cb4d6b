import { describe, expect, it } from 'vitest';
import { type DecideCompletionInput, decideCompletion } from '../../../../../src/core/completion/routing/decide.ts';
import { COMPLETION_PRESETS, completionWeights } from '../../../../../src/core/completion/routing/presets.ts';
import type { CompletionExclusion, CompletionLimits } from '../../../../../src/core/completion/types.ts';
import { prices } from '../../routing/support.ts';
import { expected, filler, NO_LIMITS } from './support.ts';

const LOCAL = filler('local', { local: true, prices: null, displayName: 'Qwen 1.5B', contextTokens: 8192 });
/** 1,500 tokens of it cost $0.00045. */
const HOSTED = filler('hosted', { prices: prices(0.3, 0.9), displayName: 'Codestral', contextTokens: 256_000 });

function input(over: Partial<DecideCompletionInput> = {}): DecideCompletionInput {
	return {
		candidates: [LOCAL, HOSTED],
		predictions: [expected('local', 0.3), expected('hosted', 0.45)],
		inputTokens: 1500,
		maxOutputTokens: 64,
		limits: NO_LIMITS,
		weights: completionWeights('balanced'),
		trigger: 'automatic',
		...over,
	};
}

const chosenId = (over: Partial<DecideCompletionInput>): string | null => decideCompletion(input(over)).chosen?.candidate.model.id ?? null;

describe('decision on a completion', () => {
	it('pays for fifteen points more under Balanced, not under Save', () => {
		expect(chosenId({})).toBe('hosted');
		expect(chosenId({ weights: completionWeights('save') })).toBe('local');
		expect(chosenId({ predictions: [expected('local', 0.38), expected('hosted', 0.4)] })).toBe('local');
	});

	it('names the price and the chance, and what the better model would add', () => {
		const { reason } = decideCompletion(input({ weights: completionWeights('save') }));
		expect(reason).toBe('Qwen 1.5B: 30 % likely to be kept, $0, 150 ms; Codestral would add 15 points for $0.00046 more.');
		const slow = expected('hosted', 0.4, { firstLineMs: { p50: 550, p90: 590, measured: 9 } });
		const waits = decideCompletion(input({ weights: completionWeights('save'), predictions: [expected('local', 0.38), slow] }));
		expect(waits.reason).toContain('Codestral would add 2 points');
		const free = filler('free', { local: true, prices: null, displayName: 'Big' });
		const other = decideCompletion(
			input({ candidates: [LOCAL, free], predictions: [expected('local', 0.38), { ...slow, candidateId: 'free' }] }),
		);
		expect(other.reason).toContain('Big would add 2 points but take 400 ms longer');
		const one = decideCompletion(
			input({ weights: completionWeights('save'), predictions: [expected('local', 0.38), expected('hosted', 0.39)] }),
		);
		expect(one.reason).toContain('Codestral would add 1 point for $');
		const later = expected('free', 0.39, { firstLineMs: { p50: 550, p90: 590, measured: 9 } });
		const waitsOne = decideCompletion(input({ candidates: [LOCAL, free], predictions: [expected('local', 0.38), later] }));
		expect(waitsOne.reason).toContain('Big would add 1 point but take 400 ms longer');
	});

	it('asks nothing where a completion is unlikely to be kept, however cheap', () => {
		const decision = decideCompletion(input({ predictions: [expected('local', 0.06), expected('hosted', 0.09)] }));
		expect(decision).toMatchObject({ chosen: null, skip: 'unlikely' });
		expect(decision.reason).toContain('9 % of cases at best, below the 10 %');
	});

	it('asks nothing where it is worth less than price and wait', () => {
		const dear = filler('dear', { prices: prices(4, 20), displayName: 'Dear' });
		const decision = decideCompletion(input({ candidates: [dear], predictions: [expected('dear', 0.4)] }));
		expect(decision).toMatchObject({ chosen: null, skip: 'notWorthIt' });
		expect(decision.reason).toMatch(/40 % likely .* less than its price \(\$0\.0062\) and its wait \(150 ms\)/);
		expect(decision.alternatives[0]!.score).toBeLessThan(0);
	});

	it('answers a manual trigger with the best allowed model all the same', () => {
		const predictions = [expected('local', 0.02), expected('hosted', 0.03)];
		expect(chosenId({ predictions, trigger: 'manual' })).toBe('local');
		expect(chosenId({ predictions, trigger: 'manual', limits: { ...NO_LIMITS, pool: [] } })).toBeNull();
	});

	const limited: readonly (readonly [CompletionExclusion, Partial<CompletionLimits>, Partial<DecideCompletionInput>])[] = [
		['notInPool', { pool: ['local'] }, {}],
		['notLocal', { localOnly: true }, {}],
		['circuitOpen', { circuitOpen: new Set(['hosted']) }, {}],
		['overBudget', { remaining: 500 }, {}],
		['overBudget', { remaining: -1 }, {}],
		['overMaxCost', { maxCost: 507 }, {}],
		['noPrice', {}, { candidates: [LOCAL, filler('hosted', { prices: null })] }],
		['noPrice', {}, { candidates: [LOCAL, filler('hosted', { prices: { ...prices(1, 1), input: Number.NaN } })] }],
		['contextTooSmall', {}, { candidates: [LOCAL, filler('hosted', { contextTokens: 1563 })] }],
		[
			'tooSlow',
			{ maxFirstLineMs: 200 },
			{ predictions: [expected('local', 0.3, { firstLineMs: { p50: 9, p90: 9, measured: 9 } }), expected('hosted', 0.9)] },
		],
	];
	it.each(limited)('%s', (reason, limits, over) => {
		const decision = decideCompletion(input({ ...over, limits: { ...NO_LIMITS, ...limits } }));
		expect(decision.chosen!.candidate.model.id).toBe('local');
		expect(decision.alternatives.at(-1)).toMatchObject({ candidate: { model: { id: 'hosted' } }, excluded: reason, score: null });
	});

	it('the most it can cost just fits', () => {
		expect(chosenId({ limits: { ...NO_LIMITS, remaining: 508, maxCost: 508 } })).toBe('hosted');
	});

	it('gives a model that nobody measured the benefit of the doubt, not one that cannot be in time', () => {
		const prior = (p50: number, p90: number) => ({ firstLineMs: { p50, p90, measured: 0 } });
		const only = { candidates: [HOSTED] };
		expect(chosenId({ ...only, predictions: [expected('hosted', 0.6, prior(750, 1700))] })).toBe('hosted');
		expect(decideCompletion(input({ ...only, predictions: [expected('hosted', 0.6, prior(3000, 5000))] })).skip).toBe('noModel');
		const measured = (count: number) => ({ firstLineMs: { p50: 500, p90: 800, measured: count } });
		expect(chosenId({ ...only, predictions: [expected('hosted', 0.6, measured(3))] })).toBe('hosted');
		expect(decideCompletion(input({ ...only, predictions: [expected('hosted', 0.6, measured(20))] })).alternatives[0]!.excluded).toBe(
			'tooSlow',
		);
	});

	it('asks a model of last resort only where no other is allowed', () => {
		const thinker = filler('thinker', { local: true, prices: null }, { method: 'chat', lastResort: true });
		const both = { candidates: [LOCAL, thinker], predictions: [expected('local', 0.3), expected('thinker', 0.9)] };
		expect(chosenId(both)).toBe('local');
		expect(chosenId({ ...both, limits: { ...NO_LIMITS, circuitOpen: new Set(['local']) } })).toBe('thinker');
	});

	it('reserves for the thinking of a reasoning model in chat form', () => {
		const thinker = filler('t', { reasoning: true, effort: 'low', prices: prices(0, 1) }, { method: 'chat' });
		const [only] = decideCompletion(input({ candidates: [thinker], predictions: [expected('t', 0.5)] })).alternatives;
		expect(only!.cost.max).toBe(664);
	});

	it('says what to do where nothing is allowed', () => {
		expect(decideCompletion(input({ candidates: [], predictions: [] })).reason).toMatch(/^No model that can fill in code is set up/);
		const broke = decideCompletion(
			input({ candidates: [HOSTED], predictions: [expected('hosted', 0.4)], limits: { ...NO_LIMITS, remaining: 0 } }),
		);
		expect(broke.skip).toBe('noModel');
		expect(broke.reason).toMatch(/Codestral: could cost more than is left .* raise the budget/);
		const mixed = decideCompletion(input({ limits: { ...NO_LIMITS, pool: ['hosted'], remaining: 0 } }));
		expect(mixed.reason).toContain('Codestral: could cost more');
	});

	it('the presets are ordered', () => {
		const { save, balanced, best } = COMPLETION_PRESETS;
		expect(save.pointValue).toBeLessThan(balanced.pointValue);
		expect(balanced.pointValue).toBeLessThan(best.pointValue);
		expect(save.minAcceptance).toBeGreaterThan(balanced.minAcceptance);
		expect(balanced.minAcceptance).toBeGreaterThanOrEqual(best.minAcceptance);
	});
});

import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/core/routing/decoder.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction, prices } from './support.ts';

const cheap = candidate('mini', { prices: prices(0.25, 2) });
const dear = candidate('opus', { prices: prices(5, 25) });
const base = { needs: { tools: false, vision: false }, limits: NO_LIMITS, cache: null, choice: AUTO, now: 0 };

function routed(cheapQuality: number, dearQuality: number, preset: 'save' | 'balanced' | 'best'): string {
	const p = prediction([predicted('mini', cheapQuality), predicted('opus', dearQuality)], 0.01);
	return route({ ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights(preset) }).chosen!.candidate.id;
}

describe('decoder', () => {
	it('takes the cheap model when the dear one adds too little, and the dear one when it adds enough', () => {
		expect(routed(0.97, 0.98, 'balanced')).toBe('mini');
		expect(routed(0.5, 0.8, 'balanced')).toBe('opus');
	});

	it('sends a request on which both fail to the cheap model: it is the gain that counts', () => {
		expect(routed(0.04, 0.06, 'balanced')).toBe('mini');
	});

	it('lets the preset set the price of quality', () => {
		expect(routed(0.8, 0.87, 'save')).toBe('mini');
		expect(routed(0.8, 0.87, 'best')).toBe('opus');
	});

	it('says which limit left nothing, and what to do', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95)]);
		const decision = route({
			...base,
			candidates: [cheap, dear],
			prediction: p,
			weights: presetWeights('balanced'),
			limits: { ...NO_LIMITS, remaining: 0 },
		});
		expect(decision.chosen).toBeNull();
		expect(decision.alternatives.filter((a) => a.excluded === null)).toEqual([]);
		expect(decision.reason).toMatch(/budget.*\$0 left.*raise the budget/i);
		expect(decision.alternatives.map((a) => a.excluded)).toEqual(['overBudget', 'overBudget']);
	});

	it('says of the only one left whether limits speak against the others, or nobody asked for them', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95), predicted('haiku', 0.92)]);
		const candidates = [cheap, dear, candidate('haiku', { prices: prices(1, 5) })];
		const of = (limits: Partial<typeof NO_LIMITS>, shown = candidates) =>
			route({ ...base, candidates: shown, prediction: p, weights: presetWeights('balanced'), limits: { ...NO_LIMITS, ...limits } }).reason;
		expect(of({ pool: ['opus'] })).toContain('The only model that may answer this; 2 others are left out.');
		expect(of({ pool: ['opus'] }, [cheap, dear])).toContain('The only model that may answer this; 1 other is left out.');
		expect(of({ circuitOpen: new Set(['mini', 'haiku']) })).toContain('The only model that your limits allow; 2 others are not allowed.');
		expect(of({}, [dear])).toContain('The only model you have set up.');
	});

	it('counts only the models that the user allows when it says what left nothing', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95)]);
		const limits = { ...NO_LIMITS, pool: ['opus'], maxCost: 0 };
		const decision = route({ ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights('balanced'), limits });
		expect(decision.reason).toMatch(
			/request\. Left out: the only one \(could cost more than your limit for one request\)\. To go on, raise/,
		);
		expect(decision.alternatives.map((a) => a.excluded)).toEqual(['overMaxCost', 'notInPool']);
	});

	it('with no candidates at all asks for a key, an endpoint or a local server', () => {
		const decision = route({ ...base, candidates: [], prediction: prediction([]), weights: presetWeights('balanced') });
		expect(decision.chosen).toBeNull();
		expect(decision.reason).toMatch(/key/);
	});

	it('at the limit free and local models still answer', () => {
		const local = candidate('qwen', { local: true, prices: null });
		const p = prediction([predicted('mini', 0.9), predicted('qwen', 0.4)]);
		const decision = route({
			...base,
			candidates: [cheap, local],
			prediction: p,
			weights: presetWeights('best'),
			limits: { ...NO_LIMITS, remaining: 0 },
		});
		expect(decision.chosen?.candidate.id).toBe('qwen');
		expect(decision.steeredBy).toContain('budget');
	});

	it('never picks a remote model whose price is unknown by itself, but takes it when the user names it', () => {
		const unknown = candidate('mystery', { prices: null });
		const p = prediction([predicted('mini', 0.5), predicted('mystery', 0.99)]);
		const input = { ...base, candidates: [cheap, unknown], prediction: p, weights: presetWeights('best') };
		expect(route(input).chosen?.candidate.id).toBe('mini');
		expect(route(input).alternatives[1]?.excluded).toBe('noPrice');
		const named = route({ ...input, choice: { kind: 'user', candidateId: 'mystery' } });
		expect(named.chosen?.candidate.id).toBe('mystery');
		expect(named.steeredBy).toContain('userChoice');
	});

	it('a named model overrides quality, price and wait limits, but not the budget or the workspace rule', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95, { latencyMs: 60_000 })]);
		const limits = { ...NO_LIMITS, minQuality: 0.99, maxCost: 1, maxLatencyMs: 10 };
		const input = {
			...base,
			candidates: [cheap, dear],
			prediction: p,
			weights: presetWeights('balanced'),
			choice: { kind: 'user' as const, candidateId: 'opus' },
		};
		expect(route({ ...input, limits }).chosen?.candidate.id).toBe('opus');
		expect(route({ ...input, limits: { ...limits, remaining: 0 } }).chosen).toBeNull();
		expect(route({ ...input, limits: { ...limits, localOnly: true } }).chosen).toBeNull();
	});

	describe('a pinned model', () => {
		const p = prediction([predicted('mini', 0.99), predicted('opus', 0.5, { latencyMs: 60_000 })]);
		const choice = { kind: 'pinned' as const, candidateId: 'opus', why: 'The run began with it.' };
		const input = { ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights('balanced'), choice };
		const chosen = (limits: Partial<typeof NO_LIMITS>, over: Partial<typeof input> = {}) =>
			route({ ...input, ...over, limits: { ...NO_LIMITS, ...limits } }).chosen?.candidate.id ?? null;

		it('stays without a comparison, and its why is the reason', () => {
			const decision = route(input);
			expect(decision).toMatchObject({ chosen: { candidate: { id: 'opus' } }, reason: 'The run began with it.', steeredBy: [] });
			expect(chosen({ minQuality: 0.9, maxLatencyMs: 10 })).toBe('opus');
		});

		it('is tried although it failed just now: it gives way where it fails', () => {
			expect(chosen({ circuitOpen: new Set(['opus']) })).toBe('opus');
		});

		it('passes neither the rules, the pool, the context, the abilities nor the money', () => {
			expect(chosen({ localOnly: true })).toBeNull();
			expect(chosen({ pool: ['mini'] })).toBeNull();
			expect(chosen({ pool: ['mini', 'opus'] })).toBe('opus');
			expect(chosen({ remaining: 0 })).toBeNull();
			expect(chosen({ maxCost: 1 })).toBeNull();
			expect(chosen({}, { candidates: [cheap, { ...dear, contextTokens: 10 }] })).toBeNull();
			expect(chosen({}, { candidates: [cheap, { ...dear, tools: false }], needs: { tools: true, vision: false } })).toBeNull();
		});

		it('that is no longer listed is none', () => {
			const decision = route({ ...input, choice: { ...choice, candidateId: 'gone' } });
			expect(decision.chosen).toBeNull();
			expect(decision.reason).not.toBe('');
		});
	});

	it('prices each candidate by how its own vendor counts the prompt', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95)]);
		const input = { ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights('balanced') };
		const inputTokens = ({ id }: { id: string }) => (id === 'mini' ? 1000 : 2000);
		const costs = (of: typeof inputTokens) => {
			const { alternatives } = route({ ...input, inputTokens: of });
			return ['mini', 'opus'].map((id) => alternatives.find((a) => a.candidate.id === id)!.cost.expected);
		};
		const [mini, opus] = costs(inputTokens);
		expect(mini).toBe(costs(() => 1000)[0]);
		expect(opus).toBe(costs(() => 2000)[1]);
		expect(opus).toBeGreaterThan(costs(() => 1000)[1]!);
		const tooLong = route({ ...input, inputTokens: ({ id }) => (id === 'mini' ? 1000 : 127_990) });
		expect(tooLong.alternatives.find((a) => a.candidate.id === 'opus')!.excluded).toBe('contextTooSmall');
	});

	it('leaves no model out for an answer that is longer than any cap, as long as the prompt leaves room for the cap', () => {
		const long = { outputTokens: { mean: 9000, p90: 30_000 } };
		const p = prediction([predicted('mini', 0.9, long), predicted('opus', 0.95, long)]);
		const roomy = { contextTokens: 1_000_000, maxOutputTokens: 64_000 };
		const candidates = [
			{ ...cheap, ...roomy },
			{ ...dear, ...roomy },
		];
		const input = { ...base, candidates, prediction: p, weights: presetWeights('balanced') };
		expect(route(input).alternatives.map(({ excluded }) => excluded)).toEqual([null, null]);
		const full = route({ ...input, inputTokens: () => 995_000 });
		expect(full.alternatives.map(({ excluded }) => excluded)).toEqual(['contextTooSmall', 'contextTooSmall']);
		expect(full.reason).toMatch(/of at most 1,000,000 tokens; with its answer it needs about 1,100,000 tokens\)\. To go on/);
	});

	it('asks for no more room than the caller lets the answer have', () => {
		const long = { outputTokens: { mean: 9000, p90: 30_000 } };
		const p = prediction([predicted('mini', 0.9, long), predicted('opus', 0.95, long)]);
		const input = { ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights('balanced') };
		const left = (room: number, mostOutput?: number) =>
			route({ ...input, inputTokens: () => 128_000 - room, ...(mostOutput === undefined ? {} : { mostOutput }) }).alternatives.map(
				({ excluded }) => excluded,
			);
		expect(left(1200)).toEqual(['contextTooSmall', 'contextTooSmall']);
		expect(left(1200, 1000)).toEqual([null, null]);
		expect(left(999, 1000)).toEqual(['contextTooSmall', 'contextTooSmall']);
		expect(left(1, 1)).toEqual([null, null]);
		// More than a model can give is capped there, and needs no more room than that.
		expect(left(20_000, 1_000_000)).toEqual(left(20_000));
	});

	it('says that the budget or a limit steered only where the choice would be another without it', () => {
		const p = prediction([predicted('mini', 0.6), predicted('opus', 0.9)], 0.01);
		const input = { ...base, candidates: [cheap, dear], prediction: p, weights: presetWeights('best') };
		expect(route({ ...input, limits: { ...NO_LIMITS, remaining: 19_000_000 } })).toMatchObject({
			chosen: { candidate: { id: 'opus' } },
			steeredBy: [],
		});
		expect(route({ ...input, limits: { ...NO_LIMITS, remaining: 10_000 } })).toMatchObject({
			chosen: { candidate: { id: 'mini' } },
			steeredBy: ['budget'],
		});
		const pressed = route({ ...input, weights: presetWeights('best', 1_000_000) });
		expect(pressed.steeredBy).toEqual(['budget']);
		expect(pressed.reason).toMatch(/make the budget last/);
		expect(route({ ...input, limits: { ...NO_LIMITS, maxCost: 10_000 } }).steeredBy).toEqual(['limit']);
		expect(route({ ...input, limits: { ...NO_LIMITS, maxCost: 10_000_000 } }).steeredBy).toEqual([]);
	});

	it('lists the chosen one first, the rest by score, the excluded last with a reason each', () => {
		const p = prediction([predicted('mini', 0.9), predicted('opus', 0.95), predicted('slow', 0.9, { latencyMs: 1 })]);
		const costs = [cost(1000), cost(20_000), cost(500)];
		const candidates = [cheap, dear, candidate('slow', { tools: false })];
		const d = decide({
			candidates,
			prediction: p,
			costs,
			needs: { tools: true, vision: false },
			limits: NO_LIMITS,
			weights: presetWeights('balanced'),
			because: new Set(),
			choice: AUTO,
		});
		expect(d.alternatives.map((a) => a.candidate.id)).toEqual(['mini', 'opus', 'slow']);
		expect(d.alternatives[0]?.whyNot).toBe('');
		expect(d.alternatives[1]?.whyNot).toMatch(/quality 5 % higher for \$0\.019 more/);
		expect(d.alternatives[2]?.whyNot).toMatch(/tools/);
		expect(d.reason).toMatch(/opus would add 5 % quality for 20 times the price/);
	});
});

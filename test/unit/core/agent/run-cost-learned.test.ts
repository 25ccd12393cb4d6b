import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runEstimates } from '../../../../src/core/agent/run-cost.ts';
import { priorShape } from '../../../../src/core/agent/run-prior.ts';
import { type LearnedRuns, learnRun, NOTHING_LEARNED, shapeOf } from '../../../../src/core/agent/run-shapes.ts';
import type { Run } from '../../../../src/core/agent/types.ts';
import { candidate } from '../routing/support.ts';

const model = candidate('m');
const prior = priorShape('fix', model);

function run(steps: number, over: Partial<Run> = {}): Run {
	return {
		id: 'r',
		window: 'w',
		startedAt: 0,
		updatedAt: 0,
		state: 'done',
		taskKind: 'fix',
		model: { candidateId: 'm', modelName: 'M', recipient: 'OpenAI', effort: null, local: false },
		quality: { mean: 0.9, low: 0.8, high: 0.95 },
		estimate: null,
		cap: null,
		spent: 0,
		steps,
		tokens: { input: steps * 20_000, cachedInput: 0, output: steps * 500 },
		subAgents: [],
		changes: [],
		suggestion: null,
		...over,
	};
}

const learnedOf = (runs: readonly Run[]): LearnedRuns => runs.reduce((learned, one) => learnRun(learned, one, model), NOTHING_LEARNED);
const times = (n: number, one: Run): Run[] => Array.from({ length: n }, () => one);
const shape = (learned: LearnedRuns | null, taskKind = 'fix', of = model) => shapeOf(learned, taskKind, of, 15_000);
const input = { taskKind: 'fix', inputTokens: 15_000, now: 0 };

describe('what is learned of runs', () => {
	it('starts at what was recorded and moves to the user’s own with their number', () => {
		expect(shape(null)).toEqual({ shape: prior, own: false });
		expect(shape(NOTHING_LEARNED).shape.steps).toBeCloseTo(prior.steps);
		const own = Math.round(prior.steps * 2.5);
		const steps = [1, 4, 40].map((n) => shape(learnedOf(times(n, run(own)))).shape.steps);
		expect(steps).toEqual(steps.toSorted((a, b) => a - b));
		expect(steps[0]).toBeLessThan(prior.steps * 1.4);
		expect(Math.abs(Math.log(steps[2]! / own))).toBeLessThan(0.15);
	});

	it('says whose runs an estimate stands on, and is surer with them', () => {
		const [before] = runEstimates([model], { ...input, learned: learnedOf(times(3, run(10))) });
		const [with20] = runEstimates([model], { ...input, learned: learnedOf(times(20, run(Math.round(prior.steps)))) });
		expect([before!.from, with20!.from]).toEqual(['recorded', 'own']);
		const [without] = runEstimates([model], { ...input, learned: null });
		expect(with20!.high / with20!.low).toBeLessThan(without!.high / without!.low);
	});

	it('takes no one odd run for the rule', () => {
		const usual = learnedOf(times(10, run(12)));
		for (const odd of [run(390), run(1)]) {
			const ratio = shape(learnRun(usual, odd, model)).shape.steps / shape(usual).shape.steps;
			expect(Math.abs(Math.log(ratio))).toBeLessThan(Math.log(1.2));
		}
	});

	it('stays within bounds whatever the runs say', () => {
		const count = fc.oneof(
			fc.integer({ min: 0, max: 1e15 }),
			fc.constant(Number.NaN),
			fc.constant(Number.POSITIVE_INFINITY),
			fc.constant(-5),
		);
		const odd = fc.record({ steps: count, input: count, output: count });
		fc.assert(
			fc.property(fc.array(odd, { maxLength: 60 }), fc.integer({ min: 0, max: 1e6 }), (all, inputTokens) => {
				const learned = learnedOf(all.map(({ steps, input, output }) => run(steps, { tokens: { input, cachedInput: 0, output } })));
				const { steps, doubt, outputTokens, addedTokens } = shapeOf(learned, 'fix', model, inputTokens).shape;
				const away = (value: number, from: number, most: number) =>
					expect(Math.abs(Math.log(value / from))).toBeLessThanOrEqual(Math.log(most) + 1e-9);
				expect(steps).toBeGreaterThanOrEqual(1);
				expect(steps).toBeLessThanOrEqual(8 * prior.steps * (1 + 1e-9));
				away(outputTokens, prior.outputTokens, 4);
				away(addedTokens, prior.addedTokens, 4);
				expect(doubt).toBeGreaterThanOrEqual(0);
				expect(doubt).toBeLessThanOrEqual(prior.doubt);
			}),
		);
	});

	it('learns nothing of a run that did not come to its end, or without counts', () => {
		for (const state of ['running', 'waiting', 'stopped', 'cancelled', 'failed'] as const)
			expect(learnedOf([run(9, { state })])).toBe(NOTHING_LEARNED);
		expect(learnedOf([run(9, { tokens: { input: 0, cachedInput: 0, output: 0 } })])).toBe(NOTHING_LEARNED);
	});

	it('keeps kinds apart, and a model that always takes longer above the others', () => {
		const learned = learnedOf(times(20, run(40)));
		expect(shape(learned, 'question').own).toBe(false);
		const slow = candidate('slow');
		const both = Array.from({ length: 20 }).reduce<LearnedRuns>((all) => {
			const long = run(30, { model: { ...run(1).model, candidateId: 'slow' } });
			return learnRun(learnRun(all, run(6), model), long, slow);
		}, NOTHING_LEARNED);
		expect(shape(both, 'fix', slow).shape.steps).toBeGreaterThan(1.8 * shape(both, 'fix', model).shape.steps);
	});

	it('says nothing of a model by a run that another one ended', () => {
		const change = { at: 1, step: 2, kind: 'model', from: run(1).model, to: run(1).model, why: 'It was stuck.' } as const;
		const learned = learnedOf(times(5, run(30, { changes: [change] })));
		expect(Object.keys(learned.kinds)).toEqual(['fix']);
		expect(learned.models).toEqual({});
	});

	it('holds a bounded number of kinds and models, names of objects among them', () => {
		let learned = NOTHING_LEARNED;
		for (let i = 0; i < 300; i++) {
			const one = run(5, { taskKind: `kind ${i % 60}`, model: { ...run(1).model, candidateId: `m${i}` } });
			learned = learnRun(learned, one, null);
		}
		expect(Object.keys(learned.kinds).length).toBeLessThanOrEqual(40);
		expect(Object.keys(learned.models).length).toBeLessThanOrEqual(200);
		const odd = learnedOf(times(3, run(5, { taskKind: '__proto__' })));
		expect(shape(odd, '__proto__').shape.steps).toBeGreaterThanOrEqual(1);
		expect(shape(odd, 'constructor').own).toBe(false);
	});
});

describe('a model before any run of it was seen', () => {
	const named = (wireModel: string, dollars: number) => ({
		...{ catalogId: null, wireModel, effort: null },
		prices: { ...model.prices!, output: dollars * 1e6 },
	});

	it('takes fewer steps the dearer it is, and as its maker’s others where nobody recorded it', () => {
		const [cheap, dear] = [priorShape('issue', named('unknown-a', 0.5)), priorShape('issue', named('unknown-a', 20))];
		expect(cheap.steps).toBeGreaterThan(1.5 * dear.steps);
		expect(priorShape('issue', named('claude-next', 20)).steps).toBeLessThan(dear.steps);
		expect(priorShape('issue', named('unknown-a', 1e6)).steps).toBeGreaterThan(1);
	});

	it('is the recorded one under the name that endpoints give it, with less doubt', () => {
		const flash = { ...named('vendor/Qwen3.5-Flash', 2.5), catalogId: 'qwen3.5-flash' };
		const [own, other] = [priorShape('issue', flash), priorShape('issue', named('unknown-a', 2.5))];
		// Not in the catalog: as endpoints write it.
		expect(priorShape('issue', named('vendor/DeepSeek-V3.2-Reasoner', 2.5)).doubt).toBe(0);
		expect(own.steps).toBeGreaterThan(2 * other.steps);
		expect(own.doubt).toBe(0);
		expect(other.doubt).toBeGreaterThan(0.3);
	});

	it('greets in a step or two, and does more of what asks for more', () => {
		expect(priorShape('chat', named('unknown-a', 0.5)).steps).toBeLessThan(4);
		expect(priorShape('fix', model, 2).steps).toBeGreaterThan(1.5 * priorShape('fix', model).steps);
		expect(priorShape('issue', model, 0.5).steps).toBeCloseTo(priorShape('issue', model).steps / 2, 6);
	});
});

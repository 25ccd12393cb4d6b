import { describe, expect, test } from 'vitest';
import { budgetAnswer } from '../../../../src/app/agent/budget-tool.ts';
import { predictAnswer } from '../../../../src/app/agent/predict-tool.ts';
import type { BudgetSnapshot } from '../../../../src/app/budget/service.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import type { Run, RunEstimate } from '../../../../src/core/agent/types.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { bench, LOCAL, MINI, OPUS } from '../../core/gateway/support.ts';
import { candidate } from '../../core/routing/support.ts';

const RUN: RunEstimate = { expected: 310_000, low: 120_000, high: 900_000, steps: 14.2, from: 'recorded' };

function deps(candidates: readonly Candidate[]) {
	const b = bench(candidates, {});
	const { settings } = readSettings(() => undefined);
	return {
		b,
		gateway: b.deps,
		models: { candidates: () => candidates, ready: async () => {}, refresh: async () => {}, usableCount: () => candidates.length },
		budget: {
			period: () => ({ start: 0, end: 1e12, limit: 20_000_000 }),
			current: () => null,
			afterSettled: async () => ({}) as BudgetSnapshot,
			refresh: async () => ({}) as BudgetSnapshot,
		},
		settings: () => settings,
		owner: { user: 'local', device: 'd', window: 'w' },
		newId: () => 'id',
		estimates: (all: readonly Candidate[]) => all.map(({ id }) => (id === 'opus' ? RUN : null)),
	};
}
const { signal } = new AbortController();
const predict = async (raw: unknown, candidates: readonly Candidate[] = [MINI, OPUS, LOCAL].map((c) => ({ ...c, tools: true }))) => {
	const d = deps(candidates);
	const answer = JSON.parse(await predictAnswer(d, raw, signal));
	expect(d.b.sent).toEqual([]);
	return answer;
};

describe('routoo_predict', () => {
	test('tells quality with interval, price of an answer and of a run, and the choice with its reason', async () => {
		const answer = await predict({ task: 'fix the failing test' });
		expect(answer.models).toHaveLength(3);
		expect(answer.chosen).toBe(answer.models[0].model);
		expect(answer.why).toMatch(/\.$/);
		const opus = answer.models.find(({ model }: { model: string }) => model === 'opus');
		expect(opus).toMatchObject({
			quality: { mean: 0.88 },
			local: false,
			run: { price: 0.31, low: 0.12, high: 0.9, steps: 14, from: 'recorded' },
		});
		expect(opus.quality.low).toBeLessThan(opus.quality.mean);
		expect(opus.answerPrice).toBeGreaterThan(0);
		expect(opus.whyNot).toMatch(/\w/);
		expect(answer.models.find(({ model }: { model: string }) => model === 'local')).toMatchObject({ answerPrice: 0, local: true });
	});

	test('needs tools unless it says not: then models without them are left out', async () => {
		expect(
			(
				await predict({ task: 'x' }, [
					{ ...MINI, tools: false },
					{ ...OPUS, tools: true },
				])
			).models,
		).toHaveLength(1);
		const plain = await predict({ task: 'x', needsTools: false }, [
			{ ...MINI, tools: false },
			{ ...OPUS, tools: true },
		]);
		expect(plain.models).toHaveLength(2);
		expect(plain.models[0]).not.toHaveProperty('run');
	});

	test('lists few of many', async () => {
		const many = Array.from({ length: 30 }, (_, i) => candidate(`m${i}`, { tools: true }));
		expect(await predict({ task: 'x' }, many)).toMatchObject({ notListed: 24 });
	});

	test('where no model is allowed says why each is not', async () => {
		const answer = await predict({ task: 'x' }, [{ ...MINI, tools: false }]);
		expect(answer).toMatchObject({ chosen: null, models: [{ notAllowed: true, whyNot: 'cannot call tools' }] });
		expect(answer.blocked).toMatch(/cannot call tools/);
		expect((await predict({ task: 'x' }, [])).error).toMatch(/No model is set up/);
	});

	test.each([
		undefined,
		null,
		'x',
		7,
		[],
		{},
		{ task: '' },
		{ task: '  ' },
		{ task: 5 },
		{ task: 'x', needsTools: 'yes' },
		{ task: ['x'] },
	])('%j is answered with what to send instead', async (raw) => {
		expect((await predict(raw)).error).toMatch(/must be \{"task"/);
	});

	test('a task of any length is bounded, in words', async () => {
		expect((await predict({ task: 'x'.repeat(20_001) })).error).toMatch(/20001 characters.*at most 20000/);
	});

	test('a predictor that fails is said; a stop rejects', async () => {
		const d = deps([MINI]);
		const failing = {
			...d,
			gateway: {
				...d.gateway,
				predictor: {
					...d.gateway.predictor,
					predict: () => Promise.reject(new RoutooError('damagedFile', 'The predictor is gone.', 'Reinstall.')),
				},
			},
		};
		expect(JSON.parse(await predictAnswer(failing, { task: 'x' }, signal)).error).toBe('The predictor is gone. Reinstall.');
		await expect(predictAnswer(failing, { task: 'x' }, AbortSignal.abort())).rejects.toThrow();
	});
});

const snapshot = (over: Partial<BudgetSnapshot> = {}) =>
	({
		view: { limit: 20_000_000, spent: 4_500_000, outstanding: 0, level: 'ok', resetsAt: 1 },
		remaining: 15_500_000,
		agentRemaining: 11_500_000,
		projected: 9_000_000,
		...over,
	}) as BudgetSnapshot;
const run = (over: Partial<Run> = {}) =>
	({
		id: 'r',
		window: 'w',
		state: 'running',
		steps: 10,
		spent: 500_000,
		cap: 2_000_000,
		model: { modelName: 'opus' },
		estimate: RUN,
		...over,
	}) as Run;
const left = async (of: BudgetSnapshot | Error, runs: readonly Run[] = [], paused = false) =>
	JSON.parse(
		await budgetAnswer({
			budget: { refresh: async () => (of instanceof Error ? Promise.reject(of) : of) },
			runs: { list: () => runs },
			owner: { window: 'w' },
			paused: async () => paused,
		}),
	);

describe('routoo_budget', () => {
	test('tells month, share, the run that asks and what its steps cost', async () => {
		expect(await left(snapshot(), [run({ id: 'else', window: 'other' }), run({ state: 'done' }), run()])).toMatchObject({
			month: { limit: 20, spent: 4.5, left: 15.5, projected: 9 },
			agents: { left: 11.5 },
			run: { model: 'opus', steps: 10, spent: 0.5, cap: 2, left: 1.5, stepCost: 0.05, expected: 0.31 },
			paused: false,
			advice: 'About 30 more steps like those so far are paid for.',
		});
	});

	test.each([
		[snapshot(), [], true, /paused by the user/],
		[snapshot({ remaining: 0 }), [], false, /used up/],
		[snapshot({ agentRemaining: 0 }), [], false, /used up/],
		[snapshot(), [], false, /money left/],
		[snapshot(), [run({ spent: 1_900_000 })], false, /About 0 more steps.*finish soon/],
		[snapshot({ remaining: 100_000 }), [run()], false, /About 2 more steps.*finish soon/],
		[snapshot(), [run({ spent: 0 })], false, /cost nothing/],
		[snapshot(), [run({ cap: null })], false, /money left/],
		[snapshot(), [run({ steps: 0, spent: 0 })], false, /money left/],
	])('advises by what is left (%#)', async (of, runs, paused, words) => {
		expect((await left(of, runs, paused)).advice).toMatch(words);
	});

	test('no limit is null, and a ledger that cannot be read is said', async () => {
		const none = snapshot({ view: { ...snapshot().view, limit: null }, remaining: null, agentRemaining: null, projected: null });
		expect(await left(none)).toMatchObject({ month: { limit: null, left: null, projected: null }, agents: { left: null }, run: null });
		expect((await left(new RoutooError('storage', 'The ledger is locked.', 'Close the other window.'))).error).toBe(
			'The ledger is locked. Close the other window.',
		);
	});
});

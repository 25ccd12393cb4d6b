import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { RunHolds } from '../../../../src/core/gateway/run-holds.ts';
import type { GatewayRequest, GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { prices } from '../routing/support.ts';
import { type Bench, bench, end, fault, LOCAL, MINI, OPUS, OTHER, says, text, usage } from './support.ts';

async function run(b: Bench, over: Partial<GatewayRequest> = {}): Promise<GatewayResult> {
	const result = await answerRequest(b.deps, { ...b.input, ...over }, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
	expect(b.ledger.outstanding).toBe(0);
	return result;
}

const ok = () => says(text('ok'), usage(100, 10), end);
const down = () => says(fault('server', 'It is down: "my secret prompt".'));
const asked = (b: Bench) => b.sent.map(({ model }) => model);
const STEP: Partial<GatewayRequest> = { purpose: 'agent', runId: 'run-1', takeover: 'upward' };
const pinned = (candidateId: string): Partial<GatewayRequest> => ({
	choice: { kind: 'pinned', candidateId, why: 'The run began with it.' },
});
const at = (candidate: Candidate, endpointId: string, over: Partial<Candidate> = {}): Candidate => ({
	...candidate,
	id: `${endpointId}/${candidate.id}`,
	endpointId,
	recipient: endpointId,
	wireModel: `${endpointId}-${candidate.wireModel}`,
	...over,
});

describe("the run's maximum", () => {
	it('lowers the output cap to fit, and what is reserved is within it', async () => {
		const b = bench([MINI], { mini: ok }, { ...STEP, runRemaining: () => 5000 });
		expect(await run(b)).toMatchObject({ state: 'done' });
		const [reservation] = [...b.ledger.reservations.values()];
		expect(reservation!.max).toBeLessThanOrEqual(5000);
		expect(reservation!.max).toBeGreaterThan(4900);
		expect(b.sent[0]!.maxOutputTokens).toBeLessThan(8192);
	});

	it.each([
		['auto', {}],
		['pinned', pinned('mini')],
		['named by the user', { choice: { kind: 'user', candidateId: 'mini' } as const }],
		['allowed over the budget', { overLimitApproved: true, atLimit: 'ask' as const }],
	])('binds a model that is %s, in the words of a run', async (_how, over) => {
		const b = bench([MINI], {}, { ...STEP, atLimit: 'ask', runRemaining: () => 300, ...over });
		const { state, error } = await run(b);
		expect([state, error!.kind, error!.action]).toEqual(['failed', 'budget', 'openSettings']);
		expect(error!.message).toMatch(/^This run has \$0\.0003 left of the most that it may cost, and its next step can cost \$0\.00\d+\.$/);
		expect(error!.nextStep).toContain('routoo.routing.maxCostPerRun');
		expect(b.sent).toEqual([]);
		const spent = await run(bench([MINI], {}, { ...STEP, atLimit: 'ask', runRemaining: () => 0, ...over }));
		expect(spent.error!.message).toBe('Nothing is left of the most that this run may cost.');
	});

	it("is not called the month's limit: where a free model answers nothing is asked", async () => {
		const dear = { ...OPUS, id: 'dear', wireModel: 'dear', catalogId: 'dear', prices: prices(5000, 25_000) };
		const b = bench([dear, MINI, LOCAL], { local: ok }, { ...STEP, atLimit: 'block', runRemaining: () => 10 });
		const { state, routing } = await run(b);
		expect([state, routing!.candidateId, routing!.freeOnly]).toEqual(['done', 'local', undefined]);
		expect(routing!.alternatives.find((row) => row.candidateId === 'mini')!.whyNot).toBe(
			'could cost more than is left of the most that this run may cost',
		);
	});

	it('is read anew before each attempt', async () => {
		const left = [20_000, 100];
		const b = bench([MINI, OTHER, LOCAL], { mini: down, local: ok }, { ...STEP, takeover: 'any', runRemaining: () => left.shift()! });
		expect(await run(b)).toMatchObject({ state: 'done', routing: { candidateId: 'local' } });
		expect(left).toEqual([]);
	});

	it('steps that ask at once never hold more than it together', async () => {
		const b = bench([MINI], { mini: ok }, STEP);
		const deps = { ...b.deps, runHolds: new RunHolds() };
		const step = (n: number) => {
			const input = { ...b.input, requestId: `s${n}`, runRemaining: () => 9000 - b.ledger.settled };
			return answerRequest(deps, input, {
				onRouting: () => expect(b.ledger.outstanding + b.ledger.settled).toBeLessThanOrEqual(9000),
				onText: () => {},
				onReasoning: () => {},
			});
		};
		const results = await Promise.all(Array.from({ length: 6 }, (_, n) => step(n)));
		const done = results.filter(({ state }) => state === 'done');
		expect(done.length).toBeGreaterThan(0);
		expect(done.length).toBeLessThan(6);
		for (const { error } of results) if (error !== null) expect(error.message).toMatch(/^(This run has|Nothing is left of) /);
		const paid = done.reduce((sum, { receipt }) => sum + receipt!.cost, 0);
		expect(paid).toBe(b.ledger.settled);
		expect(deps.runHolds.of('run-1')).toBe(0);
		expect((await step(9)).state).toBe('done');
	});
});

describe('paused paid requests', () => {
	it('keep paid models out, whoever named them; free, local and included ones go on', async () => {
		const paused = async () => true;
		const plan = at(OTHER, 'plan', { included: true, prices: null });
		const b = bench([MINI, plan], { 'plan/other': ok });
		expect(await run({ ...b, deps: { ...b.deps, paused } })).toMatchObject({ state: 'done', routing: { candidateId: 'plan/other' } });
		for (const choice of [{ kind: 'auto' }, { kind: 'user', candidateId: 'mini' }] as const) {
			const c = bench([MINI], {}, { choice, atLimit: 'ask' });
			const { error } = await run({ ...c, deps: { ...c.deps, paused } });
			expect(error).toMatchObject({ kind: 'budget', message: 'Paid requests are paused.', action: 'resumePaid' });
			expect(error!.nextStep).toContain('Routoo: Resume Paid Requests');
		}
		const unknown = { ...MINI, prices: null };
		const d = bench([unknown], {}, { choice: { kind: 'user', candidateId: 'mini' }, period: { start: 0, end: 1e12, limit: null } });
		expect((await run({ ...d, deps: { ...d.deps, paused } })).error).toMatchObject({ message: 'Paid requests are paused.' });
	});

	it('an answer that streams is finished, and the next attempt is refused', async () => {
		let on = false;
		const paused = async () => on;
		const b = bench([MINI], {
			mini: async function* () {
				on = true;
				yield* ok();
			},
		});
		const deps = { ...b.deps, paused };
		expect(await run({ ...b, deps })).toMatchObject({ state: 'done' });
		expect((await run({ ...b, deps })).error).toMatchObject({ message: 'Paid requests are paused.' });
		expect(b.sent).toHaveLength(1);
	});
});

describe('who takes over', () => {
	it('upward: nobody of less predicted quality while one is allowed, else anybody', async () => {
		const scripts = { mini: down, other: ok, opus: ok, local: ok };
		const qualities = [0.7, 0.5, 0.72, 0.69];
		const of = async (candidates: readonly Candidate[], over: Partial<GatewayRequest>) => {
			const b = bench(candidates, scripts, { ...over, ...pinned('mini') }, qualities);
			const r = await run(b);
			return { asked: asked(b), r, change: [...b.ledger.reservations.values()].at(-1)!.decision.change };
		};
		const up = await of([MINI, OTHER, OPUS, LOCAL], STEP);
		expect(up.asked).toEqual(['mini', 'opus']);
		expect(up.change).toBe('mini failed (an error of its server), opus took over.');
		expect(up.r.routing!.reason).toContain('no worse than mini');
		expect(up.r.routing!.alternatives.find((row) => row.candidateId === 'local')!.whyNot).toBe(
			'expected to be worse than mini, which failed',
		);
		expect((await of([MINI, OTHER, OPUS, LOCAL], { ...STEP, takeover: 'any' })).asked).toEqual(['mini', 'local']);
		expect((await of([MINI, OTHER], STEP)).asked).toEqual(['mini', 'other']);
		const outOfRun = await of([MINI, OTHER], {});
		expect(outOfRun.change).toBeUndefined();
		expect(outOfRun.r.routing!.fallbackNote).toContain('my secret prompt');
	});

	it('what the caller says of the step stands before it, and no words of a server reach the ledger', async () => {
		const b = bench([MINI, OTHER], { mini: down, other: ok }, { ...STEP, ...pinned('mini'), change: 'The effort was raised.' });
		await run(b);
		expect([...b.ledger.reservations.values()].map(({ decision }) => decision.change)).toEqual([
			'The effort was raised.',
			'The effort was raised. mini failed (an error of its server), other took over.',
		]);
	});

	it('the same model elsewhere first, within twice its price or where it is no dearer than who would take over', async () => {
		const near = at(MINI, 'near', { prices: prices(1.9, 7) });
		const far = at(MINI, 'far', { prices: prices(30, 90) });
		const scripts = { mini: down, 'near/mini': ok, 'far/mini': ok, other: ok, opus: ok };
		const first = bench([MINI, near, OTHER], scripts, { ...STEP, ...pinned('mini') }, [0.6, 0.6, 0.95]);
		const r = await run(first);
		expect(asked(first)).toEqual(['mini', 'near-mini']);
		expect(r.routing!.fallbackNote).toMatch(/^mini failed at OpenAI \(.*\), so near took over with the same model\.$/);
		expect([...first.ledger.reservations.values()].at(-1)!.decision.change).toBe(
			'mini failed (an error of its server), mini at near took over.',
		);
		const dear = bench([MINI, far, OTHER], scripts, { ...STEP, ...pinned('mini') }, [0.6, 0.6, 0.95]);
		await run(dear);
		expect(asked(dear)).toEqual(['mini', 'other']);
		const dearer = at(MINI, 'dearer', { prices: prices(4, 20) });
		const asDear = bench([MINI, dearer, OPUS], { ...scripts, 'dearer/mini': ok }, { ...STEP, ...pinned('mini') }, [0.6, 0.6, 0.95]);
		await run(asDear);
		expect(asked(asDear)).toEqual(['mini', 'dearer-mini']);
	});

	it('not one that rests, nor at another effort', async () => {
		const near = at(MINI, 'near');
		const high = at(MINI, 'third', { effort: 'high' });
		const b = bench([MINI, near, high, OTHER], { mini: down, other: ok }, { ...STEP, ...pinned('mini') }, [0.6, 0.6, 0.6, 0.95]);
		for (let n = 0; n < 3; n++) b.deps.health.failed(near, fault('server'), 'chat');
		await run(b);
		expect(asked(b)).toEqual(['mini', 'other']);
	});
});

describe("the agents' share", () => {
	it('is named where it binds, for runs and what they cause in the background, and not for messages', async () => {
		const period = { start: 0, end: 1e12, limit: 20_000_000, limits: { agent: 100 } };
		for (const purpose of ['agent', 'background']) {
			const { error, routing } = await run(bench([MINI], {}, { ...STEP, purpose, period, atLimit: 'block' }));
			expect(routing).toBeNull();
			expect(error).toMatchObject({ kind: 'budget' });
			expect(error!.message).toContain("of the share of runs in VS Code's Chat (routoo.agent.budgetShare) is left");
			expect(error!.nextStep).toBe('Raise that share or the budget, or pick a free or local model.');
		}
		const free = await run(bench([MINI, LOCAL], { local: ok }, { ...STEP, period }));
		expect(free.routing!.alternatives.find((row) => row.candidateId === 'mini')!.whyNot).toContain('routoo.agent.budgetShare');
		expect(await run(bench([MINI], { mini: ok }, { purpose: 'chat', period }))).toMatchObject({ state: 'done' });
		const none = await run(bench([MINI], {}, { ...STEP, period: { ...period, limits: { agent: 0 } }, atLimit: 'ask' }));
		expect([none.error!.kind, none.error!.action]).toEqual(['budget', 'openBudget']);
		expect(none.error!.message).toContain('routoo.agent.budgetShare');
		const month = await run(bench([MINI], {}, { ...STEP, period: { ...period, limit: 50 }, atLimit: 'block' }));
		expect(month.error!.message).toContain('of the budget is left');
	});
});

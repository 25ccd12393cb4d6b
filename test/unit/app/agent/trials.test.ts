import { beforeEach, expect, test } from 'vitest';
import type { AgentRequest } from '../../../../src/app/agent/ports.ts';
import { Trials } from '../../../../src/app/learning/trials.ts';
import { TOOLS } from '../../core/agent/talk.ts';
import { memoryState } from '../fakes.ts';
import { AgentBench, after, assistant, BEGIN, calls, system, wrapped } from './agent-bench.ts';

let b: AgentBench;
let trials: Trials;

beforeEach(() => {
	trials = new Trials({
		...{ state: memoryState(), share: () => b.settings().learning.exploration, log: () => {} },
		caches: { of: (key) => b.deps.gateway.caches.of(key) },
	});
	b = new AgentBench({ settings: { 'routoo.learning.exploration': 10, 'routoo.routing.goodEnough': 92 }, deps: { trials } });
	// The mean of the cheap one reaches the bar, and too little is known of it.
	b.intervals['cloud/mini'] = { low: 0.6, high: 0.99 };
	b.scripts.mini = () => calls('k1');
	b.scripts.big = () => calls('k1');
});

const request = (conversationId: string, over: Partial<AgentRequest> = {}): AgentRequest => ({
	...{ entry: 'auto', conversationId, signal: new AbortController().signal },
	prompt: { messages: BEGIN, tools: TOOLS, toolChoice: 'auto' },
	...over,
});

const isTried = (): boolean => b.routed.at(-1)!.steeredBy.includes('exploration');

test('a share of runs begins with the cheaper one, as the decision alone says, and goes on with it', async () => {
	let count = 0;
	for (let n = 1; n <= 40; n++) {
		const { decision } = await b.agent.route(request(`c${n}`));
		expect(trials.kept.current().requests).toBe(n - 1);
		const { lines, run } = await b.ask(BEGIN, { conversationId: `c${n}` });
		const line = b.routed.at(-1)!;
		expect([line.candidateId, line.steeredBy, line.reason]).toEqual([decision.chosen!.candidate.id, decision.steeredBy, decision.reason]);
		expect(run!.model.candidateId).toBe(isTried() ? 'cloud/mini' : 'vendor/big');
		expect(lines[0]!.includes('tried to learn how well it does for you')).toBe(isTried());
		if (isTried()) count++;
		expect(count).toBeLessThanOrEqual(0.1 * n + 1);
		expect(trials.kept.current()).toEqual({ requests: n, tried: count });
		const next = await b.ask(after('k1'), { conversationId: `c${n}` });
		expect(next.run).toMatchObject({ id: run!.id, model: run!.model, steps: 2 });
		expect(trials.kept.current().requests).toBe(n);
	}
	expect(count).toBeGreaterThan(1);
});

test('a question without tools may try one, too', async () => {
	let count = 0;
	for (let n = 1; n <= 40; n++) {
		const prompt = { messages: BEGIN, tools: [], toolChoice: 'auto' } as const;
		const { decision } = await b.agent.route(request(`c${n}`, { prompt }));
		await b.ask(BEGIN, { conversationId: `c${n}`, tools: [] });
		expect(b.routed.at(-1)!.candidateId).toBe(decision.chosen!.candidate.id);
		if (isTried()) count++;
		expect(trials.kept.current()).toEqual({ requests: n, tried: count });
	}
	expect(count).toBeGreaterThan(1);
});

test.each([
	['the setting is 0', { 'routoo.learning.exploration': 0 }, {}],
	['the user named the model', {}, { entry: 'vendor/big' }],
	['the bar is out of its reach', { 'routoo.routing.goodEnough': 95 }, {}],
	['what a run may cost is too little for any', { 'routoo.routing.maxCostPerRun': 0.000001 }, {}],
	['all paid requests are over the budget', { 'routoo.budget.monthly': 0 }, {}],
])('none is tried where %s', async (_, settings, over) => {
	for (const [key, value] of Object.entries(settings)) b.values.set(key, value);
	await b.budget.refresh();
	for (let n = 1; n <= 40; n++) await b.ask(BEGIN, { conversationId: `c${n}`, ...over });
	expect(b.routed.filter(({ steeredBy }) => steeredBy.includes('exploration'))).toEqual([]);
	expect(trials.kept.current().tried).toBe(0);
});

test('a later run of a conversation tries none, here or after a restart', async () => {
	const later = [system(), wrapped('Look around'), assistant('I did.'), wrapped('Fix the tests')];
	for (let n = 1; n <= 40; n++) await b.ask(later, { conversationId: `c${n}` });
	expect(trials.kept.current()).toEqual({ requests: 0, tried: 0 });
	await b.ask(BEGIN, { conversationId: 'again' });
	await b.ask([system(), wrapped('Another task')], { conversationId: 'again' });
	expect(trials.kept.current().requests).toBe(1);
});

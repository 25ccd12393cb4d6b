import { expect, test } from 'vitest';
import type { ToolStep, VerifiedFailure } from '../../../../src/core/agent/types.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { tool, user } from '../../core/agent/talk.ts';
import {
	AgentBench,
	after,
	assistant,
	BEGIN,
	BIG,
	call,
	calls,
	HOME,
	hangs,
	MINI,
	MINI_HIGH,
	result,
	says,
	system,
	wrapped,
} from './agent-bench.ts';

const down = new RoutooError('server', 'The server failed.', 'Try again.');

test('a run: the model is chosen for it, stays, and ends with the answer without calls', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const first = await bench.ask(BEGIN);
	expect(first.lines).toEqual(['mini · 93 % (90–95) · ~$0.02 for about 14 steps']);
	expect(first.run).toMatchObject({ state: 'waiting', steps: 1, taskKind: 'fix', cap: 100_000, estimate: { expected: 20_000 } });
	expect(bench.agent.runs.list()).toEqual([first.run]);
	bench.scripts.mini = () => says('Fixed.');
	const second = await bench.ask(after('a'));
	expect(second).toMatchObject({ text: 'Fixed.', state: 'done', words: null, lines: [] });
	expect(second.run).toMatchObject({ id: first.run!.id, state: 'done', steps: 2, changes: [] });
	expect(second.run!.spent).toBe(bench.bookedTo(first.run!.id));
	expect(second.run!.spent).toBe(2 * 700);
	expect(second.run!.tokens).toEqual({ input: 2000, cachedInput: 0, output: 200 });
	expect(bench.ended.map(({ state }) => state)).toEqual(['done']);
	const rows = [...bench.memory.reservations.values()];
	expect(rows.map(({ purpose, runId }) => [purpose, runId])).toEqual([1, 2].map(() => ['agent', first.run!.id]));
	// What is told of the choice, as "/why" shows it, is the comparison at the start: the steps behind it compare nothing.
	expect(bench.routed.map(({ modelName }) => modelName)).toEqual(['mini']);
	expect(bench.routed[0]!.alternatives.length).toBeGreaterThan(1);
	expect(bench.routed[0]!.alternatives.filter(({ whyNot }) => whyNot.includes('not among the models you allow'))).toEqual([]);
});

test('what the run costs decides, not its first request', async () => {
	const bench = new AgentBench();
	bench.quality = { 'cloud/mini': 0.7, 'vendor/big': 0.97 };
	expect((await bench.ask(BEGIN)).run!.model.candidateId).toBe('vendor/big');
	// As dear as a month's budget: not worth the points.
	bench.estimates['vendor/big'] = 15_000_000;
	const cheap = await bench.ask([system(), wrapped('Fix the docs')], { conversationId: 'c2' });
	expect(cheap.run!.model.candidateId).toBe('cloud/mini');
	expect(bench.routed.at(-1)!.alternatives.find(({ candidateId }) => candidateId === 'vendor/big')!.expectedCost).toBe(15_000_000);
});

test('a question without tools is a run of one step at the weights of a message', async () => {
	const bench = new AgentBench();
	const asked = await bench.ask([system(), user('<prompt>\nwrite a title for my blog post\n</prompt>')], { tools: [] });
	expect(asked.lines).toEqual(['mini · 93 % (90–95) · ~$0.00021']);
	expect(asked.run).toMatchObject({ state: 'done', steps: 1, estimate: { steps: 1 }, cap: 2_000_000 });
});

test('the line can be turned off', async () => {
	const bench = new AgentBench({ settings: { 'routoo.agent.decisionLine': false } });
	expect((await bench.ask(BEGIN)).lines).toEqual([]);
});

test('an entry stands for a preset, or for the efforts of one model, whatever the pool', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.pool': ['cloud/mini'], 'routoo.routing.goodEnough': null } });
	bench.candidates = [MINI, MINI_HIGH, BIG];
	expect((await bench.ask(BEGIN, { entry: 'vendor/big', conversationId: 'a' })).run!.model.candidateId).toBe('vendor/big');
	expect((await bench.ask(BEGIN, { entry: 'best', conversationId: 'b' })).run!.model.candidateId).toBe('cloud/mini');
	bench.quality['cloud/mini'] = 0.3;
	expect((await bench.ask(BEGIN, { entry: 'cloud/mini', conversationId: 'd' })).run!.model.candidateId).toBe('cloud/mini@high');
	const gone = await bench.ask(BEGIN, { entry: 'vendor/gone' });
	expect(gone).toMatchObject({ state: 'failed', error: { kind: 'modelNotFound' }, run: null });
});

test('a named model thinks as much as its caller says, in the nearest word that it has', async () => {
	const bench = new AgentBench();
	bench.candidates = [{ ...MINI, reasoning: true }, MINI_HIGH, BIG];
	const chosen = async (effort: string | undefined, entry = 'cloud/mini'): Promise<string> => {
		const over = effort === undefined ? {} : { effort };
		return (await bench.ask(BEGIN, { entry, conversationId: `${entry} ${effort}`, ...over })).run!.model.candidateId;
	};
	expect(await Promise.all(['max', 'high', 'medium', 'none'].map((effort) => chosen(effort)))).toEqual([
		...['cloud/mini@high', 'cloud/mini@high', 'cloud/mini', 'cloud/mini'],
	]);
	// Of a word that says nothing, and of what is not named, Routoo chooses.
	bench.quality['cloud/mini'] = 0.3;
	expect(await chosen('turbo')).toBe('cloud/mini@high');
	expect(await chosen('none', 'best')).toBe(await chosen(undefined, 'best'));
});

test('titles and the like go to the cheapest adequate model, without a line and without a run', async () => {
	const bench = new AgentBench();
	bench.candidates = [BIG, MINI, HOME];
	bench.quality['home/local'] = 0.9;
	const title = await bench.ask(
		[system('You are an expert in crafting titles for chatbot conversations.'), user('Please write a brief title')],
		{ tools: [], entry: 'best', conversationId: null },
	);
	expect(title).toMatchObject({ text: 'from local', run: null, lines: [], words: null });
	expect([...bench.memory.reservations.values()].map(({ purpose, runId }) => [purpose, runId])).toEqual([['background', null]]);
	expect(bench.agent.runs.list()).toEqual([]);
	expect(bench.routed).toEqual([]);
});

test('the summary of a run is booked to it', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	bench.scripts.mini = () => says('<summary>much</summary>');
	const summary = [
		system('Your task is to create a comprehensive, detailed summary of the entire conversation'),
		...after('a').slice(1),
		user('Summarize the conversation history so far, paying'),
	];
	const answered = await bench.ask(summary, { conversationId: null });
	expect(answered.lines).toEqual([]);
	expect(answered.run).toMatchObject({ id: run!.id, spent: bench.bookedTo(run!.id), state: 'waiting' });
	expect(answered.run!.spent).toBeGreaterThan(run!.spent);
});

test('a sub-agent belongs to its run, with its model and its money, and without a line', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('s', 'runSubagent', { prompt: 'Find out what cart.ts does.', description: 'Look' });
	const { run } = await bench.ask(BEGIN);
	bench.scripts.mini = () => calls('t');
	const fewer = [tool('read_file')];
	const begin = [system('Other words.'), wrapped('Find out what cart.ts does.')];
	const sub = await bench.ask(begin, { tools: fewer });
	expect(sub.lines).toEqual([]);
	expect(sub.run).toMatchObject({ id: run!.id, subAgents: [{ name: 'runSubagent', steps: 1, spent: 700 }], steps: 2, state: 'waiting' });
	bench.scripts.mini = () => says('It adds up.');
	const ended = await bench.ask([...begin, call('t'), result('t')], { tools: fewer });
	expect(ended.run).toMatchObject({ id: run!.id, state: 'waiting', subAgents: [{ steps: 2, spent: 1400 }] });
	const last = await bench.ask([...BEGIN, call('s', 'runSubagent'), result('s', 'It adds up.')]);
	expect(last.run).toMatchObject({ id: run!.id, state: 'done', steps: 4 });
	expect(last.run!.spent).toBe(bench.bookedTo(run!.id));
	expect(new Set([...bench.memory.reservations.values()].map(({ runId }) => runId))).toEqual(new Set([run!.id]));
});

test('a run that is stopped is booked for what came, and goes on when it is sent again', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal, 'half a word');
	const asking = bench.ask(after('a'), { signal: stop.signal });
	await bench.elapse(0);
	stop.abort();
	const stopped = await asking;
	expect(stopped).toMatchObject({ state: 'cancelled', run: { id: run!.id, state: 'cancelled' } });
	bench.scripts.mini = () => says('Fixed.');
	const again = await bench.ask(after('a'));
	expect(again.run).toMatchObject({ id: run!.id, state: 'done' });
	expect(again.run!.spent).toBe(bench.bookedTo(run!.id));
	expect(again.run!.spent).toBeGreaterThan(1400);
});

test('a message meanwhile ends the run before it', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	const next = await bench.ask([...after('a'), assistant('x'), wrapped('Now the docs')]);
	expect(next.run!.id).not.toBe(run!.id);
	expect(bench.agent.runs.list().map(({ state }) => state)).toEqual(['waiting', 'cancelled']);
});

test('a run whose results never come has ended after an hour', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.clock.at += 3_600_001;
	expect(bench.agent.runs.list().map(({ state }) => state)).toEqual(['cancelled']);
});

test('a run that waits for longer than an hour has ended for those who learn, and goes on where its results come all the same', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	bench.clock.at += 3_600_001;
	bench.scripts.mini = () => says('Fixed.');
	const done = await bench.ask(after('a'));
	expect(bench.ended.map(({ state }) => state)).toEqual(['cancelled', 'done']);
	expect(done.run).toMatchObject({ id: run!.id, state: 'done' });
});

test('a model that the user named is asked although it failed just now', async () => {
	const bench = new AgentBench();
	for (let n = 0; n < 3; n++) bench.deps.gateway.health.failed(BIG, down, 'chat');
	bench.quality['cloud/mini'] = 0.1;
	expect((await bench.ask(BEGIN, { conversationId: 'e' })).text).toBe('from mini');
	expect((await bench.ask(BEGIN, { entry: 'vendor/big', tools: [], conversationId: 'd' })).text).toBe('from big');
	for (let n = 0; n < 3; n++) bench.deps.gateway.health.failed(BIG, down, 'chat');
	expect((await bench.ask(BEGIN, { entry: 'vendor/big' })).text).toBe('from big');
});

test('a failure that has been answered is not answered again, also after a reload', async () => {
	const table = new MemoryStateTable();
	const since: number[] = [];
	const failure = (_steps: readonly ToolStep[], from: number): VerifiedFailure => {
		since.push(from);
		return { kind: 'loop', at: 0, what: 'read_file' };
	};
	const bench = new AgentBench({ table, deps: { failure } });
	bench.scripts.mini = () => calls('a');
	bench.estimates['cloud/mini'] = 100_000;
	await bench.ask(BEGIN);
	bench.scripts.big = () => calls('b');
	await bench.ask(after('a'));
	await bench.agent.close();
	const next = new AgentBench({ table, window: 'w2', deps: { failure } });
	await next.agent.load();
	await next.ask([...after('a', 'b'), call('c'), result('c')]);
	expect(since).toEqual([0, 1]);
});

test('what stays here goes to local models, as it was screened', async () => {
	const bench = new AgentBench({
		deps: {
			screen: async ({ prompt }) => ({ prompt: { ...prompt, messages: [...prompt.messages, user('withheld')] }, localOnly: true }),
		},
	});
	bench.candidates = [MINI, HOME];
	bench.scripts.local = () => calls('a');
	const local = await bench.ask(BEGIN);
	expect(local).toMatchObject({ run: { model: { candidateId: 'home/local' }, cap: null, estimate: null } });
	expect(local.lines).toEqual(['local · 60 % (57–62) · free']);
	expect(bench.sent).toHaveLength(1);
	expect(JSON.stringify(bench.sent[0]!.request.messages.at(-1))).toContain('withheld');
});

test('nothing is set up: no entries, and an answer that says so', async () => {
	const bench = new AgentBench();
	bench.candidates = [];
	expect(bench.agent.entries()).toEqual([]);
	expect(await bench.ask(BEGIN)).toMatchObject({ state: 'failed', error: { kind: 'noModel' }, run: null });
	expect(bench.agent.runs.list()).toEqual([]);
});

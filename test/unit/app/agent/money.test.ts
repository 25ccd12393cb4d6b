import { expect, test } from 'vitest';
import { FINISH_TEXT } from '../../../../src/core/agent/words.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { textOf } from '../../../../src/core/message/message.ts';
import { AgentBench, after, assistant, BEGIN, call, calls, fails, HOME, MINI, result, says, wrapped } from './agent-bench.ts';

const down = new RoutooError('server', 'The server failed.', 'Try again.');

test('near the cap the answer is asked for behind what is cached, without tools, and said once', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.maxCostPerRun': 0.01 } });
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 3800]);
	const { run } = await bench.ask(BEGIN);
	expect(run).toMatchObject({ cap: 10_000, spent: 8100 });
	bench.scripts.mini = () => says('What I have.');
	const last = await bench.ask(after('a'));
	expect(last.lines).toEqual(['$0.0081 of $0.01 for this run are spent: the answer is asked for with what is there.']);
	const { request } = bench.sent[1]!;
	expect(request.toolChoice).toBe('none');
	expect(request.tools).toEqual(bench.sent[0]!.request.tools);
	expect(request.messages.slice(0, -1)).toEqual(after('a'));
	expect(textOf(request.messages.at(-1)!.parts)).toBe(FINISH_TEXT);
	expect(request.stableMessages).toBe(after('a').length);
	expect(last.run).toMatchObject({ state: 'done' });
	expect(last.run!.spent).toBeLessThanOrEqual(10_000);
});

test('at the cap the run stops in words, and the next message goes on with the same model and a new cap', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.maxCostPerRun': 0.009 } });
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 4000]);
	const { run } = await bench.ask(BEGIN);
	expect(run!.spent).toBe(8500);
	const long = [...BEGIN, call('a'), result('a', 'x'.repeat(20_000))];
	const stopped = await bench.ask(long);
	expect(stopped).toMatchObject({ state: 'done', error: null, parts: [], run: { state: 'stopped', spent: 8500 } });
	expect(stopped.words).toContain('$0.0085 of the $0.009 that it may cost are spent');
	expect(stopped.words).toContain('Send "continue" to go on with $0.009 more, or raise routoo.routing.maxCostPerRun.');
	expect(bench.sent).toHaveLength(1);
	// Sent again without a word of the user it says the same.
	expect((await bench.ask(long)).words).toBe(stopped.words);
	// The other one would be chosen now.
	bench.quality['cloud/mini'] = 0.1;
	bench.values.set('routoo.routing.maxCostPerRun', 2);
	bench.scripts.mini = () => says('Done.');
	const on = await bench.ask([...long, assistant(stopped.words!), wrapped('continue')]);
	expect(on.run).toMatchObject({ state: 'done', cap: 100_000, model: { candidateId: 'cloud/mini' } });
	expect(on.run!.id).not.toBe(run!.id);
});

test('a limit that follows from the estimate says so, and "continue" has the kind of what goes on and no less money', async () => {
	const bench = new AgentBench();
	bench.estimates['cloud/mini'] = 1700;
	// "continue" by itself looks like a little talk.
	bench.kindFactor = { chat: 0.1 };
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 4000]);
	const { run } = await bench.ask(BEGIN);
	expect(run).toMatchObject({ cap: 8500, spent: 8500, taskKind: 'fix' });
	const stopped = await bench.ask(after('a'));
	expect(stopped.words).toContain('This limit follows from what the run was expected to cost. Send "continue" to go on with $0.0085 more.');
	expect(stopped.words).not.toContain('maxCostPerRun');
	bench.kind = 'chat';
	bench.scripts.mini = () => says('Done.');
	const on = await bench.ask([...after('a'), assistant(stopped.words!), wrapped('continue')]);
	expect(on.run).toMatchObject({ taskKind: 'fix', cap: 8500, estimate: { expected: 1700 } });
	// What is asked for beside it has its own.
	const other = await bench.ask([...BEGIN, assistant('Done.'), wrapped('thanks')]);
	expect(other.run).toMatchObject({ taskKind: 'chat', cap: 850 });
	// A smaller task in the same conversation gets no less than was said.
	bench.kind = 'fix';
	bench.scripts.mini = () => calls('b', 'read_file', {}, [1000, 4000]);
	const next = await bench.ask([...BEGIN, assistant('Done.'), wrapped('Fix the docs')], { conversationId: 'c2' });
	const again = [...BEGIN, assistant('Done.'), wrapped('Fix the docs'), call('b'), result('b')];
	expect((await bench.ask(again, { conversationId: 'c2' })).run).toMatchObject({ id: next.run!.id, state: 'stopped' });
	bench.kind = 'explain';
	bench.kindFactor = { explain: 0.1 };
	bench.scripts.mini = () => says('Done.');
	const smaller = await bench.ask([...again, assistant('Stopped.'), wrapped('What is left?')], { conversationId: 'c2' });
	expect(smaller.run).toMatchObject({ taskKind: 'explain', estimate: { expected: 170 }, cap: 8500 });
});

test('the limit of a cheap model that fails at once does not keep a dearer one from beginning the run', async () => {
	const bench = new AgentBench();
	bench.estimates = { 'cloud/mini': 500, 'vendor/big': 4000 };
	bench.quality['vendor/big'] = 0.931;
	bench.scripts.mini = () => fails(down);
	bench.scripts.big = ({ maxOutputTokens }) => calls('a', 'read_file', {}, [50, maxOutputTokens]);
	const { run, words } = await bench.ask(BEGIN);
	expect([words, run!.model.candidateId, run!.steps]).toEqual([null, 'vendor/big', 1]);
	expect(bench.sent.map(({ model }) => model)).toEqual(['mini', 'big']);
	expect(run!.cap).toBeGreaterThanOrEqual(20_000);
	expect(run!.spent).toBeLessThanOrEqual(run!.cap!);
	expect(run!.spent).toBe(bench.bookedTo(run!.id));
});

test('thanks after a stop does not go on with the task', async () => {
	const bench = new AgentBench();
	bench.estimates['cloud/mini'] = 1700;
	bench.kindFactor = { chat: 0.1 };
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 4000]);
	await bench.ask(BEGIN);
	const stopped = await bench.ask(after('a'));
	expect(stopped.run!.state).toBe('stopped');
	bench.kind = 'chat';
	bench.scripts.mini = () => says('You are welcome.');
	const thanked = await bench.ask([...after('a'), assistant(stopped.words!), wrapped('Thanks!')]);
	expect(thanked.run).toMatchObject({ taskKind: 'chat', estimate: { expected: 170 } });
});

test('the first request of a run keeps its limit, however much it writes', async () => {
	for (const [expected, cap] of [
		[500, 2500],
		[1200, 6000],
	] as const) {
		const bench = new AgentBench();
		bench.candidates = [MINI];
		bench.estimates['cloud/mini'] = expected;
		bench.scripts.mini = ({ maxOutputTokens }) => calls('a', 'read_file', {}, [50, maxOutputTokens]);
		const { run } = await bench.ask(BEGIN);
		expect(run).toMatchObject({ cap, steps: 1 });
		expect(run!.spent).toBe(bench.bookedTo(run!.id));
		expect(run!.spent).toBeGreaterThan(0);
		expect(run!.spent).toBeLessThanOrEqual(cap);
	}
	// Less than a short answer costs is no limit that anybody could keep.
	const bench = new AgentBench();
	bench.candidates = [MINI];
	bench.estimates['cloud/mini'] = 1;
	bench.scripts.mini = ({ maxOutputTokens }) => says('x', [50, maxOutputTokens]);
	const { run, words } = await bench.ask(BEGIN);
	expect([words, run!.state]).toEqual([null, 'done']);
	expect(run!.spent).toBeLessThanOrEqual(run!.cap!);
});

test('two that begin a run at once: where the limit holds for one alone, the run stays with the other', async () => {
	const bench = new AgentBench();
	bench.candidates = [MINI];
	bench.estimates['cloud/mini'] = 400;
	bench.scripts.mini = ({ maxOutputTokens }) => calls('a', 'read_file', {}, [50, maxOutputTokens]);
	const both = await Promise.all([bench.ask(BEGIN), bench.ask(BEGIN)]);
	expect(both.map(({ words }) => words === null)).toEqual([true, false]);
	const { run } = both[0]!;
	expect(bench.agent.runs.list()).toMatchObject([{ id: run!.id, state: 'waiting', spent: bench.bookedTo(run!.id) }]);
});

test('the month, the share of agents and a pause stop a run in words, with the way out', async () => {
	const bench = new AgentBench({ settings: { 'routoo.budget.monthly': 0.01, 'routoo.agent.budgetShare': 100 } });
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 4000]);
	const { run } = await bench.ask(BEGIN);
	const stopped = await bench.ask([...BEGIN, call('a'), result('a', 'x'.repeat(20_000))]);
	expect(stopped).toMatchObject({ state: 'done', error: null, run: { id: run!.id, state: 'stopped', spent: 8500 } });
	expect(stopped.words).toMatch(/^Routoo sent nothing\. .*budget/);
	bench.values.set('routoo.budget.monthly', 20);
	bench.scripts.mini = () => says('Fixed.');
	expect((await bench.ask([...BEGIN, call('a'), result('a', 'x'.repeat(20_000))])).run).toMatchObject({ id: run!.id, state: 'done' });
	const none = new AgentBench({ settings: { 'routoo.agent.budgetShare': 0 } });
	const refused = await none.ask(BEGIN);
	expect(refused).toMatchObject({ state: 'done', run: null, error: null });
	expect(refused.words).toMatch(/^Routoo sent nothing\. /);
	expect(none.agent.runs.list()).toEqual([]);
});

test.each([
	['free', 'local', null],
	// Nobody can be asked here: free models go on, and without one the words offer nothing that cannot be done.
	['ask', 'local', null],
	['block', null, null],
	['ask', null, MINI],
] as const)('at the limit, set to %s, a run goes to %s', async (atLimit, free, only) => {
	const bench = new AgentBench({ settings: { 'routoo.budget.monthly': 0.0001, 'routoo.budget.atLimit': atLimit } });
	bench.candidates = only === null ? [MINI, HOME] : [only];
	const begun = await bench.ask(BEGIN);
	expect([begun.run?.model.modelName ?? null, begun.text]).toEqual([free, free === null ? '' : 'from local']);
	if (free !== null) return;
	const how =
		atLimit === 'ask' ? 'raise that share, the budget, or add a free local model' : 'Raise that share or the budget, or pick a free';
	expect(begun.words).toContain(how);
	expect(begun.words).not.toContain('Send it anyway');
});

test.each([
	['routoo.routing.maxCostPerRequest', 0.0001, 'raise the maximum cost per request'],
	['routoo.routing.minQuality', 99, 'lower the minimum quality'],
	['routoo.localOnly', true, 'start a local model server'],
])('%s of %s keeps every model out: said in words, not as an error that is tried again', async (key, value, how) => {
	const bench = new AgentBench({ settings: { [key]: value } });
	const refused = await bench.ask(BEGIN);
	expect(refused).toMatchObject({ state: 'done', error: null, run: null });
	expect(refused.words).toContain(how);
	expect(bench.sent).toEqual([]);
});

test('a run of a free model has no cap, and one that a paid model takes over gets one', async () => {
	const bench = new AgentBench();
	bench.candidates = [HOME];
	bench.scripts.local = () => calls('a');
	expect((await bench.ask(BEGIN)).run).toMatchObject({ cap: null, estimate: null });
	bench.candidates = [HOME, MINI];
	bench.scripts.local = () => fails(down);
	bench.scripts.mini = () => says('Fixed.');
	expect((await bench.ask(after('a'))).run).toMatchObject({ cap: 100_000, model: { candidateId: 'cloud/mini' }, state: 'done' });
});

test('parallel calls of one run never pass its cap together', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.maxCostPerRun': 0.02 } });
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	// As dear as they may be: the vendor counts no more than was estimated, and all of the output that was asked for.
	bench.scripts.mini = ({ maxOutputTokens }) => says('x', [50, maxOutputTokens]);
	const all = await Promise.all([1, 2, 3, 4].map((n) => bench.ask([...BEGIN, call('a'), result('a', `${n}`)])));
	const spent = bench.bookedTo(run!.id);
	expect(spent).toBeLessThanOrEqual(20_000);
	expect(bench.agent.runs.list()[0]!.spent).toBe(spent);
	expect(all.filter(({ words }) => words !== null).length).toBeGreaterThan(0);
	expect(all.filter(({ text }) => text === 'x').length).toBeGreaterThan(0);
});

test('the pace of the month learns the steps of a run, and what it causes beside itself, as one request of their cost', async () => {
	const learned: unknown[][] = [];
	const bench = new AgentBench({ settings: { 'routoo.budget.monthly': 20 } });
	await bench.budget.refresh();
	const learnPace = bench.budget.learnPace.bind(bench.budget);
	bench.budget.learnPace = (cost, remaining, ...run) => {
		learned.push([cost, ...run]);
		return learnPace(cost, remaining, ...run);
	};
	bench.scripts.mini = () => calls('a', 'read_file', {}, [1000, 4000]);
	await bench.ask(BEGIN);
	bench.scripts.mini = () => calls('b', 'read_file', {}, [2000, 1000]);
	await bench.ask(after('a'));
	bench.scripts.mini = () => says('Done.', [3000, 100]);
	await bench.ask(after('a', 'b'));
	await bench.elapse();
	expect(learned).toEqual([
		[8500, true, 0],
		[3000, false, 8500],
		[1700, false, 11_500],
	]);
});

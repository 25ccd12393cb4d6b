import { expect, test } from 'vitest';
import { parseKept, RUNS_KEY } from '../../../../src/app/agent/kept-runs.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import { call, result, TOOLS } from '../../core/agent/talk.ts';
import { AgentBench, after, assistant, BEGIN, calls, hangs, MINI, says, wrapped } from './agent-bench.ts';

const kept = (table: MemoryStateTable) => new VersionedState(table, 'workspace').get('global', RUNS_KEY);

test('after a reload the run goes on with its model, its money and its cap', async () => {
	const table = new MemoryStateTable();
	const first = new AgentBench({ table });
	first.scripts.mini = () => calls('a');
	const { run } = await first.ask(BEGIN);
	await first.agent.close();
	const second = new AgentBench({ table, window: 'w2' });
	await second.agent.load();
	// It is not at work in any window now.
	expect(second.agent.runs.list()).toEqual([{ ...run, state: 'cancelled' }]);
	// The other one would be chosen now.
	second.quality['cloud/mini'] = 0.1;
	second.scripts.mini = () => says('Fixed.');
	const done = await second.ask(after('a'));
	expect(done.run).toMatchObject({
		id: run!.id,
		window: 'w2',
		state: 'done',
		cap: run!.cap,
		spent: 1400,
		steps: 2,
		model: { candidateId: 'cloud/mini' },
	});
	await second.agent.close();
	expect(parseKept(await kept(table)).runs.map(({ run: { id, state } }) => [id, state])).toEqual([[run!.id, 'done']]);
});

test('a run with many sub-agents goes on after a reload as well', async () => {
	const table = new MemoryStateTable();
	const first = new AgentBench({ table });
	const said = [...BEGIN];
	let id: string | undefined;
	for (let n = 0; n < 25; n++) {
		const prompt = `Look at what part ${n} of the shop does.`;
		first.scripts.mini = () => calls(`s${n}`, 'runSubagent', { prompt });
		id = (await first.ask(said)).run!.id;
		first.scripts.mini = () => says('It adds up.');
		await first.ask([BEGIN[0]!, wrapped(prompt)], { tools: TOOLS.slice(0, 2) });
		said.push(call(`s${n}`, 'runSubagent', { prompt }), result(`s${n}`, 'It adds up.', false, 'runSubagent'));
	}
	expect(first.agent.runs.list()).toMatchObject([{ id, steps: 50 }]);
	expect(first.agent.runs.list()[0]!.subAgents).toHaveLength(25);
	await first.agent.close();
	const second = new AgentBench({ table, window: 'w2' });
	await second.agent.load();
	second.scripts.mini = () => says('Done.');
	expect((await second.ask(said)).run).toMatchObject({ id, state: 'done', steps: 51 });
});

test('nothing of a conversation is kept: numbers, names and hashes', async () => {
	const table = new MemoryStateTable();
	const bench = new AgentBench({ table });
	bench.scripts.mini = () => calls('call-of-a-secret', 'runSubagent', { prompt: 'the secret prompt' });
	await bench.ask([...BEGIN.slice(0, 1), wrapped('the secret task')]);
	await bench.ask([wrapped('the secret prompt')]);
	await bench.agent.close();
	const text = JSON.stringify(await kept(table));
	expect(text).toContain('"steps":2');
	expect(text).not.toContain('secret');
	expect(text).not.toContain('c1"');
});

test('what is kept is written at most every second, and at the end', async () => {
	const table = new MemoryStateTable();
	const bench = new AgentBench({ table });
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	expect(await kept(table)).toBeUndefined();
	expect(bench.waiting.filter(({ ms }) => ms === 1000)).toHaveLength(1);
	await bench.elapse();
	expect(parseKept(await kept(table)).runs).toHaveLength(1);
});

test('windows see the runs of each other while they are at work', async () => {
	const table = new MemoryStateTable();
	const one = new AgentBench({ table });
	const two = new AgentBench({ table, window: 'w2' });
	one.scripts.mini = () => calls('a');
	await one.ask(BEGIN);
	await one.elapse();
	two.scripts.mini = () => says('done');
	await two.ask(BEGIN, { conversationId: 'c2' });
	await two.agent.load();
	expect(two.agent.runs.list().map(({ window, state }) => [window, state])).toEqual([
		['w2', 'done'],
		['w1', 'waiting'],
	]);
	// A window that is gone says nothing any more.
	two.clock.at += 200_000;
	expect(two.agent.runs.list().map(({ state }) => state)).toEqual(['done', 'cancelled']);
});

test('the latest fifty of all windows are kept', async () => {
	const table = new MemoryStateTable();
	const bench = new AgentBench({ table });
	for (let n = 0; n < 60; n++) {
		bench.clock.at++;
		await bench.ask([wrapped(`task ${n}`)], { conversationId: `c${n}` });
	}
	await bench.agent.close();
	expect(parseKept(await kept(table)).runs).toHaveLength(50);
	expect(bench.agent.runs.list()).toHaveLength(50);
});

test.each([
	undefined,
	null,
	7,
	{ runs: 'x', alive: {} },
	{ runs: [null, 7, { run: { id: 'x' } }], alive: {} },
	{ runs: [], alive: { w: 'now' } },
])('what cannot be read is left out: %j', async (value) => {
	const table = new MemoryStateTable();
	await new VersionedState(table, 'workspace').set('global', RUNS_KEY, value);
	const bench = new AgentBench({ table });
	await bench.agent.load();
	expect(bench.agent.runs.list()).toEqual([]);
	expect((await bench.ask(BEGIN)).run).not.toBeNull();
});

test('a retry while the first is still being booked waits for it', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	const booking = Promise.withResolvers<void>();
	const settle = bench.memory.settle.bind(bench.memory);
	bench.memory.settle = async (settlement) => {
		await booking.promise;
		await settle(settlement);
	};
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const asking = bench.ask(after('a'), { signal: stop.signal });
	await bench.elapse(0);
	stop.abort();
	await asking;
	bench.scripts.mini = () => says('Fixed.');
	const again = bench.ask(after('a'));
	await bench.elapse(0);
	expect(bench.sent).toHaveLength(2);
	booking.resolve();
	const done = await again;
	expect(bench.sent).toHaveLength(3);
	expect(done.run).toMatchObject({ id: run!.id, state: 'done' });
	await bench.elapse(0);
	expect(done.run!.spent).toBe(bench.bookedTo(run!.id));
});

test('two first requests at once are one run', async () => {
	const bench = new AgentBench();
	const [one, two] = await Promise.all([bench.ask(BEGIN), bench.ask(BEGIN)]);
	expect(one.run!.id).toBe(two.run!.id);
	expect(bench.agent.runs.list()).toMatchObject([{ steps: 2, state: 'done', spent: 1400 }]);
});

test('a run that goes on after a change of the model in the picker keeps nothing of the other', async () => {
	const bench = new AgentBench();
	bench.candidates = [MINI];
	// Calls of a model that is not ours.
	const taken = await bench.ask([...after('theirs'), assistant('so far')]);
	expect(taken.run).toMatchObject({ steps: 1, model: { candidateId: 'cloud/mini' } });
});

test('forgetting takes what has ended from every window, and leaves what runs', async () => {
	const table = new MemoryStateTable();
	const [first, second] = [new AgentBench({ table, window: 'w1' }), new AgentBench({ table, window: 'w2' })];
	first.scripts.mini = () => says('Fixed.');
	const ended = (await first.ask(BEGIN)).run!;
	await first.elapse();
	second.scripts.mini = () => calls('b');
	const live = (await second.ask(BEGIN)).run!;
	await second.elapse();
	expect(second.agent.runs.list()).toHaveLength(2);
	expect(await second.agent.runs.forgetEnded()).toBe(true);
	expect(second.agent.runs.list().map(({ id, state }) => [id, state])).toEqual([[live.id, 'waiting']]);
	// The other window still has its own in memory: it must not write it again.
	await first.agent.close();
	expect(parseKept(await kept(table)).runs.map(({ run }) => run.id)).toEqual([live.id]);
	await first.agent.load();
	expect(first.agent.runs.list().map(({ id }) => id)).toEqual([live.id]);
	expect(ended.id).not.toBe(live.id);
});

test('runs that cannot be forgotten on the disk are told', async () => {
	const table = new MemoryStateTable();
	const bench = new AgentBench({ table });
	table.write = () => Promise.reject(new Error('full'));
	expect(await bench.agent.runs.forgetEnded()).toBe(false);
});

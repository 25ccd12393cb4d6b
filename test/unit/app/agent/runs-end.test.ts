import { expect, test } from 'vitest';
import type { Message } from '../../../../src/core/message/message.ts';
import { tool, user } from '../../core/agent/talk.ts';
import { AgentBench, after, BEGIN, call, calls, HOME, hangs, MINI, result, says, system, wrapped } from './agent-bench.ts';

const SUB = 'Find out what cart.ts does.';
const LATER = 600_001;

test('a stop while a tool runs gives no sign: after ten minutes the run has ended without being asked for, and goes on where results come', async () => {
	const bench = new AgentBench();
	let told = 0;
	bench.agent.runs.changed.on(() => void told++);
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	// The computer slept: its timers did not.
	await bench.elapse(1000);
	expect(bench.ended).toEqual([]);
	told = 0;
	await bench.elapse(LATER);
	expect([told, bench.ended.map(({ id, state }) => [id, state])]).toEqual([1, [[run!.id, 'cancelled']]]);
	expect(bench.agent.runs.list()).toMatchObject([{ state: 'cancelled' }]);
	bench.scripts.mini = () => says('Fixed.');
	expect((await bench.ask(after('a'))).run).toMatchObject({ id: run!.id, state: 'done' });
});

test.each([
	['its one tool edits', ['replace_string_in_file'], 'github.copilot-chat', null, 'done'],
	['another extension asks', ['replace_string_in_file'], 'acme.tool', null, 'waiting'],
	['both its tools edit', ['multi_replace_string_in_file', 'replace_string_in_file'], 'github.copilot-chat', null, 'done'],
	['it edits a large file, which it may read', ['insert_edit_into_file', 'read_file'], 'core', null, 'done'],
	['it reads a large file', ['read_file', 'apply_patch'], 'github.copilot-chat', null, 'waiting'],
	['its one tool reads', ['read_file'], 'github.copilot-chat', null, 'waiting'],
	['it has more tools', ['replace_string_in_file', 'run_in_terminal'], 'github.copilot-chat', null, 'waiting'],
	['it is a conversation', ['replace_string_in_file'], 'github.copilot-chat', 'c1', 'waiting'],
])('inline chat takes the edit and asks no more; a failed one goes on: %s', async (_, names, caller, conversationId, state) => {
	const bench = new AgentBench();
	const from = { caller, conversationId, tools: names.map((name) => tool(name)) };
	bench.scripts.mini = () => calls('a', names[0]!, {});
	const { run } = await bench.ask(BEGIN, from);
	expect(run?.state).toBe(state);
	bench.scripts.mini = () => says('It cannot be done.');
	expect((await bench.ask(after('a'), from)).run).toMatchObject({ id: run!.id, steps: 2, state: 'done' });
	expect(bench.agent.runs.list()).toHaveLength(1);
	// One edit says nothing of how long runs are.
	expect(bench.ended.map(({ id }) => id)).toEqual(state === 'done' ? [] : [run!.id]);
});

test('a run that goes on is not ended by the watch of before', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.clock.at += 500_000;
	bench.scripts.mini = () => calls('b');
	await bench.ask(after('a'));
	await bench.elapse(200_000);
	expect(bench.agent.runs.list()).toMatchObject([{ state: 'waiting' }]);
	await bench.agent.close();
	expect(bench.waiting.filter(({ ms }) => ms > 60_000)).toEqual([]);
});

test('a stop while a sub-agent answers ends the run', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('s', 'runSubagent', { prompt: SUB });
	const { run } = await bench.ask(BEGIN);
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const asking = bench.ask([system('Other words.'), wrapped(SUB)], { tools: [tool('read_file')], signal: stop.signal });
	await bench.elapse(0);
	stop.abort();
	expect((await asking).run).toMatchObject({ id: run!.id, state: 'cancelled', subAgents: [{ steps: 1 }] });
	expect(bench.agent.runs.list()).toMatchObject([{ state: 'cancelled' }]);
});

test.each([
	['the same again', []],
	['with a word behind it', [user('Still working')]],
])('a request that keeps the cache alive while a sub-agent works is a step of its run, and does not end it: %s', async (_, more) => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	bench.scripts.mini = () => calls('s', 'execution_subagent', { query: SUB });
	await bench.ask(after('a'));
	bench.scripts.mini = () => calls('t');
	const begin: Message[] = [system('Other words.'), wrapped(SUB)];
	const fewer = [tool('read_file')];
	await bench.ask(begin, { tools: fewer });
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const probe = bench.ask([...after('a'), ...more], { signal: stop.signal });
	await bench.elapse(0);
	stop.abort();
	expect((await probe).run).toMatchObject({ id: run!.id, state: 'waiting' });
	expect(bench.ended).toEqual([]);
	bench.scripts.mini = () => says('It adds up.');
	const sub = await bench.ask([...begin, call('t'), result('t')], { tools: fewer });
	expect(sub.run).toMatchObject({ id: run!.id, subAgents: [{ steps: 2 }], state: 'waiting' });
	expect(sub.run!.spent).toBe(bench.bookedTo(run!.id));
});

test('two that begin at once with the same words, from a caller without names, do not end each other', async () => {
	const bench = new AgentBench();
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const over = { conversationId: null, caller: 'other.extension' };
	const first = bench.ask([user('You translate.'), user('One')], { ...over, signal: stop.signal });
	await bench.elapse(0);
	bench.scripts.mini = () => says('Zwei');
	await bench.ask([user('You translate.'), user('Two')], over);
	expect(bench.agent.runs.list().map(({ state }) => state)).toEqual(['done', 'running']);
	expect(bench.ended.map(({ state }) => state)).toEqual(['done']);
	stop.abort();
	await first;
});

test('a conversation that was summed up, or taken back to an earlier message, may change to what is no worse', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.candidates = [...bench.candidates, { ...MINI, id: 'new/mini2', endpointId: 'new', wireModel: 'mini2', displayName: 'mini2' }];
	bench.quality['new/mini2'] = 0.95;
	// Ahead by more than the point within which a conversation keeps its model.
	bench.estimates['cloud/mini'] = 200_000;
	bench.estimates['new/mini2'] = 10_000;
	bench.scripts.mini = () => calls('b');
	const long = [...BEGIN, call('a'), result('a', 'x'.repeat(40_000))];
	expect((await bench.ask(long)).run!.model.candidateId).toBe('cloud/mini');
	const summed = [
		system(),
		user('<conversation-summary>\nmuch\n</conversation-summary>'),
		wrapped('Fix the tests'),
		call('b'),
		result('b'),
	];
	const next = await bench.ask(summed);
	expect(next.run!.changes).toMatchObject([{ kind: 'cacheBoundary', to: { modelName: 'mini2' } }]);
	expect(next.lines[0]).toMatch(/^mini2 instead of mini: the conversation is much shorter than before/);
});

test('a greeting in agent mode is chosen for like a message, and a task like a run', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.goodEnough': null } });
	bench.candidates = [HOME, MINI];
	bench.quality['home/local'] = 0.9;
	bench.estimates['cloud/mini'] = 60_000;
	bench.kind = 'chat';
	const models: string[] = [];
	for (const said of ['hi', 'Thanks, that works!', 'Guten Morgen', 'run the tests', 'yes', 'continue']) {
		const { run } = await bench.ask([system(), wrapped(said)], { conversationId: said });
		models.push(run!.model.candidateId);
	}
	expect(models).toEqual(['home/local', 'home/local', 'home/local', 'cloud/mini', 'cloud/mini', 'cloud/mini']);
});

import { expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { AgentBench, after, BEGIN, BIG, call, calls, fails, MINI, MINI_HIGH, result, says } from './agent-bench.ts';

const down = new RoutooError('server', 'The server failed.', 'Try again.');

test('a model that fails inside a run: another one takes over upwards and stays', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	bench.scripts.mini = () => fails(down);
	bench.scripts.big = () => calls('b');
	const second = await bench.ask(after('a'));
	expect(second.lines).toEqual(['big instead of mini: it failed (an error of its server)']);
	expect(second.run).toMatchObject({ id: run!.id, model: { candidateId: 'vendor/big' }, steps: 2 });
	expect(second.run!.changes).toMatchObject([{ kind: 'failed', step: 2, from: { modelName: 'mini' }, to: { modelName: 'big' } }]);
	bench.scripts.mini = () => says('I am back');
	bench.scripts.big = () => says('Fixed.');
	const third = await bench.ask(after('a', 'b'));
	expect(third.text).toBe('Fixed.');
	expect(third.run!.spent).toBe(bench.bookedTo(run!.id));
});

test('a model that vanishes inside a run, or that the conversation outgrows', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.candidates = [BIG];
	bench.scripts.big = () => calls('b');
	const gone = await bench.ask(after('a'));
	expect(gone.lines).toEqual(['big instead of mini: mini is no longer available']);
	expect(gone.run!.changes).toMatchObject([{ kind: 'vanished' }]);
	expect([...bench.memory.reservations.values()].at(-1)!.decision.change).toBe('big instead of mini: mini is no longer available.');
	const outgrown = new AgentBench();
	outgrown.estimates['cloud/mini'] = 100_000;
	outgrown.scripts.mini = () => calls('a');
	outgrown.candidates = [{ ...MINI, contextTokens: 20_000 }, BIG];
	await outgrown.ask(BEGIN);
	const long = await outgrown.ask([...BEGIN, call('a'), result('a', 'x'.repeat(90_000))]);
	expect(long.run!.changes).toMatchObject([{ kind: 'overflow', to: { modelName: 'big' } }]);
});

test('a run that was summed up, or idle for long, may change to what is no worse', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	// A better one for much less has come: ahead by more than the point within which a conversation keeps its model.
	bench.candidates = [MINI, BIG, { ...MINI, id: 'new/mini2', endpointId: 'new', wireModel: 'mini2', displayName: 'mini2' }];
	bench.quality['new/mini2'] = 0.95;
	bench.estimates['cloud/mini'] = 200_000;
	bench.estimates['new/mini2'] = 10_000;
	bench.scripts.mini2 = () => calls('b');
	expect((await bench.ask(after('a'))).run!.model.candidateId).toBe('cloud/mini');
	bench.clock.at += 6 * 60_000;
	const idle = await bench.ask(after('a', 'a'));
	expect(idle.run!.changes).toMatchObject([{ kind: 'cacheBoundary', to: { modelName: 'mini2' } }]);
	// Never to what is worse.
	bench.estimates['cloud/mini'] = 1;
	bench.clock.at += 6 * 60_000;
	expect((await bench.ask(after('a', 'b'))).run!.model.candidateId).toBe('new/mini2');
});

test('escalation: the effort first, then the model, named in the line, the run and the ledger', async () => {
	const bench = new AgentBench();
	bench.candidates = [MINI, MINI_HIGH, BIG];
	// Balanced takes the cheaper effort.
	bench.quality['cloud/mini@high'] = 0.93;
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.failure = { kind: 'sameFailure', at: 0, what: 'test_refund' };
	bench.quality['cloud/mini@high'] = 0.94;
	const effort = await bench.ask(after('a'));
	expect(effort.lines[0]).toMatch(/^mini \(high\) instead of mini: test_refund failed again after an edit · ~\$0\.0\d+ more$/);
	expect(effort.run).toMatchObject({ model: { candidateId: 'cloud/mini@high' }, changes: [{ kind: 'effort', step: 2 }] });
	bench.failure = { kind: 'failingCall', at: 1, what: 'read_file' };
	const { cap } = effort.run!;
	const up = await bench.ask([...after('a'), call('b'), result('b')]);
	expect(up.run).toMatchObject({ model: { candidateId: 'vendor/big' }, changes: [{ kind: 'effort' }, { kind: 'model', step: 3 }] });
	// Five times what the stronger one is expected to cost, on top of what was spent, within the setting.
	expect(up.run!.cap).toBe(Math.min(2_000_000, effort.run!.spent + 5 * bench.estimates['vendor/big']!));
	expect(up.run!.cap).toBeGreaterThan(cap!);
});

test('the setting bounds what a stronger model may cost', async () => {
	const bench = new AgentBench({ settings: { 'routoo.routing.maxCostPerRun': 0.1 } });
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	bench.failure = { kind: 'sameFailure', at: 0, what: 'test_refund' };
	const stays = await bench.ask(after('a'));
	expect(stays.run).toMatchObject({ model: { candidateId: 'cloud/mini' }, changes: [], cap: run!.cap });
	expect(stays.lines[0]).toContain('no stronger model');
});

test('escalation to another model that fits', async () => {
	const bench = new AgentBench();
	bench.estimates['cloud/mini'] = 100_000;
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.failure = { kind: 'loop', at: 0, what: 'read_file' };
	bench.scripts.big = () => calls('b');
	const up = await bench.ask(after('a'));
	expect(up.run).toMatchObject({ model: { candidateId: 'vendor/big' }, changes: [{ kind: 'model' }] });
	expect([...bench.memory.reservations.values()].at(-1)!.decision.change).toBe(
		'big instead of mini: read_file again and again with the same result.',
	);
	bench.failure = { kind: 'loop', at: 0, what: 'read_file' };
	const nothing = await bench.ask(after('a', 'b'));
	expect(nothing.lines).toEqual([
		'read_file again and again with the same result; no stronger model is set up that fits into the money left, so it stays.',
	]);
	bench.failure = { kind: 'loop', at: 0, what: 'read_file' };
	expect((await bench.ask(after('a', 'b', 'b'))).lines).toEqual([]);
});

test('escalation only suggested: the user says so, and the next step does it', async () => {
	const bench = new AgentBench({ settings: { 'routoo.agent.escalation': 'suggest' } });
	bench.estimates['cloud/mini'] = 100_000;
	bench.scripts.mini = () => calls('a');
	bench.scripts.big = () => calls('b');
	const { run } = await bench.ask(BEGIN);
	bench.failure = { kind: 'sameFailure', at: 0, what: 'test_refund' };
	const suggested = await bench.ask(after('a'));
	expect(suggested.run).toMatchObject({ model: { candidateId: 'cloud/mini' }, changes: [] });
	expect(suggested.run!.suggestion).toContain('big could take over');
	expect(suggested.lines).toEqual([suggested.run!.suggestion]);
	bench.agent.runs.escalate(run!.id);
	const done = await bench.ask(after('a', 'a'));
	expect(done.run).toMatchObject({ model: { candidateId: 'vendor/big' }, suggestion: null });
	expect(done.lines[0]).toContain('big instead of mini: you asked for it');
	const off = new AgentBench({ settings: { 'routoo.agent.escalation': 'off' } });
	off.scripts.mini = () => calls('a');
	await off.ask(BEGIN);
	off.failure = { kind: 'sameFailure', at: 0, what: 'test_refund' };
	expect((await off.ask(after('a'))).run!.changes).toEqual([]);
});

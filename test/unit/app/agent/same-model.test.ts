import { expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { AgentBench, after, BEGIN, BIG, calls, fails, MINI, paid, says } from './agent-bench.ts';

const down = new RoutooError('server', 'The server failed.', 'Try again.');
const THERE = paid('near/mini', 0.5, 2, { recipient: 'Near' });

/** A run that mini began. */
async function begun(): Promise<AgentBench> {
	const bench = new AgentBench();
	bench.candidates = [MINI, THERE];
	// A guess that differs between endpoints is no difference.
	bench.quality = { 'cloud/mini': 0.93, 'near/mini': 0.92, 'vendor/big': 0.99 };
	bench.estimates = { 'cloud/mini': 20_000, 'near/mini': 20_500, 'vendor/big': 21_000 };
	bench.scripts.mini = () => calls('a');
	const { run } = await bench.ask(BEGIN);
	expect(run).toMatchObject({ model: { candidateId: 'cloud/mini' } });
	return bench;
}

test('where a run’s model rests, the same model goes on at another endpoint before a better one, in words that tell them apart', async () => {
	const bench = await begun();
	bench.candidates = [MINI, THERE, BIG];
	for (let n = 0; n < 3; n++) bench.deps.gateway.health.failed(MINI, down, 'chat');
	bench.scripts.mini = () => says('Fixed.');
	const next = await bench.ask(after('a'));
	expect(next.run).toMatchObject({ model: { candidateId: 'near/mini' }, state: 'done' });
	expect(next.lines[0]).toMatch(/^mini at Near instead of at cloud: it failed just now/);
	expect([...bench.memory.reservations.values()].at(-1)!.decision.change).toBe('mini at Near instead of at cloud: it failed just now.');
});

test('the same where it fails when it is asked', async () => {
	const bench = await begun();
	bench.candidates = [MINI, THERE, BIG];
	let asked = 0;
	bench.scripts.mini = () => (asked++ === 0 ? fails(down) : says('Fixed.'));
	const next = await bench.ask(after('a'));
	expect(next.lines).toEqual(['mini at Near instead of at cloud: it failed (an error of its server)']);
	expect(next.run).toMatchObject({ model: { candidateId: 'near/mini' }, state: 'done' });
});

test('it is no stronger model for a run that is stuck', async () => {
	const bench = await begun();
	bench.quality = { 'cloud/mini': 0.92, 'near/mini': 0.93 };
	bench.failure = { kind: 'loop', at: 0, what: 'read_file' };
	const next = await bench.ask(after('a'));
	expect(next.run).toMatchObject({ model: { candidateId: 'cloud/mini' }, changes: [] });
	expect(next.lines[0]).toContain('no stronger model is set up');
});

test('what rests for long says so among what a run was chosen from', async () => {
	const bench = new AgentBench();
	bench.candidates = [MINI, BIG];
	bench.deps.gateway.health.failed(MINI, new RoutooError('quota', 'Used up.', 'Wait.', { retryAfterMs: 5 * 3_600_000 }), 'chat');
	await bench.ask(BEGIN);
	const row = bench.routed.at(-1)!.alternatives.find(({ candidateId }) => candidateId === 'cloud/mini');
	expect(row!.whyNot).toMatch(/^quota used up; tried again (at|on) /);
});

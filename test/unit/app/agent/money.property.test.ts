import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { engineHouse } from '../../../support/stores/ledgers.ts';
import { AgentBench, after, BEGIN, call, calls, fails, hangs, result, says, wrapped } from './agent-bench.ts';

const down = new RoutooError('server', 'The server failed.', 'Try again.');

/** What a step's model does. */
type What = 'answers' | 'calls' | 'fails' | 'breaks' | 'stops';

async function* breaks(): AsyncGenerator<StreamEvent> {
	yield { type: 'text', text: 'half of it, and then' };
	throw new RoutooError('brokenStream', 'The line broke.', 'Try again.');
}

test('whatever happens in whatever order: never beyond the cap, never down, and the sum of its rows', async () => {
	const what = fc.constantFrom<What>('answers', 'calls', 'fails', 'breaks', 'stops');
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(what, what, fc.boolean()), { minLength: 1, maxLength: 6 }),
			fc.integer({ min: 3000, max: 60_000 }),
			async (rounds, cap) => {
				const bench = new AgentBench({ settings: { 'routoo.routing.maxCostPerRun': cap / 1_000_000 } });
				bench.scripts.mini = () => calls('first', 'read_file', {}, [50, 100]);
				const { run } = await bench.ask(BEGIN);
				if (run === null) return;
				let messages = after('first');
				for (const [n, [first, second, escalates]] of rounds.entries()) {
					if (escalates) bench.failure = { kind: 'loop', at: 0, what: 'read_file' };
					const stop = new AbortController();
					let next: What = first;
					const script = ({ maxOutputTokens }: { maxOutputTokens: number }, signal: AbortSignal) => {
						const now = next;
						next = second;
						if (now === 'fails') return fails(down);
						if (now === 'breaks') return breaks();
						if (now === 'stops') return hangs(signal);
						return now === 'calls' ? calls(`c${n}`, 'read_file', {}, [50, maxOutputTokens]) : says('x', [50, maxOutputTokens]);
					};
					bench.scripts = { mini: script, big: script };
					const asking = [
						bench.ask(messages, { signal: stop.signal }),
						bench.ask([...messages.slice(0, -1), result('first', `${n}`)], { signal: stop.signal }),
					];
					await bench.elapse(0);
					stop.abort();
					await Promise.all(asking);
					await bench.elapse(0);
					messages = [...messages, call(`c${n}`), result(`c${n}`)];
					const shown = bench.agent.runs.list().find(({ id }) => id === run.id)!;
					expect(shown.spent).toBeLessThanOrEqual(cap);
					expect(shown.spent).toBe(bench.bookedTo(run.id));
				}
				expect(bench.deps.gateway.runHolds!.of(run.id)).toBe(0);
				const asked = [...bench.memory.reservations.values()].filter(({ runId }) => runId === run.id);
				const fell = asked.some(
					({ decision }, i) => decision.quality < Math.max(...asked.slice(0, i).map((before) => before.decision.quality)),
				);
				// From the stronger one the run comes back only where that failed.
				const failed = asked.some(
					({ decision }) => decision.candidateId === 'vendor/big' && rounds.some(([first, second]) => [first, second].includes('fails')),
				);
				expect(fell && !failed).toBe(false);
			},
		),
		{ numRuns: 60 },
	);
});

test('with the real ledger: fallbacks, stops and broken streams add up to the micro-dollar', async () => {
	const ledger = engineHouse().window();
	const bench = new AgentBench({ ledger });
	bench.clock.at = Date.now();
	bench.scripts.mini = () => fails(down);
	bench.scripts.big = () => calls('a', 'runSubagent', { prompt: 'Find out what cart.ts does.' });
	bench.estimates['cloud/mini'] = 100_000;
	const { run } = await bench.ask(BEGIN);
	expect(run).toMatchObject({ model: { candidateId: 'vendor/big' } });
	bench.scripts.big = () => says('It adds up.', [777, 33]);
	await bench.ask([wrapped('Find out what cart.ts does.')]);
	bench.scripts.big = () => breaks();
	const messages = [...BEGIN, call('a', 'runSubagent'), result('a', 'It adds up.')];
	expect(await bench.ask(messages)).toMatchObject({ state: 'failed', run: { state: 'failed' } });
	const stop = new AbortController();
	bench.scripts.big = (_request, signal) => hangs(signal, 'a few words that were paid for');
	const asking = bench.ask(messages, { signal: stop.signal });
	while (bench.sent.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
	await new Promise((resolve) => setTimeout(resolve, 20));
	stop.abort();
	await asking;
	bench.scripts.big = () => says('Fixed.', [1234, 56]);
	const done = await bench.ask(messages);
	const rows = await ledger.run(run!.id);
	expect(rows.map(({ state }) => state)).toEqual(['released', 'settled', 'settled', 'settled', 'settled', 'settled']);
	expect(done.run).toMatchObject({ state: 'done', steps: 5 });
	expect(done.run!.spent).toBe(rows.reduce((sum, { cost }) => sum + cost, 0));
	expect(done.run!.subAgents).toMatchObject([{ steps: 1, spent: 777 * 5 + 33 * 25 }]);
});

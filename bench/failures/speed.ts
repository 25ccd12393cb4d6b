import { performance } from 'node:perf_hooks';
import { verifiedFailure } from '../../src/core/agent/failure/verified-failure.ts';
import type { ToolStep } from '../../src/core/agent/types.ts';
import type { LabelledRun } from './pairs.ts';

/** Runs of some hundreds of steps: recorded results one after the other, long results, and such as are made to take long. */
export function longRuns(pairs: readonly LabelledRun[]): { name: string; steps: ToolStep[] }[] {
	const recorded = pairs
		.filter((pair) => !pair.stuck)
		.flatMap((pair) => pair.steps)
		.slice(0, 400);
	const output = recorded.map((step) => step.result ?? '').join('\n');
	const long = (n: number, result: string): ToolStep => ({
		id: `long-${n}-${result.length}`,
		name: 'run_in_terminal',
		arguments: JSON.stringify({ command: `npm test -- part${n}` }),
		result,
		isError: false,
	});
	const hostile = [
		'____ '.repeat(40_000),
		`${'a/'.repeat(100_000)}`,
		`${'Error: '.repeat(28_000)}`,
		'● x\n'.repeat(50_000),
		`${' '.repeat(200_000)}x`,
		'\u001b[31m'.repeat(40_000),
	];
	return [
		{ name: '400 recorded steps', steps: recorded.map((step, n) => ({ ...step, id: `recorded-${n}` })) },
		{
			name: '300 steps of 200 kB of recorded output',
			steps: Array.from({ length: 300 }, (_, n) => long(n, output.slice(n * 700, n * 700 + 200_000 - n))),
		},
		{
			name: '300 steps of 200 kB made to take long',
			steps: Array.from({ length: 300 }, (_, n) => long(n, hostile[n % hostile.length]!.slice(0, 200_000 - n))),
		},
	];
}

/** One call a step, as a run makes them; `first` is a call on the whole with nothing read before. */
export function microseconds(steps: readonly ToolStep[]): { first: number; median: number; most: number } {
	const times: number[] = [];
	for (let n = 1; n <= steps.length; n++) {
		const part = steps.slice(0, n);
		const start = performance.now();
		verifiedFailure(part, 0);
		times.push((performance.now() - start) * 1000);
	}
	const renamed = steps.map((step) => ({ ...step, id: `again ${step.id}` }));
	const start = performance.now();
	verifiedFailure(renamed, 0);
	const first = (performance.now() - start) * 1000;
	times.sort((a, b) => a - b);
	return { first, median: times[times.length >> 1]!, most: times.at(-1)! };
}

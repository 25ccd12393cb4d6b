import path from 'node:path';
import { verifiedFailure } from '../src/core/agent/failure/verified-failure.ts';
import { ROOT } from '../training/kit/checkout.ts';
import { type LabelledRun, readPairs } from './failures/pairs.ts';
import { longRuns, microseconds } from './failures/speed.ts';

/**
 * npm run -s bench:failures [-- --show developed]
 * The detector of verified failure on the recorded pairs of `test/fixtures/agent-results`: precision and recall by runner, the half that it was
 * developed on, the held-out half and the second reader apart, and the time of a call on long runs. Some seconds. --show names the wrong ones.
 */
const show = process.argv.includes('--show') ? process.argv[process.argv.indexOf('--show') + 1] : undefined;
const pairs = readPairs(path.join(ROOT, 'test/fixtures/agent-results'));
console.log(
	`${pairs.length} pairs, ${pairs.filter((pair) => pair.stuck).length} of them stuck, ${new Set(pairs.map((pair) => pair.runner)).size} runners\n`,
);
for (const half of ['developed', 'heldOut', 'unseen', 'secondReader'] as const) {
	const own = pairs.filter((pair) => pair.half === half);
	console.log(
		{ developed: 'developed on', heldOut: 'held out', unseen: 'runners not looked at before', secondReader: 'second reader' }[half],
	);
	for (const runner of [...new Set(own.map((pair) => pair.runner))].sort()) {
		line(
			runner,
			own.filter((pair) => pair.runner === runner),
		);
	}
	line('all', own);
	console.log('');
}
line('whole set', pairs);

console.log('\nmicroseconds of a call after each step, median and most');
for (const { name, steps } of longRuns(pairs)) {
	const { first, median, most } = microseconds(steps);
	console.log(
		`${name.padEnd(58)} ${median.toFixed(0).padStart(8)} ${most.toFixed(0).padStart(9)}   nothing read before: ${first.toFixed(0)}`,
	);
}

function line(name: string, own: readonly LabelledRun[]): void {
	const found = own.map((pair) => verifiedFailure(pair.steps, 0)?.kind === 'sameFailure');
	const right = own.filter((pair, n) => found[n] && pair.stuck).length;
	const wrong = own.filter((pair, n) => found[n] && !pair.stuck).length;
	const stuck = own.filter((pair) => pair.stuck).length;
	const precision = right + wrong === 0 ? '-' : (right / (right + wrong)).toFixed(3);
	const recall = stuck === 0 ? '-' : (right / stuck).toFixed(3);
	console.log(
		`${name.padEnd(14)} precision ${precision} (${right} of ${right + wrong})  recall ${recall} (${right} of ${stuck})  negatives ${own.length - stuck}`,
	);
	if (show !== own[0]?.half || name === 'all' || name === 'whole set') return;
	for (const [n, pair] of own.entries())
		if (found[n] !== pair.stuck)
			console.log(
				`    ${found[n] ? 'wrong ' : 'missed'} ${pair.name}: ${pair.why} [${pair.steps[1]!.arguments.slice(0, 60)}, ${pair.steps[pair.editAt]!.name}]`,
			);
}

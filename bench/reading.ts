import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { MODELS } from '../training/kit/checkout.ts';
import { outOfRepository } from '../training/reading/fit.ts';
import { readIssues } from '../training/reading/issues.ts';
import { PENALTIES, rowsOf } from '../training/reading/weights.ts';
import { AGENT_SETS, readAgentSet } from '../training/runs/data.ts';
import { writePage } from './kit/pages.ts';
import { areasOf, type Reading, readIssueSet } from './reading/areas.ts';
import { costFit } from './reading/costs.ts';
import { readingSection } from './reading/report.ts';
import { savingsOf } from './reading/savings.ts';

/**
 * npm run -s bench:reading -- --data DIR [--vectors]
 * What a slower reader adds on issues of repositories that its fit never saw; prints and writes docs/evidence/benchmarks/reading.md. `--vectors`: with the
 * reader of a file, whose vectors `npm run read:issues` has kept.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' }, vectors: { type: 'boolean' } } });
if (!args.data || !existsSync(path.join(args.data, 'judged_features'))) {
	console.error('usage: npm run -s bench:reading -- --data DIR [--vectors], where DIR holds judged_features');
	process.exit(2);
}
const { data } = args;
const SETS = ['openhands_swebench', 'openhands_swtbench', 'psych_swebench', 'psych_swebench_pro'];
const issues = readIssues(data);
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const names = ['length', 'judge'] as const;
const read = names.map((name) => {
	const input = name === 'judge' ? 'judge' : 'length';
	const difficulty = rowsOf(issues, input, 'difficulty');
	const cost = rowsOf(issues, input, 'cost');
	const penalty = PENALTIES[input];
	return {
		name,
		difficulty: byName(outOfRepository(difficulty.rows, penalty), difficulty.names),
		cost: byName(outOfRepository(cost.rows, penalty), cost.names),
	};
});
const agents = AGENT_SETS.map((name) => readAgentSet(data, name, catalog));
const section = readingSection({
	readers: names,
	areas: SETS.flatMap((name) => {
		const set = readIssueSet(data, name);
		return set === null
			? []
			: [
					{
						set,
						figures: areasOf(
							set,
							read.map(({ difficulty }) => difficulty),
						),
					},
				];
	}),
	savings: agents.map((set) => ({
		set: set.name,
		all: read.map(({ difficulty }) => savingsOf(set, difficulty)),
		without: read.map(({ difficulty }) => savingsOf(set, difficulty, (repository) => repository !== 'django/django')),
	})),
	costs: agents.map((set) => ({ set: set.name, figures: read.map(({ cost }) => costFit(set, cost)) })),
});
console.log(section);
writePage('reading', 'npm run -s bench:reading -- --data DIR', section);

function byName(values: Float64Array, all: readonly string[]): Reading {
	return new Map(all.map((name, i) => [name, values[i]!]));
}

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { embedAll } from '../training/encoder/embeddings.ts';
import { MODELS } from '../training/kit/checkout.ts';
import { heldLengths } from '../training/lengths/folds.ts';
import { spreadOf } from '../training/lengths/head.ts';
import { hasRecordedLengths } from '../training/lengths/recorded.ts';
import { lengthRows } from '../training/lengths/rows.ts';
import { AGENT_SETS, readAgentSet } from '../training/runs/data.ts';
import { stepsTable } from '../training/runs/steps.ts';
import { costCells } from './cost/cells.ts';
import { heldLengthRows, lengthSection } from './cost/lengths.ts';
import { costSection, measureCosts } from './cost/measure.ts';
import { runRows, runSection } from './cost/run-section.ts';
import { heldRuns } from './cost/runs.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:cost -- --data DIR [--json OUT]
 * Lengths of answers, costs of requests and costs of agent runs as they are expected by fits that saw nothing of the problem or the repository (and, beside
 * them, nothing of the model) on the vectors of the shipped encoder; prints and writes docs/evidence/benchmarks/cost.md. DIR holds recorded sets.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'string' } } });
if (!args.data || !hasRecordedLengths(args.data)) {
	console.error('usage: npm run -s bench:cost -- --data DIR [--json OUT], where DIR holds coderouterbench/token_counts.csv');
	process.exit(2);
}
const { data } = args;
const FOLDS = 5;
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const held = heldLengths(await lengthRows(data, catalog, (texts) => embedAll(texts, MODELS)), FOLDS);
const { mean, plain, thinking, model } = spreadOf(held);
const lengths = heldLengthRows(held, { mean, plain, thinking, model });
const cells = costCells(held, catalog, mean);
const costs = measureCosts(cells);
const runs = runRows(
	heldRuns(
		AGENT_SETS.map((name) => readAgentSet(data, name, catalog)),
		stepsTable(data, catalog),
	),
);
const section = [
	'## Expected lengths and costs',
	'',
	lengthSection(lengths, FOLDS),
	'',
	costSection(costs, [...new Set(cells.map((cell) => cell.model))].sort()),
	'',
	runSection(runs),
].join('\n');
console.log(section);
writePage('cost', 'npm run -s bench:cost -- --data DIR', section);
if (args.json) writeFileSync(args.json, `${JSON.stringify({ lengths, costs, runs }, null, '\t')}\n`);

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { parseParameters } from '../src/predictor/assemble.ts';
import { ROOT } from '../training/kit/checkout.ts';
import { costCells } from './cost/cells.ts';
import { costSection, measureCosts } from './cost/measure.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:cost -- --data DIR [--json OUT]
 * How many expected costs lie within a factor of two of the recorded one, by kind of task, beside the share that the median of each model and
 * kind reaches; prints and writes docs/evidence/benchmarks/cost.md. DIR holds recorded sets.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'string' } } });
if (!args.data || !existsSync(path.join(args.data, 'coderouterbench', 'token_counts.csv'))) {
	console.error('usage: npm run -s bench:cost -- --data DIR [--json OUT], where DIR holds coderouterbench/token_counts.csv');
	process.exit(2);
}
const read = (name: string): string => readFileSync(path.join(ROOT, 'models', name), 'utf8');
const cells = costCells(args.data, parseCatalog(JSON.parse(read('catalog.json'))), parseParameters(read('predictor.json')));
const rows = measureCosts(cells);
const section = costSection(rows, [...new Set(cells.map(({ model }) => model))].sort());
console.log(section);
writePage('cost', 'npm run -s bench:cost -- --data DIR', section);
if (args.json) writeFileSync(args.json, `${JSON.stringify(rows, null, '\t')}\n`);

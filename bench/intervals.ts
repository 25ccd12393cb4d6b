import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readTrainingData } from '../training/data/training-data.ts';
import { crossValidated } from '../training/head/cross-validation.ts';
import { progressLog } from '../training/kit/checkout.ts';
import { foldEmbedding } from '../training/uncertainty/live-variance.ts';
import { measureIntervals } from './intervals/run.ts';
import { intervalsSection } from './intervals/section.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:intervals -- --data DIR [--folds 3] [--json OUT]
 * How many true rates of held-out bins lie in the 10-90 % interval, set by set, and how wide it is; prints and writes docs/evidence/benchmarks/intervals.md.
 */
const { values: args } = parseArgs({
	options: { data: { type: 'string' }, folds: { type: 'string', default: '3' }, json: { type: 'string' } },
});
const folds = Number(args.folds);
if (!args.data || !existsSync(args.data) || !Number.isInteger(folds) || folds < 2) {
	console.error(
		'usage: npm run -s bench:intervals -- --data DIR [--folds 3] [--json OUT], where DIR holds recorded sets and folds is 2 or more',
	);
	process.exit(2);
}
const log = progressLog();
const data = readTrainingData(args.data, null, folds, log);
const { assembled, held } = await crossValidated(data, log);
const result = measureIntervals(assembled, held, await foldEmbedding(data), log);
const section = intervalsSection(result);
console.log(section);
writePage('intervals', 'npm run -s bench:intervals -- --data DIR', section);
if (args.json) writeFileSync(args.json, `${JSON.stringify(result, null, '\t')}\n`);

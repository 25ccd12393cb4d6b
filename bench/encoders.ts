import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readTrainingData } from '../training/data/training-data.ts';
import { progressLog } from '../training/kit/checkout.ts';
import { measureEncoders } from './encoders/measure.ts';
import { encodersSection } from './encoders/section.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:encoders -- --data DIR [--fold 0] [--folds 3] [--json OUT]
 * Layers x tokens x precision of the encoder on the rows of one fold, which none of these encoders saw; writes docs/evidence/benchmarks/encoders.md. Encoders that
 * are not in the cache are fine-tuned first (some 10 minutes for three layers on two cores, 20 for six).
 */
const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		fold: { type: 'string', default: '0' },
		folds: { type: 'string', default: '3' },
		json: { type: 'string' },
	},
});
const folds = Number(args.folds);
const fold = Number(args.fold);
if (!args.data || !existsSync(args.data) || !Number.isInteger(folds) || folds < 2 || !Number.isInteger(fold) || fold < 0 || fold >= folds) {
	console.error(
		'usage: npm run -s bench:encoders -- --data DIR [--fold 0] [--folds 3], where DIR holds recorded sets and fold is below folds',
	);
	process.exit(2);
}
const log = progressLog();
const measured = await measureEncoders(readTrainingData(args.data, null, folds, log), fold, log);
const section = encodersSection(measured);
console.log(section);
writePage('encoders', 'npm run -s bench:encoders -- --data DIR', section);
if (args.json) writeFileSync(args.json, `${JSON.stringify(measured, null, '\t')}\n`);

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { missingEncoder, readTrainingData } from '../training/data/training-data.ts';
import { crossValidated } from '../training/head/cross-validation.ts';
import { progressLog } from '../training/kit/checkout.ts';
import { writePage } from './kit/pages.ts';
import { newModelsJson, newModelsSection } from './new-models/report.ts';
import { studyTraining } from './new-models/run.ts';

/**
 * npm run -s bench:new-models -- --data DIR [--folds 3] [--json OUT]
 * Hides models from the fit, estimates them from published scores and a few observed answers, and prints and writes (docs/evidence/benchmarks/new-models.md) how well that predicts their recorded answers. Reads the
 * fold encoders of `npm run train`.
 */
const { values: args } = parseArgs({
	options: { data: { type: 'string' }, folds: { type: 'string', default: '3' }, json: { type: 'string' } },
});
if (!args.data) {
	console.error('usage: npm run -s bench:new-models -- --data DIR [--folds 3] [--json OUT]');
	process.exit(2);
}
const log = progressLog();
const folds = Number(args.folds);
const data = readTrainingData(args.data, null, folds, log);
const missing = missingEncoder(data, args.data);
if (missing !== null) {
	console.error(missing);
	process.exit(1);
}
const { assembled, held } = await crossValidated(data, log);
const result = await studyTraining(data, assembled, held, log);
const section = newModelsSection(result);
console.log(section);
writePage('new-models', 'npm run -s bench:new-models -- --data DIR', section);
if (args.json) writeFileSync(args.json, newModelsJson(result));

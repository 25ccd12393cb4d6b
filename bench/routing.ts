import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { perItem } from '../training/data/corpus.ts';
import { columnStarts, readSet } from '../training/data/datasets.ts';
import { missingEncoder, readTrainingData } from '../training/data/training-data.ts';
import { embedAll } from '../training/encoder/embeddings.ts';
import { STOCK } from '../training/encoder/fine-tune.ts';
import { crossValidated } from '../training/head/cross-validation.ts';
import { progressLog, ROOT } from '../training/kit/checkout.ts';
import { pageSection } from './kit/pages.ts';
import { benchJson } from './routing/json.ts';
import { benchSets } from './routing/load.ts';
import { readPools } from './routing/pools.ts';
import { writeReport } from './routing/report.ts';
import { benchmark } from './routing/run.ts';
import { setsIn, shippedSets } from './routing/shipped.ts';
import { consoleTable } from './routing/table.ts';
import { withTrainRows } from './routing/train-rows.ts';
import type { BenchSet } from './routing/types.ts';

/**
 * npm run -s bench -- --data DIR [--sets a,b] [--pools FILE] [--models DIR [--train DIR]] [--retrain] [--folds 3] [--json OUT]
 * Cross-validates by problem with the fold encoders of `npm run train` (--retrain makes them anew) and writes docs/evidence/benchmarks.md; or, with --models, measures
 * shipped weights as they are on the rows that they were not trained on, and writes no page; --train names a folder whose rows of the same sets the baselines learn from.
 */
const USAGE =
	'usage: npm run -s bench -- --data DIR [--sets a,b] [--pools FILE] [--models DIR [--train DIR]] [--retrain] [--folds 3] [--json OUT]';

const MORE = `## More

Each page is written by its own command: [what a live request gets](benchmarks/live.md), [models that nobody recorded](benchmarks/new-models.md), [how honest the intervals are](benchmarks/intervals.md),
[a month of traffic under a budget](benchmarks/replay.md). The predictor set by set: [predictor.md](predictor.md); the catalog's models: [models.md](models.md).`;

const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		sets: { type: 'string' },
		pools: { type: 'string' },
		models: { type: 'string' },
		train: { type: 'string' },
		folds: { type: 'string', default: '3' },
		retrain: { type: 'boolean', default: false },
		json: { type: 'string' },
	},
});

function stop(message: string): never {
	console.error(message);
	process.exit(2);
}

if (!args.data) stop(USAGE);
if (args.train !== undefined && args.models === undefined)
	stop('--train belongs to --models: without it every fold is fitted on the others of --data.');
if (args.train !== undefined && !existsSync(args.train)) stop(`${args.train} does not exist.`);
const data = path.resolve(args.data);
if (!existsSync(data))
	stop(`${data} does not exist. --data names a folder of recorded sets, one folder a set with prompts.jsonl and matrix.csv.`);
const folds = Number(args.folds);
if (!Number.isInteger(folds) || folds < 2 || folds > 20) stop('--folds is a whole number from 2 to 20.');
const names = args.sets?.split(',') ?? null;
const absent = names?.filter((name) => !existsSync(path.join(data, name, 'matrix.csv'))) ?? [];
if (absent.length > 0) stop(`${data} holds no set ${absent.join(', ')}; it holds: ${setsIn(data).join(', ')}`);
const log = progressLog();
const pools = args.pools ? readPools(args.pools) : readPools();

/** Folds, the encoders and the heads of training; baselines read the stock encoder. */
async function fromTraining(): Promise<BenchSet[]> {
	// All sets take part in training, whichever are asked for.
	const training = readTrainingData(data, null, folds, log);
	if (args.retrain) for (let fold = 0; fold < folds; fold++) await training.tuning.encoder(fold, undefined, true);
	const missing = missingEncoder(training, args.data!);
	if (missing !== null) stop(`${missing} Or add --retrain.`);
	const { assembled, held } = await crossValidated(training, log);
	const stock = await training.tuning.encoder('all', STOCK);
	return benchSets(
		training.corpus,
		held.heldOut,
		held.folds,
		folds,
		columnStarts(assembled.columnNames),
		perItem(training.corpus, stock.embeddings),
	);
}

if (args.models) {
	const sets = (names ?? setsIn(data)).flatMap((name) => readSet(data, name, { twins: true }) ?? []);
	const shipped = await shippedSets(sets, ROOT, path.resolve(args.models), folds, log);
	const embed = (texts: readonly string[]) => embedAll(texts, path.resolve(args.models!));
	const measured: BenchSet[] = [];
	for (const set of shipped.sets)
		measured.push(args.train ? await withTrainRows(set, readSet(args.train, set.set, { twins: true }), embed) : set);
	const result = benchmark(measured, pools, { dropped: shipped.dropped, meanDecisionMs: shipped.meanDecisionMs, log });
	console.log(consoleTable(result));
	if (args.json) writeFileSync(args.json, benchJson(result));
} else {
	const sets = (await fromTraining()).filter((set) => names === null || names.includes(set.set));
	const result = benchmark(sets, pools, { log });
	console.log(consoleTable(result));
	if (args.json) writeFileSync(args.json, benchJson(result));
	if (names === null && !args.pools) {
		writeReport(path.join(ROOT, 'docs/evidence'), result, pools, {
			command: 'npm run -s bench -- --data DIR',
			method: `Every prediction is out of fold: ${folds} folds by problem across all sets at once; the encoder of a fold was fine-tuned, and its heads fitted, without the fold. Routoo here is the blend of three heads of recorded columns, which no live request has: an upper bound of [what a live request gets](benchmarks/live.md).`,
			sections: [...pageSection('encoders'), MORE],
		});
		log('docs/evidence/benchmarks.md');
	}
}

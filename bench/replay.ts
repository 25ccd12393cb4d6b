import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { parseParameters } from '../src/predictor/assemble.ts';
import { columnStarts } from '../training/data/datasets.ts';
import { readTrainingData } from '../training/data/training-data.ts';
import { type FineTuning, STOCK } from '../training/encoder/fine-tune.ts';
import { crossValidated } from '../training/head/cross-validation.ts';
import { MODELS, progressLog } from '../training/kit/checkout.ts';
import { writePage } from './kit/pages.ts';
import { BUDGET_SHARES, benchReplay } from './replay/bench.ts';
import { classCandidates, replayRows } from './replay/classes.ts';
import { presetReport, replayReport } from './replay/report.ts';
import { makeTraffic } from './replay/traffic.ts';
import type { ReplaySet } from './replay/types.ts';
import { benchSets } from './routing/load.ts';

/**
 * npm run -s bench:replay -- --data DIR [--folds 3] [--requests 5000] [--seed 1] [--sd 0] [--budgets 0.1,0.25,0.5,1|none] [--stock] [--json OUT]
 * A month of recorded traffic through the decoder, the ledger and the pacing under four budgets, with the out-of-fold predictions of the whole predictor; prints
 * and writes docs/evidence/benchmarks/replay.md; with `--budgets none` the presets alone, presets.md. `--stock` reads the encoder as its authors trained it: minutes instead of an hour of fine-tuning, and a weaker predictor.
 */
export interface ReplayBenchOptions {
	readonly requests: number;
	readonly seed: number;
	readonly sd: number;
	/** Budgets as shares of what always-best costs. */
	readonly budgets?: readonly number[];
	readonly progress: (line: string) => void;
}

export async function runReplayBench(
	sets: readonly ReplaySet[],
	{ requests, seed, sd, budgets = BUDGET_SHARES, progress }: ReplayBenchOptions,
) {
	const catalog = parseCatalog(JSON.parse(await readFile(join(MODELS, 'catalog.json'), 'utf8')));
	const { outputLength } = parseParameters(await readFile(join(MODELS, 'predictor.json'), 'utf8'));
	const traffic = makeTraffic(replayRows(sets), { requests, seed, candidates: classCandidates(catalog), outputLength });
	return benchReplay(traffic, { sd, seed, shares: budgets, progress });
}

/** The encoder as its authors trained it, the same for every fold: it saw no outcome, and has no heads. */
async function stockEncoder(tuning: FineTuning): Promise<Pick<FineTuning, 'encoder'>> {
	const encoded = await tuning.encoder('all', STOCK);
	const headless = { ...encoded, logits: new Float32Array(encoded.logits.length) };
	return { encoder: async () => headless };
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			data: { type: 'string' },
			folds: { type: 'string', default: '3' },
			requests: { type: 'string', default: '5000' },
			seed: { type: 'string', default: '1' },
			sd: { type: 'string', default: '0' },
			budgets: { type: 'string' },
			stock: { type: 'boolean', default: false },
			json: { type: 'string' },
		},
	});
	if (!values.data) throw new Error('--data names the folder of recorded sets.');
	const [requests, seed, sd] = [Number(values.requests), Number(values.seed), Number(values.sd)];
	if (!Number.isInteger(requests) || requests < 1) throw new Error('--requests takes a whole number above 0.');
	if (!Number.isInteger(seed) || !Number.isFinite(sd) || sd < 0) throw new Error('--seed takes a whole number, --sd a number from 0.');
	const budgets = values.budgets === 'none' ? [] : (values.budgets?.split(',').map(Number) ?? BUDGET_SHARES);
	if (budgets.some((share) => !(share > 0))) throw new Error('--budgets takes shares above 0, separated by commas, or none.');
	const log = progressLog();
	const data = readTrainingData(values.data, null, Number(values.folds), log);
	const tuning = values.stock ? await stockEncoder(data.tuning) : data.tuning;
	const { assembled, held } = await crossValidated({ ...data, tuning }, log);
	const sets = benchSets(data.corpus, held.heldOut, held.folds, data.folds, columnStarts(assembled.columnNames), null);
	const figures = await runReplayBench(sets, { requests, seed, sd, budgets, progress: log });
	const command = `npm run -s bench:replay -- --data DIR --seed ${seed}${values.stock ? ' --stock' : ''}`;
	const report = budgets.length === 0 ? presetReport(figures) : replayReport(figures);
	console.log(report);
	if (budgets.length === 0) writePage('presets', `${command} --budgets none`, report, 'The presets on recorded traffic, beside a coin');
	else writePage('replay', command, report, 'A month of recorded traffic under a budget');
	if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, '\t')}\n`);
}

if (import.meta.main) await main();

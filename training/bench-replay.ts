import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/catalog/load.ts';
import { parseParameters } from '../src/predictor/assemble.ts';
import { BUDGET_SHARES, benchReplay } from './replay/bench.ts';
import { classCandidates, replayRows } from './replay/classes.ts';
import { fromLogits, readReplaySets, standIn } from './replay/predictions.ts';
import { replayReport } from './replay/report.ts';
import { makeTraffic } from './replay/traffic.ts';
import type { ReplaySet } from './replay/types.ts';

/**
 * A month of recorded traffic through the decoder, the ledger and the pacing under four budgets:
 *
 *     npm run bench:replay -- --data DIR [--rows DIR --logits DIR0,DIR1,DIR2] [--requests 5000] [--seed 1] [--sd 0] [--budgets 0.1,0.25,0.5,1] [--json OUT]
 *
 * `--logits` names the encoder's output folder of each fold, empty where there is none; without it, predictions are stand-ins that try the replay itself.
 */
const MODELS = fileURLToPath(new URL('../models', import.meta.url));

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

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			data: { type: 'string' },
			rows: { type: 'string' },
			logits: { type: 'string' },
			requests: { type: 'string', default: '5000' },
			seed: { type: 'string', default: '1' },
			sd: { type: 'string', default: '0' },
			budgets: { type: 'string' },
			json: { type: 'string' },
		},
	});
	if (!values.data) throw new Error('--data names the folder of recorded sets.');
	if ((values.rows === undefined) !== (values.logits === undefined)) throw new Error('--rows and --logits go together.');
	const [requests, seed, sd] = [Number(values.requests), Number(values.seed), Number(values.sd)];
	if (!Number.isInteger(requests) || requests < 1) throw new Error('--requests takes a whole number above 0.');
	if (!Number.isInteger(seed) || !Number.isFinite(sd) || sd < 0) throw new Error('--seed takes a whole number, --sd a number from 0.');
	const budgets = values.budgets?.split(',').map(Number) ?? BUDGET_SHARES;
	if (budgets.some((share) => !(share > 0))) throw new Error('--budgets takes shares above 0, separated by commas.');
	const recorded = readReplaySets(values.data);
	const folders = new Map((values.logits ?? '').split(',').flatMap((folder, fold) => (folder === '' ? [] : [[fold, folder] as const])));
	const sets = values.rows === undefined ? recorded.map((set) => standIn(set)) : fromLogits(recorded, values.rows, folders);
	if (values.rows === undefined) console.log('Stand-in predictions (category means): figures of the replay, not of the predictor.');
	const figures = await runReplayBench(sets, { requests, seed, sd, budgets, progress: (line) => process.stderr.write(`${line}\n`) });
	console.log(replayReport(figures));
	if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, '\t')}\n`);
}

if (import.meta.main) await main();

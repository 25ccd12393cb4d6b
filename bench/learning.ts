import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MODELS, progressLog } from '../training/kit/checkout.ts';
import { writePage } from './kit/pages.ts';
import { POLICIES } from './learning/policies.ts';
import { publishedOnly } from './learning/published.ts';
import { type Cell, learningSection } from './learning/report.ts';
import { SCENARIOS, type Scenario, type Signals } from './learning/scenario.ts';
import { Simulation, type StreamResult } from './learning/simulate.ts';
import { readWorld } from './learning/world.ts';

/**
 * What learning from the user's signals is worth, on recorded answers: streams through the real decoder and learner beside the static head,
 * LinUCB with forgetting and Thompson sampling. --page: writes docs/evidence/benchmarks/learning.md. --published: instead, MMLU's pairs by
 * the published-only path of bench:live after 100 signals, by the fold encoders that `npm run -s bench:live -- --encoders` left in the
 * cache, or with --stock by the encoder that was never fine-tuned; with --page learning-published.md.
 */
const USAGE =
	'usage: npm run -s bench:learning -- --data DIR [--seeds 1,2,3,4,5] [--page] [--json OUT] | --data DIR --published [--stock] [--folds 3] [--fold K] [--page]';
const SIGNALS: readonly Signals[] = [0.3, 1].flatMap((share) => [
	{ sensitivity: 0.6, specificity: 0.9, share },
	{ sensitivity: 0.9, specificity: 0.6, share },
]);

const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		seeds: { type: 'string', default: '1,2,3,4,5' },
		published: { type: 'boolean', default: false },
		stock: { type: 'boolean', default: false },
		folds: { type: 'string', default: '3' },
		fold: { type: 'string' },
		page: { type: 'boolean', default: false },
		json: { type: 'string' },
	},
});

function stop(message: string): never {
	console.error(message);
	process.exit(2);
}

if (!args.data || !existsSync(args.data)) stop(USAGE);
const seeds = args.seeds.split(',').map(Number);
if (seeds.length === 0 || !seeds.every((seed) => Number.isInteger(seed) && seed > 0)) stop('--seeds are whole numbers above 0.');
const folds = Number(args.folds);
if (!Number.isInteger(folds) || folds < 2 || folds > 20) stop('--folds is a whole number from 2 to 20.');
const fold = args.fold === undefined ? null : Number(args.fold);
if (fold !== null && !(Number.isInteger(fold) && fold >= 0 && fold < folds)) stop(`--fold is a whole number from 0 to ${folds - 1}.`);
const log = progressLog();
const data = path.resolve(args.data);

if (args.published) {
	const section = await publishedOnly({ data, models: MODELS, folds, fold, stock: args.stock, seeds, log, stop });
	console.log(section);
	const flags = [...(args.stock ? ['--stock'] : []), ...(fold === null ? [] : [`--fold ${fold}`])].join(' ');
	if (args.page) writePage('learning-published', `npm run -s bench:learning -- --data DIR --published ${flags} --page`, section);
} else {
	const world = await readWorld(data, MODELS);
	log(`${world.predictions.length} requests`);
	const simulation = new Simulation(world);
	const known = new Map<Scenario, readonly StreamResult[]>();
	const cells: Cell[] = SIGNALS.flatMap((signals) =>
		SCENARIOS.flatMap((scenario) =>
			POLICIES.map((policy) => {
				// Where nothing is learned, signals change nothing.
				const same = policy === 'static' ? known.get(scenario) : undefined;
				const results = same ?? seeds.map((seed) => simulation.run(policy, scenario, signals, seed));
				if (policy === 'static') known.set(scenario, results);
				log(`${scenario}, ${policy}, (${signals.sensitivity}, ${signals.specificity}), ${signals.share}`);
				return { scenario, policy, signals, results };
			}),
		),
	);
	const { name: changing, chance } = simulation.changing;
	const section = learningSection({ seeds, requests: world.predictions.length, inSample: world.inSample, changing, chance, cells });
	console.log(section);
	if (args.json) writeFileSync(args.json, `${JSON.stringify(cells, null, '\t')}\n`);
	if (args.page) writePage('learning', 'npm run -s bench:learning -- --data DIR --page', section);
}

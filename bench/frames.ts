import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AgentService } from '../src/app/agent/service.ts';
import { runEstimates } from '../src/core/agent/run-cost.ts';
import { NOTHING_LEARNED } from '../src/core/agent/run-shapes.ts';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { checkoutFiles } from '../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../src/predictor/engine.ts';
import { AgentBench } from '../test/unit/app/agent/agent-bench.ts';
import { MODELS, progressLog, ROOT } from '../training/kit/checkout.ts';
import { AGENT_SETS, cacheShown } from '../training/runs/data.ts';
import { type LiveRoute, type Measured, measureSet } from './frames/measure.ts';
import { figuresOf, framesSection, isReached } from './frames/report.ts';
import { issueSets } from './frames/sets.ts';
import { readFrames } from './frames/wrap.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:frames -- --data DIR [--choices 40] [--seed 1]
 * Whether the frame of a client hides the user's words: issues in each client's first request beside the words alone. Prints and writes
 * docs/evidence/benchmarks/frames.md; the exit code is 1 where an aim is missed. DIR holds the recorded sets.
 */
const { values: args } = parseArgs({
	options: { data: { type: 'string' }, choices: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } },
});
const folder = args.data;
if (!folder || !existsSync(path.join(folder, AGENT_SETS[0]!, 'prompts.jsonl'))) {
	console.error(`usage: npm run -s bench:frames -- --data DIR [--choices 40] [--seed 1], where DIR holds ${AGENT_SETS[0]}/prompts.jsonl`);
	process.exit(2);
}
const log = progressLog();
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const engine = await PredictorEngine.load(checkoutFiles(ROOT));
if (engine.status.kind !== 'ready') throw new Error(`The encoder cannot run: ${JSON.stringify(engine.status)}`);
const bench = new AgentBench();
const predictor = { ...bench.deps.gateway.predictor, predict: engine.predict.bind(engine) };
const agent = new AgentService({
	...bench.deps,
	gateway: { ...bench.deps.gateway, predictor },
	estimates: (candidates, of) => runEstimates(candidates, { ...of, learned: NOTHING_LEARNED, now: bench.clock.now(), cacheShown }),
});
const live: LiveRoute = {
	agent,
	use: (candidates) => {
		bench.candidates = [...candidates];
	},
};
const frames = readFrames();
const sets = issueSets(folder, catalog, Number(args.choices), Number(args.seed));
const measured: (readonly Measured[])[] = [];
for (const set of sets) {
	measured.push(await measureSet(live, set, frames));
	log(`${set.name}: ${set.texts.length} issues in ${frames.length} frames`);
}
await engine.dispose();
const figures = figuresOf(measured, sets);
const section = framesSection(figures, sets);
console.log(section);
writePage('frames', 'npm run -s bench:frames -- --data DIR', section);
if (!figures.every(isReached)) process.exitCode = 1;

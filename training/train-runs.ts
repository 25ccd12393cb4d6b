import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { MODELS, ROOT } from './kit/checkout.ts';
import { AGENT_SETS, readAgentSet } from './runs/data.ts';
import { recordedRuns } from './runs/recorded.ts';
import { fitRuns, runCells } from './runs/shapes.ts';
import { stepsTable } from './runs/steps.ts';

/**
 * npm run -s train:runs -- --data DIR
 * Writes src/core/agent/run-recorded.ts: what a recorded agent run is, from DIR/published/deepswe_1_1.csv (steps, tokens and costs by effort) and
 * the costs of the recorded issues.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' } } });
if (!args.data) throw new Error('--data names the folder of recorded sets.');
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const table = stepsTable(args.data, catalog);
const fitted = fitRuns(
	AGENT_SETS.flatMap((name) => runCells(readAgentSet(args.data!, name, catalog), table)),
	table.models,
);

const recorded = recordedRuns(fitted, table);
/** As the formatter writes a value one level in: bare keys, single quotes, a comma after the last. */
const literal = (value: unknown): string =>
	JSON.stringify(value, null, '\t')
		.replace(/^(\t*)"([A-Za-z]\w*)":/gm, '$1$2:')
		.replaceAll('"', "'")
		.replace(/([^{,\n])\n(\t*)\}/g, '$1,\n$2}')
		.replaceAll('}\n', '},\n')
		.replaceAll('\n', '\n\t');
writeFileSync(
	path.join(ROOT, 'src/core/agent/run-recorded.ts'),
	`import type { RecordedRuns } from './types.ts';

/**
 * What recorded agent runs on issues of repositories were like. Written by \`npm run -s train:runs\`. Sources: DeepSWE 1.1's board (read
 * 2026-10-09) for tokens a step, efforts and newer models; the recorded costs of OpenHands on issues of SWE-bench Verified and SWT-bench
 * (OpenHands index, 2026-06-30), at their prices, for steps. Steps are those that the costs come to, so they stand for what makes a run
 * dear.
 */
export const RECORDED: RecordedRuns = {
	issue: ${literal(recorded.issue)},
	effort: ${literal(recorded.effort)} as RecordedRuns['effort'],
	modelSteps: ${literal(recorded.modelSteps)},
	modelDoubt: ${recorded.modelDoubt},
	others: ${literal(recorded.others)},
};
`,
);
console.log(`${table.rows} published rows; ${JSON.stringify(recorded.issue)}; models differ by ${fitted.modelDoubt.toFixed(2)}`);
console.log([...fitted.modelSteps].map(([id, factor]) => `${id} ${factor.toFixed(2)}`).join(', '));

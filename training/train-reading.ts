import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MODELS } from './kit/checkout.ts';
import { JUDGED, readIssues } from './reading/issues.ts';
import { type FittedTarget, fitTarget, type ReadingInput } from './reading/weights.ts';
import { writeManifest } from './write/manifest.ts';

/**
 * npm run -s train:reading -- --data DIR
 * What fifteen judgements of a text, or what a small language model makes of it, say of how hard and how dear a task is; writes models/reading.json.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' } } });
if (!args.data || !existsSync(path.join(args.data, 'judged_features'))) {
	console.error('usage: npm run -s train:reading -- --data DIR, where DIR holds judged_features');
	process.exit(2);
}
const issues = readIssues(args.data);
const fitted = (input: ReadingInput): Record<'difficulty' | 'cost', FittedTarget> => ({
	difficulty: fitTarget(issues, input, 'difficulty'),
	cost: fitTarget(issues, input, 'cost'),
});
const judge = fitted('judge');
for (const [target, { r, explained }] of Object.entries(judge))
	console.log(`judge, ${target}: r ${r.toFixed(2)}, explained ${explained.toFixed(2)}`);
const round = (values: Float32Array): number[] => [...values].map((value) => Number(value.toPrecision(5)));
const plain = ({ fitted: { weights, bias }, explained }: FittedTarget): object => ({
	...{ weights: round(weights), bias: Number(bias.toFixed(5)), explained: Number(explained.toFixed(3)) },
});
const { means, scales } = judge.difficulty.fitted;
const file = {
	version: 1,
	judge: { features: JUDGED, means: round(means), scales: round(scales), difficulty: plain(judge.difficulty), cost: plain(judge.cost) },
	file: null,
	variance: { request: Number(judge.difficulty.left.toFixed(3)) },
};
writeFileSync(path.join(MODELS, 'reading.json'), `${JSON.stringify(file, null, '\t')}\n`);
await writeManifest(MODELS);

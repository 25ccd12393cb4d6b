import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { encodeFloats } from '../src/predictor/parameters.ts';
import { READER_FILE } from '../src/predictor/reader/known-file.ts';
import { MODELS } from './kit/checkout.ts';
import { JUDGED, readIssues } from './reading/issues.ts';
import { issueVectors, LAYER } from './reading/vectors.ts';
import { type FittedTarget, fitTarget, type ReadingInput } from './reading/weights.ts';
import { writeManifest } from './write/manifest.ts';

/**
 * npm run -s train:reading -- --data DIR [--vectors]
 * What fifteen judgements of a text, or what a small language model makes of it, say of how hard and how dear a task is; writes models/reading.json.
 * `--vectors`: fits the file's reader anew too, on what `npm run read:issues` has kept; without it that part stays as it is.
 */
const { values: args } = parseArgs({ options: { data: { type: 'string' }, vectors: { type: 'boolean' } } });
if (!args.data || !existsSync(path.join(args.data, 'judged_features'))) {
	console.error('usage: npm run -s train:reading -- --data DIR [--vectors], where DIR holds judged_features');
	process.exit(2);
}
const issues = readIssues(args.data);
const vectors = args.vectors ? issueVectors(issues) : undefined;
const targets = ['difficulty', 'cost'] as const;

function fitted(input: ReadingInput): Record<(typeof targets)[number], FittedTarget> {
	const [difficulty, cost] = targets.map((target) => {
		const own = fitTarget(issues, input, target, vectors);
		console.log(`${input}, ${target}: r ${own.r.toFixed(2)}, explained ${own.explained.toFixed(2)}`);
		return own;
	});
	return { difficulty: difficulty!, cost: cost! };
}

const round = (values: Float32Array): number[] => [...values].map((value) => Number(value.toPrecision(5)));

/** One input's part of the file; `written` gives a list of numbers its form there. */
function part(own: ReturnType<typeof fitted>, written: (values: Float32Array) => string | number[]): object {
	const { means, scales } = own.difficulty.fitted;
	const [difficulty, cost] = targets.map((target) => {
		const { fitted: reading, explained } = own[target];
		return { weights: written(reading.weights), bias: Number(reading.bias.toFixed(5)), explained: Number(explained.toFixed(3)) };
	});
	return { means: written(means), scales: written(scales), difficulty, cost };
}

const judge = fitted('judge');
const place = path.join(MODELS, 'reading.json');
const before = existsSync(place) ? (JSON.parse(readFileSync(place, 'utf8')) as { readonly file?: object | null }).file : null;
const file = {
	version: 1,
	judge: { features: JUDGED, ...part(judge, round) },
	file:
		vectors === undefined
			? (before ?? null)
			: { modelSha256: READER_FILE.sha256, layer: LAYER, size: [...vectors.values()][0]!.length, ...part(fitted('file'), encodeFloats) },
};
writeFileSync(place, `${JSON.stringify(file, null, '\t')}\n`);
await writeManifest(MODELS);

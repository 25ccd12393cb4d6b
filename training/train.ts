import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEditorMessages } from './anchors.ts';
import { readSet, SETS } from './datasets.ts';
import { crossValidate, figures, pairApgr } from './evaluate.ts';
import { exportPredictor } from './export.ts';
import type { FitOptions } from './fit.ts';
import { assemble } from './problem.ts';
import { readPublished } from './published.ts';
import { reportMarkdown } from './report.ts';
import { noveltyOf, sharedErrorVariance } from './variances.ts';

/**
 * npm run train -- --data DIR [--folds 3] [--sets a,b] [--check]
 * Fits the predictor on recorded results, published scores and judged editor messages, cross-validates it by problem, and writes models/predictor.json and
 * docs/predictor.md. With --check it only cross-validates.
 */
const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		folds: { type: 'string', default: '3' },
		sets: { type: 'string' },
		check: { type: 'boolean', default: false },
		dimensions: { type: 'string', default: '4' },
		epochs: { type: 'string', default: '8' },
		ridge: { type: 'string', default: '12' },
	},
});
if (!args.data) {
	console.error('usage: npm run train -- --data DIR [--folds 3] [--sets a,b] [--check]');
	process.exit(2);
}

const root = path.resolve(import.meta.dirname, '..');
const models = path.join(root, 'models');
const started = performance.now();
const log = (line: string) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);

const sets = (args.sets?.split(',') ?? SETS).flatMap((name) => readSet(args.data!, name) ?? []);
const table = readPublished(args.data);
const messages = readEditorMessages(path.join(root, 'training/editor-messages.jsonl'));
const assembled = await assemble(sets, table, messages, Number(args.dimensions), models);
log(`${assembled.prompts.length} prompts, ${assembled.models.length} models, ${table.observations.length} published scores`);

const options: FitOptions = { seed: 1, epochs: Number(args.epochs), guess: 0.8, ceiling: 0.995, ridge: Number(args.ridge) };
const { heldOut, editorRank, editor } = crossValidate(assembled, Number(args.folds), options, log);
const novelty = noveltyOf(assembled.prompts);
const result = {
	folds: Number(args.folds),
	sets: figures(heldOut),
	editorMessages: editor.length,
	editorRank,
	apgr: {
		routellm_mmlu: pairApgr(assembled, heldOut, 'routellm_mmlu', 'mistralai/Mixtral-8x7B-Instruct-v0.1', 'gpt-4-1106-preview'),
		lcb_repair: pairApgr(assembled, heldOut, 'lcb_repair', 'GPT-4O-mini-2024-07-18', 'Claude-3.5-Sonnet-20241022'),
	},
	sharedErrorVariance: sharedErrorVariance(assembled.prompts, heldOut, novelty.centroids),
	novelty: { near: novelty.near, far: novelty.far },
};
const markdown = reportMarkdown(result, sets, table.rows, args.data);
console.log(markdown);
if (!args.check) {
	const file = exportPredictor({
		assembled,
		options,
		novelty,
		requestVariance: result.sharedErrorVariance,
		dataFolder: args.data,
		models,
		sets,
		table,
		log,
	});
	writeFileSync(path.join(models, 'predictor.json'), file);
	writeFileSync(path.join(root, 'docs', 'predictor.md'), markdown);
	log(`models/predictor.json: ${file.length} bytes`);
}

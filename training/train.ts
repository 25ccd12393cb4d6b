import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { perItem } from './data/corpus.ts';
import { readTrainingData } from './data/training-data.ts';
import { trainingRowsFile } from './data/training-rows.ts';
import { embedAll } from './encoder/embeddings.ts';
import { shipEncoder } from './encoder/ship.ts';
import { crossValidated } from './head/cross-validation.ts';
import { figures, pairApgr } from './head/evaluate.ts';
import { FIT } from './head/options.ts';
import { withEmbeddings } from './head/problem.ts';
import { gainHeads, subjectHead } from './head/recorded-parts.ts';
import { MODELS, progressLog, ROOT } from './kit/checkout.ts';
import { outputLengths } from './lengths/head.ts';
import { foldEmbedding, liveVariance } from './uncertainty/live-variance.ts';
import { noveltyOf, sharedErrorVariance } from './uncertainty/variances.ts';
import { writeManifest } from './write/manifest.ts';
import { modelsMarkdown } from './write/models-page.ts';
import { predictorFiles } from './write/predictor-file.ts';
import { reportMarkdown } from './write/report.ts';

/**
 * npm run train -- --data DIR [--folds 3] [--held 0,1] [--sets a,b] [--check] [--retrain]
 * Fine-tunes the encoder without each fold and on everything (kept in a cache by hash of data and code), fits the heads on recorded results, published scores and
 * judged editor messages, cross-validates by problem, and writes models/ and docs/evidence/predictor.md. With --check it only cross-validates. --held: the
 * folds that are held out, else all.
 */
const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		folds: { type: 'string', default: '3' },
		held: { type: 'string' },
		sets: { type: 'string' },
		check: { type: 'boolean', default: false },
		retrain: { type: 'boolean', default: false },
	},
});
if (!args.data) {
	console.error('usage: npm run train -- --data DIR [--folds 3] [--held 0,1] [--sets a,b] [--check] [--retrain]');
	process.exit(2);
}

const log = progressLog();
const folds = Number(args.folds);
const held = args.held?.split(',').map(Number) ?? Array.from({ length: folds }, (_, fold) => fold);
if (!held.every((fold) => Number.isInteger(fold) && fold >= 0 && fold < folds)) {
	console.error(`--held names folds from 0 to ${folds - 1}`);
	process.exit(2);
}
const data = readTrainingData(args.data, args.sets?.split(',') ?? null, folds, log, held);
const { sets, corpus, table, tuning } = data;
if (args.retrain) for (const fold of held) await tuning.encoder(fold, undefined, true);
const { assembled: draft, held: crossed } = await crossValidated(data, log);

// What ships is fitted on the vectors of the very file that ships, int8 and all.
const whole = args.check ? null : await shipEncoder(await tuning.encoder('all', undefined, args.retrain), MODELS, log);
const embeddings = whole ? perItem(corpus, await embedAll(corpus.texts, MODELS)) : null;
const assembled = embeddings ? withEmbeddings(draft, embeddings) : draft;
const novelty = noveltyOf(assembled.prompts);
const result = {
	folds,
	held,
	sets: figures(crossed.heldOut),
	editorMessages: crossed.editor.length,
	editorRank: crossed.editorRank,
	apgr: {
		routellm_mmlu: pairApgr(assembled, crossed.heldOut, 'routellm_mmlu', 'mistralai/Mixtral-8x7B-Instruct-v0.1', 'gpt-4-1106-preview'),
		lcb_repair: pairApgr(assembled, crossed.heldOut, 'lcb_repair', 'GPT-4O-mini-2024-07-18', 'Claude-3.5-Sonnet-20241022'),
	},
	sharedErrorVariance: sharedErrorVariance(assembled.prompts, crossed.heldOut, novelty.centroids),
	novelty: { near: novelty.near, far: novelty.far },
};
const markdown = reportMarkdown(result, sets, table.rows, args.data);
console.log(markdown);
if (whole) {
	const files = predictorFiles({
		assembled,
		options: FIT,
		novelty,
		variance: liveVariance(assembled, crossed, await foldEmbedding(data)),
		dataFolder: args.data,
		outputLength: await outputLengths(
			args.data,
			parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8'))),
			(texts) => embedAll(texts, MODELS),
		),
		models: MODELS,
		sets,
		table,
		blends: crossed.blends,
		linear: whole,
		subjects: subjectHead(data, assembled),
		gains: gainHeads(data, assembled, crossed.gainShares),
		log,
	});
	writeFileSync(path.join(MODELS, 'predictor.json'), files.predictor);
	writeFileSync(path.join(MODELS, 'recorded-heads.json'), files.recordedHeads);
	writeFileSync(
		path.join(MODELS, 'training-rows.bin'),
		trainingRowsFile(sets.flatMap((set) => set.rows.flatMap((row) => [row.text, row.raw]))),
	);
	writeFileSync(path.join(ROOT, 'docs/evidence/predictor.md'), markdown);
	writeFileSync(path.join(ROOT, 'docs/evidence/models.md'), modelsMarkdown({ ...files, assembled, models: MODELS, dataFolder: args.data }));
	await writeManifest(MODELS);
	log(`models/predictor.json: ${files.predictor.length} bytes`);
}

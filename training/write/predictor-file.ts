import path from 'node:path';
import { FEATURE_NAMES } from '../../src/predictor/features.ts';
import { TRAIT_NAMES } from '../../src/predictor/model-prior.ts';
import { encodeFloats } from '../../src/predictor/parameters.ts';
import type { PredictorFile } from '../../src/predictor/predictor-file.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import type { RecordedSet } from '../data/datasets.ts';
import type { PublishedTable } from '../data/published.ts';
import { fileHash } from '../encoder/embeddings.ts';
import type { LinearHeads } from '../encoder/ship.ts';
import type { Blend } from '../head/blend.ts';
import { catalogAbilities, effortShifts } from '../head/catalog-abilities.ts';
import type { FitOptions } from '../head/fit.ts';
import { abilityInto, layoutOf, type Problem } from '../head/layout.ts';
import { fitLiveHead, type LiveHead } from '../head/live-head.ts';
import { type Assembled, EMBEDDING_SCALE } from '../head/problem.ts';
import { publishedLengths } from '../lengths/published.ts';
import { levelVariances } from '../uncertainty/levels.ts';
import type { LiveVariance } from '../uncertainty/live-variance.ts';
import type { noveltyOf } from '../uncertainty/variances.ts';
import { type RecordedParts, recordedHeadsText } from './recorded-heads.ts';
import { PUBLISHED_LICENCES, PUBLISHED_ORIGIN, sourceOf } from './report.ts';

export interface ExportInput {
	readonly assembled: Assembled;
	readonly options: FitOptions;
	readonly novelty: ReturnType<typeof noveltyOf>;
	/** Fitted on held-out rows. */
	readonly variance: LiveVariance;
	readonly dataFolder: string;
	/** As `outputLengths` fits it on the vectors of the encoder that ships; absent: lengths by kind of task alone. */
	readonly outputLength?: PredictorFile['outputLength'];
	readonly models: string;
	readonly sets: readonly RecordedSet[];
	readonly table: PublishedTable;
	readonly blends: ReadonlyMap<string, Blend>;
	readonly linear: LinearHeads;
	readonly subjects: Pick<RecordedParts, 'subjects' | 'table'>;
	readonly gains: RecordedParts['gains'];
	readonly log: (line: string) => void;
}

/** The smallest variance (logits squared) of a request's shared error that is shown: judged messages are no measurement. */
const LEAST_REQUEST_VARIANCE = 0.09;

/** What predictor.json says of a fitted head. */
export type PredictorInput = Omit<ExportInput, 'blends' | 'linear' | 'subjects' | 'gains'>;

/** models/predictor.json of a head, with the abilities of the catalog in `input.models`. */
export function predictorFile(input: PredictorInput, head: LiveHead): PredictorFile {
	const { assembled, options, novelty } = input;
	const d = assembled.problem.dimensions;
	const { problem, values, features } = head;
	const levels = levelVariances(problem, values, options);
	const request = Math.max(LEAST_REQUEST_VARIANCE, input.variance.request);
	const abilities = catalogAbilities(input, problem, values);
	return {
		format: 1,
		version: '1',
		encoderSha256: fileHash(path.join(input.models, 'encoder.onnx')),
		dimensions: d,
		embeddingSize: EMBEDDING_DIMS,
		featureNames: [...FEATURE_NAMES],
		encoderTrunk: { hidden: null, output: trunkLayer(problem, values, EMBEDDING_DIMS) },
		featureTrunk: { hidden: null, output: trunkLayer(features.problem, features.values, 0) },
		guess: options.guess,
		ceiling: options.ceiling,
		novelty: {
			centroids: encodeFloats(novelty.centroids.flatMap((centroid) => [...centroid])),
			scales: encodeFloats(novelty.scales),
			near: novelty.near,
			far: novelty.far,
			features: ['empty', 'non-ascii', 'non-latin letters', 'unpronounceable'],
			unmeasured: ['log excerpt', 'points at nothing'],
		},
		variance: {
			request,
			requestNew: Math.max(levels.set, input.variance.perDistance * (novelty.far - novelty.near)),
			requestFeatures: 2 * request,
			model: levels.column,
			set: levels.set,
		},
		abilities: abilities.file,
		efforts: effortShifts(problem, values),
		prior: {
			traits: [...TRAIT_NAMES],
			weights: encodeFloats(values.subarray(layoutOf(problem).trait, layoutOf(problem).base)),
			covariance: encodeFloats(abilities.priorCovariance),
			step: { mean: [...abilities.step.mean], variance: [...abilities.step.variance] },
		},
		outputLength: input.outputLength ?? publishedLengths(input.dataFolder),
		trainedOn: [
			...input.sets.map((set) => ({ name: set.name, rows: set.rows.length, ...sourceOf(input.dataFolder, set.name) })),
			{
				name: 'published',
				rows: input.table.rows,
				licence: PUBLISHED_LICENCES,
				origin: PUBLISHED_ORIGIN,
			},
			{
				name: 'editor-messages',
				rows: assembled.prompts.filter((prompt) => prompt.message).length,
				licence: 'MIT',
				origin: 'training/data/editor-messages.jsonl, written for this project; difficulty judged by its author',
			},
		],
	};
}

/** Fits the live head on all rows and returns the texts of models/predictor.json and models/recorded-heads.json. */
export function predictorFiles(input: ExportInput): { readonly predictor: string; readonly recordedHeads: string } {
	const { assembled } = input;
	const problem: Problem = { ...assembled.problem, rows: assembled.prompts.map((prompt) => prompt.row) };
	const head = fitLiveHead(problem, input.options, input.log);
	const file = predictorFile(input, head);
	return {
		predictor: `${JSON.stringify(file)}\n`,
		recordedHeads: recordedHeadsText(file.encoderSha256, {
			columns: recordedColumns(assembled, problem, head.values),
			blends: input.blends,
			linear: input.linear,
			gains: input.gains,
			...input.subjects,
		}),
	};
}

/** Ability and offset of each recorded column. */
function recordedColumns(assembled: Assembled, problem: Problem, values: Float64Array) {
	const layout = layoutOf(problem);
	const theta = new Float64Array(problem.dimensions);
	return assembled.columnNames.map(({ set, column, model }, i) => {
		abilityInto(problem, values, layout, model, theta);
		return { set, column, ability: [...theta], shift: values[layout.column + i]! + values[layout.set + assembled.sets.indexOf(set)]! };
	});
}

/** Weights of d + 1 outputs with the scale of the embedding folded in. */
function trunkLayer(problem: Problem, values: Float64Array, embedding: number) {
	const stride = problem.inputs + 1;
	const outputs = problem.dimensions + 1;
	const at = layoutOf(problem).trunk;
	const weights: number[] = [];
	const bias: number[] = [];
	for (let o = 0; o < outputs; o++) {
		for (let i = 0; i < problem.inputs; i++) weights.push(values[at + o * stride + i]! * (i < embedding ? EMBEDDING_SCALE : 1));
		bias.push(values[at + o * stride + problem.inputs]!);
	}
	return { inputs: problem.inputs, outputs, weights: encodeFloats(weights), bias: encodeFloats(bias) };
}

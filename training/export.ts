import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FEATURE_NAMES } from '../src/predictor/features.ts';
import { TRAIT_NAMES, traitValues } from '../src/predictor/model-prior.ts';
import { encodeFloats, type PredictorFile } from '../src/predictor/parameters.ts';
import { EMBEDDING_DIMS } from '../src/predictor/runtime.ts';
import type { Blend } from './blend.ts';
import { publishedIds } from './catalog/published-names.ts';
import type { RecordedSet } from './datasets.ts';
import { fileHash } from './embeddings.ts';
import type { LinearHeads } from './encoder/ship.ts';
import { abilityInto, type FitOptions, layoutOf, type Problem, SPREAD } from './fit.ts';
import { fitCached } from './fit-cache.ts';
import type { LiveVariance } from './intervals/run.ts';
import { type EffortAbility, monotoneEfforts } from './monotone.ts';
import { FEATURE_RIDGE } from './options.ts';
import { fitOutputLengths } from './output-lengths.ts';
import { posteriors } from './posterior.ts';
import { type Assembled, EFFORTS, EMBEDDING_SCALE, effortOf } from './problem.ts';
import type { PublishedTable } from './published.ts';
import { type RecordedParts, recordedHeadsText } from './recorded-heads.ts';
import { PUBLISHED_LICENCES, PUBLISHED_ORIGIN, sourceOf } from './report.ts';
import { type noveltyOf, offsetVariances } from './variances.ts';

export interface ExportInput {
	readonly assembled: Assembled;
	readonly options: FitOptions;
	readonly novelty: ReturnType<typeof noveltyOf>;
	/** Fitted on held-out rows. */
	readonly variance: LiveVariance;
	readonly dataFolder: string;
	readonly models: string;
	readonly sets: readonly RecordedSet[];
	readonly table: PublishedTable;
	readonly blends: ReadonlyMap<string, Blend>;
	readonly linear: LinearHeads;
	readonly subjects: Pick<RecordedParts, 'subjects' | 'table'>;
	readonly gains: RecordedParts['gains'];
	readonly log: (line: string) => void;
}

interface CatalogEntry {
	readonly id: string;
	readonly parametersB: number | null;
	readonly reasoning: boolean;
	readonly efforts: readonly { readonly name: string }[];
	readonly defaultEffort: string | null;
}

/** The smallest variance (logits squared) of a request's shared error that is shown: judged messages are no measurement. */
const LEAST_REQUEST_VARIANCE = 0.09;

/** Fits on all rows and returns the texts of models/predictor.json and models/recorded-heads.json. */
export function exportPredictor(input: ExportInput): { readonly predictor: string; readonly recordedHeads: string } {
	const { assembled, options, novelty } = input;
	const d = assembled.problem.dimensions;
	const problem: Problem = { ...assembled.problem, rows: assembled.prompts.map((prompt) => prompt.row) };
	const values = fitCached(problem, options);
	input.log('fitted on all rows');
	const featureProblem = featuresOnly(problem);
	const featureValues = fitFeatures(problem, values, featureProblem, options);
	input.log('fitted the head on features alone');
	const offsets = offsetVariances(problem, values);
	const request = Math.max(LEAST_REQUEST_VARIANCE, input.variance.request);
	const abilities = catalogAbilities(input, problem, values);
	const file: PredictorFile = {
		format: 1,
		version: '1',
		encoderSha256: fileHash(path.join(input.models, 'encoder.onnx')),
		dimensions: d,
		embeddingSize: EMBEDDING_DIMS,
		featureNames: [...FEATURE_NAMES],
		encoderTrunk: { hidden: null, output: trunkLayer(problem, values, EMBEDDING_DIMS) },
		featureTrunk: { hidden: null, output: trunkLayer(featureProblem, featureValues, 0) },
		guess: options.guess,
		ceiling: options.ceiling,
		novelty: {
			centroids: encodeFloats(novelty.centroids.flatMap((centroid) => [...centroid])),
			near: novelty.near,
			far: novelty.far,
			features: ['empty', 'non-ascii', 'non-latin letters', 'unpronounceable'],
			unmeasured: ['log excerpt'],
		},
		variance: {
			request,
			requestNew: Math.max(offsets.set, input.variance.perDistance * (novelty.far - novelty.near)),
			requestFeatures: 2 * request,
			model: offsets.column,
		},
		abilities: abilities.file,
		efforts: effortShifts(problem, values),
		prior: {
			traits: [...TRAIT_NAMES],
			weights: encodeFloats(values.subarray(layoutOf(problem).trait, layoutOf(problem).base)),
			covariance: encodeFloats(abilities.priorCovariance),
		},
		outputLength: fitOutputLengths(input.dataFolder),
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
				origin: 'training/editor-messages.jsonl, written for this project; difficulty judged by its author',
			},
		],
	};
	return {
		predictor: `${JSON.stringify(file)}\n`,
		recordedHeads: recordedHeadsText(file.encoderSha256, {
			columns: recordedColumns(assembled, problem, values),
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

function featuresOnly(problem: Problem): Problem {
	return {
		...problem,
		inputs: FEATURE_NAMES.length,
		rows: problem.rows.map((row) => ({ ...row, input: row.input.subarray(EMBEDDING_DIMS) })),
	};
}

/** The same abilities and offsets, a trunk that reads the features only. */
function fitFeatures(problem: Problem, values: Float64Array, features: Problem, options: FitOptions): Float64Array {
	const from = layoutOf(problem);
	const to = layoutOf(features);
	const start = new Float64Array(to.size);
	start.set(values.subarray(0, from.trunk));
	start.set(values.subarray(from.column, from.size), to.column);
	const stride = features.inputs + 1;
	for (let k = 0; k < problem.dimensions; k++) start[to.trunk + k * stride + features.inputs] = -0.5;
	return fitCached(features, { ...options, ridge: FEATURE_RIDGE, start, freezeAbilities: true });
}

function effortShifts(problem: Problem, values: Float64Array): Record<string, number[]> {
	const at = layoutOf(problem).effort;
	const d = problem.dimensions;
	const shift = (e: number) => Array.from({ length: d }, (_, k) => values[at + e * d + k]! - values[at + k]!);
	return Object.fromEntries(EFFORTS.map((name, e) => [name, shift(e)]));
}

function effortDifference(problem: Problem, values: Float64Array, to: string, from: string): number[] {
	const shifts = effortShifts(problem, values);
	const none = new Array<number>(problem.dimensions).fill(0);
	const target = shifts[to] ?? none;
	const start = shifts[from] ?? none;
	return target.map((value, k) => value - start[k]!);
}

/**
 * Ability of every catalog model at every effort: the first of its published ids that was fitted, else another effort of the same model and the mean
 * difference, else the prior from its traits.
 */
function catalogAbilities(input: ExportInput, problem: Problem, values: Float64Array) {
	const d = problem.dimensions;
	const all = posteriors(problem, values);
	const index = new Map(input.assembled.models.map((name, i) => [name, i]));
	const catalog = JSON.parse(readFileSync(path.join(input.models, 'catalog.json'), 'utf8')) as { models: CatalogEntry[] };
	const prior = SPREAD.base ** 2 + SPREAD.variant ** 2;
	// The traits explain part of the spread between models; what an unknown name leaves open is wider than what the fit leaves open.
	const priorCovariance = Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 2 * prior : 0));
	const entries: PredictorFile['abilities']['entries'] = [];
	const means: number[] = [];
	const covariances: number[] = [];
	let unmeasured = 0;
	for (const model of catalog.models) {
		const names = [null, ...model.efforts.map((entry) => entry.name)];
		const found = (effort: string | null) => publishedIds(model.id, effort).find((id) => index.has(id));
		const sibling = names.map(found).find((id) => id !== undefined);
		const unstated = model.defaultEffort ?? (model.reasoning ? 'thinking' : 'none');
		const own: (EffortAbility & { readonly listed: string | null; readonly evidence: number })[] = [];
		for (const listed of names) {
			const effort = listed ?? unstated;
			const match = found(listed);
			const ability = all[index.get(match ?? sibling ?? '') ?? -1];
			if (match !== undefined && ability) {
				own.push({ listed, effort, evidence: ability.evidence, mean: ability.mean, covariance: ability.covariance.flat() });
			} else if (ability) {
				// Measured at another effort only: the mean difference between the two efforts, and the spread of a variant for each.
				const shift = effortDifference(problem, values, effort, effortOf(sibling!));
				const wider = ability.covariance.flatMap((row, i) => row.map((value, j) => value + (i === j ? 2 * SPREAD.variant ** 2 : 0)));
				const mean = ability.mean.map((value, k) => value + shift[k]!);
				own.push({ listed, effort, evidence: ability.evidence, mean, covariance: wider });
			} else if (listed === null) {
				unmeasured++;
				own.push({ listed, effort, evidence: 0, mean: priorMean(problem, values, model), covariance: priorCovariance });
			}
		}
		monotoneEfforts(own).forEach((mean, i) => {
			entries.push({ id: model.id, effort: own[i]!.listed, evidence: own[i]!.evidence });
			means.push(...mean);
			covariances.push(...own[i]!.covariance);
		});
	}
	input.log(`${entries.length} abilities of ${catalog.models.length} catalog models, ${unmeasured} of them from their name alone`);
	return { file: { entries, means: encodeFloats(means), covariances: encodeFloats(covariances) }, priorCovariance };
}

function priorMean(problem: Problem, values: Float64Array, model: CatalogEntry): number[] {
	const traits = traitValues({ name: model.id, parametersB: model.parametersB, reasoning: model.reasoning });
	const at = layoutOf(problem).trait;
	return Array.from({ length: problem.dimensions }, (_, k) =>
		traits.reduce((sum, value, t) => sum + value * values[at + k * traits.length + t]!, 0),
	);
}

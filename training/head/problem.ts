import { extractFeatures, FEATURE_NAMES, letteredOptions } from '../../src/predictor/features.ts';
import { traitValues } from '../../src/predictor/model-prior.ts';
import { subjectText } from '../../src/predictor/request-text.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { type EditorMessage, FREE_MODELS, judgedShares, REFERENCE_MODELS } from '../data/anchors.ts';
import { publishedIdOf } from '../data/columns.ts';
import type { Corpus } from '../data/corpus.ts';
import { columnStarts, type RecordedRow, type RecordedSet, setWeights } from '../data/datasets.ts';
import type { PublishedTable } from '../data/published.ts';
import { twinOf } from '../data/twins.ts';
import type { FitRow, Problem } from './layout.ts';

/** Embeddings have norm 1 over 384 dimensions, features about 1 each: this factor lets one ridge penalty serve both. It is folded into the shipped weights. */
export const EMBEDDING_SCALE = 4;
export const INPUTS = EMBEDDING_DIMS + FEATURE_NAMES.length;

/** One prompt of the fit with what evaluation needs of it. */
export interface Prompt {
	readonly row: FitRow;
	readonly embedding: Float32Array;
	readonly group: string;
	readonly set: string;
	/** Present for editor messages. */
	readonly message: EditorMessage | null;
	/** Place among the prompts of the one that this one only says in other words. */
	readonly original: number | null;
}

export interface Assembled {
	readonly problem: Omit<Problem, 'rows'>;
	readonly prompts: readonly Prompt[];
	/** Names of models: published ids, then recorded columns that are linked to none. */
	readonly models: readonly string[];
	readonly columnNames: readonly { readonly set: string; readonly column: string; readonly model: number }[];
	readonly sets: readonly string[];
}

export const EFFORTS = ['unstated', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'thinking'];

/** Class of the suffix after `@` in a published id. */
export function effortOf(id: string): string {
	const suffix = id.split('@')[1];
	if (suffix === undefined || suffix === 'cot' || suffix === 'default') return 'unstated';
	if (suffix.startsWith('no-thinking')) return 'none';
	const named = EFFORTS.find((name) => suffix === name || suffix.endsWith(`-${name}`));
	return named ?? 'thinking';
}

/** Each of the few hundred judged messages counts as much as some hundreds of recorded outcomes. */
const JUDGEMENT_WEIGHT = 100;
/** Its other forms, about six of them. */
const FORM_WEIGHT = 15;

function vocabulary(sets: readonly RecordedSet[], table: PublishedTable) {
	const models = [...table.models];
	const known = new Set(models);
	const index = new Map(models.map((name, i) => [name, i]));
	const columnNames = sets.flatMap((set) =>
		set.columns.map((column) => {
			const source = twinOf(set.name, column) ?? { set: set.name, column };
			const id = publishedIdOf(source.column, known) ?? `${source.set}/${source.column}`;
			// A chain-of-thought run shares the model and keeps an offset of its own.
			if (!index.has(id)) {
				index.set(id, models.length);
				models.push(id);
			}
			return { set: set.name, column, model: index.get(id)! };
		}),
	);
	return { models, columnNames };
}

/**
 * One problem of the corpus and the published table. `embeddings` has a unit vector for each item of the corpus; `withEmbeddings` puts those of another
 * encoder in their place.
 */
export function assemble(corpus: Corpus, table: PublishedTable, dimensions: number, embeddings: readonly Float32Array[]): Assembled {
	const { models, columnNames } = vocabulary(corpus.sets, table);
	const baseNames = [...new Set(models.map((name) => name.split('@')[0]!))];
	const baseIndex = new Map(baseNames.map((name, i) => [name, i]));
	const columnStart = columnStarts(columnNames);
	const weights = setWeights(corpus.sets);
	const setNames = corpus.sets.map((set) => set.name);
	const modelIndex = new Map(models.map((name, i) => [name, i]));
	const references = REFERENCE_MODELS.map((name) => modelIndex.get(name)!);
	const features = featuresOf(corpus);
	const prompts = corpus.items.map((item, i): Prompt => {
		const embedding = embeddings[i]!;
		const input = inputOf(embedding, features[i]!);
		if (item.row) {
			const options = letteredOptions(subjectText(item.request)).count;
			return recordedPrompt(item.row, item.group, input, options, embedding, setNames, weights, columnStart, columnNames);
		}
		const message = item.message!;
		const cells = judgedShares(message.ease).map((value, r) => ({
			model: references[r]!,
			column: -1,
			value,
			free: FREE_MODELS.has(REFERENCE_MODELS[r]!),
		}));
		const weight = item.original === null ? JUDGEMENT_WEIGHT : FORM_WEIGHT;
		const row = { input, options: 0, set: -1, weight, cells };
		return { row, embedding, group: item.group, set: 'editor', message, original: item.original };
	});
	const problem = {
		inputs: INPUTS,
		dimensions,
		traits: models.map((name) => traitValues({ name, parametersB: null, reasoning: effortOf(name) === 'thinking' })),
		base: Int32Array.from(models, (name) => baseIndex.get(name.split('@')[0]!)!),
		bases: baseNames.length,
		effort: Int32Array.from(models, (name) => EFFORTS.indexOf(effortOf(name))),
		efforts: EFFORTS.length,
		scores: table.observations,
		benchmarks: table.benchmarks,
		columns: columnNames.length,
		sets: setNames.length,
	};
	return { problem, prompts: withLikes(prompts), models, columnNames, sets: setNames };
}

function inputOf(embedding: Float32Array, features: Float32Array): Float32Array {
	const input = new Float32Array(INPUTS);
	for (let k = 0; k < EMBEDDING_DIMS; k++) input[k] = embedding[k]! * EMBEDDING_SCALE;
	input.set(features, EMBEDDING_DIMS);
	return input;
}

/** The same problem as another encoder sees it. */
export function withEmbeddings(assembled: Assembled, embeddings: readonly Float32Array[]): Assembled {
	const prompts = assembled.prompts.map((prompt, i) => {
		const embedding = embeddings[i]!;
		const input = inputOf(embedding, prompt.row.input.subarray(EMBEDDING_DIMS));
		return { ...prompt, embedding, row: { ...prompt.row, input } };
	});
	return { ...assembled, prompts: withLikes(prompts) };
}

/** Variants with the input of their originals. */
function withLikes(prompts: readonly Prompt[]): Prompt[] {
	return prompts.map((prompt) =>
		prompt.original === null ? prompt : { ...prompt, row: { ...prompt.row, like: prompts[prompt.original]!.row.input } },
	);
}

/** The same prompt stands in several sets: its features are computed once. */
function featuresOf(corpus: Corpus): Float32Array[] {
	const known = new Map<string, Float32Array>();
	return corpus.items.map(({ request }) => {
		if (request.history.length > 0 || request.attachments.length > 0) return extractFeatures(request);
		const features = known.get(request.text) ?? extractFeatures(request);
		known.set(request.text, features);
		return features;
	});
}

function recordedPrompt(
	row: RecordedRow,
	group: string,
	input: Float32Array,
	options: number,
	embedding: Float32Array,
	setNames: readonly string[],
	weights: ReadonlyMap<string, number>,
	columnStart: ReadonlyMap<string, number>,
	columnNames: Assembled['columnNames'],
): Prompt {
	const start = columnStart.get(row.set)!;
	const cells = row.outcomes.map(({ column, value }) => ({ model: columnNames[start + column]!.model, column: start + column, value }));
	const fitRow = { input, options, set: setNames.indexOf(row.set), weight: weights.get(row.set)!, cells };
	return { row: fitRow, embedding, group, set: row.set, message: null, original: null };
}

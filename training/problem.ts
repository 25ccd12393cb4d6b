import { extractFeatures, FEATURE_NAMES, letteredOptions } from '../src/predictor/features.ts';
import { traitValues } from '../src/predictor/model-prior.ts';
import { encoderText, subjectText } from '../src/predictor/request-text.ts';
import { type EditorMessage, editorRequest, FREE_MODELS, judgedShares, REFERENCE_MODELS } from './anchors.ts';
import { publishedIdOf } from './columns.ts';
import { asRequest, type RecordedRow, type RecordedSet } from './datasets.ts';
import { EMBEDDING_SIZE, embedAll } from './embeddings.ts';
import type { FitRow, Problem } from './fit.ts';
import type { PublishedTable } from './published.ts';

/** Embeddings have norm 1 over 384 dimensions, features about 1 each: this factor lets one ridge penalty serve both. It is folded into the shipped weights. */
export const EMBEDDING_SCALE = 4;
export const INPUTS = EMBEDDING_SIZE + FEATURE_NAMES.length;

/** One prompt of the fit with what evaluation needs of it. */
export interface Prompt {
	readonly row: FitRow;
	readonly embedding: Float32Array;
	readonly group: string;
	readonly set: string;
	/** Present for editor messages. */
	readonly message: EditorMessage | null;
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

/** A weight a cell, so that no set rules the fit by its size. */
const setWeight = (cells: number) => Math.min(1.5, Math.max(0.15, Math.sqrt(15_000 / cells)));
/** Each of the few hundred judged messages counts as much as some dozens of recorded outcomes. */
const JUDGEMENT_WEIGHT = 10;

function vocabulary(sets: readonly RecordedSet[], table: PublishedTable) {
	const models = [...table.models];
	const known = new Set(models);
	const index = new Map(models.map((name, i) => [name, i]));
	const columnNames = sets.flatMap((set) =>
		set.columns.map((column) => {
			const id = publishedIdOf(column, known) ?? `${set.name}/${column}`;
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

/** Reads the recorded rows, the published table and the judged messages into one problem. */
export async function assemble(
	sets: readonly RecordedSet[],
	table: PublishedTable,
	messages: readonly EditorMessage[],
	dimensions: number,
	modelsFolder: string,
): Promise<Assembled> {
	const { models, columnNames } = vocabulary(sets, table);
	const baseNames = [...new Set(models.map((name) => name.split('@')[0]!))];
	const baseIndex = new Map(baseNames.map((name, i) => [name, i]));
	const recorded = sets.flatMap((set) => set.rows);
	const requests = [...recorded.map((row) => asRequest(row.text, row.language)), ...messages.map(editorRequest)];
	const embeddings = await embedAll(requests.map(encoderText), modelsFolder);
	const columnStart = new Map<string, number>();
	for (const [i, entry] of columnNames.entries()) if (!columnStart.has(entry.set)) columnStart.set(entry.set, i);
	const weights = new Map(sets.map((set) => [set.name, setWeight(set.rows.reduce((sum, row) => sum + row.outcomes.length, 0))]));
	const setNames = sets.map((set) => set.name);
	const modelIndex = new Map(models.map((name, i) => [name, i]));
	const references = REFERENCE_MODELS.map((name) => modelIndex.get(name)!);
	const features = featuresOf(requests);
	const prompts = requests.map((request, i): Prompt => {
		const input = new Float32Array(INPUTS);
		for (let k = 0; k < EMBEDDING_SIZE; k++) input[k] = embeddings[i]![k]! * EMBEDDING_SCALE;
		input.set(features[i]!, EMBEDDING_SIZE);
		const options = letteredOptions(subjectText(request)).count;
		const row = recorded[i];
		if (row) return recordedPrompt(row, input, options, embeddings[i]!, setNames, weights, columnStart, columnNames);
		const message = messages[i - recorded.length]!;
		const cells = judgedShares(message.ease).map((value, r) => ({
			model: references[r]!,
			column: -1,
			value,
			free: FREE_MODELS.has(REFERENCE_MODELS[r]!),
		}));
		const group = `editor/${message.text}/${message.history?.[0]?.content ?? ''}/${message.selection ?? ''}`;
		return {
			row: { input, options: 0, set: -1, weight: JUDGEMENT_WEIGHT, cells },
			embedding: embeddings[i]!,
			group,
			set: 'editor',
			message,
		};
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
		sets: sets.length,
	};
	return { problem, prompts, models, columnNames, sets: setNames };
}

/** The same prompt stands in several sets: its features are computed once. */
function featuresOf(requests: readonly Parameters<typeof extractFeatures>[0][]): Float32Array[] {
	const known = new Map<string, Float32Array>();
	return requests.map((request) => {
		if (request.history.length > 0 || request.attachments.length > 0) return extractFeatures(request);
		const features = known.get(request.text) ?? extractFeatures(request);
		known.set(request.text, features);
		return features;
	});
}

function recordedPrompt(
	row: RecordedRow,
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
	return { row: fitRow, embedding, group: row.group, set: row.set, message: null };
}

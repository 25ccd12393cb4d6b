import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseParameters } from '../../src/predictor/assemble.ts';
import type { Ability, PredictorParameters } from '../../src/predictor/parameters.ts';
import { type Corpus, pick, sampled } from '../../training/data/corpus.ts';
import type { RecordedRow } from '../../training/data/datasets.ts';
import { foldOf, groupsOf, keysOf } from '../../training/data/groups.ts';
import type { TrainingData } from '../../training/data/training-data.ts';
import { twinOf } from '../../training/data/twins.ts';
import { embedAll } from '../../training/encoder/embeddings.ts';
import type { FineTuneSettings, FineTuning } from '../../training/encoder/fine-tune.ts';
import { fitLiveHead } from '../../training/head/live-head.ts';
import { FIT } from '../../training/head/options.ts';
import { posteriors } from '../../training/head/posterior.ts';
import { type Assembled, assemble } from '../../training/head/problem.ts';
import { noveltyOf } from '../../training/uncertainty/variances.ts';
import { predictorFile } from '../../training/write/predictor-file.ts';
import { withEfforts } from '../new-models/hide.ts';
import { type FoldEncoder, foldEncoder } from './encoders.ts';
import type { LivePath } from './path.ts';

export interface RecordedColumn {
	readonly set: string;
	readonly column: string;
}

export interface FoldInput {
	readonly data: TrainingData;
	readonly dataFolder: string;
	/**
	 * Folder of the shipped models: tokenizer, catalog, and the variance of a request's shared error, one number that the held-out rows of
	 * all sets gave.
	 */
	readonly models: string;
	readonly settings: FineTuneSettings;
	/** Items of a set that the heads are fitted on at most; null: all of them. */
	readonly sample: number | null;
	/** Columns whose answers nobody recorded, as far as the published-only path knows. */
	readonly hidden: readonly RecordedColumn[];
	/** The fine-tuning that never saw an answer of those columns; null for an encoder that was never fine-tuned. */
	readonly without: FineTuning | null;
	readonly log: (line: string) => void;
}

/** An encoder and the heads on it that saw no row of a fold. */
export interface FoldPaths {
	readonly live: LivePath;
	readonly publishedOnly: LivePath;
	/** `hidden`: by the encoder that the answers of the hidden columns took no part in either. */
	readonly embed: (texts: readonly string[], hidden: boolean) => Promise<readonly Float32Array[]>;
	/** Whether the published-only path has an encoder of its own. */
	readonly ownEncoder: boolean;
}

/**
 * Reads the fold's encoders out of the cache and fits the live head on the other folds, once with and once without the answers of the
 * hidden columns. The heads are fitted on fine-tuning's own vectors, as in training's cross-validation; what is predicted is embedded as
 * it would ship, in int8, one text at a time, at some 7 ms of a core.
 */
export async function foldPaths(input: FoldInput, fold: number): Promise<FoldPaths> {
	const { data, settings, without, log } = input;
	// An encoder that was never fine-tuned has seen no answer at all.
	const stock = settings.epochs === 0;
	const encoder = await foldEncoder(input, data.tuning, stock ? 'all' : fold);
	const own = without?.has(fold, settings) ? await foldEncoder(input, without, fold) : null;
	const others = onOtherFolds(data.corpus, data.folds, fold);
	const corpus = input.sample === null ? others : sampled(others, input.sample);
	const assembled = ({ vectors }: FoldEncoder) =>
		assemble(
			corpus,
			data.table,
			FIT.dimensions,
			corpus.items.map(({ text }) => vectors.get(text)!),
		);
	const whole = assembled(encoder);
	const strong = hiddenModels(whole, input.hidden);
	const fitted = (of: Assembled, { folder }: FoldEncoder) => {
		log(`fold ${fold + 1} of ${data.folds}: ${of.prompts.length} prompts`);
		return fitPath(input, of, folder);
	};
	log(`published scores alone of ${[...strong].map((model) => whole.models[model]).join(', ')}`);
	return {
		live: fitted(whole, encoder),
		publishedOnly: fitted(withoutAnswers(own === null ? whole : assembled(own), strong), own ?? encoder),
		embed: (texts, hidden) => embedAll(texts, (hidden && own !== null ? own : encoder).folder),
		ownEncoder: stock || own !== null,
	};
}

/** The corpus without the answers of some columns; its texts stay. */
export function corpusWithout(corpus: Corpus, hidden: readonly RecordedColumn[]): Corpus {
	const names = new Set(hidden.map(({ set, column }) => `${set}/${column}`));
	const sets = corpus.sets.map((set) => ({
		...set,
		rows: set.rows.map((row) => ({
			...row,
			outcomes: row.outcomes.filter(({ column }) => !names.has(`${set.name}/${set.columns[column]}`)),
		})),
	}));
	const rowOf = new Map(sets.flatMap((set) => set.rows.map((row) => [`${row.set}/${row.id}`, row] as const)));
	const items = corpus.items.map((item) => (item.row === null ? item : { ...item, row: rowOf.get(`${item.row.set}/${item.row.id}`)! }));
	return { ...corpus, sets, items };
}

/** Every column of the models behind the given ones: a model's answers are hidden in all sets. */
export function columnsOfModels(assembled: Pick<Assembled, 'columnNames' | 'problem'>, given: FoldInput['hidden']): FoldInput['hidden'] {
	const models = hiddenModels(assembled, given);
	return assembled.columnNames.filter(({ model }) => models.has(model)).map(({ set, column }) => ({ set, column }));
}

/** Indices of the models behind columns, at every effort. */
export function hiddenModels(
	{ columnNames, problem }: Pick<Assembled, 'columnNames' | 'problem'>,
	given: FoldInput['hidden'],
): Set<number> {
	const names = new Set(
		given.map((name) => {
			const { set, column } = twinOf(name.set, name.column) ?? name;
			return `${set}/${column}`;
		}),
	);
	return withEfforts(
		problem,
		columnNames.flatMap(({ set, column, model }) => (names.has(`${set}/${column}`) ? [model] : [])),
	);
}

/** The problem without the recorded answers of some models; their published scores stay. */
export function withoutAnswers(assembled: Assembled, hidden: ReadonlySet<number>): Assembled {
	const prompts = assembled.prompts.map((prompt) => ({
		...prompt,
		row: { ...prompt.row, cells: prompt.row.cells.filter(({ column, model }) => column < 0 || !hidden.has(model)) },
	}));
	return { ...assembled, prompts };
}

function onOtherFolds(corpus: Corpus, folds: number, fold: number): Corpus {
	const places = [...corpus.items.keys()].filter((i) => foldOf(corpus.items[i]!.group, folds) !== fold);
	return pick(corpus, places);
}

/** What a fit on the prompts of `assembled` predicts with. `models`: folder of the encoder that made their vectors, and of the catalog. */
export function fitPath(
	input: Pick<FoldInput, 'dataFolder' | 'models' | 'log'> & { readonly data: Pick<TrainingData, 'sets' | 'table'> },
	assembled: Assembled,
	models: string,
): LivePath {
	const problem = { ...assembled.problem, rows: assembled.prompts.map(({ row }) => row) };
	const head = fitLiveHead(problem, FIT, input.log);
	const file = predictorFile(
		{
			assembled,
			options: FIT,
			novelty: noveltyOf(assembled.prompts),
			variance: { request: shippedVariance(input.models).request, perDistance: 0 },
			dataFolder: input.dataFolder,
			models,
			sets: input.data.sets,
			table: input.data.table,
			log: input.log,
		},
		head,
	);
	const all = posteriors(problem, head.values);
	const places = new Map(assembled.columnNames.map(({ set, column, model }) => [`${set}/${column}`, model]));
	// A set that training does not read may name a model as another one does.
	const byName = new Map(assembled.columnNames.map(({ column, model }) => [column, model]));
	return {
		parameters: parseParameters(JSON.stringify(file)),
		recorded: (set, column): Ability | null => {
			const source = twinOf(set, column) ?? { set, column };
			const model = places.get(`${source.set}/${source.column}`) ?? byName.get(column);
			const ability = model === undefined ? undefined : all[model];
			return ability ? { mean: Float32Array.from(ability.mean), covariance: Float32Array.from(ability.covariance.flat()) } : null;
		},
	};
}

function shippedVariance(models: string): PredictorParameters['variance'] {
	return parseParameters(readFileSync(path.join(models, 'predictor.json'), 'utf8')).variance;
}

/**
 * Fold of each row of sets that training may not read: that of the training rows with which it shares its problem, its repository or its
 * first words; null where those lie in different folds; `free` where it shares them with none.
 */
export function foldsOf(rows: readonly RecordedRow[], corpus: TrainingData['corpus'], folds: number): (number | null | 'free')[] {
	const known = new Map<string, Set<number>>();
	for (const { row, group } of corpus.items) {
		if (row === null) continue;
		for (const key of keysOf(row)) known.set(key, (known.get(key) ?? new Set()).add(foldOf(group, folds)));
	}
	return rows.map((row) => {
		const found = new Set(keysOf(row).flatMap((key) => [...(known.get(key) ?? [])]));
		if (found.size === 0) return 'free';
		return found.size === 1 ? [...found][0]! : null;
	});
}

/** Fold of rows that no training row is like, by their own groups. */
export function freeFolds(rows: readonly RecordedRow[], folds: number): number[] {
	return groupsOf(rows).map((group) => foldOf(group, folds));
}

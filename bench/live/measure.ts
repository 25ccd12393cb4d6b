import type { Catalog } from '../../src/core/model/catalog.ts';
import type { Reading } from '../../src/core/reading/reading.ts';
import { type Corpus, perItem, readCorpus } from '../../training/data/corpus.ts';
import { type RecordedRow, readSet, SETS } from '../../training/data/datasets.ts';
import { foldOf } from '../../training/data/groups.ts';
import { readPublished } from '../../training/data/published.ts';
import type { TrainingData } from '../../training/data/training-data.ts';
import { readTrainingRows, rowHash } from '../../training/data/training-rows.ts';
import { embedAll } from '../../training/encoder/embeddings.ts';
import { crossValidated } from '../../training/head/cross-validation.ts';
import { FIT } from '../../training/head/options.ts';
import { assemble } from '../../training/head/problem.ts';
import { issueName } from '../../training/reading/issues.ts';
import { type SetFigures, setFigures } from './figures.ts';
import {
	columnsOfModels,
	type FoldInput,
	fitPath,
	foldPaths,
	foldsOf,
	freeFolds,
	hiddenModels,
	type RecordedColumn,
	withoutAnswers,
} from './folds.ts';
import { asNearest } from './nearest.ts';
import { pairsOf } from './pairs.ts';
import { emptyPrediction, type LivePath, type Predicted, predictRow, withRecorded } from './path.ts';
import type { LiveSet } from './sets.ts';
import { encoderTexts, predictSet, type Shipped } from './shipped.ts';

type Log = (line: string) => void;

/** Paths that every fold predicts by; *judged*, *read*: the live one with what a slower reader says of issues. */
const WAYS = ['live', 'judged', 'read', 'publishedOnly', 'nearest'] as const;

/** What each slower reader says of the issues that it read. */
export type Readings = Readonly<Record<'judged' | 'read', ReadonlyMap<string, Reading>>>;

/** Figures of every set, with the rows that were left out of each. */
export interface Measured {
	readonly figures: readonly SetFigures[];
	/** Whether the published-only path of some fold read the live path's encoder, for want of one of its own. */
	readonly sharedEncoder: boolean;
	readonly dropped: Readonly<Record<string, number>>;
}

/** The strong columns of all pairs: what the published-only path must not have seen. */
export function strongColumns(sets: readonly LiveSet[]): RecordedColumn[] {
	const names = sets.flatMap((set) => pairsOf(set).map(({ strong }) => ({ set: set.name, column: set.columns[strong]!.name })));
	return names.filter((own, i) => names.findIndex(({ set, column }) => set === own.set && column === own.column) === i);
}

/** Every column, in any set that training reads, of the models that are strong in some pair of `sets`. */
export function hiddenColumns(
	sets: readonly LiveSet[],
	{ corpus, table }: Pick<TrainingData, 'corpus' | 'table'>,
): readonly RecordedColumn[] {
	return columnsOfModels(assemble({ ...corpus, items: [] }, table, FIT.dimensions, []), strongColumns(sets));
}

/** Rows that the shipped weights were trained on. */
export function trainedRows(file: string): (row: RecordedRow) => boolean {
	const seen = readTrainingRows(file);
	return (row) => seen.has(rowHash(row.raw)) || seen.has(rowHash(row.text));
}

/**
 * The shipped weights as they are, on sets without the rows that they were trained on. `train`: a folder on whose answers the
 * published-only path is fitted, on the shipped encoder; without it that path is there only where the weights never saw an answer of a
 * strong model.
 */
export async function measureShipped(
	sets: readonly LiveSet[],
	shipped: Shipped,
	train: string | null,
	models: string,
	catalog: Catalog,
	log: Log,
): Promise<SetFigures[]> {
	const published = train === null ? null : await publishedPath(sets, train, models, log);
	const figures: SetFigures[] = [];
	for (const set of sets) {
		const embeddings = await shipped.embed(encoderTexts(set));
		const live = predictSet(set, shipped.live, embeddings);
		const saw = pairsOf(set).some(({ strong }) => shipped.saw(set.name, set.columns[strong]!.name));
		const publishedOnly = published !== null ? predictSet(set, published, embeddings) : saw ? null : live;
		const nearest = predictSet(asNearest(set, catalog), { ...shipped.live, recorded: () => null }, embeddings);
		figures.push(setFigures(set, { live, judged: null, read: null, publishedOnly, nearest, blend: shipped.blend(set, embeddings) }));
		log(`${set.name}: ${set.rows.length} rows`);
	}
	return figures;
}

async function publishedPath(sets: readonly LiveSet[], train: string, models: string, log: Log): Promise<LivePath> {
	const recorded = SETS.flatMap((name) => readSet(train, name) ?? []);
	const corpus = readCorpus(recorded);
	const vectors = perItem(corpus, await embedAll(corpus.texts, models));
	const data = { sets: recorded, table: readPublished(train) };
	const whole = assemble(corpus, data.table, FIT.dimensions, vectors);
	log('fitting without the strong models of all pairs');
	return fitPath({ data, dataFolder: train, models, log }, withoutAnswers(whole, hiddenModels(whole, strongColumns(sets))), models);
}

/**
 * Cross-validated: every row by an encoder and heads that saw nothing of its problem or, where it is an issue, of its repository. `only`:
 * one fold alone.
 */
export async function measureFolds(
	sets: readonly LiveSet[],
	input: FoldInput & { readonly catalog: Catalog; readonly blend: boolean; readonly readings: Readings },
	only: number | null,
): Promise<Measured> {
	const { data, log, readings } = input;
	const folds = sets.map((set) => rowFolds(set, data.corpus, data.folds, only));
	const strangers = sets.map((set) => asNearest(set, input.catalog));
	const out = sets.map(
		(): Record<(typeof WAYS)[number], Predicted | null> => ({
			live: null,
			judged: null,
			read: null,
			publishedOnly: null,
			nearest: null,
		}),
	);
	let sharedEncoder = false;
	for (let fold = 0; fold < data.folds; fold++) {
		if (only !== null && fold !== only) continue;
		const paths = await foldPaths(input, fold);
		sharedEncoder ||= !paths.ownEncoder;
		const ways = {
			live: paths.live,
			judged: paths.live,
			read: paths.live,
			publishedOnly: paths.publishedOnly,
			nearest: { ...paths.live, recorded: () => null },
		};
		for (const [s, set] of sets.entries()) {
			const rows = [...set.rows.keys()].filter((row) => folds[s]![row] === fold);
			if (rows.length === 0) continue;
			const all = encoderTexts(set);
			const texts = rows.map((row) => all[row]!);
			const embeddings = { own: await paths.embed(texts, false), hidden: await paths.embed(texts, true) };
			for (const name of WAYS) {
				const said = name === 'judged' || name === 'read' ? readings[name] : null;
				if (said !== null && !(set.agent && rows.some((row) => said.has(issueName(set.rows[row]!.id))))) continue;
				const path = ways[name];
				const asked = name === 'nearest' ? strangers[s]! : set;
				// What is known of a model hardly differs between folds: the candidates are those of the first.
				const own = out[s]![name] ?? emptyPrediction(asked, path);
				out[s]![name] = own;
				const parameters = withRecorded(asked, path);
				for (const [i, row] of rows.entries()) {
					const reading = said?.get(issueName(set.rows[row]!.id)) ?? null;
					predictRow(asked, row, parameters, embeddings[name === 'publishedOnly' ? 'hidden' : 'own'][i]!, own, reading);
				}
			}
			log(`fold ${fold + 1}: ${set.name}, ${rows.length} rows`);
		}
	}
	const blends =
		input.blend && only === null && input.sample === null && input.settings.epochs > 0
			? await blendPredictions(sets, data, log)
			: sets.map(() => null);
	return {
		figures: sets.flatMap((set, s) => (out[s]!.live === null ? [] : [setFigures(set, { ...out[s]!, blend: blends[s]! })])),
		sharedEncoder,
		dropped: Object.fromEntries(sets.map((set, s) => [set.name, folds[s]!.filter((fold) => fold === null).length])),
	};
}

/** Fold of each row; null where training rows of several folds are like it, so that no encoder is blind to it. */
export function rowFolds(set: LiveSet, corpus: Corpus, folds: number, only: number | null): (number | null)[] {
	const trained = new Map(
		corpus.items.flatMap(({ row, group }) => (row === null ? [] : [[`${row.set}/${row.id}`, foldOf(group, folds)] as const])),
	);
	const known = foldsOf(set.rows, corpus, folds);
	// Rows that no training row is like lie in no encoder's training: any fold may predict them.
	const free = only === null ? freeFolds(set.rows, folds) : set.rows.map(() => only);
	return set.rows.map((row, i) => trained.get(`${row.set}/${row.id}`) ?? (known[i] === 'free' ? free[i]! : known[i]!));
}

/** Out-of-fold predictions of the heads of recorded columns; null for sets that training does not read. */
async function blendPredictions(sets: readonly LiveSet[], data: TrainingData, log: Log): Promise<(Predicted | null)[]> {
	const { assembled, held } = await crossValidated(data, log);
	const bySet = Map.groupBy(held.heldOut, (cell) => cell.set);
	return sets.map((set) => {
		const cells = bySet.get(set.name);
		if (cells === undefined) return null;
		const rows = new Map(set.rows.map((row, i) => [row.id, i]));
		const columns = new Map(set.columns.map(({ name }, c) => [name, c]));
		const size = set.rows.length * set.columns.length;
		const empty = () => new Float32Array(size).fill(Number.NaN);
		const mean = empty();
		for (const { prompt, column, p } of cells) {
			const row = rows.get(data.corpus.items[prompt]!.row!.id);
			const c = columns.get(assembled.columnNames[column]!.column);
			if (row !== undefined && c !== undefined) mean[row * set.columns.length + c] = p;
		}
		const cost = new Float64Array(size).fill(Number.NaN);
		return { candidates: set.columns.map(({ candidate }) => candidate), mean, low: empty(), high: empty(), tokens: empty(), cost };
	});
}

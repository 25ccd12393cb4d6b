import { type Corpus, perItem } from '../data/corpus.ts';
import { columnStarts } from '../data/datasets.ts';
import { foldOf } from '../data/groups.ts';
import type { TrainingData } from '../data/training-data.ts';
import type { Encoded, FineTuning } from '../encoder/fine-tune.ts';
import { type Blend, type BlendCell, blended, fitBlend } from './blend.ts';
import { crossValidate, type HeldOut } from './evaluate.ts';
import type { FitOptions } from './fit.ts';
import { corrected, fitGain, fitShare, type GainCells, type GainHead, gainAt } from './gain.ts';
import { FIT } from './options.ts';
import { type Assembled, assemble } from './problem.ts';
import { fitSubjects, subjectLogit, subjectShares, subjectsOf, subjectTable } from './subjects.ts';

export interface CrossValidation {
	/** Out-of-fold predictions of the whole predictor, one a recorded cell. */
	readonly heldOut: readonly HeldOut[];
	/** The item-response head alone, in the same order. */
	readonly itemResponse: readonly HeldOut[];
	/** Weights of the heads, one a set, fitted on all out-of-fold cells: what ships for recorded columns. */
	readonly blends: ReadonlyMap<string, Blend>;
	/** Share of the gain head in each set's differences between models, fitted alike. */
	readonly gainShares: ReadonlyMap<string, number>;
	readonly editor: ReturnType<typeof crossValidate>['editor'];
	readonly editorRank: number;
	/** Fold of each item of the corpus. */
	readonly folds: Int8Array;
}

const logit = (p: number) => Math.log(p / (1 - p));

/**
 * Predicts every recorded cell of the folds `held` by heads and an encoder that saw nothing of its problem. The heads of a set are blended with weights fitted on the
 * out-of-fold cells of the other folds.
 */
export async function predictOutOfFold(
	corpus: Corpus,
	assembled: Assembled,
	tuning: Pick<FineTuning, 'encoder'>,
	parts: Pick<TrainingData, 'folds' | 'held'>,
	options: FitOptions,
	log: (line: string) => void,
): Promise<CrossValidation> {
	const { folds, held } = parts;
	const encoders: Encoded[] = [];
	for (const fold of held) encoders[fold] = await tuning.encoder(fold);
	const vectorsOf = encoders.map((encoder) => perItem(corpus, encoder.embeddings));
	const { heldOut: itemResponse, editor, editorRank } = crossValidate(assembled, parts, options, (fold) => vectorsOf[fold]!, log);
	const foldOfItem = Int8Array.from(corpus.items, (item) => foldOf(item.group, folds));
	// Where one fold alone is held out, its halves take the place of folds for the weights of the heads.
	const half = corpus.items.map((item) => foldOf(`half/${item.group}`, 2));
	const partOf = (item: number) => (held.length > 1 ? foldOfItem[item]! : half[item]!);
	const columnStart = columnStarts(assembled.columnNames);
	const subjects = subjectsOf(corpus);
	const soft = vectorsOf.map((vectors, fold) => {
		const train = [...foldOfItem.keys()].filter((i) => foldOfItem[i] !== fold);
		const head = fitSubjects(vectors, subjects.labels, subjects.names.length, train);
		const outcomes = train.flatMap((i) => outcomesOf(corpus, i, columnStart, subjects.labels));
		log(`fold ${fold + 1} of ${folds}: subjects fitted`);
		return {
			head,
			table: subjectTable(outcomes, assembled.columnNames.length, subjects.names.length),
			shares: new Map<number, Float64Array>(),
		};
	});
	const cells = itemResponse.map((cell): BlendCell => {
		const fold = foldOfItem[cell.prompt]!;
		const encoder = encoders[fold]!;
		const { head, table, shares } = soft[fold]!;
		const own = shares.get(cell.prompt) ?? subjectShares(head, vectorsOf[fold]![cell.prompt]!);
		shares.set(cell.prompt, own);
		return {
			heads: [
				logit(cell.p),
				encoder.logits[corpus.textOf[cell.prompt]! * encoder.columns + cell.column]!,
				subjectLogit(table, own, cell.column),
			],
			column: cell.column - columnStart.get(cell.set)!,
			y: cell.y,
		};
	});
	const heldOut = new Array<HeldOut>(itemResponse.length);
	const blends = new Map<string, Blend>();
	const gainShares = new Map<string, number>();
	for (const [set, indices] of Map.groupBy(itemResponse.keys(), (i) => itemResponse[i]!.set)) {
		const columns = corpus.sets.find((entry) => entry.name === set)!.columns.length;
		const gains = vectorsOf.map((vectors, fold) => gainHead(corpus, set, vectors, (item) => foldOfItem[item] !== fold));
		const rowsOf = (blend: Blend) =>
			gainRows(indices, itemResponse, cells, blend, (item) => ({
				head: gains[foldOfItem[item]!]!,
				vector: vectorsOf[foldOfItem[item]!]![item]!,
			}));
		for (const part of held.length > 1 ? held : [0, 1]) {
			const own = (i: number) => partOf(itemResponse[i]!.prompt) === part;
			const blend = fitBlend(
				indices.filter((i) => !own(i)).map((i) => cells[i]!),
				columns,
			);
			const { means } = gains[held.length > 1 ? part : held[0]!]!;
			const rows = rowsOf(blend);
			const share = fitShare(
				rows.filter((row) => !own(row.indices[0]!)),
				means,
			);
			for (const row of rows) {
				if (!own(row.indices[0]!)) continue;
				for (const [n, p] of corrected(row, means, share).entries()) {
					const i = row.indices[n]!;
					heldOut[i] = { ...itemResponse[i]!, p, slope: p * (1 - p) };
				}
			}
		}
		const whole = fitBlend(
			indices.map((i) => cells[i]!),
			columns,
		);
		blends.set(set, whole);
		const share = fitShare(rowsOf(whole), gains[held[0]!]!.means);
		gainShares.set(set, share);
		log(
			`${set}: item response, linear, subjects: ${whole.weights.map((weight) => weight.toFixed(2)).join(', ')}; gain ${share.toFixed(2)}`,
		);
	}
	// A set with no problem in the folds that were held out keeps the weights that nothing was learned of.
	for (const { name, columns } of corpus.sets) {
		if (blends.has(name)) continue;
		blends.set(name, fitBlend([], columns.length));
		gainShares.set(name, 0);
	}
	return { heldOut, itemResponse, blends, gainShares, editor, editorRank, folds: foldOfItem };
}

/** The gain head of a set on the rows that `use` names. */
export function gainHead(corpus: Corpus, set: string, vectors: readonly Float32Array[], use: (item: number) => boolean): GainHead {
	const items = [...corpus.items.keys()].filter((item) => corpus.items[item]!.row?.set === set && use(item));
	return fitGain(
		items.map((item) => ({ vector: vectors[item]!, outcomes: corpus.items[item]!.row!.outcomes })),
		corpus.sets.find((entry) => entry.name === set)!.columns.length,
		vectors[0]!.length,
	);
}

/** Cells of a set row by row, with the blend's predictions and the gains of a head that did not see the row. */
function gainRows(
	indices: readonly number[],
	itemResponse: readonly HeldOut[],
	cells: readonly BlendCell[],
	blend: Blend,
	headOf: (item: number) => { readonly head: GainHead; readonly vector: Float32Array },
): (GainCells & { readonly indices: readonly number[] })[] {
	return [...Map.groupBy(indices, (i) => itemResponse[i]!.prompt)].map(([item, own]) => {
		const { head, vector } = headOf(item);
		return {
			indices: own,
			cells: own.map((i) => ({ column: cells[i]!.column, value: blended(blend, cells[i]!.heads, cells[i]!.column) })),
			gains: own.map((i) => gainAt(head, vector, cells[i]!.column)),
			outcomes: own.map((i) => cells[i]!.y),
		};
	});
}

/** Recorded outcomes of an item with the column's place among all columns. */
export function outcomesOf(corpus: Corpus, item: number, columnStart: ReadonlyMap<string, number>, labels: Int16Array) {
	const { row } = corpus.items[item]!;
	if (!row) return [];
	return row.outcomes.map(({ column, value }) => ({ column: columnStart.get(row.set)! + column, subject: labels[item]!, y: value }));
}

/** The problem with the first fold's vectors in it, and out-of-fold predictions of every cell. */
export async function crossValidated(
	data: Omit<TrainingData, 'tuning'> & { readonly tuning: Pick<FineTuning, 'encoder'> },
	log: (line: string) => void,
): Promise<{ readonly assembled: Assembled; readonly held: CrossValidation }> {
	const first = await data.tuning.encoder(data.held[0]!);
	const assembled = assemble(data.corpus, data.table, FIT.dimensions, perItem(data.corpus, first.embeddings));
	log(`${assembled.prompts.length} prompts, ${assembled.models.length} models, ${data.table.observations.length} published scores`);
	return { assembled, held: await predictOutOfFold(data.corpus, assembled, data.tuning, data, FIT, log) };
}

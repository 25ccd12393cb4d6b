import { type Blend, type BlendCell, blended, fitBlend } from './blend.ts';
import { type Corpus, perItem } from './corpus.ts';
import { columnStarts } from './datasets.ts';
import type { Encoded, FineTuning } from './encoder/fine-tune.ts';
import { crossValidate, type HeldOut } from './evaluate.ts';
import type { FitOptions } from './fit.ts';
import { foldOf } from './groups.ts';
import type { Assembled } from './problem.ts';
import { fitSubjects, subjectLogit, subjectShares, subjectsOf, subjectTable } from './subjects.ts';

export interface CrossValidation {
	/** Out-of-fold predictions of the whole predictor, one a recorded cell. */
	readonly heldOut: readonly HeldOut[];
	/** The item-response head alone, in the same order. */
	readonly itemResponse: readonly HeldOut[];
	/** Weights of the heads, one a set, fitted on all out-of-fold cells: what ships for recorded columns. */
	readonly blends: ReadonlyMap<string, Blend>;
	readonly editor: ReturnType<typeof crossValidate>['editor'];
	readonly editorRank: number;
	/** Fold of each item of the corpus. */
	readonly folds: Int8Array;
}

const logit = (p: number) => Math.log(p / (1 - p));

/**
 * Predicts every recorded cell by heads and an encoder that saw nothing of its problem. The heads of a set are blended with weights fitted on the
 * out-of-fold cells of the other folds.
 */
export async function predictOutOfFold(
	corpus: Corpus,
	assembled: Assembled,
	tuning: FineTuning,
	folds: number,
	options: FitOptions,
	log: (line: string) => void,
): Promise<CrossValidation> {
	const encoders: Encoded[] = [];
	for (let fold = 0; fold < folds; fold++) encoders.push(await tuning.encoder(fold));
	const vectorsOf = encoders.map((encoder) => perItem(corpus, encoder.embeddings));
	const { heldOut: itemResponse, editor, editorRank } = crossValidate(assembled, folds, options, (fold) => vectorsOf[fold]!, log);
	const foldOfItem = Int8Array.from(corpus.items, (item) => foldOf(item.group, folds));
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
	for (const [set, indices] of Map.groupBy(itemResponse.keys(), (i) => itemResponse[i]!.set)) {
		const columns = corpus.sets.find((entry) => entry.name === set)!.columns.length;
		for (let fold = 0; fold < folds; fold++) {
			const others = indices.filter((i) => foldOfItem[itemResponse[i]!.prompt] !== fold);
			const blend = fitBlend(
				others.map((i) => cells[i]!),
				columns,
			);
			for (const i of indices) {
				const cell = itemResponse[i]!;
				if (foldOfItem[cell.prompt] !== fold) continue;
				const p = blended(blend, cells[i]!.heads, cells[i]!.column);
				heldOut[i] = { ...cell, p, slope: p * (1 - p) };
			}
		}
		const whole = fitBlend(
			indices.map((i) => cells[i]!),
			columns,
		);
		blends.set(set, whole);
		log(`${set}: item response, linear, subjects: ${whole.weights.map((weight) => weight.toFixed(2)).join(', ')}`);
	}
	return { heldOut, itemResponse, blends, editor, editorRank, folds: foldOfItem };
}

/** Recorded outcomes of an item with the column's place among all columns. */
export function outcomesOf(corpus: Corpus, item: number, columnStart: ReadonlyMap<string, number>, labels: Int16Array) {
	const { row } = corpus.items[item]!;
	if (!row) return [];
	return row.outcomes.map(({ column, value }) => ({ column: columnStart.get(row.set)! + column, subject: labels[item]!, y: value }));
}

import type { Corpus } from '../../training/data/corpus.ts';
import { twinOf } from '../../training/data/twins.ts';
import type { HeldOut } from '../../training/head/evaluate.ts';
import type { BenchSet } from './types.ts';

/** The benchmark's view of every recorded set: `predicted` from `heldOut`, `stock` the stock encoder's vector of each item of the corpus, null
 * where no baseline is to read them. */
export function benchSets(
	corpus: Corpus,
	heldOut: readonly HeldOut[],
	folds: Int8Array,
	foldCount: number,
	columnStart: ReadonlyMap<string, number>,
	stock: readonly Float32Array[] | null,
): BenchSet[] {
	const bySet = Map.groupBy(heldOut, (cell) => cell.set);
	const sets = corpus.sets.map((set) => {
		const items: number[] = [];
		for (const [i, item] of corpus.items.entries()) if (item.row?.set === set.name && item.row.outcomes.length > 0) items.push(i);
		const position = new Map(items.map((item, i) => [item, i]));
		const width = set.columns.length;
		const outcome = new Float32Array(items.length * width).fill(Number.NaN);
		const predicted = new Float32Array(items.length * width).fill(Number.NaN);
		for (const cell of bySet.get(set.name) ?? []) {
			const at = position.get(cell.prompt)! * width + cell.column - columnStart.get(set.name)!;
			outcome[at] = cell.y;
			predicted[at] = cell.p;
		}
		const size = stock?.[0]?.length ?? 0;
		const embedding = new Float32Array(items.length * size);
		if (stock) for (const [i, item] of items.entries()) embedding.set(stock[item]!, i * size);
		return {
			set: set.name,
			columns: set.columns,
			ids: items.map((item) => corpus.items[item]!.row!.id),
			categories: items.map((item) => corpus.items[item]!.row!.category),
			folds: Int8Array.from(items, (item) => folds[item]!),
			foldCount,
			outcome,
			predicted,
			embedding,
			embeddingSize: size,
			characters: Int32Array.from(items, (item) => corpus.items[item]!.row!.text.length),
		};
	});
	fillTwins(sets);
	return sets;
}

/** Outcomes and predictions of a column that repeats another set's, by the id of the prompt. */
function fillTwins(sets: readonly BenchSet[]): void {
	for (const set of sets) {
		for (const [c, column] of set.columns.entries()) {
			const twin = twinOf(set.set, column);
			const original = sets.find((other) => other.set === twin?.set);
			if (twin === null || original === undefined) continue;
			const from = original.columns.indexOf(twin.column);
			if (from < 0) continue;
			const rowOf = new Map(original.ids.map((id, i) => [id, i]));
			for (const [i, id] of set.ids.entries()) {
				const row = rowOf.get(id);
				if (row === undefined) continue;
				set.outcome[i * set.columns.length + c] = original.outcome[row * original.columns.length + from]!;
				set.predicted[i * set.columns.length + c] = original.predicted[row * original.columns.length + from]!;
			}
		}
	}
}

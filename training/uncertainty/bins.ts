import type { Bin } from './deconvolution.ts';
import { centroidsOf, nearest } from './novelty.ts';

/** One out-of-fold prediction with what its variance may depend on. */
export interface IntervalCell {
	/** Index of the prompt. */
	readonly prompt: number;
	readonly set: string;
	readonly column: number;
	readonly fold: number;
	/** Prompts of one group are one problem: they do not count as independent. */
	readonly group: string;
	readonly p: number;
	readonly y: number;
	/** What may make the prediction uncertain, each >= 0; see terms.ts. */
	readonly terms: Float64Array;
}

export type BinKind = 'quality' | 'region';

/** Cells of one set, column and fold that lie together. */
export interface CellBin extends Bin {
	readonly kind: BinKind;
	readonly set: string;
	readonly column: number;
	readonly fold: number;
	readonly cells: readonly IntervalCell[];
}

/** Cells a bin at the least, and bins of a column in one fold at the most. */
const LEAST_CELLS = 50;
const MOST_BINS = 10;
const SEED = 11;
const ROUNDS = 6;

const binCount = (cells: number) => Math.max(1, Math.min(MOST_BINS, Math.floor(cells / LEAST_CELLS)));

/**
 * Bins of each set x column x fold: by predicted quality (equal mass), and by region of the embedding (nearest of the centroids of the set's prompts in the
 * fold, the same for all its columns). `embedding(prompt, fold)` is that of the encoder that saw nothing of the fold.
 */
export function binsOf(cells: readonly IntervalCell[], embedding: (prompt: number, fold: number) => Float32Array): CellBin[] {
	const bins: CellBin[] = [];
	for (const own of Map.groupBy(cells, (cell) => `${cell.set} ${cell.fold}`).values()) {
		const dispersion = dispersionOf(own);
		const { set, fold } = own[0]!;
		const region = regionsOf(own, (prompt) => embedding(prompt, fold));
		for (const [column, list] of Map.groupBy(own, (cell) => cell.column)) {
			const sorted = list.toSorted((a, b) => a.p - b.p);
			const count = binCount(list.length);
			const edge = (b: number) => Math.floor((b * sorted.length) / count);
			const add = (kind: BinKind, part: readonly IntervalCell[]) =>
				bins.push({ kind, set, column, fold, cells: part, ...summary(part, dispersion) });
			for (let b = 0; b < count; b++) add('quality', sorted.slice(edge(b), edge(b + 1)));
			for (const part of Map.groupBy(list, (cell) => region.get(cell.prompt)!).values()) {
				if (part.length >= Math.min(LEAST_CELLS / 2, list.length)) add('region', part);
			}
		}
	}
	return bins;
}

function summary(cells: readonly IntervalCell[], dispersion: number): Bin {
	const mean = (value: (cell: IntervalCell) => number) => cells.reduce((sum, cell) => sum + value(cell), 0) / cells.length;
	const p = mean((cell) => cell.p);
	const spread = mean((cell) => cell.p * (1 - cell.p)) / (p * (1 - p));
	// What differs between the prompts of a bin is predicted, so it is no noise of the bin's rate.
	return { n: cells.length / (dispersion * spread), rate: mean((cell) => cell.y), p, spread };
}

/**
 * Variance of the sum of a column's outcomes around their predictions, over the binomial one: below 1 where an outcome is a mean of several samples, above 1
 * where several prompts ask one problem. Problems are the units; pooled over the columns.
 */
export function dispersionOf(cells: readonly IntervalCell[]): number {
	let observed = 0;
	let binomial = 0;
	for (const column of Map.groupBy(cells, (cell) => cell.column).values()) {
		const bias = column.reduce((sum, cell) => sum + cell.y - cell.p, 0) / column.length;
		const groups = Map.groupBy(column, (cell) => cell.group);
		if (groups.size < 2) continue;
		for (const group of groups.values())
			observed += (group.reduce((sum, cell) => sum + cell.y - cell.p - bias, 0) ** 2 * groups.size) / (groups.size - 1);
		for (const cell of column) binomial += cell.p * (1 - cell.p);
	}
	return binomial === 0 ? 1 : Math.max(0.05, observed / binomial);
}

function regionsOf(cells: readonly IntervalCell[], embedding: (prompt: number) => Float32Array): Map<number, number> {
	const prompts = [...new Set(cells.map((cell) => cell.prompt))];
	const count = binCount(prompts.length);
	if (count === 1) return new Map(prompts.map((prompt) => [prompt, 0]));
	const centroids = centroidsOf(prompts.map(embedding), count, SEED, ROUNDS);
	return new Map(prompts.map((prompt) => [prompt, nearest(embedding(prompt), centroids).index]));
}

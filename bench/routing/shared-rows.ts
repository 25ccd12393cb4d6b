import { type Neighbours, nearest } from './neighbours.ts';

/** Neighbours kept for each row: enough that the largest k of the nearest-neighbour router remains after one more fold is taken out. */
const KEPT = 400;

/** What the baselines read of a set's rows, worked out once for all of its pools: no outcome enters here. */
export class SharedRows {
	readonly folds: Int8Array;
	readonly foldCount: number;
	/** rows x size */
	readonly embedding: Float32Array;
	readonly size: number;
	#neighbours: Neighbours | null = null;
	#moments: Float64Array[] | null = null;

	constructor(embedding: Float32Array, size: number, folds: Int8Array, foldCount: number) {
		this.embedding = embedding;
		this.size = size;
		this.folds = folds;
		this.foldCount = foldCount;
	}

	/** Nearest rows of other folds, by cosine. */
	neighbours(): Neighbours {
		this.#neighbours ??= nearest(this.embedding, this.size, this.folds, KEPT);
		return this.#neighbours;
	}

	/** Second moments X'X of the rows of each fold, X = embedding with a last column of 1: (size + 1)^2, row-major and symmetric. */
	moments(): readonly Float64Array[] {
		this.#moments ??= momentsOf(this.embedding, this.size, this.folds, this.foldCount);
		return this.#moments;
	}
}

function momentsOf(embedding: Float32Array, size: number, folds: Int8Array, foldCount: number): Float64Array[] {
	const width = size + 1;
	const moments = Array.from({ length: foldCount }, () => new Float64Array(width * width));
	const x = new Float64Array(width);
	x[size] = 1;
	for (let row = 0; row < folds.length; row++) {
		const sum = moments[folds[row]!]!;
		for (let i = 0; i < size; i++) x[i] = embedding[row * size + i]!;
		for (let i = 0; i < width; i++) {
			const left = x[i]!;
			const at = i * width;
			for (let j = 0; j <= i; j++) sum[at + j]! += left * x[j]!;
		}
	}
	for (const sum of moments) for (let i = 0; i < width; i++) for (let j = i + 1; j < width; j++) sum[i * width + j] = sum[j * width + i]!;
	return moments;
}

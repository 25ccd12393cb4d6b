import type { BenchSet, Pool } from '../../../bench/routing/types.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';

export interface Planted {
	readonly rows: number;
	readonly columns: readonly string[];
	/** True chance that a model is right: of the row's embedding and category. */
	readonly chance: (model: number, vector: Float32Array, category: string) => number;
	/** Routoo's prediction; the true chance where not given. */
	readonly predicted?: (model: number, chance: number, row: number) => number;
	readonly seed?: number;
	readonly size?: number;
}

/** A set of rows with unit embeddings, three categories that follow from the embedding's first axis, three folds, and outcomes drawn from `chance`. */
export function plantedSet({ rows, columns, chance, predicted, seed = 1, size = 8 }: Planted): BenchSet {
	const random = randomOf(seed);
	const width = columns.length;
	const embedding = new Float32Array(rows * size);
	const outcome = new Float32Array(rows * width);
	const guess = new Float32Array(rows * width);
	const categories: string[] = [];
	for (let i = 0; i < rows; i++) {
		const vector = Float32Array.from({ length: size }, () => normal(random));
		const norm = Math.hypot(...vector);
		embedding.set(
			vector.map((value) => value / norm),
			i * size,
		);
		const own = embedding.subarray(i * size, (i + 1) * size);
		const category = own[0]! < -0.2 ? 'low' : own[0]! < 0.2 ? 'middle' : 'high';
		categories.push(category);
		for (let m = 0; m < width; m++) {
			const p = chance(m, own, category);
			outcome[i * width + m] = random() < p ? 1 : 0;
			guess[i * width + m] = predicted ? predicted(m, p, i) : p;
		}
	}
	return {
		set: 'planted',
		columns,
		ids: Array.from({ length: rows }, (_, i) => `planted/${i}`),
		categories,
		folds: Int8Array.from({ length: rows }, (_, i) => i % 3),
		foldCount: 3,
		outcome,
		predicted: guess,
		embedding,
		embeddingSize: size,
		characters: new Int32Array(rows).fill(400),
	};
}

/** A pool of columns of the planted set with a price for each, dollars per million tokens; 100 tokens in, 10 out. */
export function pricedPool(prices: Readonly<Record<string, number | null>>, reference: string): Pool {
	return {
		name: 'planted-pool',
		set: 'planted',
		inputTokens: 100,
		outputTokens: 10,
		tokensSource: 'made up',
		reference,
		note: 'Planted.',
		models: Object.entries(prices).map(([column, price]) => ({ column, input: price, output: price, source: 'made up' })),
	};
}

/** The strong model is better where the embedding's first axis is high; the weak one does not care. */
export const slope = (model: number, vector: Float32Array) => (model === 0 ? 0.5 : 0.5 + 0.45 * Math.max(-1, Math.min(1, 2 * vector[0]!)));

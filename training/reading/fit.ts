import { fitRidge } from '../lengths/ridge.ts';

/** A text that was read, and what is to be said of it. */
export interface ReadRow {
	readonly repository: string;
	/** Levels of benchmarks are offsets: a live request has none. */
	readonly benchmark: string;
	readonly input: Float32Array;
	/** NaN: unknown. */
	readonly value: number;
}

/** value = weights · (input - means) / scales + bias; in the units of `value`, 0 on average. */
export interface LinearReading {
	readonly means: Float32Array;
	readonly scales: Float32Array;
	readonly weights: Float32Array;
	readonly bias: number;
}

/** Ridge on inputs standardised over all rows, `penalty` on every weight's square. Rows without a value are read, not fitted. */
export function fitReading(rows: readonly ReadRow[], penalty: number): LinearReading {
	const size = rows[0]!.input.length;
	const means = new Float32Array(size);
	for (const { input } of rows) for (let i = 0; i < size; i++) means[i]! += input[i]! / rows.length;
	const squares = new Float64Array(size);
	for (const { input } of rows) for (let i = 0; i < size; i++) squares[i]! += (input[i]! - means[i]!) ** 2 / rows.length;
	const scales = Float32Array.from(squares, (square) => Math.sqrt(square) || 1);
	const known = rows.filter(({ value }) => !Number.isNaN(value));
	const standard = ({ input }: ReadRow): Float32Array => input.map((value, i) => (value - means[i]!) / scales[i]!);
	const ridge = fitRidge(
		known.map((row) => ({ input: standard(row), value: row.value, weight: 1, group: row.benchmark })),
		size,
		() => penalty,
	);
	const unshifted = { means, scales, weights: Float32Array.from(ridge.weights.subarray(0, size)), bias: 0 };
	const level = known.reduce((sum, { input }) => sum + readBy(unshifted, input) / known.length, 0);
	return { ...unshifted, bias: -level };
}

export function readBy({ means, scales, weights, bias }: LinearReading, input: Float32Array): number {
	let sum = bias;
	for (let i = 0; i < input.length; i++) sum += (weights[i]! * (input[i]! - means[i]!)) / scales[i]!;
	return sum;
}

/** By row, of a fit that saw no issue of its repository. */
export function outOfRepository(rows: readonly ReadRow[], penalty: number): Float64Array {
	const read = new Float64Array(rows.length).fill(Number.NaN);
	for (const repository of new Set(rows.map((row) => row.repository))) {
		const fitted = fitReading(
			rows.filter((row) => row.repository !== repository),
			penalty,
		);
		for (const [i, row] of rows.entries()) if (row.repository === repository) read[i] = readBy(fitted, row.input);
	}
	return read;
}

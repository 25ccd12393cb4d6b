import { factorise, solve } from '../kit/cholesky.ts';

/** A text that was read. */
export interface ReadRow {
	readonly repository: string;
	/** Levels of benchmarks are offsets: a live request has none. */
	readonly benchmark: string;
	readonly input: Float32Array;
}

/** value = weights · (input - means) / scales + bias; in the units of the target, 0 on average over the rows with a value. */
export interface LinearReading {
	readonly means: Float32Array;
	readonly scales: Float32Array;
	readonly weights: Float32Array;
	readonly bias: number;
}

/** A target by row; NaN: unknown. */
export type Target = Float64Array;

/** Means and standard deviations of every input; 1 where it never varies. */
export function standardOf(rows: readonly ReadRow[]): Pick<LinearReading, 'means' | 'scales'> {
	const size = rows[0]!.input.length;
	const means = new Float32Array(size);
	for (const { input } of rows) for (let i = 0; i < size; i++) means[i]! += input[i]! / rows.length;
	const squares = new Float64Array(size);
	for (const { input } of rows) for (let i = 0; i < size; i++) squares[i]! += (input[i]! - means[i]!) ** 2 / rows.length;
	return { means, scales: Float32Array.from(squares, (square) => Math.sqrt(square) || 1) };
}

/**
 * Ridge on inputs standardised over all rows, `penalty` on every weight's square, an offset for each benchmark (inputs and values less
 * their means within it). All targets must be known on the same rows; those without a value are left out.
 */
export function fitReadings(rows: readonly ReadRow[], targets: readonly Target[], penalty: number): LinearReading[] {
	const { means, scales } = standardOf(rows);
	const size = means.length;
	const known = [...rows.keys()].filter((i) => !Number.isNaN(targets[0]![i]!));
	const inputs = new Map(known.map((i) => [i, Float64Array.from(rows[i]!.input, (value, k) => (value - means[k]!) / scales[k]!)]));
	for (const own of Map.groupBy(known, (i) => rows[i]!.benchmark).values()) {
		const centre = new Float64Array(size);
		for (const i of own) for (let k = 0; k < size; k++) centre[k]! += inputs.get(i)![k]! / own.length;
		for (const i of own) for (let k = 0; k < size; k++) inputs.get(i)![k]! -= centre[k]!;
	}
	const gram = new Float64Array(size * size);
	for (const x of inputs.values()) {
		for (let a = 0; a < size; a++) {
			const left = x[a]!;
			if (left !== 0) for (let b = 0; b <= a; b++) gram[a * size + b]! += left * x[b]!;
		}
	}
	for (let a = 0; a < size; a++) gram[a * size + a]! += penalty;
	factorise(gram, size);
	return targets.map((target) => {
		// Inputs are centred within their benchmark, so that its level drops out of the products.
		const weights = new Float64Array(size);
		for (const [i, x] of inputs) for (let k = 0; k < size; k++) weights[k]! += x[k]! * target[i]!;
		solve(gram, size, weights);
		return level({ means, scales, weights: Float32Array.from(weights), bias: 0 }, rows, known);
	});
}

/** 0 on average over some rows. */
export function level(reading: LinearReading, rows: readonly ReadRow[], over: readonly number[]): LinearReading {
	const mean = over.reduce((sum, i) => sum + readBy(reading, rows[i]!.input) / over.length, 0);
	return { ...reading, bias: reading.bias - mean };
}

export function readBy({ means, scales, weights, bias }: LinearReading, input: Float32Array): number {
	let sum = bias;
	for (let i = 0; i < input.length; i++) sum += (weights[i]! * (input[i]! - means[i]!)) / scales[i]!;
	return sum;
}

/** A sum of readings of the same standard, each times its factor. */
export function summed(readings: readonly LinearReading[], factors: readonly number[]): LinearReading {
	const [first] = readings;
	const sum = (of: (reading: LinearReading) => number): number =>
		readings.reduce((total, reading, r) => total + factors[r]! * of(reading), 0);
	return { ...first!, weights: first!.weights.map((_, i) => sum(({ weights }) => weights[i]!)), bias: sum(({ bias }) => bias) };
}

/** By row, of fits that saw no row of its repository; one array for each reading that `fitOn` makes. */
export function outOfRepository(rows: readonly ReadRow[], fitOn: (places: readonly number[]) => readonly LinearReading[]): Float64Array[] {
	const all = [...rows.keys()];
	const repositories = [...new Set(rows.map((row) => row.repository))];
	const fitted = new Map(repositories.map((own) => [own, fitOn(all.filter((i) => rows[i]!.repository !== own))]));
	const readings = fitted.values().next().value?.length ?? 0;
	return Array.from({ length: readings }, (_, r) =>
		Float64Array.from(rows, ({ repository, input }) => readBy(fitted.get(repository)![r]!, input)),
	);
}

import { factorise, solve } from '../kit/cholesky.ts';

/** One observation of a text by a group, of which an own level is known or not. */
export interface RidgeRow {
	readonly input: Float32Array;
	readonly value: number;
	readonly weight: number;
	/** Rows of one group share an offset; null: the level that all groups have on average. */
	readonly group: string | null;
}

export interface Ridge {
	/** Inputs, then the bias. */
	readonly weights: Float64Array;
}

const ROUNDS = 8;

/**
 * value = bias + offset(group) + weights · input by least squares, `penalty(i)` on the square of weight i and none on offsets; these and
 * the weights in turn, which converges in some rounds since groups share most of their texts.
 */
export function fitRidge(rows: readonly RidgeRow[], size: number, penalty: (i: number) => number): Ridge {
	const total = rows.reduce((sum, { weight }) => sum + weight, 0);
	const centre = new Float64Array(size);
	for (const { input, weight } of rows) for (let i = 0; i < size; i++) centre[i]! += (weight / total) * input[i]!;
	const gram = new Float64Array(size * size);
	// Rows of one text differ in their value alone.
	for (const [input, own] of Map.groupBy(rows, (row) => row.input)) {
		const weight = own.reduce((sum, row) => sum + row.weight, 0);
		const x = Float64Array.from(input, (value, i) => value - centre[i]!);
		for (let i = 0; i < size; i++) {
			const left = weight * x[i]!;
			if (left !== 0) for (let j = 0; j <= i; j++) gram[i * size + j]! += left * x[j]!;
		}
	}
	for (let i = 0; i < size; i++) gram[i * size + i]! += penalty(i);
	factorise(gram, size);
	const groups = [...new Set(rows.map(({ group }) => group))].filter((group) => group !== null);
	const offsets = new Map<string, number>(groups.map((group) => [group, 0]));
	const predicted = new Float64Array(rows.length);
	let bias = 0;
	let weights = new Float64Array(size);
	for (let round = 0; round < ROUNDS; round++) {
		for (const group of groups)
			offsets.set(
				group,
				meanOf(rows, predicted, (row) => row.group === group),
			);
		bias =
			groups.length > 0
				? [...offsets.values()].reduce((sum, value) => sum + value, 0) / groups.length
				: meanOf(rows, predicted, () => true);
		const right = new Float64Array(size);
		for (const { input, value, weight, group } of rows) {
			const left = weight * (value - (group === null ? bias : offsets.get(group)!));
			for (let i = 0; i < size; i++) right[i]! += left * (input[i]! - centre[i]!);
		}
		solve(gram, size, right);
		weights = right;
		for (const [r, { input }] of rows.entries()) {
			let sum = 0;
			for (let i = 0; i < size; i++) sum += weights[i]! * (input[i]! - centre[i]!);
			predicted[r] = sum;
		}
	}
	const out = new Float64Array(size + 1);
	out.set(weights);
	out[size] = bias - weights.reduce((sum, value, i) => sum + value * centre[i]!, 0);
	return { weights: out };
}

function meanOf(rows: readonly RidgeRow[], predicted: Float64Array, is: (row: RidgeRow) => boolean): number {
	let [sum, weight] = [0, 0];
	for (const [r, row] of rows.entries()) {
		if (!is(row)) continue;
		sum += row.weight * (row.value - predicted[r]!);
		weight += row.weight;
	}
	return weight === 0 ? 0 : sum / weight;
}

export function applied({ weights }: Ridge, input: Float32Array): number {
	let sum = weights[weights.length - 1]!;
	for (let i = 0; i < input.length; i++) sum += weights[i]! * input[i]!;
	return sum;
}

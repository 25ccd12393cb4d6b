import type { Estimates } from '../types.ts';
import type { Learner } from './router.ts';

/** Pseudo-rows of the model's own mean that a category's mean is mixed with; the best of them by leave-one-out. */
const STRENGTHS = [1, 3, 10, 30, 100, 300];

/** Outcomes (rows x width) with the category label of each row. */
interface Labelled {
	readonly categories: readonly string[];
	readonly outcome: Float32Array;
	readonly width: number;
}

/**
 * Table of mean outcomes by the set's own category label (MMLU's 57 domains, a task's name). The label is known to this router and to no real one.
 */
export const domain: Learner = (data, train, test) =>
	domainTable({ categories: data.categories, outcome: data.outcome, width: data.models.length }, train, test);

/**
 * (sum of the category + k mean) / (rows of it + k) for each column, rows of `test` x width, from `train` alone. k is the strength with the smallest
 * leave-one-out squared error on `train`.
 */
export function domainTable(data: Labelled, train: Int32Array, test: Int32Array): Estimates {
	const { width } = data;
	const table = sumsOf(data, train);
	const mean = new Float64Array(width);
	for (const own of table.values()) for (let m = 0; m < width; m++) mean[m]! += own[m]! / train.length;
	const k = strength(data, train, table, mean);
	const out = new Float32Array(test.length * width);
	for (let i = 0; i < test.length; i++) {
		const own = table.get(data.categories[test[i]!]!);
		for (let m = 0; m < width; m++) out[i * width + m] = own ? (own[m]! + k * mean[m]!) / (own[width]! + k) : mean[m]!;
	}
	return out;
}

/** Sum of outcomes by column, then the number of rows, of each category. */
function sumsOf(data: Labelled, rows: Int32Array): Map<string, Float64Array> {
	const table = new Map<string, Float64Array>();
	for (const row of rows) {
		const name = data.categories[row]!;
		const own = table.get(name) ?? new Float64Array(data.width + 1);
		table.set(name, own);
		for (let m = 0; m < data.width; m++) own[m]! += data.outcome[row * data.width + m]!;
		own[data.width]!++;
	}
	return table;
}

function strength(data: Labelled, train: Int32Array, table: Map<string, Float64Array>, mean: Float64Array): number {
	let best = STRENGTHS[0]!;
	let least = Number.POSITIVE_INFINITY;
	for (const k of STRENGTHS) {
		let error = 0;
		for (const row of train) {
			const own = table.get(data.categories[row]!)!;
			for (let m = 0; m < data.width; m++) {
				const y = data.outcome[row * data.width + m]!;
				error += (y - (own[m]! - y + k * mean[m]!) / (own[data.width]! - 1 + k)) ** 2;
			}
		}
		if (error < least) [best, least] = [k, error];
	}
	return best;
}

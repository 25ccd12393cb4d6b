import { type PoolData, rowsOf } from '../pool-data.ts';
import type { Estimates } from '../types.ts';

export const ROUTERS = ['routoo', 'random', 'cheapest', 'best', 'domain', 'knn', 'mf', 'logistic', 'oracle'] as const;
export type RouterName = (typeof ROUTERS)[number];

/** Routers that learn from recorded outcomes: what Routoo's difference is taken to. */
export const BASELINES: readonly RouterName[] = ['random', 'best', 'domain', 'knn', 'mf', 'logistic'];

/**
 * Estimates for `test` (rows of the pool) from the outcomes of `train` alone, test.length x models. `fold` is the fold that `test` is: what is shared by all
 * rows of a set (neighbours, moments) is asked for by it.
 */
export type Learner = (data: PoolData, train: Int32Array, test: Int32Array, fold: number) => Estimates;

/** Estimates of all rows, each from the folds that it does not lie in; zeros where there is no other fold. */
export function crossEstimates(data: PoolData, learner: Learner): Estimates {
	const models = data.models.length;
	const all = new Float32Array(data.rows.length * models);
	for (let fold = 0; fold < data.foldCount; fold++) {
		// Rows of another folder are learned from and not measured.
		if (data.tested && fold > 0) continue;
		const test = rowsOf(data, fold, true);
		const train = rowsOf(data, fold, false);
		if (test.length === 0 || train.length === 0) continue;
		const own = learner(data, train, test, fold);
		for (let i = 0; i < test.length; i++) all.set(own.subarray(i * models, (i + 1) * models), test[i]! * models);
	}
	return all;
}

/** Mean outcome of each model over `rows`. */
export function means(data: PoolData, rows: Int32Array): Float64Array {
	const models = data.models.length;
	const sum = new Float64Array(models);
	for (const row of rows) for (let m = 0; m < models; m++) sum[m]! += data.outcome[row * models + m]!;
	return sum.map((value) => value / rows.length);
}

/** Index of the largest value; of equal ones the cheaper model, then the first. */
export function bestModel(values: ArrayLike<number>, costs: Float64Array | null): number {
	let best = 0;
	for (let m = 1; m < values.length; m++) {
		if (values[m]! > values[best]! || (values[m] === values[best] && costs !== null && costs[m]! < costs[best]!)) best = m;
	}
	return best;
}

/** Index of the cheapest model; in a pair without prices the one that is not the reference. */
export function cheapestModel(data: PoolData): number {
	const { costs } = data;
	if (costs === null) return data.reference === 0 ? 1 : 0;
	let best = 0;
	for (let m = 1; m < costs.length; m++) if (costs[m]! < costs[best]!) best = m;
	return best;
}

import type { PoolData } from '../pool-data.ts';
import { type Learner, means } from './router.ts';

const SIZES = [5, 10, 20, 40, 80, 160];
/** Training rows on which k is chosen. */
const TUNING_ROWS = 1500;

/**
 * Mean outcomes of the k nearest training rows by cosine of the stock encoder's embeddings. k is the one with the smallest squared error of the differences
 * between models on training rows, each predicted from training folds other than its own.
 */
export const knn: Learner = (data, train, test, fold) => {
	const k = tunedSize(data, train, fold);
	const models = data.models.length;
	const out = new Float32Array(test.length * models);
	const fallback = means(data, train);
	const sums = new Float64Array(models);
	for (let i = 0; i < test.length; i++) {
		const found = walk(
			data,
			test[i]!,
			fold,
			[k],
			(_size, count) => {
				for (let m = 0; m < models; m++) out[i * models + m] = sums[m]! / count;
			},
			sums,
		);
		if (found === 0) for (let m = 0; m < models; m++) out[i * models + m] = fallback[m]!;
	}
	return out;
};

/**
 * Adds the outcomes of the nearest rows of a row, none of `fold` and none of the row's own fold, into `sums`; `report(k, count)` at each of the rising `sizes`
 * that was reached, and at the end for those that were not. The number of rows found.
 */
function walk(
	data: PoolData,
	row: number,
	fold: number,
	sizes: readonly number[],
	report: (size: number, count: number) => void,
	sums: Float64Array,
): number {
	const models = data.models.length;
	const { index, count } = data.shared.neighbours();
	const base = data.rows[row]! * count;
	sums.fill(0);
	let found = 0;
	let next = 0;
	for (let n = 0; n < count && next < sizes.length; n++) {
		const neighbour = index[base + n]!;
		if (neighbour < 0) break;
		const at = data.place[neighbour]!;
		if (at < 0 || data.folds[at] === fold) continue;
		for (let m = 0; m < models; m++) sums[m]! += data.outcome[at * models + m]!;
		found++;
		if (found === sizes[next]) report(sizes[next++]!, found);
	}
	if (found > 0) for (; next < sizes.length; next++) report(sizes[next]!, found);
	return found;
}

function tunedSize(data: PoolData, train: Int32Array, fold: number): number {
	const models = data.models.length;
	const errors = new Map(SIZES.map((size) => [size, 0]));
	const sums = new Float64Array(models);
	const step = Math.max(1, Math.floor(train.length / TUNING_ROWS));
	for (let t = 0; t < train.length; t += step) {
		const row = train[t]!;
		let outcome = 0;
		for (let m = 0; m < models; m++) outcome += data.outcome[row * models + m]! / models;
		walk(
			data,
			row,
			fold,
			SIZES,
			(size, count) => {
				let mean = 0;
				for (let m = 0; m < models; m++) mean += sums[m]! / count / models;
				let error = 0;
				for (let m = 0; m < models; m++) error += (data.outcome[row * models + m]! - outcome - sums[m]! / count + mean) ** 2;
				errors.set(size, errors.get(size)! + error);
			},
			sums,
		);
	}
	return SIZES.reduce((best, size) => (errors.get(size)! < errors.get(best)! ? size : best));
}

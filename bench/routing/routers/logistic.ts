import { factorise, solve } from '../../../training/kit/cholesky.ts';
import type { PoolData } from '../pool-data.ts';
import type { Learner } from './router.ts';

/** Falling, so that each fit starts from the one before it. */
const RIDGES = [100, 30, 10, 3];
const STEPS = 15;

/**
 * A logistic regression for each model on the stock encoder's embedding, with a ridge penalty (not on the intercept) chosen on the training folds: fitted on all
 * but one of them, judged on that one by the squared error of the differences between models. Fitted by Böhning's bound: X'X/4 + ridge bounds the curvature
 * everywhere, so one factorisation serves all models and steps.
 */
export const logistic: Learner = (data, train, test, fold) => {
	const inner = (fold + 1) % data.foldCount;
	const fit = train.filter((row) => data.folds[row] !== inner);
	const judge = train.filter((row) => data.folds[row] === inner);
	let ridge = RIDGES[1]!;
	let start: Float64Array | null = null;
	if (fit.length > 0 && judge.length > 0 && data.foldCount > 2) {
		let least = Number.POSITIVE_INFINITY;
		let weights: Float64Array | null = null;
		for (const candidate of RIDGES) {
			weights = fitHead(data, fit, [fold, inner], candidate, weights);
			const error = errorOf(data, judge, predict(data, weights, judge));
			if (error < least) [ridge, least, start] = [candidate, error, weights];
		}
	}
	return predict(data, fitHead(data, train, [fold], ridge, start), test);
};

/** Weights, models x (size + 1), the last the intercept. `without`: the folds that `rows` leave out; `start`: weights to begin from. */
function fitHead(data: PoolData, rows: Int32Array, without: readonly number[], ridge: number, start: Float64Array | null): Float64Array {
	const models = data.models.length;
	const width = data.shared.size + 1;
	const bound = new Float64Array(width * width);
	for (const [fold, moments] of data.shared.moments().entries()) {
		if (!without.includes(fold)) for (let i = 0; i < bound.length; i++) bound[i]! += moments[i]! / 4;
	}
	for (let i = 0; i < width; i++) bound[i * width + i]! += i + 1 < width ? ridge : 1e-6;
	factorise(bound, width);
	const weights = start ? Float64Array.from(start) : new Float64Array(models * width);
	const gradient = new Float64Array(models * width);
	const step = new Float64Array(width);
	for (let n = 0; n < STEPS; n++) {
		gradientInto(data, rows, weights, ridge, gradient);
		let largest = 0;
		for (let m = 0; m < models; m++) {
			step.set(gradient.subarray(m * width, (m + 1) * width));
			solve(bound, width, step);
			for (let i = 0; i < width; i++) {
				weights[m * width + i]! += step[i]!;
				largest = Math.max(largest, Math.abs(step[i]!));
			}
		}
		if (largest < 1e-3) break;
	}
	return weights;
}

/** Gradient of the penalised log-likelihood. */
function gradientInto(data: PoolData, rows: Int32Array, weights: Float64Array, ridge: number, gradient: Float64Array): void {
	const models = data.models.length;
	const { embedding, size } = data.shared;
	const width = size + 1;
	for (let i = 0; i < weights.length; i++) gradient[i] = (i + 1) % width === 0 ? 0 : -ridge * weights[i]!;
	for (const row of rows) {
		const at = data.rows[row]! * size;
		for (let m = 0; m < models; m++) {
			const base = m * width;
			let z = weights[base + size]!;
			for (let i = 0; i < size; i++) z += weights[base + i]! * embedding[at + i]!;
			const residual = data.outcome[row * models + m]! - 1 / (1 + Math.exp(-z));
			for (let i = 0; i < size; i++) gradient[base + i]! += residual * embedding[at + i]!;
			gradient[base + size]! += residual;
		}
	}
}

function predict(data: PoolData, weights: Float64Array, rows: Int32Array): Float32Array {
	const models = data.models.length;
	const { embedding, size } = data.shared;
	const out = new Float32Array(rows.length * models);
	for (let n = 0; n < rows.length; n++) {
		const at = data.rows[rows[n]!]! * size;
		for (let m = 0; m < models; m++) {
			const base = m * (size + 1);
			let z = weights[base + size]!;
			for (let i = 0; i < size; i++) z += weights[base + i]! * embedding[at + i]!;
			out[n * models + m] = 1 / (1 + Math.exp(-z));
		}
	}
	return out;
}

/** Squared error of the differences between models: of each row's estimates and outcomes, both less their mean. */
function errorOf(data: PoolData, rows: Int32Array, estimates: Float32Array): number {
	const models = data.models.length;
	let error = 0;
	for (let n = 0; n < rows.length; n++) {
		let shift = 0;
		for (let m = 0; m < models; m++) shift += (estimates[n * models + m]! - data.outcome[rows[n]! * models + m]!) / models;
		for (let m = 0; m < models; m++) error += (estimates[n * models + m]! - data.outcome[rows[n]! * models + m]! - shift) ** 2;
	}
	return error;
}

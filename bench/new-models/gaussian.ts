import { invert } from '../../training/head/posterior.ts';

/** A normal distribution of a few dimensions. */
export interface Gaussian {
	readonly mean: Float64Array;
	/** dimensions x dimensions, symmetric, positive definite. */
	readonly covariance: readonly (readonly number[])[];
}

/** One step's view of an observation: its gradient by the state, the residual (observed - expected) and the precision of that residual. */
export interface Linearised {
	readonly gradient: ArrayLike<number>;
	readonly residual: number;
	readonly precision: number;
}

const STEPS = 30;
/** The longest step in any dimension, logits: far from the optimum the slope of a share says little. */
const LONGEST = 1;

/**
 * Laplace posterior by Gauss-Newton: `linearise(state)` gives the observations at a state. Steps are cut to LONGEST, so that a share near its floor or
 * ceiling cannot throw the state away.
 */
export function laplace(prior: Gaussian, linearise: (state: Float64Array) => Iterable<Linearised>): Gaussian {
	const n = prior.mean.length;
	const priorPrecision = invert(prior.covariance);
	const state = Float64Array.from(prior.mean);
	let covariance: readonly (readonly number[])[] = prior.covariance;
	for (let step = 0; step < STEPS; step++) {
		const precision = priorPrecision.map((row) => [...row]);
		const pull = new Float64Array(n);
		for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) pull[i]! += priorPrecision[i]![j]! * (prior.mean[j]! - state[j]!);
		for (const { gradient, residual, precision: weight } of linearise(state)) {
			for (let i = 0; i < n; i++) {
				const scaled = weight * gradient[i]!;
				if (scaled === 0) continue;
				pull[i]! += scaled * residual;
				for (let j = 0; j < n; j++) precision[i]![j]! += scaled * gradient[j]!;
			}
		}
		covariance = invert(precision);
		const move = covariance.map((row) => row.reduce((sum, value, j) => sum + value * pull[j]!, 0));
		const longest = Math.max(...move.map(Math.abs));
		const scale = longest > LONGEST ? LONGEST / longest : 1;
		for (let i = 0; i < n; i++) state[i]! += scale * move[i]!;
		if (longest < 1e-6) break;
	}
	return { mean: state, covariance };
}

/** Two independent blocks as one distribution. */
export function joined(first: Gaussian, second: Gaussian): Gaussian {
	const a = first.mean.length;
	const size = a + second.mean.length;
	const at = (i: number, j: number) => {
		if (i < a && j < a) return first.covariance[i]![j]!;
		return i >= a && j >= a ? second.covariance[i - a]![j - a]! : 0;
	};
	return {
		mean: Float64Array.from({ length: size }, (_, i) => (i < a ? first.mean[i]! : second.mean[i - a]!)),
		covariance: Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => at(i, j))),
	};
}

/** v' Sigma v */
export function quadratic(vector: ArrayLike<number>, matrix: readonly (readonly number[])[]): number {
	let sum = 0;
	for (let i = 0; i < matrix.length; i++) for (let j = 0; j < matrix.length; j++) sum += vector[i]! * matrix[i]![j]! * vector[j]!;
	return Math.max(0, sum);
}

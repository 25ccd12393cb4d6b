import { sigmoid } from '../../src/core/base/statistics.ts';
/**
 * Errors of bins without their noise, after Stephens, "False discovery rates: a new deal" (Biostatistics 2017): the error of a bin in units of its own stated
 * deviation is taken from a mixture of normals around 0, whose weights maximise the likelihood of what the bins' answers show. A bin of few answers says
 * little of its own rate, and the mixture does not take its noise for an error.
 */

/** Answers of one bin. */
export interface Bin {
	/** Answers' worth of information: as many independent ones of the same probability would have as much noise. */
	readonly n: number;
	/** Mean outcome and mean prediction, 0..1. */
	readonly rate: number;
	readonly p: number;
	/** Mean of p (1 - p) over the bin, over the same of the mean: what of a common shift of the logits reaches the bin's logit. */
	readonly spread: number;
}

/** Weights of normals around 0 with these deviations, in units of the bins' own. */
export interface ErrorMixture {
	readonly deviations: readonly number[];
	readonly weights: readonly number[];
}

/** Relative to the deviation that is stated: from an interval a dozen times too wide to one eight times too narrow. */
const DEVIATIONS = Array.from({ length: 12 }, (_, k) => 0.08 * 1.6 ** k);
/** Errors at which the likelihood of a bin is taken, close together around 0. */
const NODES = Array.from({ length: 61 }, (_, j) => 0.35 * Math.sinh((j - 30) / 6.5));
const ROUNDS = 300;
/** Weight, in bins, of what is known beforehand: next to nothing, spread evenly. */
const FLAT = 0.2;

export const logit = (p: number) => Math.log(p / (1 - p));
export const clamped = (p: number) => Math.min(1 - 1e-4, Math.max(1e-4, p));

/** True rate of a bin whose logits are all off by `shift`. */
export const shiftedRate = (bin: Bin, shift: number) => sigmoid(logit(clamped(bin.p)) + bin.spread * shift);

/** Binomial log-likelihood of the bin's answers at a true rate, less its largest value. */
export function logLikelihood(bin: Bin, rate: number): number {
	const q = Math.min(1 - 1e-9, Math.max(1e-9, rate));
	const term = (share: number, value: number) => (share === 0 ? 0 : share * Math.log(value / share));
	return bin.n * (term(bin.rate, q) + term(1 - bin.rate, 1 - q));
}

/**
 * Mixture of the errors; `rateAt(i, error)` is the true rate of bin i that is off by so many of its deviations. `prior` counts as so many bins that are known
 * to have its errors.
 */
export function fitErrors(
	bins: readonly Bin[],
	rateAt: (index: number, error: number) => number,
	prior?: { readonly mixture: ErrorMixture; readonly bins: number },
): ErrorMixture {
	const size = DEVIATIONS.length;
	const shares = DEVIATIONS.map(nodeShares);
	const likelihood = new Float64Array(bins.length * size);
	for (const [i, bin] of bins.entries()) {
		const at = NODES.map((error) => Math.exp(logLikelihood(bin, rateAt(i, error))));
		for (let k = 0; k < size; k++) likelihood[i * size + k] = at.reduce((sum, value, j) => sum + value * shares[k]![j]!, 0);
	}
	let weights = new Float64Array(size).fill(1 / size);
	for (let round = 0; round < ROUNDS; round++) {
		const next = prior
			? Float64Array.from(prior.mixture.weights, (weight) => weight * prior.bins)
			: new Float64Array(size).fill(FLAT / size);
		for (let i = 0; i < bins.length; i++) {
			let total = 0;
			for (let k = 0; k < size; k++) total += weights[k]! * likelihood[i * size + k]!;
			if (total > 0) for (let k = 0; k < size; k++) next[k]! += (weights[k]! * likelihood[i * size + k]!) / total;
		}
		const mass = next.reduce((sum, value) => sum + value, 0);
		weights = next.map((value) => value / mass);
	}
	return { deviations: DEVIATIONS, weights: [...weights] };
}

/** Probability of the stretch around each node under a normal of this deviation. */
function nodeShares(deviation: number): number[] {
	const edges = NODES.slice(1).map((node, j) => normalShare((node + NODES[j]!) / 2 / deviation));
	return NODES.map((_, j) => (edges[j] ?? 1) - (edges[j - 1] ?? 0));
}

/** Share of the errors that are at most `z` deviations large. */
export function shareWithin(mixture: ErrorMixture, z: number): number {
	return mixture.deviations.reduce((sum, deviation, k) => sum + mixture.weights[k]! * (2 * normalShare(z / deviation) - 1), 0);
}

/** The size of error that `share` of them do not exceed: the inverse of `shareWithin`. */
export function sizeOf(mixture: ErrorMixture, share: number): number {
	let [low, high] = [0, 100];
	for (let round = 0; round < 60; round++) {
		const middle = (low + high) / 2;
		if (shareWithin(mixture, middle) < share) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/** Standard normal distribution function (Abramowitz and Stegun 7.1.26, error under 2e-7). */
export function normalShare(x: number): number {
	const z = Math.abs(x) / Math.SQRT2;
	const t = 1 / (1 + 0.3275911 * z);
	const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
	const erf = 1 - poly * Math.exp(-z * z);
	return x >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}

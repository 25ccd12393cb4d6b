/** z of the 90 % quantile of the standard normal distribution: the end of a 10-90 % interval. */
export const Z90 = 1.2816;

export function sigmoid(x: number): number {
	return 1 / (1 + Math.exp(-x));
}

export function softplus(x: number): number {
	return x > 30 ? x : Math.log1p(Math.exp(x));
}

/** Density of the standard normal distribution. */
function density(x: number): number {
	return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** P(Z > x), to 1.5e-7: the rational approximation 7.1.26 of Abramowitz and Stegun (1964) for the error function. */
function upperTail(x: number): number {
	const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
	const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
	const tail = 0.5 * poly * Math.exp((-x * x) / 2);
	return x >= 0 ? tail : 1 - tail;
}

/** E[Z | Z > x] of a standard normal variable. Far out, where the tail underflows, its asymptote x + 1/x. */
export function beyond(x: number): number {
	return x > 5 ? x + 1 / x : density(x) / upperTail(x);
}

/**
 * Quantile of the standard normal distribution, within .002 in z for shares of .0001 to .9999 (Abramowitz and Stegun 26.2.23); 0 and 1 give
 * the ends of that range.
 */
export function normalQuantile(share: number): number {
	const p = Math.min(0.9999, Math.max(0.0001, share));
	const tail = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
	const z =
		tail -
		(2.515517 + 0.802853 * tail + 0.010328 * tail * tail) / (1 + 1.432788 * tail + 0.189269 * tail * tail + 0.001308 * tail * tail * tail);
	return p < 0.5 ? -z : z;
}

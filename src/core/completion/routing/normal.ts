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

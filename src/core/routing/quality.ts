import { sigmoid, Z90 } from '../base/statistics.ts';

/** Probability of an adequate answer, 0..1, with its 10-90 % interval. */
export interface QualityEstimate {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	/**
	 * The 10-90 % interval if the level of requests of this kind were known: the level lifts or lowers all candidates together, so no
	 * comparison of them reads it. Absent: `low` and `high`.
	 */
	readonly ofItsKind?: { readonly low: number; readonly high: number };
}

/**
 * What stands behind the estimates of one request, in logits: enough to draw them anew where more is known of the request or of a model.
 * Numbers alone, so that it can be kept with the request's id.
 */
export interface QualityBasis {
	/** P = floor + span * sigmoid(logit) */
	readonly floor: number;
	readonly span: number;
	/** Skill weights of the request, >= 0: d logit / d ability. */
	readonly skills: readonly number[];
	/** Variance that all candidates share: of what this one request asks for. */
	readonly shared: number;
	/** Variance of the level of all requests of its kind: it widens intervals and is in no comparison. */
	readonly level: number;
	/** By candidate, in the order of the prediction: mean of the logit, and its variance by what is not known of the model. */
	readonly logits: readonly { readonly mean: number; readonly variance: number }[];
}

export interface Qualities {
	readonly qualities: readonly QualityEstimate[];
	/** Between candidates, on the probability scale (0..1 squared). */
	readonly covariance: readonly (readonly number[])[];
}

/** Means by MacKay's probit approximation (Neural Computation 4, 1992), intervals by quantiles, covariances by the delta method. */
export function qualitiesOf({ floor, span, shared, level, logits }: QualityBasis): Qualities {
	const at = (x: number): number => floor + span * sigmoid(x);
	const slopes: number[] = [];
	const qualities = logits.map(({ mean: logit, variance }) => {
		const total = variance + shared;
		const inner = sigmoid(logit / Math.sqrt(1 + (Math.PI / 8) * total));
		slopes.push(span * inner * (1 - inner));
		const deviation = Math.sqrt(total);
		const low = at(logit - Z90 * deviation);
		const high = at(logit + Z90 * deviation);
		const mean = Math.min(high, Math.max(low, floor + span * inner));
		const whole = Math.sqrt(total + level);
		return { mean, low: at(logit - Z90 * whole), high: at(logit + Z90 * whole), ofItsKind: { low, high } };
	});
	const covariance = slopes.map((left, i) => slopes.map((right, j) => left * right * (shared + (i === j ? logits[i]!.variance : 0))));
	return { qualities, covariance };
}

/**
 * A share (0..1) in whole percent, as every line and every sentence says it: `91`. Only exactly 1 is 100 and only exactly 0 is 0: `>99`,
 * `<1`.
 */
export function wholePercent(share: number): string {
	const value = Math.max(0, share);
	const rounded = Math.round(value * 100);
	if (rounded === 100 && value < 1) return '>99';
	if (rounded === 0 && value > 0) return '<1';
	return `${rounded}`;
}

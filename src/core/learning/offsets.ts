import * as z from 'zod/mini';
import { sigmoid } from '../base/statistics.ts';

/**
 * What was learned of one model, or of one model in one language: a normal belief about an offset. `seen` is the sum of the weights of its
 * observations.
 */
export interface Offset {
	readonly mean: number;
	readonly variance: number;
	readonly seen: number;
}

export const offsetSchema = z.object({
	mean: z.number().check(z.minimum(-20), z.maximum(20)),
	variance: z.number().check(z.positive(), z.maximum(100)),
	seen: z.number().check(z.nonnegative()),
});

/**
 * How much of an offset is still believed at the next observation. It drifts back to its prior as an autoregressive process does, so that
 * about the last 1 / (1 - KEPT) = 500 observations count: a model behind a name changes, and so does the user's work. An assumption.
 */
const KEPT = 0.998;

export function fresh(priorVariance: number): Offset {
	return { mean: 0, variance: priorVariance, seen: 0 };
}

/** The belief one observation later, before that observation: KEPT of the mean, the variance drawn to the prior's. */
export function drifted(offset: Offset, priorVariance: number): Offset {
	return { ...offset, mean: KEPT * offset.mean, variance: KEPT ** 2 * offset.variance + (1 - KEPT ** 2) * priorVariance };
}

export interface OffsetTerm {
	readonly offset: Offset;
	/** d logit / d offset. */
	readonly factor: number;
}

/**
 * One step of the extended Kalman filter for a logistic observation whose logit is `logit` plus the sum of factor · offset: the offsets
 * share the surprise in proportion to their variance (their covariances are not kept). `weight` 0..1 scales the evidence.
 */
export function updated(terms: readonly OffsetTerm[], logit: number, otherVariance: number, kept: boolean, weight: number): Offset[] {
	const total = terms.reduce((sum, { offset, factor }) => sum + factor ** 2 * offset.variance, otherVariance);
	// The chance as it is predicted, doubt included: against a sharper one the learned rate would settle beside what really happens.
	const chance = meanChance(logit + terms.reduce((sum, { offset, factor }) => sum + factor * offset.mean, 0), total);
	// Far out a logistic observation has almost no curvature and one surprise would move the belief without bound.
	const curvature = weight * Math.max(0.05, chance * (1 - chance));
	const gain = 1 / (1 + curvature * total);
	const surprise = weight * ((kept ? 1 : 0) - chance);
	return terms.map(({ offset, factor }) => ({
		mean: Math.min(20, Math.max(-20, offset.mean + gain * offset.variance * factor * surprise)),
		variance: Math.max(1e-4, offset.variance - gain * curvature * (offset.variance * factor) ** 2),
		seen: offset.seen + weight,
	}));
}

/** Mean of a logistic of a normal variable by the usual probit approximation (MacKay 1992). */
export function meanChance(logit: number, variance: number): number {
	return sigmoid(logit / Math.sqrt(1 + (Math.PI * variance) / 8));
}

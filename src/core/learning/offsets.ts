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

/** The belief some observations later, before they are taken in: KEPT of the mean for each, the variance drawn to the prior's. */
export function drifted(offset: Offset, priorVariance: number, observations = 1): Offset {
	const kept = keptAfter(observations);
	return { ...offset, mean: kept * offset.mean, variance: kept ** 2 * offset.variance + (1 - kept ** 2) * priorVariance };
}

/** Share of a belief that is left after so many observations. */
export function keptAfter(observations: number): number {
	return KEPT ** Math.max(0, observations);
}

export interface OffsetTerm {
	readonly offset: Offset;
	/** d logit / d offset. */
	readonly factor: number;
}

/** What one logistic observation does to all that it depends on. */
export interface Step {
	/** Of a term with variance V and factor f the mean moves by V · f · push ... */
	readonly push: number;
	/** ... and the variance falls by (V · f)² · pull. */
	readonly pull: number;
}

/**
 * One step of the extended Kalman filter for a logistic observation.
 * @param logit as it is believed
 * @param total variance of all that is not known of the logit
 * @param weight 0..1, scales the evidence
 */
export function stepOf(logit: number, total: number, good: boolean, weight: number): Step {
	// The chance as it is predicted, doubt included: against a sharper one the learned rate would settle beside what really happens.
	const chance = meanChance(logit, total);
	// Far out a logistic observation has almost no curvature and one surprise would move the belief without bound.
	const curvature = weight * Math.max(0.05, chance * (1 - chance));
	const gain = 1 / (1 + curvature * total);
	return { push: gain * weight * ((good ? 1 : 0) - chance), pull: gain * curvature };
}

/** An offset after a step. */
export function stepped({ offset, factor }: OffsetTerm, { push, pull }: Step, weight: number): Offset {
	return {
		mean: Math.min(20, Math.max(-20, offset.mean + offset.variance * factor * push)),
		variance: Math.max(1e-4, offset.variance - pull * (offset.variance * factor) ** 2),
		seen: offset.seen + weight,
	};
}

/**
 * One observation whose logit is `logit` plus the sum of factor · offset: the offsets share the surprise in proportion to their variance
 * (their covariances are not kept).
 */
export function updated(terms: readonly OffsetTerm[], logit: number, otherVariance: number, kept: boolean, weight: number): Offset[] {
	const total = terms.reduce((sum, { offset, factor }) => sum + factor ** 2 * offset.variance, otherVariance);
	const believed = logit + terms.reduce((sum, { offset, factor }) => sum + factor * offset.mean, 0);
	const step = stepOf(believed, total, kept, weight);
	return terms.map((term) => stepped(term, step, weight));
}

/**
 * How an adequate answer shows in what is seen of it.
 * P(adequate) = floor + span · sigmoid(x), P(good) = sensitivity · P(adequate) + (1 - specificity) · (1 - P(adequate)).
 */
export interface Channel {
	readonly floor: number;
	readonly span: number;
	readonly sensitivity: number;
	readonly specificity: number;
}

/**
 * Logit of P(good) at `x`, and how far it moves with x: d logit / d x, at the mean chance of an x of that variance. What is seen as it is
 * (no floor, 1 and 1) gives x and 1.
 */
export function throughChannel(x: number, variance: number, channel: Channel): { readonly logit: number; readonly factor: number } {
	const { floor, span, sensitivity, specificity } = channel;
	const told = sensitivity + specificity - 1;
	const good = (inner: number): number => within(1 - specificity + told * (floor + span * inner));
	const seen = good(sigmoid(x));
	const inner = within(meanChance(x, variance));
	const at = good(inner);
	return { logit: Math.log(seen / (1 - seen)), factor: (told * span * inner * (1 - inner)) / (at * (1 - at)) };
}

function within(chance: number): number {
	return Math.min(1 - 1e-9, Math.max(1e-9, chance));
}

/** Mean of a logistic of a normal variable by the usual probit approximation (MacKay 1992). */
export function meanChance(logit: number, variance: number): number {
	return sigmoid(logit / Math.sqrt(1 + (Math.PI * variance) / 8));
}

import type { QualityEstimate } from './quality.ts';

/** An interval wider than this, in points, says too little for its mean to count. */
const WIDE_POINTS = 20;
/** From this width on the lower end counts in part, so that a choice does not turn over where a width passes WIDE_POINTS. */
const WIDENING_POINTS = 15;
/** So far below the bar nobody asks whether a model is good enough: the mean counts, and the bound on the difference holds the doubt. */
const FAR_BELOW_POINTS = 20;
/** A point above the bar counts this much of a point below it. */
const ABOVE_THE_BAR = 0.1;

/**
 * What a model counts as beside the bar, in points (0 to 100): its mean, or the lower end of its interval where that is wider than
 * WIDE_POINTS. It slides from the one to the other between WIDENING_POINTS and WIDE_POINTS, and back below the bar. No bar: the mean.
 * The interval is the one in which the level of requests of its kind is known: that doubt stands before every model, and would only move
 * the bar.
 */
export function countedPoints(quality: QualityEstimate, bar: number | undefined): number {
	const { mean } = quality;
	if (bar === undefined) return 100 * mean;
	const { low, high } = quality.ofItsKind ?? quality;
	const wide = part(100 * (high - low) - WIDENING_POINTS, WIDE_POINTS - WIDENING_POINTS);
	const doubt = Math.max(0, 100 * (mean - low));
	// At least as far as the doubt is large, so that a better mean never counts as less.
	const far = Math.max(FAR_BELOW_POINTS, doubt);
	return 100 * mean - wide * part(100 * (mean - bar) + far, far) * doubt;
}

function part(value: number, whole: number): number {
	return Math.min(1, Math.max(0, value / whole));
}

/** Whether a model reaches the bar (0..1). No bar: nothing is good enough, and the gain alone decides. */
export function isGoodEnough(quality: QualityEstimate, bar: number | undefined): boolean {
	return bar !== undefined && countedPoints(quality, bar) >= 100 * bar - 1e-9;
}

/**
 * What `points` are worth, in points below the bar (0..1): concave, so that a gain above it counts a tenth, one across it in part. No bar:
 * all points count alike.
 */
export function worthOf(points: number, bar: number | undefined): number {
	if (bar === undefined) return points;
	return Math.min(points, 100 * bar) + ABOVE_THE_BAR * Math.max(0, points - 100 * bar);
}

/** Mean worth of a point between two places on the scale; that at the place where both are one. */
export function worthOfAPoint(a: number, b: number, bar: number | undefined): number {
	if (Math.abs(a - b) < 1e-9) return bar === undefined || a < 100 * bar ? 1 : ABOVE_THE_BAR;
	return (worthOf(b, bar) - worthOf(a, bar)) / (b - a);
}

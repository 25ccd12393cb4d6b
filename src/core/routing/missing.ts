import type { QualityEstimate } from './quality.ts';
import type { Prediction } from './types.ts';

/**
 * What is left of the chance of an adequate answer where the message points at something that nobody showed: a model may guess what is
 * meant, or asks for it. Not measured: no recorded set holds such messages. The doubt is as wide as that.
 */
const LEFT = { mean: 0.4, low: 0.2, high: 0.7 } as const;

/**
 * The prediction for a message whose subject is missing; itself where nothing is. What one model answers better than another shrinks with
 * it, so that nobody pays a dear model for the question which file was meant. What stands behind the qualities is left out: nothing is read
 * slowly or learned of a model where the task itself is not there.
 */
export function withMissing(prediction: Prediction, missing: string | null): Prediction {
	if (missing === null) return prediction;
	const { basis: _, ...rest } = prediction;
	return {
		...rest,
		missing,
		candidates: prediction.candidates.map((one) => ({ ...one, quality: lowered(one.quality) })),
		covariance: prediction.covariance.map((row) => row.map((value) => value * LEFT.mean ** 2)),
	};
}

function lowered({ mean, low, high, ofItsKind }: QualityEstimate): QualityEstimate {
	const scaled = { mean: mean * LEFT.mean, ...bounds({ low, high }) };
	return ofItsKind === undefined ? scaled : { ...scaled, ofItsKind: bounds(ofItsKind) };
}

function bounds({ low, high }: { readonly low: number; readonly high: number }): { readonly low: number; readonly high: number } {
	return { low: low * LEFT.low, high: high * LEFT.high };
}

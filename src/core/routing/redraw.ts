import { type QualityBasis, qualitiesOf } from './quality.ts';
import type { Prediction } from './types.ts';

/** The prediction with its qualities and their covariance drawn anew from another basis of the same candidates. */
export function redrawn(prediction: Prediction, basis: QualityBasis): Prediction {
	const { qualities, covariance } = qualitiesOf(basis);
	const candidates = prediction.candidates.map((one, i) => ({ ...one, quality: qualities[i]! }));
	return { ...prediction, candidates, covariance, basis };
}

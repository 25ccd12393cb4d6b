import { MICROS_PER_DOLLAR } from '../core/base/micros.ts';
import { Z90 } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import type { QualityEstimate } from '../core/routing/quality.ts';
import type { PredictorParameters } from './parameters.ts';

export interface PriorQuality {
	readonly qualities: readonly QualityEstimate[];
	/** Probability scale, order as the candidates. */
	readonly covariance: readonly (readonly number[])[];
}

/**
 * Answer lengths and speed where predictor.json cannot be read: round figures, an assumption as much as the quality is. Tokens, and the
 * speed of a hosted model of middle size.
 */
export const PRIOR_OUTPUT_LENGTH: PredictorParameters['outputLength'] = {
	visible: { question: 400, write: 700, chat: 60, completion: 40 },
	thinking: { none: 0, minimal: 100, low: 600, medium: 1500, default: 1500, high: 4000, xhigh: 8000, max: 8000 },
	logSpread: 0.9,
	hardness: 0.5,
	tokensPerSecond: 60,
	firstTokenSeconds: 1,
};

/** Standard deviation of the prior on the probability scale: wide, because nothing is known but size and price. */
const DEVIATION = 0.18;
/** Errors about one request are shared by all models. */
const SHARED = 0.5;

/**
 * Quality where predictor.json cannot be read: an assumption, not a fit. A model of $1 per million output tokens is taken to be adequate in
 * 60 of 100 requests, ten times the price adds 12; where there is no price, 30 billion parameters stand at the same place and ten times the
 * size adds 15; thinking adds 5. A model of which neither is known stands at 50.
 */
export function priorQuality(candidates: readonly Candidate[]): PriorQuality {
	const qualities = candidates.map((candidate) => {
		const mean = Math.min(0.9, Math.max(0.2, basis(candidate) + (candidate.reasoning ? 0.05 : 0)));
		return { mean, low: Math.max(0, mean - Z90 * DEVIATION), high: Math.min(1, mean + Z90 * DEVIATION) };
	});
	const variance = DEVIATION ** 2;
	const covariance = candidates.map((_, i) => candidates.map((_, j) => (i === j ? variance : SHARED * variance)));
	return { qualities, covariance };
}

function basis(candidate: Candidate): number {
	if (candidate.prices !== null && candidate.prices.output > 0) return 0.6 + 0.12 * Math.log10(candidate.prices.output / MICROS_PER_DOLLAR);
	if (candidate.parametersB !== null && candidate.parametersB > 0) return 0.6 + 0.15 * Math.log10(candidate.parametersB / 30);
	return 0.5;
}

import type { Candidate } from '../core/model/candidate.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import { PRIOR_OUTPUT_LENGTH, priorQuality } from './fallback-prior.ts';
import { extractFeatures, FEATURE_NAMES, letteredOptions } from './features.ts';
import { predictQuality } from './item-response.ts';
import { estimateOutput } from './output-length.ts';
import { type PredictorParameters, parsePredictor } from './parameters.ts';
import { subjectText } from './request-text.ts';
import { requestTokens } from './request-tokens.ts';
import { statedLength } from './stated-length.ts';
import { taskKind } from './task-kind.ts';

export interface Evidence {
	/** Null: predictor.json cannot be used, a wide prior by price and size answers. */
	readonly parameters: PredictorParameters | null;
	/** Null: the encoder cannot run, the features answer. */
	readonly embedding: Float32Array | null;
	/** Why one of the two is null, one sentence for the user. */
	readonly degraded: string | null;
}

/** Everything after the encoder: features, head, answer length and wait. Pure; about a millisecond for 20 candidates. */
export function assemblePrediction(request: RouteRequest, candidates: readonly Candidate[], evidence: Evidence): Prediction {
	const { parameters, embedding, degraded } = evidence;
	const { qualities, covariance } =
		parameters === null
			? priorQuality(candidates)
			: predictQuality(parameters, {
					embedding,
					features: extractFeatures(request),
					options: letteredOptions(subjectText(request)).count,
					candidates,
				});
	const kind = taskKind(request);
	const inputTokens = request.inputTokens ?? requestTokens(request);
	const stated = statedLength(request.text);
	const lengths = parameters ?? { outputLength: PRIOR_OUTPUT_LENGTH };
	return {
		candidates: candidates.map((candidate, i) => {
			const quality = qualities[i]!;
			return { candidateId: candidate.id, quality, ...estimateOutput(lengths, { kind, inputTokens, stated }, candidate, quality.mean) };
		}),
		covariance,
		inputTokens,
		source: parameters !== null && embedding !== null ? 'encoder' : 'features',
		degraded,
		taskKind: kind,
	};
}

/** As parsePredictor, and the features must be the ones of this build. Throws RoutooError 'damagedFile'. */
export function parseParameters(json: string): PredictorParameters {
	const parameters = parsePredictor(json);
	if (parameters.featureNames.join('\n') !== FEATURE_NAMES.join('\n')) {
		throw new Error('models/predictor.json was trained on other request features.');
	}
	return parameters;
}

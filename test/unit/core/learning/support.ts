import type { AbilityObservation } from '../../../../src/core/learning/abilities.ts';
import type { EvidenceKind } from '../../../../src/core/learning/evidence.ts';
import { needFeatures } from '../../../../src/core/learning/needs.ts';
import { qualitiesOf } from '../../../../src/core/routing/quality.ts';
import type { Prediction } from '../../../../src/core/routing/types.ts';

/** A prediction of two candidates or more, with the basis that the head gives. */
export function predictionOf(
	ids: readonly string[],
	{ skills = [0.6, 0.3, 0.4, 0.5], logit = 1.2, variance = 0.2, floor = 0, shared = 0.1, taskKind = 'write' } = {},
): Prediction {
	const basis = { floor, span: 0.995 - floor, skills, shared, level: 0.2, logits: ids.map(() => ({ mean: logit, variance })) };
	const { qualities, covariance } = qualitiesOf(basis);
	const candidates = ids.map((candidateId, i) => ({
		candidateId,
		quality: qualities[i]!,
		outputTokens: { mean: 400, p90: 900 },
		latencyMs: 4000,
	}));
	return { candidates, covariance, inputTokens: 500, source: 'encoder', degraded: null, taskKind, basis };
}

export function seen(
	kind: EvidenceKind,
	candidateId: string,
	prediction = predictionOf([candidateId]),
	over: Partial<AbilityObservation> = {},
): AbilityObservation {
	const features = needFeatures(prediction, candidateId) ?? [];
	return { at: 0, kind, candidateId, task: prediction.taskKind, weight: 1, features, ...over };
}

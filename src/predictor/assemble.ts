import type { Candidate } from '../core/model/candidate.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import { PRIOR_OUTPUT_LENGTH, priorQuality } from './fallback-prior.ts';
import { extractFeatures, FEATURE_NAMES, letteredOptions } from './features.ts';
import { predictQuality, type QualityOutput } from './item-response.ts';
import { lengthFeatures } from './length-features.ts';
import { estimateOutput } from './output-length.ts';
import { type PredictorParameters, parsePredictor } from './parameters.ts';
import { type RequestLengths, requestLengths, runSteps } from './request-length.ts';
import { subjectText } from './request-text.ts';
import { requestTokens } from './request-tokens.ts';
import { statedLength } from './stated-length.ts';
import { type TaskKind, taskKind } from './task-kind.ts';
import { isWrittenIssue } from './written-issue.ts';

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
	const kind = taskKind(request);
	const read = parameters === null ? null : readBy(parameters, embedding, request, kind, candidates);
	const { qualities, covariance } = read ?? priorQuality(candidates);
	const lengths = read?.lengths ?? null;
	const inputTokens = request.inputTokens ?? requestTokens(request);
	const asked = { kind, inputTokens, stated: statedLength(request.text), lengths };
	const prior = parameters ?? { outputLength: PRIOR_OUTPUT_LENGTH };
	const issue = isWrittenIssue(request);
	const usual = prior.outputLength.visible[kind] ?? prior.outputLength.visible.question!;
	return {
		candidates: candidates.map((candidate, i) => {
			const quality = qualities[i]!;
			return { candidateId: candidate.id, quality, ...estimateOutput(prior, asked, candidate, quality.mean) };
		}),
		covariance,
		inputTokens,
		source: parameters !== null && embedding !== null ? 'encoder' : 'features',
		degraded,
		taskKind: request.knownKind ?? (issue ? 'issue' : kind),
		...(read === null ? {} : { basis: read.basis }),
		...(lengths === null ? {} : { runSteps: runSteps(lengths, request.text, issue ? null : usual) }),
	};
}

/** Qualities and lengths by the heads. The encoder is trusted on lengths as far as it is on quality. */
function readBy(
	parameters: PredictorParameters,
	embedding: Float32Array | null,
	request: RouteRequest,
	kind: TaskKind,
	candidates: readonly Candidate[],
): QualityOutput & { readonly lengths: RequestLengths | null } {
	const options = letteredOptions(subjectText(request)).count;
	const quality = predictQuality(parameters, { embedding, features: extractFeatures(request), options, candidates });
	return { ...quality, lengths: requestLengths(parameters, embedding, lengthFeatures(request, kind), 1 - quality.novelty) };
}

/** As parsePredictor, and the features must be the ones of this build. Throws RoutooError 'damagedFile'. */
export function parseParameters(json: string): PredictorParameters {
	const parameters = parsePredictor(json);
	if (parameters.featureNames.join('\n') !== FEATURE_NAMES.join('\n')) {
		throw new Error('models/predictor.json was trained on other request features.');
	}
	return parameters;
}

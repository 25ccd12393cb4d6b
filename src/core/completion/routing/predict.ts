import type { CompletionCandidate, CompletionPrediction, CompletionShape } from '../types.ts';
import type { AcceptanceModel } from './acceptance.ts';
import type { AcceptanceWeights } from './acceptance-weights.ts';
import type { PositionFeatures } from './features.ts';
import type { LatencyBook } from './latency.ts';
import { thinkingTokens } from './latency-prior.ts';

/** Output cap of a request by shape, in tokens: the end of a long line; a block of about 20 lines. */
export const MAX_OUTPUT_TOKENS: Readonly<Record<CompletionShape, number>> = { line: 64, block: 256 };

export interface PredictInput {
	readonly candidates: readonly CompletionCandidate[];
	readonly features: PositionFeatures;
	/** Tokens of the prompt. */
	readonly inputTokens: number;
	readonly head: AcceptanceWeights;
	readonly acceptance: AcceptanceModel;
	readonly latency: LatencyBook;
}

/** Same order as `candidates`. Arithmetic only: nothing is asked, nothing is awaited. */
export function predictCompletions({ candidates, features, inputTokens, head, acceptance, latency }: PredictInput): CompletionPrediction[] {
	const chances = acceptance.predict(features, candidates);
	const visible = Math.min(MAX_OUTPUT_TOKENS[features.shape], Math.ceil(features.predictedTokens * head.lengthScale[features.shape]));
	return candidates.map((candidate, i) => ({
		candidateId: candidate.model.id,
		acceptance: chances[i]!,
		outputTokens: visible + thinkingTokens(candidate),
		firstLineMs: latency.estimate(candidate, inputTokens),
	}));
}

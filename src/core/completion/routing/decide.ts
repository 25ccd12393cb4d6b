import type { CompletionCandidate, CompletionLimits, CompletionPrediction, CompletionWeights } from '../types.ts';

export interface DecideCompletionInput {
	readonly candidates: readonly CompletionCandidate[];
	/** Same order as `candidates`. */
	readonly predictions: readonly CompletionPrediction[];
	/** Tokens of the prompt as it will be sent. */
	readonly inputTokens: number;
	/** Output cap of the request; a reasoning model gets its thinking on top. */
	readonly maxOutputTokens: number;
	readonly limits: CompletionLimits;
	readonly weights: CompletionWeights;
	/** `manual`: the user asked, so the best allowed model answers also where nothing would be asked by itself. Hard limits hold all the same. */
	readonly trigger: 'automatic' | 'manual';
}

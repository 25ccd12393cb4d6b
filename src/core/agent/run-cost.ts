import type { Candidate } from '../model/candidate.ts';
import { requestCost } from '../money/request-cost.ts';
import type { RunEstimate } from './types.ts';

export interface RunCostInput {
	readonly taskKind: string;
	/** Of the first request. */
	readonly inputTokens: number;
	readonly learned: unknown;
	/** ms since epoch */
	readonly now: number;
}

const STEPS = 14;
const OUTPUT_TOKENS = 350;
const ADDED_TOKENS = 1200;

/** What a run is expected to cost with each candidate, in their order; null where no price is known or it costs nothing. */
export function runEstimates(candidates: readonly Candidate[], { inputTokens, now }: RunCostInput): readonly (RunEstimate | null)[] {
	return candidates.map((candidate) => {
		let expected = 0;
		for (let step = 0; step < STEPS; step++) {
			const tokens = inputTokens + step * ADDED_TOKENS;
			const cost = requestCost(candidate, {
				inputTokens: tokens,
				outputTokens: { mean: OUTPUT_TOKENS, p90: OUTPUT_TOKENS },
				cache: step === 0 ? null : { candidateId: candidate.id, prefixTokens: tokens - ADDED_TOKENS, lastUsedAt: now },
				now,
				spendable: null,
			});
			expected += cost.expected;
		}
		if (expected === 0) return null;
		return { expected, low: Math.round(expected / 3), high: expected * 3, steps: STEPS, from: 'recorded' };
	});
}

import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { TokenPrices } from '../../../../src/core/model/prices.ts';
import type { CandidateCost } from '../../../../src/core/money/request-cost.ts';
import type { CandidatePrediction, Prediction } from '../../../../src/core/routing/types.ts';

/** µ$ per million tokens from dollars per million. */
export function prices(input: number, output: number, cachedInput: number | null = null, cacheWrite: number | null = null): TokenPrices {
	const micros = (dollars: number | null): number | null => (dollars === null ? null : Math.round(dollars * 1_000_000));
	return { input: micros(input)!, output: micros(output)!, cachedInput: micros(cachedInput), cacheWrite: micros(cacheWrite) };
}

export function candidate(id: string, over: Partial<Candidate> = {}): Candidate {
	return {
		id,
		endpointId: 'openai',
		recipient: 'OpenAI',
		wireModel: id,
		catalogId: id,
		effort: null,
		displayName: id,
		local: false,
		included: false,
		contextTokens: 128_000,
		maxOutputTokens: 8192,
		tools: true,
		vision: true,
		fim: false,
		prices: prices(1, 4),
		speed: null,
		parametersB: null,
		reasoning: false,
		...over,
	};
}

export function predicted(candidateId: string, mean: number, over: Partial<CandidatePrediction> = {}): CandidatePrediction {
	return {
		candidateId,
		quality: { mean, low: Math.max(0, mean - 0.05), high: Math.min(1, mean + 0.05) },
		outputTokens: { mean: 400, p90: 900 },
		latencyMs: 4000,
		...over,
	};
}

/** Independent errors with standard deviation `sd`, on the probability scale. */
export function prediction(candidates: readonly CandidatePrediction[], sd = 0.02, inputTokens = 500): Prediction {
	const covariance = candidates.map((_, i) => candidates.map((_, j) => (i === j ? sd * sd : 0)));
	return { candidates, covariance, inputTokens, source: 'encoder', degraded: null, taskKind: 'write' };
}

export function cost(perTurn: number, over: Partial<CandidateCost> = {}): CandidateCost {
	return { expected: perTurn, max: perTurn * 10, perTurn, outputCap: 8192, basis: perTurn === 0 ? 'free' : 'prices', ...over };
}

import type { CandidatePrediction, RouteWeights } from './types.ts';

/** What waiting for the first useful token takes off, in points. */
export function waitPoints({ firstUsefulMs, latencyMs }: CandidatePrediction, { msPerPoint, unnoticedMs = 0 }: RouteWeights): number {
	return Math.max(0, (firstUsefulMs ?? latencyMs) - unnoticedMs) / msPerPoint;
}

/** What the money takes off, in points. */
export function pricePoints(perTurn: number, { pointValue, lambda, paidPoints = 0 }: RouteWeights): number {
	return perTurn * (1 / pointValue + lambda / 1_000_000) + (perTurn > 0 ? paidPoints : 0);
}

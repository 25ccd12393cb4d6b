import { type RouteInput, route } from '../routing/route.ts';
import type { Prediction, RouteDecision, RouteWeights } from '../routing/types.ts';
import type { RunEstimate } from './types.ts';

/**
 * What a solved task is worth beside an answered message: a point of a run counts as that many of a message. The largest factor that
 * loses no more than half a point to the coin on django's recorded issues; the other repositories gave 10
 * (docs/evidence/benchmarks/agents.md, "What a point of a run is worth").
 */
export const RUN_POINT_FACTOR = 30;

/** The weights of a message for a whole run: its points are worth more, against the price and against the pace of the month alike. */
export function runWeights(weights: RouteWeights): RouteWeights {
	return { ...weights, pointValue: weights.pointValue * RUN_POINT_FACTOR, lambda: weights.lambda / RUN_POINT_FACTOR };
}

export interface RunRouteInput extends RouteInput {
	/** Same order as `candidates`; null where no price is known. */
	readonly estimates: readonly (RunEstimate | null)[];
	/** Predicted quality (0..1) below which nothing is chosen; absent: none. */
	readonly leastQuality?: number;
	/** A greeting or thanks: no work is asked for, so that a point of it is worth no more than that of a message. */
	readonly smallTalk?: boolean;
}

/**
 * The model for a run, or for the rest of it: the decoder over what the whole run is expected to cost with each. Where nothing reaches
 * `leastQuality` nothing is chosen.
 */
export function routeRun({ estimates, leastQuality, smallTalk = false, ...input }: RunRouteInput): RouteDecision {
	const places = input.candidates.map((_, i) => i);
	const kept =
		leastQuality === undefined ? places : places.filter((i) => input.prediction.candidates[i]!.quality.mean >= leastQuality - 1e-9);
	const expected = new Map(kept.map((i) => [input.candidates[i]!.id, estimates[i]?.expected ?? null]));
	return route({
		...input,
		candidates: kept.map((i) => input.candidates[i]!),
		prediction: pick(input.prediction, kept),
		weights: smallTalk ? input.weights : runWeights(input.weights),
		priced: (candidate, cost) => {
			const whole = expected.get(candidate.id) ?? null;
			return whole === null || cost.perTurn === 0 ? cost : { ...cost, expected: whole, perTurn: whole };
		},
	});
}

function pick(prediction: Prediction, places: readonly number[]): Prediction {
	return {
		...prediction,
		candidates: places.map((i) => prediction.candidates[i]!),
		covariance: places.map((i) => places.map((j) => prediction.covariance[i]![j]!)),
	};
}

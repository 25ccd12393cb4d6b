import type { MicroDollars } from '../base/micros.ts';
import type { KeptChoice } from '../money/insights.ts';
import type { KeptAlternative } from '../money/ledger.ts';
import { countedPoints, worthOf } from './good-enough.ts';
import { pricePoints, waitPoints } from './score.ts';
import type { RouteWeights } from './types.ts';

/** What the choices of a time come to at one bar. */
export interface FrontierPoint {
	/** Quality from which a model is good enough, 0..1. */
	readonly bar: number;
	/** What all requests were expected to cost, µ$. */
	readonly cost: MicroDollars;
	/** Mean predicted quality, 0..1. */
	readonly quality: number;
	/** Requests by name of the model. */
	readonly models: Readonly<Record<string, number>>;
}

/**
 * The model that the decoder's score picks among what a row kept, at other weights. Left out is what a row does not keep: the doubt about a
 * difference (its covariance), the budget's pressure of that moment, and that a conversation stays with its model.
 * @param alternatives at least one
 */
export function chosenAgain(alternatives: readonly KeptAlternative[], weights: RouteWeights): KeptAlternative {
	return alternatives.reduce((best, each) => {
		const order = scoreOf(each, weights) - scoreOf(best, weights) || best.perTurn - each.perTurn;
		return order > 0 || (order === 0 && each.candidateId < best.candidateId) ? each : best;
	});
}

function scoreOf({ candidateId, quality, low, high, perTurn, waitMs }: KeptAlternative, weights: RouteWeights): number {
	const points = countedPoints({ mean: quality, low, high }, weights.goodEnough);
	const wait = { candidateId, quality: { mean: quality, low, high }, outputTokens: { mean: 0, p90: 0 }, latencyMs: waitMs };
	return worthOf(points, weights.goodEnough) - pricePoints(perTurn, weights) - waitPoints(wait, weights);
}

/** Adds choices to a frontier in slices, so that nobody waits for thousands at once. */
export class Frontier {
	readonly #weights: (bar: number) => RouteWeights;
	readonly #points: { bar: number; cost: number; quality: number; models: Map<string, number> }[];
	#choices = 0;

	/** @param bars 0..1 */
	constructor(bars: readonly number[], weights: (bar: number) => RouteWeights) {
		this.#weights = weights;
		this.#points = bars.map((bar) => ({ bar, cost: 0, quality: 0, models: new Map() }));
	}

	get choices(): number {
		return this.#choices;
	}

	add(choices: readonly KeptChoice[]): void {
		this.#choices += choices.length;
		for (const point of this.#points) {
			const weights = this.#weights(point.bar);
			for (const { alternatives } of choices) {
				const { modelName, cost, quality } = chosenAgain(alternatives, weights);
				point.cost += cost;
				point.quality += quality;
				point.models.set(modelName, (point.models.get(modelName) ?? 0) + 1);
			}
		}
	}

	/** In the order of the bars; empty where there was no choice. */
	points(): FrontierPoint[] {
		if (this.#choices === 0) return [];
		return this.#points.map(({ bar, cost, quality, models }) => ({
			...{ bar, cost, quality: quality / this.#choices, models: Object.fromEntries(models) },
		}));
	}
}

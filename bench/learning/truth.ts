import { sigmoid } from '../../src/core/base/statistics.ts';
import { worthOf } from '../../src/core/routing/good-enough.ts';
import { pricePoints } from '../../src/core/routing/score.ts';
import type { RouteWeights } from '../../src/core/routing/types.ts';
import type { World } from './world.ts';

/**
 * The best guess of each candidate's chance on each request: what ships, its logit shifted by model and domain so that its mean is the
 * recorded share of adequate answers there. It is what regret is counted by, for single answers are right or wrong by chance. requests x
 * candidates.
 */
export function trueChances({ predictions, domains, outcome, candidates }: World): Float64Array {
	const width = candidates.length;
	const chances = new Float64Array(predictions.length * width);
	for (const [, rows] of Map.groupBy(predictions.keys(), (row) => domains[row]!))
		for (let c = 0; c < width; c++) {
			const aim = rows.reduce((sum, row) => sum + outcome[row * width + c]!, 0) / rows.length;
			const at = (row: number, shift: number): number => {
				const { floor, span, logits } = predictions[row]!.basis!;
				return floor + span * sigmoid(logits[c]!.mean + shift);
			};
			let [low, high] = [-6, 6];
			for (let i = 0; i < 30; i++) {
				const middle = (low + high) / 2;
				if (rows.reduce((sum, row) => sum + at(row, middle), 0) / rows.length < aim) low = middle;
				else high = middle;
			}
			for (const row of rows) chances[row * width + c] = at(row, low);
		}
	return chances;
}

/** What an answer of that chance is worth at that price, in points, by the decoder's own measure. */
export function utility(chance: number, perTurn: number, weights: RouteWeights): number {
	return worthOf(100 * chance, weights.goodEnough) - pricePoints(perTurn, weights);
}

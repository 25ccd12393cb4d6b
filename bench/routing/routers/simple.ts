import { randomOf, shuffle } from '../../../training/kit/random.ts';
import { bestModel, cheapestModel, type Learner, means } from './router.ts';

/** Never chosen, however dear quality is. */
const NEVER = -1e9;

/**
 * A random mix of the cheapest model and the best one of the training folds: each row's gain is its place in a shuffled list, so that as the price of quality
 * sweeps any share of rows, drawn at random, goes to the better model.
 */
export const random: Learner = (data, train, test, fold) => {
	const models = data.models.length;
	const cheapest = cheapestModel(data);
	const best = bestModel(means(data, train), data.costs);
	const places = shuffle(
		Array.from(test, (_, i) => (i + 0.5) / test.length),
		randomOf(1000 + fold),
	);
	const out = new Float32Array(test.length * models).fill(NEVER);
	for (let i = 0; i < test.length; i++) {
		out[i * models + cheapest] = 0;
		if (best !== cheapest) out[i * models + best] = places[i]!;
	}
	return out;
};

/** Everything to the cheapest model. */
export const cheapest: Learner = (data, _train, test) => fixed(data.models.length, test.length, cheapestModel(data));

/** Everything to the model with the best mean on the training folds. */
export const best: Learner = (data, train, test) => fixed(data.models.length, test.length, bestModel(means(data, train), data.costs));

function fixed(models: number, rows: number, chosen: number): Float32Array {
	const out = new Float32Array(rows * models);
	for (let i = 0; i < rows; i++) out[i * models + chosen] = 1;
	return out;
}

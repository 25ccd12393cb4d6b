import type { TrainingData } from '../data/training-data.ts';
import type { CrossValidation } from '../head/cross-validation.ts';
import type { Assembled } from '../head/problem.ts';
import { binsOf } from './bins.ts';
import { levelled } from './levels.ts';
import { type FoldEmbedding, intervalCells, TERMS } from './terms.ts';
import { fitVariance, variance } from './variance-model.ts';

export type Held = Pick<CrossValidation, 'heldOut' | 'itemResponse' | 'folds'>;

/** Embeddings of the items of the corpus by each fold's encoder, out of the cache. */
export async function foldEmbedding({ corpus, tuning, held }: TrainingData): Promise<FoldEmbedding> {
	const encoders = new Map(await Promise.all(held.map(async (fold) => [fold, await tuning.encoder(fold)] as const)));
	return (prompt, fold) => encoders.get(fold)!.embeddings[corpus.textOf[prompt]!]!;
}

/** Variances (logits squared) of a live request that no recorded set holds. */
export interface LiveVariance {
	/** Of the error on requests as familiar as the recorded ones. */
	readonly request: number;
	/** What one unit of cosine distance to the training data adds. */
	readonly perDistance: number;
}

/**
 * What the held-out rows of all folds say of the item-response head, the mean over the sets: a live request may be of the kind of any of them. What a column
 * is off by as a whole is counted elsewhere (levels.ts).
 */
export function liveVariance(assembled: Assembled, held: Held, embedding: FoldEmbedding): LiveVariance {
	const predictions = levelled(held.itemResponse);
	const cells = intervalCells(assembled, { ...held, itemResponse: predictions }, predictions, embedding);
	const model = fitVariance(binsOf(cells, embedding));
	const bySet = [...Map.groupBy(cells, (cell) => cell.set)];
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	return {
		request: mean(bySet.map(([, own]) => mean(own.map((cell) => variance(model, cell))))),
		perDistance: model.weights[TERMS.indexOf('distance')]! * mean(bySet.map(([set]) => model.sets.get(set) ?? 1)),
	};
}

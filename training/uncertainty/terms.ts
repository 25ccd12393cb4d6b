import type { CrossValidation } from '../head/cross-validation.ts';
import type { HeldOut } from '../head/evaluate.ts';
import type { Assembled } from '../head/problem.ts';
import { randomOf, shuffle } from '../kit/random.ts';
import type { IntervalCell } from './bins.ts';
import { clamped, logit } from './deconvolution.ts';
import { centroidsOf, nearest } from './novelty.ts';

/** What the variance of a logit may depend on, in the order of `IntervalCell.terms`. Each is >= 0. */
export const TERMS = [
	/** 1: what every prediction is off by. */
	'level',
	/** Cosine distance to the nearest centroid of the fold's training prompts. */
	'distance',
	/** Squared logit: a slope that is a little off matters most where a prediction is sure. */
	'steepness',
	/** What an error of one size in points, whatever the prediction, is in logits squared: 1 at 50 %, larger towards 0 and 100 %. */
	'edge',
	/** Squared difference between the whole predictor and its item-response head, less the column's mean difference: heads that disagree. */
	'disagreement',
] as const;

/** Of the term 'edge': reached at 4 and 96 %. */
const MOST_EDGE = 50;
const CENTROIDS = 96;
const SAMPLE = 6000;
const ROUNDS = 4;
const SEED = 13;

/** Embedding of a prompt by the encoder that saw nothing of the fold. */
export type FoldEmbedding = (prompt: number, fold: number) => Float32Array;

/** Cells of `predictions` (of the whole predictor or of its item-response head alone) with their terms. */
export function intervalCells(
	assembled: Assembled,
	held: Pick<CrossValidation, 'itemResponse' | 'folds'>,
	predictions: readonly HeldOut[],
	embedding: FoldEmbedding,
): IntervalCell[] {
	const there = new Set(predictions.map(({ prompt }) => held.folds[prompt]!));
	const distance = distances(assembled, held.folds, there, embedding);
	const logits = predictions.map((cell) => logit(clamped(cell.p)));
	const differences = logits.map((value, i) => value - logit(clamped(held.itemResponse[i]!.p)));
	const cells = new Array<IntervalCell>(predictions.length);
	const fold = (i: number) => held.folds[predictions[i]!.prompt]!;
	for (const indices of Map.groupBy(predictions.keys(), (i) => `${predictions[i]!.column} ${fold(i)}`).values()) {
		const mean = indices.reduce((sum, i) => sum + differences[i]!, 0) / indices.length;
		for (const i of indices) {
			const { prompt, set, column, p, y } = predictions[i]!;
			const edge = Math.min(MOST_EDGE, 1 / (16 * (p * (1 - p)) ** 2));
			const terms = Float64Array.of(1, distance[prompt]!, logits[i]! ** 2, edge, (differences[i]! - mean) ** 2);
			cells[i] = { prompt, set, column, fold: fold(i), group: assembled.prompts[prompt]!.group, p, y, terms };
		}
	}
	return cells;
}

/** Distance of each recorded prompt to what the heads of its fold were fitted on. */
function distances(assembled: Assembled, folds: Int8Array, held: ReadonlySet<number>, embedding: FoldEmbedding): Float64Array {
	const recorded = [...assembled.prompts.keys()].filter((i) => assembled.prompts[i]!.message === null);
	const out = new Float64Array(assembled.prompts.length);
	for (const fold of held) {
		const train = shuffle(
			recorded.filter((i) => folds[i] !== fold),
			randomOf(SEED),
		).slice(0, SAMPLE);
		const centroids = centroidsOf(
			train.map((i) => embedding(i, fold)),
			CENTROIDS,
			SEED,
			ROUNDS,
		);
		for (const i of recorded) if (folds[i] === fold) out[i] = nearest(embedding(i, fold), centroids).distance;
	}
	return out;
}

import type { HeldOut } from '../../training/head/evaluate.ts';
import type { Assembled } from '../../training/head/problem.ts';
import { binsOf } from '../../training/uncertainty/bins.ts';
import type { Held } from '../../training/uncertainty/live-variance.ts';
import { type FoldEmbedding, intervalCells } from '../../training/uncertainty/terms.ts';
import { crossFitted, measure } from './measure.ts';
import type { IntervalsResult } from './section.ts';

/** Measures the intervals of the whole predictor and of its item-response head on out-of-fold predictions. */
export function measureIntervals(assembled: Assembled, held: Held, embedding: FoldEmbedding, log: (line: string) => void): IntervalsResult {
	const of = (predictions: readonly HeldOut[], name: string) => {
		const bins = binsOf(intervalCells(assembled, held, predictions, embedding), embedding);
		const result = measure(bins, crossFitted(bins));
		log(`intervals of the ${name}: ${bins.length} bins`);
		return result;
	};
	return { predictor: of(held.heldOut, 'whole predictor'), itemResponse: of(held.itemResponse, 'item-response head') };
}

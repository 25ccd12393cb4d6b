import { markdownTable, percent } from '../../training/kit/tables.ts';
import type { SetIntervals } from './measure.ts';

export interface IntervalsResult {
	/** The whole predictor, on the columns that it was fitted on. */
	readonly predictor: readonly SetIntervals[];
	/** Its item-response head alone: what a live request of the editor gets. */
	readonly itemResponse: readonly SetIntervals[];
}

const points = (share: number) => (share * 100).toFixed(1);
const orDash = (share: number | null) => (share === null ? '-' : percent(share));

function table(sets: readonly SetIntervals[]): string {
	return markdownTable(
		[
			'set',
			'regions',
			'true rates inside',
			'bins by quality',
			'true rates inside',
			'error (logits)',
			'mean width (points)',
			'constant width (points)',
		],
		sets.map((own) => [
			own.set ?? '**all**',
			String(own.bins.region),
			orDash(own.coverage.region),
			String(own.bins.quality),
			orDash(own.coverage.quality),
			own.error.toFixed(3),
			points(own.width),
			points(own.constantWidth),
		]),
	);
}

/** Section of docs/evidence/benchmarks.md: coverage and widths of the 10-90 % intervals, set by set. */
export function intervalsSection(result: IntervalsResult): string {
	return [
		'## Intervals',
		`The 10-90 % interval of a prediction says where the true rate of like prompts lies. Like are those of one region of the embedding (k-means of a set's held-out prompts, the same
regions for all its models); beside them stand bins by predicted quality, in which the errors of unlike regions cancel. A bin is one model on some 50 or more prompts of one fold, so
its rate is mostly noise: the share of *true* rates inside comes from a mixture of normals fitted to all bins of the set by the likelihood of their answers (after Stephens,
Biostatistics 2017), tested on simulated bins. The variance's parameters are fitted on the other folds. *Constant width*: the one interval for the whole set, cut at 0 and 1, that holds as
many of the regions' true rates. *Error*: the size that 80 % of the regions' errors do not exceed, over 1.28.`,
		table(result.predictor),
		"The item-response head alone, with the recorded column's offset. A live request has no such offset: there the variance of offsets, of the model's ability and, the further a request lies from the training data, of whole sets comes on top.",
		table(result.itemResponse),
	].join('\n\n');
}

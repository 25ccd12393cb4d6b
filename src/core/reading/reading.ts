import type { MicroDollars } from '../base/micros.ts';
import { redrawn } from '../routing/redraw.ts';
import type { Prediction, ReadingShown } from '../routing/types.ts';
import type { Judgement } from './judgement.ts';
import type { FileReaderWeights, Head, ReaderWeights } from './weights.ts';

/** What a reader says of a request beside the average one of its kind. Numbers alone. */
export interface Reading {
	/** Logits that every candidate's chance falls by, within MOST_SHIFT. */
	readonly shift: number;
	/** ln of the factor on a run's expected steps, within MOST_LN_COST. */
	readonly lnCost: number;
	/** Share of what the candidates share of the doubt that is gone, 0..1. */
	readonly explained: number;
}

/** By whom, and at what price. */
export type ReadBy = Pick<ReadingShown, 'source' | 'modelName'> & { readonly cost: MicroDollars };

/** However a task reads, one reading moves a prediction no further: from an even chance to 8 or 92 per cent. */
export const MOST_SHIFT = 2.5;
/** A quarter of the steps to four times as many. */
export const MOST_LN_COST = Math.log(4);

/** What a judgement says; a question without an answer counts as the average one. */
export function fromJudgement(weights: ReaderWeights, judgement: Judgement): Reading {
	return readingOf(weights, (i) => judgement[i] ?? weights.means[i]!);
}

/** What a local reader's vector says; null where it is not one of those that the weights were fitted on. */
export function fromVector(weights: FileReaderWeights, vector: Float32Array): Reading | null {
	if (vector.length !== weights.size || !vector.every(Number.isFinite)) return null;
	return readingOf(weights, (i) => vector[i]!);
}

function readingOf({ means, scales, difficulty, cost }: ReaderWeights, value: (i: number) => number): Reading {
	const standardised = Array.from(scales, (scale, i) => (scale === 0 ? 0 : (value(i) - means[i]!) / scale));
	return {
		shift: within(applied(difficulty, standardised), MOST_SHIFT),
		lnCost: within(applied(cost, standardised), MOST_LN_COST),
		explained: difficulty.explained,
	};
}

function applied({ weights, bias }: Head, values: readonly number[]): number {
	return values.reduce((sum, value, i) => sum + value * weights[i]!, bias);
}

function within(value: number, most: number): number {
	return Number.isFinite(value) ? Math.min(most, Math.max(-most, value)) : 0;
}

/** Whether a reading can be added to it: rough priors by price and size have nothing behind them that it would move. */
export function isReadable({ basis }: Prediction): boolean {
	return basis !== undefined;
}

/**
 * The prediction with what the reader says: every candidate's logit lower by the shift, what all share of the doubt smaller, a run as much
 * longer or shorter. As it was where it has no basis.
 */
export function withReading(prediction: Prediction, { shift, lnCost, explained }: Reading, by: ReadBy): Prediction {
	const { basis, runSteps = 1 } = prediction;
	if (basis === undefined) return prediction;
	const logits = basis.logits.map(({ mean, variance }) => ({ mean: mean - shift, variance }));
	const after = redrawn(prediction, { ...basis, logits, shared: basis.shared * (1 - explained) });
	const harder = 100 * (middleQuality(prediction) - middleQuality(after));
	return { ...after, runSteps: runSteps * Math.exp(lnCost), reading: { ...by, harder } };
}

/** Of the middle candidate: the same in both, because one shift keeps their order. */
function middleQuality({ candidates }: Prediction): number {
	const means = candidates.map(({ quality }) => quality.mean).sort((a, b) => a - b);
	return means[Math.floor((means.length - 1) / 2)] ?? 0;
}

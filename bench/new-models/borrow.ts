import { sigmoid } from '../../src/core/base/statistics.ts';
import { invert } from '../../training/head/posterior.ts';
import type { ColumnAnswers } from './columns.ts';
import { withOutcomes } from './estimate.ts';
import type { Gaussian } from './gaussian.ts';
import { logit } from './items.ts';

/** What the heads that were fitted on their own answers say of an answer; every prompt by the encoder and heads that saw none of its fold. Logits. */
export interface Lender {
	/** The column's own linear head on the fine-tuned encoder. */
	linear(prompt: number, column: number): number;
	/** The item-response head. */
	itemResponse(prompt: number, column: number): number;
}

/** Weights of the two heads before anything is seen: [item response, linear, constant]. */
const PRIOR: Gaussian = {
	mean: Float64Array.of(0.5, 0.5, 0),
	covariance: [
		[0.12, 0, 0],
		[0, 0.12, 0],
		[0, 0, 0.25],
	],
};
/** Answers of each column that the weights are fitted on. */
const SAMPLE = 300;
/** Ridge of the line over the columns: constant, slope. */
const RIDGE = [0.1, 1] as const;

/**
 * A linear head for a model that has none: on each prompt, the line through the other columns' heads over the logit of their mean score, read at the newcomer's
 * own. The weights of this and of the item-response estimate are fitted on the other columns, each in its turn taken for a newcomer.
 */
export class BorrowedHead {
	readonly #lender: Lender;
	readonly #columns: readonly number[];
	readonly #levels: readonly number[];
	readonly #weights: Float64Array;

	/** `columns`: those of one set that are not hidden, `answers`: theirs on the training folds. */
	constructor(lender: Lender, columns: readonly number[], answers: readonly ColumnAnswers[]) {
		this.#lender = lender;
		this.#columns = columns;
		this.#levels = answers.map(({ values }) => {
			const right = values.reduce((sum, value) => sum + value, 0);
			return Math.log((right + 1) / (values.length - right + 1));
		});
		const outcomes = columns.flatMap((column, at) => {
			if (columns.length < 2) return [];
			const { prompts, values } = answers[at]!;
			const line = this.#line(this.#levels[at]!, at);
			const size = Math.min(SAMPLE, prompts.length);
			return Array.from({ length: size }, (_, i) => {
				const row = Math.floor((i * prompts.length) / size);
				const directions = Float64Array.of(lender.itemResponse(prompts[row]!, column), this.#at(prompts[row]!, line), 1);
				return { item: { directions, base: 0, floor: 0 }, value: values[row]! };
			});
		});
		this.#weights = withOutcomes(PRIOR, outcomes, 1).mean;
	}

	/**
	 * Blended chances of a newcomer on `prompts`, of which the item-response estimate says `chances`. `level`: logit of its mean score, published or estimated.
	 * The mean stays that of `chances`.
	 */
	blend(prompts: readonly number[], chances: readonly number[], level: number): number[] {
		if (this.#columns.length === 0 || prompts.length === 0) return [...chances];
		const line = this.#line(level, -1);
		const logits = prompts.map((prompt, i) => this.#weights[0]! * logit(chances[i]!) + this.#weights[1]! * this.#at(prompt, line));
		const target = chances.reduce((sum, p) => sum + p, 0) / chances.length;
		let low = -20;
		let high = 20;
		for (let step = 0; step < 40; step++) {
			const middle = (low + high) / 2;
			const mean = logits.reduce((sum, z) => sum + sigmoid(z + middle), 0) / logits.length;
			if (mean < target) low = middle;
			else high = middle;
		}
		return logits.map((z) => sigmoid(z + low));
	}

	#at(prompt: number, line: readonly number[]): number {
		let sum = 0;
		for (const [i, weight] of line.entries()) if (weight !== 0) sum += weight * this.#lender.linear(prompt, this.#columns[i]!);
		return sum;
	}

	/** Weight of each column in the line's value at `level`; the column at `without` has none. */
	#line(level: number, without: number): number[] {
		const moments = [
			[RIDGE[0], 0],
			[0, RIDGE[1]],
		];
		for (const [i, own] of this.#levels.entries()) {
			if (i === without) continue;
			moments[0]![0]! += 1;
			moments[0]![1]! += own;
			moments[1]![0]! += own;
			moments[1]![1]! += own * own;
		}
		const [[a, b], [c, d]] = invert(moments) as [[number, number], [number, number]];
		return this.#levels.map((own, i) => (i === without ? 0 : a + b * own + level * (c + d * own)));
	}
}

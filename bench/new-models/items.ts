import { sigmoid, softplus } from '../../src/core/base/statistics.ts';
import { layoutOf, type Problem, trunkInto } from '../../training/head/layout.ts';
import type { Assembled, Prompt } from '../../training/head/problem.ts';
import { type Gaussian, quadratic } from './gaussian.ts';

/** A prompt as a new model meets it: logit = directions · state + base, chance = floor + (ceiling - floor) sigmoid(logit). */
export interface Item {
	/** Skill weights a(q), then whatever else moves the logit (1 for the offset of the benchmark). */
	readonly directions: Float64Array;
	/** Offset of the set less the difficulty, logits. */
	readonly base: number;
	/** Chance of a guess. */
	readonly floor: number;
}

export const logit = (p: number) => Math.log(p / (1 - p));

/** What a fit says of the prompts, computed once for each. `guess` is the share of 1/options that guessing reaches. */
export class ItemView {
	readonly #prompts: readonly Prompt[];
	readonly #problem: Problem;
	readonly #values: Float64Array;
	readonly #guess: number;
	readonly #known = new Map<number, Item>();

	constructor(assembled: Assembled, values: Float64Array, guess: number) {
		this.#prompts = assembled.prompts;
		this.#problem = { ...assembled.problem, rows: [] };
		this.#values = values;
		this.#guess = guess;
	}

	/** `prompt`: index among the assembled prompts. The last direction is 1: the offset of the benchmark. */
	item(prompt: number): Item {
		const known = this.#known.get(prompt);
		if (known) return known;
		const d = this.#problem.dimensions;
		const { row } = this.#prompts[prompt]!;
		const layout = layoutOf(this.#problem);
		const output = new Float64Array(d + 1);
		trunkInto(this.#problem, this.#values, layout, row.input, output);
		const item = {
			directions: output.map((value, k) => (k < d ? softplus(value) : 1)),
			base: this.#values[layout.set + row.set]! - output[d]!,
			floor: row.options >= 3 ? this.#guess / row.options : 0,
		};
		this.#known.set(prompt, item);
		return item;
	}
}

export function logitOf(item: Item, state: ArrayLike<number>): number {
	let z = item.base;
	for (let k = 0; k < item.directions.length; k++) z += item.directions[k]! * (state[k] ?? 0);
	return z;
}

/** Chance of a right answer at a known state, and its slope by the logit. */
export function chanceAt(item: Item, state: ArrayLike<number>, ceiling: number): { readonly p: number; readonly slope: number } {
	const inner = sigmoid(logitOf(item, state));
	const span = ceiling - item.floor;
	return { p: item.floor + span * inner, slope: span * inner * (1 - inner) };
}

/** The same with the state's uncertainty in it (MacKay's probit approximation, Neural Computation 4, 1992). */
export function expectedChance(item: Item, state: Gaussian, ceiling: number): number {
	const variance = quadratic(item.directions, state.covariance);
	const inner = sigmoid(logitOf(item, state.mean) / Math.sqrt(1 + (Math.PI / 8) * variance));
	return item.floor + (ceiling - item.floor) * inner;
}

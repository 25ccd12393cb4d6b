import { abilityInto, layoutOf, type Problem } from '../../training/head/layout.ts';
import type { posteriors } from '../../training/head/posterior.ts';
import type { Gaussian } from './gaussian.ts';

/** A model with this many published scores counts as measured even where no recorded set has it. */
const ENOUGH_SCORES = 8;

/** Letters that a name begins with, without the set or organisation before it: "llama", "gpt", "claude". */
export const familyOf = (name: string) => /[a-z]+/.exec(name.toLowerCase().split('/').at(-1)!)?.[0] ?? name;

/**
 * What is known of a model before anybody measured it: the regression on the traits of its name (size, tier, age) and how far the measured models of its
 * family lie from theirs. The covariance is that of all measured models around the regression: spread of their estimates plus what these leave open.
 */
export class AbilityPrior {
	readonly #problem: Problem;
	readonly #values: Float64Array;
	readonly #families: readonly string[];
	/** theta - regression of each measured model. */
	readonly #residuals: ReadonlyMap<number, Float64Array>;
	readonly #covariance: readonly (readonly number[])[];
	/** Share of the spread that a family has in common. */
	readonly #shared: number;

	constructor(problem: Problem, values: Float64Array, names: readonly string[], abilities: ReturnType<typeof posteriors>) {
		this.#problem = problem;
		this.#values = values;
		this.#families = names.map(familyOf);
		const measured = measuredModels(problem);
		const d = problem.dimensions;
		this.#residuals = new Map(
			measured.map((model) => {
				const regression = this.#regression(model);
				return [model, abilities[model]!.mean.map((value, k) => value - regression[k]!)];
			}),
		);
		const covariance = Array.from({ length: d }, () => new Array<number>(d).fill(0));
		for (const [model, residual] of this.#residuals)
			for (let i = 0; i < d; i++)
				for (let j = 0; j < d; j++)
					covariance[i]![j]! += (residual[i]! * residual[j]! + abilities[model]!.covariance[i]![j]!) / this.#residuals.size;
		this.#covariance = covariance;
		this.#shared = this.#sharedOfFamilies();
	}

	of(model: number): Gaussian {
		const mean = this.#regression(model);
		const family = this.#families[model]!;
		const relatives = [...this.#residuals].filter(
			([other]) => this.#families[other] === family && this.#problem.base[other] !== this.#problem.base[model],
		);
		const n = relatives.length;
		const trust = (n * this.#shared) / (1 + Math.max(0, n - 1) * this.#shared);
		for (const [, residual] of relatives) for (let k = 0; k < mean.length; k++) mean[k]! += (trust * residual[k]!) / n;
		const left = 1 - trust * this.#shared;
		return { mean, covariance: this.#covariance.map((row) => row.map((value) => value * left)) };
	}

	/** Traits' mean and the mean shift of the effort. */
	#regression(model: number): Float64Array {
		const problem = this.#problem;
		const layout = layoutOf(problem);
		const mean = new Float64Array(problem.dimensions);
		abilityInto(problem, this.#values, layout, model, mean);
		for (let k = 0; k < problem.dimensions; k++) {
			const own = layout.variant + model * problem.dimensions + k;
			const base = layout.base + problem.base[model]! * problem.dimensions + k;
			mean[k]! -= this.#values[own]! + this.#values[base]!;
		}
		return mean;
	}

	/** Intraclass correlation over all dimensions: product of the residuals of two models of one family but of different bases, over the variance. */
	#sharedOfFamilies(): number {
		let product = 0;
		let pairs = 0;
		for (const [a, left] of this.#residuals)
			for (const [b, right] of this.#residuals) {
				if (a >= b || this.#families[a] !== this.#families[b] || this.#problem.base[a] === this.#problem.base[b]) continue;
				product += left.reduce((sum, value, k) => sum + value * right[k]!, 0);
				pairs++;
			}
		const variance = this.#covariance.reduce((sum, row, k) => sum + row[k]!, 0);
		return pairs === 0 ? 0 : Math.min(0.9, Math.max(0, product / pairs / variance));
	}
}

function measuredModels(problem: Problem): number[] {
	const scores = new Int32Array(problem.traits.length);
	for (const score of problem.scores) scores[score.model]!++;
	const recorded = new Set(problem.rows.flatMap((row) => (row.set < 0 ? [] : row.cells.map((cell) => cell.model))));
	return [...scores.keys()].filter((model) => recorded.has(model) || scores[model]! >= ENOUGH_SCORES);
}

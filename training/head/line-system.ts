import type { ModelTier } from '../../src/core/model/catalog.ts';
import { factorise, solve } from '../kit/cholesky.ts';
import { column, dot, plus, sum, times, transposed, withDiagonal } from '../kit/matrices.ts';
import { SPREAD } from './layout.ts';
import { type Information, invert } from './posterior.ts';

/** A model of a vendor's line with everything that was measured of it. Vectors have `d` values. */
export interface LineModel {
	readonly id: string;
	readonly vendor: string;
	readonly tier: ModelTier;
	/** Years, any origin. */
	readonly released: number;
	/** What name and size tell, at no stated effort: where its line begins. */
	readonly traits: readonly number[];
	readonly variants: readonly Variant[];
}

/** A model at one effort. `information` null: nothing was measured of it. */
export interface Variant {
	/** Class of the effort; `unstated` shares no effect with others. */
	readonly effort: string;
	readonly information: Information | null;
}

export interface Ability {
	readonly mean: number[];
	readonly covariance: number[][];
}

/** What a line's next model adds to its last one: mean and variance a year, for each dimension. */
export interface Step {
	readonly mean: readonly number[];
	readonly variance: readonly number[];
}

/** Two models of one line are never nearer than a month: a vendor's small update may be a step as well. */
const LEAST_YEARS = 1 / 12;

/** Places of each model's last one in its line, null for the first. Models of one month stand as they are listed, the last one first. */
export function predecessors(models: readonly Pick<LineModel, 'vendor' | 'tier' | 'released'>[]): (number | null)[] {
	const before = new Array<number | null>(models.length).fill(null);
	for (const own of Map.groupBy(models.keys(), (i) => `${models[i]!.vendor} ${models[i]!.tier}`).values()) {
		const order = own.toReversed().sort((a, b) => models[a]!.released - models[b]!.released);
		for (const [at, i] of order.entries()) before[i] = order[at - 1] ?? null;
	}
	return before;
}

function yearsBetween(from: LineModel, to: LineModel): number {
	return Math.max(LEAST_YEARS, to.released - from.released);
}

/** One vendor's bases and the effects of its tiers' efforts, jointly normal. */
export class VendorSystem {
	readonly #models: readonly LineModel[];
	readonly #effects: ReadonlyMap<string, readonly number[]>;
	readonly #before: readonly (number | null)[];
	/** Place of the effect of a tier and effort among the unknowns' blocks. */
	readonly #places = new Map<string, number>();
	readonly #d: number;
	readonly #size: number;
	readonly #mean: Float64Array;
	readonly #covariance: Float64Array;

	constructor(models: readonly LineModel[], effects: ReadonlyMap<string, readonly number[]>, step: Step) {
		this.#models = models;
		this.#effects = effects;
		this.#before = predecessors(models);
		this.#d = models[0]!.traits.length;
		for (const { tier, variants } of models)
			for (const { effort } of variants) {
				const key = `${tier} ${effort}`;
				if (effort !== 'unstated' && !this.#places.has(key)) this.#places.set(key, models.length + this.#places.size);
			}
		this.#size = (models.length + this.#places.size) * this.#d;
		const precision = new Float64Array(this.#size ** 2);
		this.#mean = new Float64Array(this.#size);
		this.#prior(precision, step);
		for (const [place, model] of models.entries()) for (const variant of model.variants) this.#observe(precision, place, variant);
		factorise(precision, this.#size);
		solve(precision, this.#size, this.#mean);
		this.#covariance = new Float64Array(this.#size ** 2);
		for (let i = 0; i < this.#size; i++) {
			const column = this.#covariance.subarray(i * this.#size, (i + 1) * this.#size);
			column[i] = 1;
			solve(precision, this.#size, column);
		}
	}

	base(place: number): Ability {
		return { mean: this.#meanOf([place]), covariance: this.#covarianceOf([place]) };
	}

	/** The base and the effort's effects, and what was measured of this very variant beside them. */
	variant(place: number, { effort, information }: Variant): Ability {
		const places = this.#placesOf(place, effort);
		const effect = this.#effects.get(effort)!;
		const mean = this.#meanOf(places);
		const covariance = this.#covarianceOf(places);
		const own = invert(withDiagonal(information?.precision ?? null, SPREAD.variant ** -2, this.#d));
		if (information === null) return { mean: mean.map((value, k) => value + effect[k]!), covariance: plus(covariance, own) };
		const rest = information.weighted.map((value, k) => value - dot(information.precision[k]!, sum(mean, effect)));
		const deviation = own.map((row) => dot(row, rest));
		// What the base leaves open, less what the variant's own figures say of it.
		const kept = own.map((row, i) => row.map((_, j) => (i === j ? 1 : 0) - dot(row, column(information.precision, j))));
		return {
			mean: mean.map((value, k) => value + effect[k]! + deviation[k]!),
			covariance: plus(times(times(kept, covariance), transposed(kept)), own),
		};
	}

	/** What each model adds to the last one of its line. */
	steps(): { readonly years: number; readonly difference: number[]; readonly variance: number[] }[] {
		return this.#before.flatMap((from, to) => {
			if (from === null) return [];
			const d = this.#d;
			const difference = Array.from({ length: d }, (_, k) => this.#mean[to * d + k]! - this.#mean[from * d + k]!);
			const at = (a: number, b: number, k: number) => this.#covariance[(a * d + k) * this.#size + b * d + k]!;
			const variance = difference.map((_, k) => at(to, to, k) + at(from, from, k) - 2 * at(from, to, k));
			return [{ years: yearsBetween(this.#models[from]!, this.#models[to]!), difference, variance }];
		});
	}

	#prior(precision: Float64Array, step: Step): void {
		const d = this.#d;
		const add = (i: number, j: number, value: number) => {
			precision[i * this.#size + j]! += value;
		};
		for (const [place, model] of this.#models.entries()) {
			const from = this.#before[place]!;
			const years = from === null ? 0 : yearsBetween(this.#models[from]!, model);
			for (let k = 0; k < d; k++) {
				const i = place * d + k;
				if (from === null) {
					add(i, i, SPREAD.base ** -2);
					this.#mean[i]! += SPREAD.base ** -2 * model.traits[k]!;
					continue;
				}
				const j = from * d + k;
				const weight = 1 / (step.variance[k]! * years);
				for (const [a, b, sign] of [
					[i, i, 1],
					[j, j, 1],
					[i, j, -1],
					[j, i, -1],
				] as const)
					add(a, b, sign * weight);
				this.#mean[i]! += weight * step.mean[k]! * years;
				this.#mean[j]! -= weight * step.mean[k]! * years;
			}
		}
		for (let i = this.#models.length * d; i < this.#size; i++) add(i, i, SPREAD.variant ** -2);
	}

	/** A variant's figures as figures of the base and the effort's effect: its own deviation is integrated out. */
	#observe(precision: Float64Array, place: number, { effort, information }: Variant): void {
		if (information === null) return;
		const d = this.#d;
		const spread = invert(
			withDiagonal(
				information.precision.map((row) => row.map((value) => value * SPREAD.variant ** 2)),
				1,
				d,
			),
		);
		const own = times(spread, information.precision);
		const effect = this.#effects.get(effort)!;
		const rest = spread.map((row) =>
			dot(
				row,
				information.weighted.map((value, k) => value - dot(information.precision[k]!, effect)),
			),
		);
		const places = this.#placesOf(place, effort);
		for (const a of places)
			for (let i = 0; i < d; i++) {
				this.#mean[a * d + i]! += rest[i]!;
				for (const b of places)
					for (let j = 0; j < d; j++) precision[(a * d + i) * this.#size + b * d + j]! += (own[i]![j]! + own[j]![i]!) / 2;
			}
	}

	#placesOf(place: number, effort: string): number[] {
		const effect = this.#places.get(`${this.#models[place]!.tier} ${effort}`);
		return effect === undefined ? [place] : [place, effect];
	}

	#meanOf(places: readonly number[]): number[] {
		return Array.from({ length: this.#d }, (_, k) => places.reduce((sum, place) => sum + this.#mean[place * this.#d + k]!, 0));
	}

	#covarianceOf(places: readonly number[]): number[][] {
		const at = (a: number, b: number, i: number, j: number) => this.#covariance[(a * this.#d + i) * this.#size + b * this.#d + j]!;
		const total = (i: number, j: number) => places.reduce((all, a) => all + places.reduce((part, b) => part + at(a, b, i, j), 0), 0);
		return Array.from({ length: this.#d }, (_, i) => Array.from({ length: this.#d }, (_, j) => total(i, j)));
	}
}

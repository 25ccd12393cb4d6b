import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { normal, randomOf, shuffle } from '../kit/random.ts';
import type { FitOptions } from './fit.ts';
import { abilityInto, type FitRow, layoutOf, type Problem, trunkInto } from './layout.ts';

/**
 * What a model does better or worse on a text than its abilities say: logit += (directions . input) . leaning of the model's base, a
 * bilinear form of low rank that may have either sign. It knows only models whose answers were recorded; others lean nowhere.
 */
export interface Leanings {
	readonly dimensions: number;
	/** dimensions x embedding, on inputs as the trunk reads them. */
	readonly directions: Float64Array;
	/** bases x dimensions; zeros where nothing was recorded. */
	readonly bases: Float64Array;
}

export interface LeaningOptions {
	readonly dimensions: number;
	readonly epochs: number;
	/** Prior precision of a weight of `directions`; that of a leaning is 1. */
	readonly ridge: number;
	/** As FitOptions.differences. */
	readonly differences: number;
	/** Fits from as many seeds, averaged in the product: each alone is a local optimum. */
	readonly seeds: number;
}

/** A row with the logits that the item-response fit gives its cells. */
interface Offset {
	readonly row: FitRow;
	readonly logits: Float64Array;
}

const BATCH = 256;

/** Fits what the item-response head of `values` leaves over, with that head as it is. Deterministic. */
export function fitLeanings(problem: Problem, values: Float64Array, fit: FitOptions, options: LeaningOptions): Leanings {
	const offsets = problem.rows.filter((row) => row.set >= 0 && row.cells.length > 1).map((row) => offsetOf(problem, values, row));
	const { dimensions, seeds } = options;
	const all = Array.from({ length: seeds }, (_, seed) => fitOnce(problem, offsets, fit, options, seed + 1));
	const share = 1 / Math.sqrt(seeds);
	const directions = new Float64Array(seeds * dimensions * EMBEDDING_DIMS);
	const bases = new Float64Array(problem.bases * seeds * dimensions);
	for (const [s, one] of all.entries()) {
		for (let i = 0; i < one.directions.length; i++) directions[s * dimensions * EMBEDDING_DIMS + i] = share * one.directions[i]!;
		for (let b = 0; b < problem.bases; b++)
			for (let k = 0; k < dimensions; k++) bases[(b * seeds + s) * dimensions + k] = share * one.bases[b * dimensions + k]!;
	}
	return { dimensions: seeds * dimensions, directions, bases };
}

function offsetOf(problem: Problem, values: Float64Array, row: FitRow): Offset {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const output = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	trunkInto(problem, values, layout, row.input, output);
	const logits = Float64Array.from(row.cells, (cell) => {
		abilityInto(problem, values, layout, cell.model, theta);
		let z = -output[d]! + values[layout.column + cell.column]! + values[layout.set + row.set]!;
		for (let k = 0; k < d; k++) z += Math.log1p(Math.exp(output[k]!)) * theta[k]!;
		return z;
	});
	return { row, logits };
}

function fitOnce(problem: Problem, offsets: readonly Offset[], fit: FitOptions, options: LeaningOptions, seed: number): Leanings {
	const { dimensions: d, epochs, ridge } = options;
	const random = randomOf(seed);
	const recorded = new Set(offsets.flatMap(({ row }) => row.cells.map(({ model }) => problem.base[model]!)));
	const cut = d * EMBEDDING_DIMS;
	const values = new Float64Array(cut + problem.bases * d);
	for (let i = 0; i < cut; i++) values[i] = 0.02 * normal(random);
	for (const base of recorded) for (let k = 0; k < d; k++) values[cut + base * d + k] = 0.5 * normal(random);
	const gradient = new Float64Array(values.length);
	const first = new Float64Array(values.length);
	const second = new Float64Array(values.length);
	const order = offsets.map((_, i) => i);
	const steps = Math.ceil((offsets.length / BATCH) * epochs);
	let at = order.length;
	for (let step = 0; step < steps; step++) {
		for (let i = 0; i < values.length; i++) gradient[i] = (i < cut ? ridge : 1) * values[i]!;
		for (let n = 0; n < BATCH; n++) {
			if (at >= order.length) {
				shuffle(order, random);
				at = 0;
			}
			addGradient(problem, values, offsets[order[at++]!]!, gradient, offsets.length / BATCH, fit, options);
		}
		const decay = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
		const [correction1, correction2] = [1 - 0.9 ** (step + 1), 1 - 0.99 ** (step + 1)];
		for (let i = 0; i < values.length; i++) {
			const g = gradient[i]!;
			first[i] = 0.9 * first[i]! + 0.1 * g;
			second[i] = 0.99 * second[i]! + 0.01 * g * g;
			values[i]! -= ((i < cut ? 0.01 : 0.03) * decay * (first[i]! / correction1)) / (Math.sqrt(second[i]! / correction2) + 1e-8);
		}
	}
	return { dimensions: d, directions: values.slice(0, cut), bases: values.slice(cut) };
}

function addGradient(
	problem: Problem,
	values: Float64Array,
	{ row, logits }: Offset,
	gradient: Float64Array,
	scale: number,
	fit: FitOptions,
	{ dimensions: d, differences }: LeaningOptions,
): void {
	const cut = d * EMBEDDING_DIMS;
	const reading = directed(values, d, row.input);
	const floor = row.options >= 3 ? fit.guess / row.options : 0;
	const span = fit.ceiling - floor;
	const states = row.cells.map((cell, c) => {
		const from = cut + problem.base[cell.model]! * d;
		let z = logits[c]!;
		for (let k = 0; k < d; k++) z += reading[k]! * values[from + k]!;
		const inner = 1 / (1 + Math.exp(-z));
		const p = floor + span * inner;
		return { from, p, error: p - cell.value, slope: span * inner * (1 - inner) };
	});
	const shared = states.reduce((sum, { error }) => sum + error, 0) / states.length;
	const back = new Float64Array(d);
	for (const { from, p, error, slope } of states) {
		const pull = scale * row.weight * slope * (error / Math.max(1e-6, p * (1 - p)) + differences * (error - shared));
		for (let k = 0; k < d; k++) {
			back[k]! += pull * values[from + k]!;
			gradient[from + k]! += pull * reading[k]!;
		}
	}
	for (let k = 0; k < d; k++)
		for (let i = 0; i < EMBEDDING_DIMS; i++) gradient[k * EMBEDDING_DIMS + i]! += back[k]! * row.input[i]!;
}

/** How far an input points in each direction. */
export function directed(directions: Float64Array, dimensions: number, input: Float32Array): Float64Array {
	const out = new Float64Array(dimensions);
	for (let k = 0; k < dimensions; k++) {
		let sum = 0;
		for (let i = 0; i < EMBEDDING_DIMS; i++) sum += directions[k * EMBEDDING_DIMS + i]! * input[i]!;
		out[k] = sum;
	}
	return out;
}

import { sigmoid, softplus } from '../../src/core/base/statistics.ts';
import type { HeldOut } from '../head/evaluate.ts';
import type { FitOptions } from '../head/fit.ts';
import { abilityInto, layoutOf, type Problem, trunkInto } from '../head/layout.ts';
import { clamped, logit } from './deconvolution.ts';

/** Fewer cells of a column tell more of their own noise than of its level. */
const LEAST_CELLS = 100;

/**
 * Variances (logits squared) of what the levels of whole sets, and of single columns within their set, are off by where no offset is known, as for a live
 * request. The offsets of the fit themselves are no measure: their prior holds them small, so that the trunk explains a level wherever the text can.
 */
export function levelVariances(problem: Problem, values: Float64Array, options: FitOptions): { column: number; set: number } {
	const bySet = Map.groupBy(columnErrors(problem, values, options), ({ set }) => set);
	let [within, degrees, between] = [0, 0, 0];
	for (const own of bySet.values()) {
		const mean = own.reduce((sum, { error }) => sum + error, 0) / own.length;
		between += mean ** 2;
		within += own.reduce((sum, { error }) => sum + (error - mean) ** 2, 0);
		degrees += own.length - 1;
	}
	return { column: within / Math.max(1, degrees), set: between / Math.max(1, bySet.size) };
}

/** Predicted less recorded level of each column, both as logits above the guess floor, without the offsets of column and set. */
function columnErrors(problem: Problem, values: Float64Array, options: FitOptions): { readonly set: number; readonly error: number }[] {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const output = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	const columns = new Map<number, { set: number; cells: number; predicted: number; recorded: number; floor: number }>();
	for (const row of problem.rows) {
		if (row.set < 0) continue;
		trunkInto(problem, values, layout, row.input, output);
		const floor = row.options >= 3 ? options.guess / row.options : 0;
		for (const cell of row.cells) {
			abilityInto(problem, values, layout, cell.model, theta);
			let z = -output[d]!;
			for (let k = 0; k < d; k++) z += softplus(output[k]!) * theta[k]!;
			const entry = columns.get(cell.column) ?? { set: row.set, cells: 0, predicted: 0, recorded: 0, floor: 0 };
			columns.set(cell.column, entry);
			entry.cells++;
			entry.predicted += sigmoid(z);
			entry.recorded += cell.value;
			entry.floor += floor;
		}
	}
	return [...columns.values()]
		.filter(({ cells }) => cells >= LEAST_CELLS)
		.map(({ set, cells, predicted, recorded, floor }) => {
			const guess = floor / cells;
			const above = (recorded / cells - guess) / (options.ceiling - guess);
			return { set, error: logit(clamped(predicted / cells)) - logit(clamped(above)) };
		});
}

const HALVINGS = 30;
const MOST_SHIFT = 8;

/** Predictions with each column's logits moved to its recorded level: what is left is the error within a column. */
export function levelled(predictions: readonly HeldOut[]): HeldOut[] {
	const shifts = new Map<number, number>();
	for (const [column, own] of Map.groupBy(predictions, (cell) => cell.column)) {
		const logits = own.map(({ p }) => logit(clamped(p)));
		const recorded = own.reduce((sum, { y }) => sum + y, 0);
		let [low, high] = [-MOST_SHIFT, MOST_SHIFT];
		for (let i = 0; i < HALVINGS; i++) {
			const middle = (low + high) / 2;
			if (logits.reduce((sum, z) => sum + sigmoid(z + middle), 0) < recorded) low = middle;
			else high = middle;
		}
		shifts.set(column, (low + high) / 2);
	}
	return predictions.map((cell) => {
		const p = sigmoid(logit(clamped(cell.p)) + shifts.get(cell.column)!);
		return { ...cell, p, slope: p * (1 - p) };
	});
}

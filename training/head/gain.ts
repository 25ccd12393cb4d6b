import { factorise, solve } from '../kit/cholesky.ts';

/**
 * Direct regression of what one model does better than the others at a prompt. A likelihood spends itself on the difficulty that all models share; routing needs
 * the rest. For each column of a set a ridge regression of its outcome less its mean, less the mean of the same over the row, on the unit embedding.
 */
export interface GainHead {
	readonly size: number;
	/** columns x (size + 1), the last the intercept. */
	readonly weights: Float64Array;
	/** Mean outcome of each column. */
	readonly means: Float64Array;
}

export interface GainRow {
	readonly vector: ArrayLike<number>;
	readonly outcomes: readonly { readonly column: number; readonly value: number }[];
}

/** On unit vectors; near the best for 500 rows as for 7,000 (APGR of both pairs of docs/evidence/benchmarks.md moves by less than .01 between 3 and 10). */
const RIDGE = 5;

/** Each value less its column's mean, less the mean of these differences over the row: what is left when difficulty and column are taken out. */
export function deviations(values: readonly { readonly column: number; readonly value: number }[], means: ArrayLike<number>): number[] {
	const own = values.map(({ column, value }) => value - means[column]!);
	const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
	return own.map((value) => value - mean);
}

/** Rows with a single outcome say nothing of a difference. */
export function fitGain(rows: readonly GainRow[], columns: number, size: number): GainHead {
	const means = columnMeans(rows, columns);
	const width = size + 1;
	const weights = new Float64Array(columns * width);
	const byColumn = Array.from({ length: columns }, () => ({ rows: [] as number[], targets: [] as number[] }));
	for (const [r, row] of rows.entries()) {
		if (row.outcomes.length < 2) continue;
		const targets = deviations(row.outcomes, means);
		for (const [i, { column }] of row.outcomes.entries()) {
			byColumn[column]!.rows.push(r);
			byColumn[column]!.targets.push(targets[i]!);
		}
	}
	// Columns that were asked the same rows share one factor.
	for (const group of Map.groupBy(byColumn.keys(), (column) => byColumn[column]!.rows.join()).values()) {
		const used = byColumn[group[0]!]!.rows;
		if (used.length === 0) continue;
		const factor = gram(rows, used, size);
		factorise(factor, width);
		for (const column of group) {
			const right = weights.subarray(column * width, (column + 1) * width);
			for (const [i, r] of used.entries()) {
				const { vector } = rows[r]!;
				const target = byColumn[column]!.targets[i]!;
				for (let k = 0; k < size; k++) right[k]! += vector[k]! * target;
				right[size]! += target;
			}
			solve(factor, width, right);
		}
	}
	return { size, weights, means };
}

/** Expected deviation of a column at a prompt. */
export function gainAt(head: GainHead, vector: ArrayLike<number>, column: number): number {
	const base = column * (head.size + 1);
	let sum = head.weights[base + head.size]!;
	for (let k = 0; k < head.size; k++) sum += head.weights[base + k]! * vector[k]!;
	return sum;
}

/** Predictions of one row and what the gain head expects. */
export interface GainCells {
	readonly cells: readonly { readonly column: number; readonly value: number }[];
	readonly gains: readonly number[];
	/** Outcomes in the same order; unused by `corrected`. */
	readonly outcomes: readonly number[];
}

/** Weight of the gain head against the deviations that the prediction has by itself, 0..1: least squares of the recorded deviations, out of fold. */
export function fitShare(rows: readonly GainCells[], means: ArrayLike<number>): number {
	let up = 0;
	let down = 0;
	for (const { cells, gains, outcomes } of rows) {
		if (cells.length < 2) continue;
		const predicted = deviations(cells, means);
		const recorded = deviations(
			cells.map(({ column }, i) => ({ column, value: outcomes[i]! })),
			means,
		);
		for (let i = 0; i < cells.length; i++) {
			const step = gains[i]! - predicted[i]!;
			up += step * (recorded[i]! - predicted[i]!);
			down += step * step;
		}
	}
	return down > 0 ? Math.min(1, Math.max(0, up / down)) : 0;
}

/** Predictions with the share of the gain head in their deviations; the row's mean stays. */
export function corrected(row: Omit<GainCells, 'outcomes'>, means: ArrayLike<number>, share: number): number[] {
	if (row.cells.length < 2) return row.cells.map((cell) => cell.value);
	const predicted = deviations(row.cells, means);
	return row.cells.map(({ value }, i) => Math.min(0.995, Math.max(0.005, value + share * (row.gains[i]! - predicted[i]!))));
}

function columnMeans(rows: readonly GainRow[], columns: number): Float64Array {
	const sum = new Float64Array(columns);
	const count = new Float64Array(columns);
	for (const { outcomes } of rows) {
		for (const { column, value } of outcomes) {
			sum[column]! += value;
			count[column]!++;
		}
	}
	return sum.map((value, column) => value / Math.max(1, count[column]!));
}

/** X'X + ridge, lower triangle, without penalty on the intercept. */
function gram(rows: readonly GainRow[], used: readonly number[], size: number): Float64Array {
	const width = size + 1;
	const out = new Float64Array(width * width);
	const x = new Float64Array(width).fill(1);
	for (const r of used) {
		const { vector } = rows[r]!;
		for (let i = 0; i < size; i++) x[i] = vector[i]!;
		for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) out[i * width + j]! += x[i]! * x[j]!;
	}
	for (let i = 0; i < size; i++) out[i * width + i]! += RIDGE;
	return out;
}

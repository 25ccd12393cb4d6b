import { invert } from './posterior.ts';

/** Heads whose logits are blended: item response, the column's own linear head, and the table of subjects that the text alone suggests. */
export const HEADS = 3;

/** One cell as the heads see it (logits of an adequate answer) and what was recorded, 0..1. */
export interface BlendCell {
	readonly heads: readonly number[];
	/** Index of the column within its set. */
	readonly column: number;
	readonly y: number;
}

/** logit p = weights . heads + offset of the column. */
export interface Blend {
	readonly weights: readonly number[];
	readonly offsets: readonly number[];
}

const PRIOR = { weights: [0.4, 0.4, 0.2], spread: 0.35, offset: 0.3 };
const ROUNDS = 24;

export function blended(blend: Blend, heads: readonly number[], column: number): number {
	return 1 / (1 + Math.exp(-logitOf(blend, heads, column)));
}

function logitOf(blend: Blend, heads: readonly number[], column: number): number {
	let z = blend.offsets[column]!;
	for (let h = 0; h < heads.length; h++) z += blend.weights[h]! * heads[h]!;
	return z;
}

/**
 * Weights of the heads on one set and offsets of its columns, maximum a posteriori by Newton steps in turn. The heads see rows that their encoder was
 * trained on, so each alone is too sure of itself; `cells` must be out of fold, then the weights shrink what is too sure.
 */
export function fitBlend(cells: readonly BlendCell[], columns: number): Blend {
	let weights = [...PRIOR.weights];
	const offsets = new Array<number>(columns).fill(0);
	for (let round = 0; round < ROUNDS; round++) {
		// Weights in even rounds, offsets in odd ones: a joint step would have to solve for all columns at once.
		if (round % 2 === 0) weights = weightStep(cells, { weights, offsets });
		else offsetStep(cells, { weights, offsets }, offsets);
	}
	return { weights, offsets };
}

function weightStep(cells: readonly BlendCell[], blend: Blend): number[] {
	const precision = PRIOR.spread ** -2;
	const gradient = blend.weights.map((value, h) => precision * (value - PRIOR.weights[h]!));
	const curvature = gradient.map((_, i) => gradient.map((_, j) => (i === j ? precision : 0)));
	for (const { heads, column, y } of cells) {
		const p = blended(blend, heads, column);
		const w = Math.max(1e-6, p * (1 - p));
		for (let i = 0; i < HEADS; i++) {
			gradient[i]! += (p - y) * heads[i]!;
			for (let j = 0; j < HEADS; j++) curvature[i]![j]! += w * heads[i]! * heads[j]!;
		}
	}
	const step = invert(curvature).map((row) => row.reduce((sum, value, i) => sum + value * gradient[i]!, 0));
	const now = loss(cells, blend);
	// Far from the optimum a whole Newton step can lead away from it.
	for (let share = 1; share > 1e-3; share /= 2) {
		const next = blend.weights.map((value, h) => value - share * step[h]!);
		if (loss(cells, { ...blend, weights: next }) <= now) return next;
	}
	return [...blend.weights];
}

function offsetStep(cells: readonly BlendCell[], blend: Blend, offsets: number[]): void {
	const gradient = offsets.map((value) => value / PRIOR.offset ** 2);
	const curvature = offsets.map(() => PRIOR.offset ** -2);
	for (const { heads, column, y } of cells) {
		const p = blended(blend, heads, column);
		gradient[column]! += p - y;
		curvature[column]! += Math.max(1e-6, p * (1 - p));
	}
	for (let c = 0; c < offsets.length; c++) offsets[c]! -= gradient[c]! / curvature[c]!;
}

/** Negative log posterior of the weights, up to a constant. */
function loss(cells: readonly BlendCell[], blend: Blend): number {
	let sum = blend.weights.reduce((all, value, h) => all + (value - PRIOR.weights[h]!) ** 2, 0) / (2 * PRIOR.spread ** 2);
	for (const { heads, column, y } of cells) {
		const z = logitOf(blend, heads, column);
		sum += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - y * z;
	}
	return sum;
}

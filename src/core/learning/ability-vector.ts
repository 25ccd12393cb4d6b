import type { Step } from './offsets.ts';

/**
 * What signals say of one model's ability vector, in units of what the predictor does not know of it: the vector lies `mean` prior standard
 * deviations beside where it was predicted, and `left` of the prior's covariance is left, as the upper triangle of a matrix, row by row.
 * So a model that nobody measured is learned fast, one that is known well slowly, and a better predictor needs no new units.
 */
export interface AbilityVector {
	readonly mean: readonly number[];
	readonly left: readonly number[];
}

/** No signal takes a model further than so many deviations. */
export const FURTHEST = 8;
/** No doubt is larger, in shares of the prior's variance (abilities.ts, `REOPENED`); with room for rounding. */
const MOST_LEFT = 2.001;
/** A share of the prior's variance below which rounding may take an eigenvalue. */
const ROUNDING = 1e-3;

export function freshVector(size: number): AbilityVector {
	return { mean: Array<number>(size).fill(0), left: triangle(size, (i, j) => (i === j ? 1 : 0)) };
}

/** `kept` of the mean, and the doubt grown back towards the prior's. */
export function driftedVector({ mean, left }: AbilityVector, kept: number): AbilityVector {
	const size = mean.length;
	const prior = 1 - kept ** 2;
	return {
		mean: mean.map((value) => kept * value),
		left: triangle(size, (i, j) => kept ** 2 * left[place(size, i, j)]! + (i === j ? prior : 0)),
	};
}

/** The vector moved by so many logits along a direction. */
export function moved({ mean, left }: AbilityVector, direction: readonly number[], logits: number): AbilityVector {
	const length = dot(direction, direction);
	if (length === 0) return { mean, left };
	return { left, mean: mean.map((value, i) => Math.min(FURTHEST, Math.max(-FURTHEST, value + (logits * direction[i]!) / length))) };
}

/** The doubt grown by `more` of the prior's in every direction, at most to `most` of it. */
export function reopened(vector: AbilityVector, more: number, most: number): AbilityVector {
	const size = vector.mean.length;
	const left = triangle(size, (i, j) => {
		const now = vector.left[place(size, i, j)]!;
		return i === j ? Math.max(now, Math.min(most, now + more)) : now;
	});
	return { ...vector, left };
}

/** Mean and variance of the offset in logits along `direction`, which is the request's skills times the prior deviation of ability. */
export function along({ mean, left }: AbilityVector, direction: readonly number[]): { readonly mean: number; readonly variance: number } {
	// In one pass over the triangle: every candidate of every decision comes through here.
	let variance = 0;
	let at = 0;
	for (let i = 0; i < direction.length; i++) {
		variance += left[at++]! * direction[i]! ** 2;
		for (let j = i + 1; j < direction.length; j++) variance += 2 * left[at++]! * direction[i]! * direction[j]!;
	}
	return { mean: dot(mean, direction), variance: Math.max(0, variance) };
}

/** The same of the drifted vector, which need not be made for it. */
export function alongDrifted(vector: AbilityVector, kept: number, direction: readonly number[]): ReturnType<typeof along> {
	const { mean, variance } = along(vector, direction);
	return { mean: kept * mean, variance: kept ** 2 * variance + (1 - kept ** 2) * dot(direction, direction) };
}

/** After an observation whose logit moves by `factor` times the offset along `direction`. */
export function steppedVector(
	{ mean, left }: AbilityVector,
	direction: readonly number[],
	factor: number,
	{ push, pull }: Step,
): AbilityVector {
	const size = mean.length;
	const spread = spreadOf(left, direction);
	return {
		mean: mean.map((value, i) => Math.min(FURTHEST, Math.max(-FURTHEST, value + spread[i]! * factor * push))),
		left: triangle(size, (i, j) => {
			const next = left[place(size, i, j)]! - pull * factor ** 2 * spread[i]! * spread[j]!;
			return i === j ? Math.max(1e-4, next) : next;
		}),
	};
}

export function triangleSize(size: number): number {
	return (size * (size + 1)) / 2;
}

/** Whether it is the triangle of a covariance as signals leave it: by a Cholesky factorisation. */
export function isCovariance(left: readonly number[], size: number): boolean {
	const factor: number[][] = [];
	for (let i = 0; i < size; i++) {
		if (!(left[place(size, i, i)]! <= MOST_LEFT)) return false;
		const row: number[] = [];
		for (let j = 0; j <= i; j++) {
			const rest = row.reduce((sum, value, k) => sum - value * (factor[j]?.[k] ?? (j === i ? value : 0)), left[place(size, i, j)]!);
			if (j < i) row.push(rest / factor[j]![j]!);
			else if (rest + ROUNDING > 0) row.push(Math.sqrt(rest + ROUNDING));
			else return false;
		}
		factor.push(row);
	}
	return true;
}

/** Of row i, column j >= i, in the triangle. */
function place(size: number, i: number, j: number): number {
	const [row, column] = i <= j ? [i, j] : [j, i];
	return row * size - (row * (row - 1)) / 2 + column - row;
}

function triangle(size: number, value: (i: number, j: number) => number): number[] {
	const all: number[] = [];
	for (let i = 0; i < size; i++) for (let j = i; j < size; j++) all.push(value(i, j));
	return all;
}

function spreadOf(left: readonly number[], direction: readonly number[]): number[] {
	const size = direction.length;
	return direction.map((_, i) => direction.reduce((sum, value, j) => sum + left[place(size, i, j)]! * value, 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
	return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

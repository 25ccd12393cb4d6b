import { sigmoid, softplus } from '../../src/core/base/statistics.ts';
import { POSITION_FEATURE_NAMES } from '../../src/core/completion/routing/feature-names.ts';

/** One answer of one model at one position. */
export interface FitRow {
	/** As PositionFeatures.values. */
	readonly values: readonly number[];
	/** Index of the model. */
	readonly model: number;
	readonly exact: 0 | 1;
}

/** P(exact) = sigmoid(bias + weights · x + softplus(slopeBias + slopeWeights · x) · ability of the model), x standardised. */
export interface FittedHead {
	readonly means: readonly number[];
	readonly deviations: readonly number[];
	readonly weights: readonly number[];
	readonly bias: number;
	readonly slopeBias: number;
	readonly slopeWeights: readonly number[];
	readonly abilities: readonly number[];
}

export interface FitSettings {
	/** Index and ability of the model that fixes the scale: with one more or less ability for all, the bias would do the same. */
	readonly anchor: { readonly model: number; readonly ability: number };
	/** softplus of it is the slope at an average position; a scale as well. */
	readonly slopeBias: number;
	/** Penalties on standardised weights, in rows. */
	readonly ridge: number;
	readonly slopeRidge: number;
}

const STEPS = 600;
const RATE = 0.05;
/** A feature that hardly varies here says nothing; standardised by its own deviation one odd position would carry any weight. */
const LEAST_DEVIATION = 0.05;

/** Maximum of the penalised likelihood by full-batch Adam: the problem is small and smooth, and the result is the same on every machine. */
export function fitHead(rows: readonly FitRow[], models: number, settings: FitSettings): FittedHead {
	const n = POSITION_FEATURE_NAMES.length;
	const { means, deviations } = standardisation(rows, n);
	const x = rows.map(({ values }) => values.map((value, i) => (value - means[i]!) / deviations[i]!));
	// weights, slope weights, bias, abilities
	const size = 2 * n + 1 + models;
	const theta = new Float64Array(size);
	theta[2 * n + 1 + settings.anchor.model] = settings.anchor.ability;
	for (let m = 0; m < models; m++) theta[2 * n + 1 + m] = settings.anchor.ability;
	const first = new Float64Array(size);
	const second = new Float64Array(size);
	for (let step = 1; step <= STEPS; step++) {
		const gradient = gradientOf(rows, x, theta, n, settings);
		for (let i = 0; i < size; i++) {
			const g = gradient[i]! / rows.length;
			first[i] = 0.9 * first[i]! + 0.1 * g;
			second[i] = 0.999 * second[i]! + 0.001 * g * g;
			const rate = RATE * (1 - step / (STEPS + 1));
			theta[i]! -= (rate * (first[i]! / (1 - 0.9 ** step))) / (Math.sqrt(second[i]! / (1 - 0.999 ** step)) + 1e-9);
		}
	}
	return {
		means,
		deviations,
		weights: [...theta.subarray(0, n)],
		slopeWeights: [...theta.subarray(n, 2 * n)],
		bias: theta[2 * n]!,
		slopeBias: settings.slopeBias,
		abilities: [...theta.subarray(2 * n + 1)],
	};
}

function standardisation(rows: readonly FitRow[], n: number): { means: number[]; deviations: number[] } {
	const means = Array.from({ length: n }, (_, i) => rows.reduce((sum, { values }) => sum + values[i]!, 0) / rows.length);
	const deviations = means.map((mean, i) => {
		const variance = rows.reduce((sum, { values }) => sum + (values[i]! - mean) ** 2, 0) / rows.length;
		return variance < LEAST_DEVIATION ** 2 ? 1 : Math.sqrt(variance);
	});
	return { means, deviations };
}

function gradientOf(
	rows: readonly FitRow[],
	x: readonly (readonly number[])[],
	theta: Float64Array,
	n: number,
	settings: FitSettings,
): Float64Array {
	const gradient = new Float64Array(theta.length);
	for (const [r, { model, exact }] of rows.entries()) {
		const values = x[r]!;
		let base = theta[2 * n]!;
		let slope = settings.slopeBias;
		for (let i = 0; i < n; i++) {
			base += theta[i]! * values[i]!;
			slope += theta[n + i]! * values[i]!;
		}
		const ability = theta[2 * n + 1 + model]!;
		const error = sigmoid(base + softplus(slope) * ability) - exact;
		const bySlope = error * ability * sigmoid(slope);
		for (let i = 0; i < n; i++) {
			gradient[i]! += error * values[i]!;
			gradient[n + i]! += bySlope * values[i]!;
		}
		gradient[2 * n]! += error;
		gradient[2 * n + 1 + model]! += error * softplus(slope);
	}
	for (let i = 0; i < n; i++) {
		gradient[i]! += settings.ridge * theta[i]!;
		gradient[n + i]! += settings.slopeRidge * theta[n + i]!;
	}
	gradient[2 * n + 1 + settings.anchor.model] = 0;
	return gradient;
}

/** Logit of an answer of a model at a position. */
export function logitOf(head: FittedHead, values: readonly number[], model: number): number {
	let base = head.bias;
	let slope = head.slopeBias;
	for (let i = 0; i < values.length; i++) {
		const value = (values[i]! - head.means[i]!) / head.deviations[i]!;
		base += head.weights[i]! * value;
		slope += head.slopeWeights[i]! * value;
	}
	return base + softplus(slope) * head.abilities[model]!;
}

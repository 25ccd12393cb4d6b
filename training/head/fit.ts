import { sigmoid, softplus } from '../../src/core/base/statistics.ts';
import { normal, randomOf, shuffle } from '../kit/random.ts';
import { abilityInto, type FitRow, layoutOf, type Problem, type Score, SPREAD, trunkInto } from './layout.ts';

export interface FitOptions {
	readonly seed: number;
	readonly epochs: number;
	/** Start from these values; abilities and benchmarks stay as they are where `freezeAbilities`. */
	readonly start?: Float64Array;
	readonly freezeAbilities?: boolean;
	readonly guess: number;
	readonly ceiling: number;
	/** Ridge penalty of the trunk, a prior precision per weight. */
	readonly ridge: number;
	/** Penalty of a request whose trunk answers other than that of the request that it is `like`: half of this times the squared difference, an output. */
	readonly consistency: number;
	/**
	 * Weight of the differences between the models of a row beside the likelihood, which spends itself on the difficulty that all share: half of this times
	 * the squared errors of a row's probabilities, each less their mean.
	 */
	readonly differences: number;
	readonly batch?: number;
}

/** Axes start apart: one general skill and one each for code, mathematics and knowledge, so that the fit is the same from any seed. */
function initialise(problem: Problem, layout: ReturnType<typeof layoutOf>, random: () => number): Float64Array {
	const d = problem.dimensions;
	const values = new Float64Array(layout.size);
	const kinds = [
		/./,
		/code|bench_|swe|aider|livebench_(agentic_)?coding|terminal|humaneval|mbpp|scicode/,
		/math|aime|gsm|reason/,
		/mmlu|gpqa|hle|bbh/,
		/arena|if/,
		/./,
	];
	for (const [b, name] of problem.benchmarks.entries()) {
		for (let k = 0; k < d; k++)
			values[layout.loading + b * d + k] = (k === 0 ? -0.2 : kinds[k]?.test(name) ? 0 : -2) + 0.05 * normal(random);
		values[layout.logSigma + b] = Math.log(0.5);
	}
	for (let i = layout.trunk; i < layout.column; i++) values[i] = 0.01 * normal(random);
	const stride = problem.inputs + 1;
	for (let k = 0; k < d; k++) values[layout.trunk + k * stride + problem.inputs] = k === 0 ? -0.3 : -1;
	return values;
}

/**
 * Joint maximum a posteriori fit of abilities, benchmarks, trunk and offsets by Adam (Kingma and Ba 2015) with a cosine schedule. One epoch sees every row
 * once and, in proportion, the published scores. Deterministic for a seed.
 */
export function fitJointly(problem: Problem, options: FitOptions): Float64Array {
	const layout = layoutOf(problem);
	const random = randomOf(options.seed);
	const values = options.start ? Float64Array.from(options.start) : initialise(problem, layout, random);
	const gradient = new Float64Array(layout.size);
	const first = new Float64Array(layout.size);
	const second = new Float64Array(layout.size);
	const batch = options.batch ?? 256;
	const order = problem.rows.map((_, i) => i);
	const scoreOrder = problem.scores.map((_, i) => i);
	const warm = options.start ? 0 : 1500;
	const steps = warm + Math.ceil((problem.rows.length / batch) * options.epochs);
	const scoreBatch = 512;
	let rowAt = order.length;
	let scoreAt = scoreOrder.length;
	for (let step = 0; step < steps; step++) {
		gradient.fill(0);
		if (!options.freezeAbilities) {
			for (let n = 0; n < scoreBatch; n++) {
				if (scoreAt >= scoreOrder.length) {
					shuffle(scoreOrder, random);
					scoreAt = 0;
				}
				scoreGradient(problem, values, layout, problem.scores[scoreOrder[scoreAt++]!]!, gradient, problem.scores.length / scoreBatch);
			}
		}
		if (step >= warm) {
			for (let n = 0; n < batch; n++) {
				if (rowAt >= order.length) {
					shuffle(order, random);
					rowAt = 0;
				}
				rowGradient(problem, values, layout, problem.rows[order[rowAt++]!]!, gradient, problem.rows.length / batch, options);
			}
		}
		priorGradient(problem, values, layout, gradient, options.ridge);
		const progress = step < warm ? 0.3 * (step / warm) : (step - warm) / (steps - warm);
		adam(values, gradient, first, second, step + 1, progress, layout, options.freezeAbilities ?? false);
	}
	return values;
}

function scoreGradient(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	score: Score,
	gradient: Float64Array,
	scale: number,
): void {
	const d = problem.dimensions;
	const theta = new Float64Array(d);
	abilityInto(problem, values, layout, score.model, theta);
	const at = layout.loading + score.benchmark * d;
	let mean = -values[layout.level + score.benchmark]!;
	for (let k = 0; k < d; k++) mean += softplus(values[at + k]!) * theta[k]!;
	const logSigma = values[layout.logSigma + score.benchmark]!;
	const precision = Math.exp(-2 * logSigma);
	const error = mean - score.y;
	const pull = scale * score.weight * error * precision;
	for (let k = 0; k < d; k++) {
		gradient[at + k]! += pull * theta[k]! * sigmoid(values[at + k]!);
		addAbility(problem, layout, score.model, k, pull * softplus(values[at + k]!), gradient);
	}
	gradient[layout.level + score.benchmark]! -= pull;
	gradient[layout.logSigma + score.benchmark]! += scale * score.weight * (1 - error * error * precision);
}

function addAbility(
	problem: Problem,
	layout: ReturnType<typeof layoutOf>,
	model: number,
	k: number,
	pull: number,
	gradient: Float64Array,
): void {
	const d = problem.dimensions;
	const traits = problem.traits[model]!;
	gradient[layout.base + problem.base[model]! * d + k]! += pull;
	gradient[layout.variant + model * d + k]! += pull;
	gradient[layout.effort + problem.effort[model]! * d + k]! += pull;
	for (let t = 0; t < traits.length; t++) gradient[layout.trait + k * traits.length + t]! += pull * traits[t]!;
}

function rowGradient(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	row: FitRow,
	gradient: Float64Array,
	scale: number,
	options: FitOptions,
): void {
	const d = problem.dimensions;
	const output = new Float64Array(d + 1);
	trunkInto(problem, values, layout, row.input, output);
	const skills = output.map((value, k) => (k < d ? softplus(value) : value));
	const outputGradient = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	const floor = row.options >= 3 ? options.guess / row.options : 0;
	const span = options.ceiling - floor;
	const states = row.cells.map((cell) => {
		abilityInto(problem, values, layout, cell.model, theta);
		let z = -skills[d]!;
		for (let k = 0; k < d; k++) z += skills[k]! * theta[k]!;
		if (row.set >= 0) z += values[layout.column + cell.column]! + values[layout.set + row.set]!;
		const inner = sigmoid(z);
		const p = floor + span * inner;
		return { p, error: p - cell.value, slope: span * inner * (1 - inner) };
	});
	// A judged row has one scale of ease for all models: nothing was measured of their differences.
	const differences = row.set >= 0 && states.length > 1 ? options.differences : 0;
	const shared = states.reduce((sum, { error }) => sum + error, 0) / Math.max(1, states.length);
	for (const [c, cell] of row.cells.entries()) {
		const { p, error, slope } = states[c]!;
		abilityInto(problem, values, layout, cell.model, theta);
		// Cross-entropy of a share in [0, 1]: d/dz = (p - y) / (p (1 - p)) * dp/dz.
		const pull = scale * row.weight * slope * (error / Math.max(1e-6, p * (1 - p)) + differences * (error - shared));
		for (let k = 0; k < d; k++) {
			outputGradient[k]! += pull * theta[k]!;
			if ((row.set >= 0 || cell.free) && !options.freezeAbilities) addAbility(problem, layout, cell.model, k, pull * skills[k]!, gradient);
		}
		outputGradient[d]! -= pull;
		if (row.set >= 0) {
			gradient[layout.column + cell.column]! += pull;
			gradient[layout.set + row.set]! += pull;
		}
	}
	const stride = problem.inputs + 1;
	for (let o = 0; o <= d; o++) {
		const pull = o < d ? outputGradient[o]! * sigmoid(output[o]!) : outputGradient[o]!;
		if (pull === 0) continue;
		const at = layout.trunk + o * stride;
		for (let i = 0; i < problem.inputs; i++) gradient[at + i]! += pull * row.input[i]!;
		gradient[at + problem.inputs]! += pull;
	}
	if (row.like) consistencyGradient(problem, values, layout, row.input, row.like, gradient, scale * options.consistency);
}

function consistencyGradient(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	input: Float32Array,
	like: Float32Array,
	gradient: Float64Array,
	strength: number,
): void {
	const stride = problem.inputs + 1;
	for (let o = 0; o <= problem.dimensions; o++) {
		const at = layout.trunk + o * stride;
		let difference = 0;
		for (let i = 0; i < problem.inputs; i++) difference += values[at + i]! * (input[i]! - like[i]!);
		const pull = strength * difference;
		for (let i = 0; i < problem.inputs; i++) gradient[at + i]! += pull * (input[i]! - like[i]!);
	}
}

function priorGradient(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	gradient: Float64Array,
	ridge: number,
): void {
	const shrink = (from: number, to: number, precision: number, centre = 0) => {
		for (let i = from; i < to; i++) gradient[i]! += precision * (values[i]! - centre);
	};
	shrink(layout.trait, layout.base, SPREAD.trait ** -2);
	shrink(layout.base, layout.variant, SPREAD.base ** -2);
	shrink(layout.variant, layout.effort, SPREAD.variant ** -2);
	shrink(layout.effort, layout.loading, SPREAD.effort ** -2);
	// Loadings: softplus(-0.8) is about 0.37; a wide prior keeps benchmarks with few models from taking any direction.
	shrink(layout.loading, layout.level, 1, -0.8);
	shrink(layout.level, layout.logSigma, 0.1);
	// An inverse-gamma-like pull towards 0.35 logits: no benchmark is taken for noiseless.
	shrink(layout.logSigma, layout.trunk, 20, Math.log(0.35));
	const stride = problem.inputs + 1;
	for (let o = 0; o <= problem.dimensions; o++) shrink(layout.trunk + o * stride, layout.trunk + o * stride + problem.inputs, ridge);
	shrink(layout.column, layout.set, SPREAD.column ** -2);
	shrink(layout.set, layout.size, SPREAD.set ** -2);
}

function adam(
	values: Float64Array,
	gradient: Float64Array,
	first: Float64Array,
	second: Float64Array,
	step: number,
	progress: number,
	layout: ReturnType<typeof layoutOf>,
	frozen: boolean,
): void {
	const decay = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
	const correction1 = 1 - 0.9 ** step;
	const correction2 = 1 - 0.99 ** step;
	for (let i = frozen ? layout.trunk : 0; i < values.length; i++) {
		const g = gradient[i]!;
		first[i] = 0.9 * first[i]! + 0.1 * g;
		second[i] = 0.99 * second[i]! + 0.01 * g * g;
		const rate = (i >= layout.trunk && i < layout.column ? 0.012 : 0.02) * decay;
		values[i]! -= (rate * (first[i]! / correction1)) / (Math.sqrt(second[i]! / correction2) + 1e-8);
	}
}

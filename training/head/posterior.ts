import { abilityInto, layoutOf, type Problem, type Score, SPREAD, trunkInto } from './layout.ts';

/** A published score counts as this much less than independent: benchmarks of one table share prompts, judges and leaks. */
export const DEPENDENCE = 0.5;

/** Inverse of a symmetric positive definite matrix of a few dimensions (Gauss-Jordan). */
export function invert(matrix: readonly (readonly number[])[]): number[][] {
	const n = matrix.length;
	const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
	for (let column = 0; column < n; column++) {
		const pivot = work[column]![column]!;
		for (let j = 0; j < 2 * n; j++) work[column]![j]! /= pivot;
		for (let i = 0; i < n; i++) {
			if (i === column) continue;
			const factor = work[i]![column]!;
			for (let j = 0; j < 2 * n; j++) work[i]![j]! -= factor * work[column]![j]!;
		}
	}
	return work.map((row) => row.slice(n));
}

/** Abilities of all models with the Laplace covariance of each, given the loadings: prior precision + scores + recorded cells. */
export function posteriors(problem: Problem, values: Float64Array) {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const prior = 1 / (SPREAD.base ** 2 + SPREAD.variant ** 2);
	const identity = () => Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? prior : 0)));
	const precisions = problem.traits.map(identity);
	const evidence = new Int32Array(problem.traits.length);
	const siblings = Map.groupBy(problem.traits.keys(), (model) => problem.base[model]!);
	const add = (model: number, vector: ArrayLike<number>, weight: number) => {
		const target = precisions[model]!;
		for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) target[i]![j]! += weight * vector[i]! * vector[j]!;
	};
	for (const score of problem.scores) {
		const loading = loadingOf(problem, values, score.benchmark);
		const precision = scorePrecision(problem, values, score);
		evidence[score.model]!++;
		// A score of another effort of the same model tells of this one too, less the spread between efforts.
		for (const model of siblings.get(problem.base[score.model]!)!)
			add(model, loading, model === score.model ? precision : precision / (1 + precision * SPREAD.variant ** 2 * 2));
	}
	for (const [model, information] of columnInformation(problem, values)) {
		evidence[model]!++;
		for (const { matrix, scale } of information)
			for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) precisions[model]![i]![j]! += matrix[i]![j]! * scale;
	}
	const mean = new Float64Array(d);
	return problem.traits.map((_, model) => {
		abilityInto(problem, values, layout, model, mean);
		return { mean: Float64Array.from(mean), covariance: invert(precisions[model]!), evidence: evidence[model]! };
	});
}

/** What a model's own scores and recorded answers tell of its ability, without any prior: precision (d x d) and precision times mean. */
export interface Information {
	readonly precision: number[][];
	readonly weighted: number[];
	readonly evidence: number;
}

/** Information of every fitted model, given the loadings. A recorded column tells of the ability at which the fit explains it. */
export function informations(problem: Problem, values: Float64Array): Information[] {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const all = problem.traits.map(() => ({ precision: zeros(d), weighted: new Array<number>(d).fill(0), evidence: 0 }));
	for (const score of problem.scores) {
		const loading = loadingOf(problem, values, score.benchmark);
		const precision = scorePrecision(problem, values, score);
		const target = all[score.model]!;
		const level = score.y + values[layout.level + score.benchmark]!;
		target.evidence++;
		for (let i = 0; i < d; i++) {
			target.weighted[i]! += precision * loading[i]! * level;
			for (let j = 0; j < d; j++) target.precision[i]![j]! += precision * loading[i]! * loading[j]!;
		}
	}
	const theta = new Float64Array(d);
	for (const [model, columns] of columnInformation(problem, values)) {
		const target = all[model]!;
		abilityInto(problem, values, layout, model, theta);
		target.evidence++;
		for (const { matrix, scale } of columns) {
			for (let i = 0; i < d; i++) {
				for (let j = 0; j < d; j++) {
					target.precision[i]![j]! += matrix[i]![j]! * scale;
					target.weighted[i]! += matrix[i]![j]! * scale * theta[j]!;
				}
			}
		}
	}
	return all;
}

function zeros(d: number): number[][] {
	return Array.from({ length: d }, () => new Array<number>(d).fill(0));
}

function loadingOf(problem: Problem, values: Float64Array, benchmark: number): number[] {
	const at = layoutOf(problem).loading + benchmark * problem.dimensions;
	return Array.from({ length: problem.dimensions }, (_, k) => Math.log1p(Math.exp(values[at + k]!)));
}

function scorePrecision(problem: Problem, values: Float64Array, { weight, benchmark }: Score): number {
	return DEPENDENCE * weight * Math.exp(-2 * values[layoutOf(problem).logSigma + benchmark]!);
}

/** Fisher information of each recorded column; its unknown offset bounds what any number of rows can tell of the level. */
function columnInformation(problem: Problem, values: Float64Array) {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const matrices = new Map<number, { model: number; matrix: number[][] }>();
	const output = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	for (const row of problem.rows) {
		if (row.set < 0) continue;
		trunkInto(problem, values, layout, row.input, output);
		const skills = Array.from({ length: d }, (_, k) => Math.log1p(Math.exp(output[k]!)));
		for (const cell of row.cells) {
			abilityInto(problem, values, layout, cell.model, theta);
			let z = -output[d]! + values[layout.column + cell.column]! + values[layout.set + row.set]!;
			for (let k = 0; k < d; k++) z += skills[k]! * theta[k]!;
			const p = 1 / (1 + Math.exp(-z));
			let entry = matrices.get(cell.column);
			if (!entry) {
				entry = { model: cell.model, matrix: Array.from({ length: d }, () => new Array<number>(d).fill(0)) };
				matrices.set(cell.column, entry);
			}
			const weight = row.weight * p * (1 - p);
			for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) entry.matrix[i]![j]! += weight * skills[i]! * skills[j]!;
		}
	}
	const byModel = new Map<number, { matrix: number[][]; scale: number }[]>();
	for (const { model, matrix } of matrices.values()) {
		const trace = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
		const scale = 1 / (1 + SPREAD.run ** 2 * trace);
		byModel.set(model, [...(byModel.get(model) ?? []), { matrix, scale }]);
	}
	return byModel;
}

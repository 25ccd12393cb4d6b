import type { CellBin, IntervalCell } from './bins.ts';
import { type Bin, type ErrorMixture, fitErrors, logLikelihood, shiftedRate, sizeOf } from './deconvolution.ts';
import { TERMS } from './terms.ts';

/** Quantile of the standard normal distribution at 90 %: the shown interval is 10-90 %. */
export const Z90 = 1.2816;

/** Variance of a logit: factor of the set x weights · terms. */
export interface VarianceModel {
	/** In the order of TERMS. */
	readonly weights: readonly number[];
	readonly sets: ReadonlyMap<string, number>;
}

/** Share of the true rates that the interval holds in the rows that it is fitted on, of regions or of bins by quality, whichever it holds fewer of. */
const TARGET = 0.78;
const START = 0.01;
/** Standard deviation of the logarithm of a set's factor. */
const SET_SPREAD = 1;
/** Weight of the errors of all sets in the errors of one. */
const SET_PRIOR_BINS = 20;
/** Deviations (logits) at which the likelihood of a bin is tabulated. */
const GRID = Array.from({ length: 28 }, (_, k) => 0.008 * 1.25 ** k);
const NORMAL_NODES = [-2.65, -1.67, -1.15, -0.76, -0.45, -0.15, 0.15, 0.45, 0.76, 1.15, 1.67, 2.65].map((x) => x * 0.985);
const STEPS = [2, 1, 0.5, 0.25];
const SWEEPS = 4;

export const variance = (model: VarianceModel, cell: Pick<IntervalCell, 'set' | 'terms'>) =>
	(model.sets.get(cell.set) ?? 1) * model.weights.reduce((sum, weight, t) => sum + weight * cell.terms[t]!, 0);

/**
 * Maximum a posteriori weights and factors for errors of bins, normal with the mean variance of their cells, by coordinate steps on the logarithms; then
 * a factor on each set, so that the interval holds the share that it should, whatever the shape of the errors.
 */
export function fitVariance(bins: readonly CellBin[]): VarianceModel {
	const tables = bins.map(tableOf);
	const terms = bins.map(meanTerms);
	const names = [...new Set(bins.map((bin) => bin.set))];
	const setOf = bins.map((bin) => names.indexOf(bin.set));
	const scale = TERMS.map((_, t) => Math.max(1e-6, terms.reduce((sum, own) => sum + own[t]!, 0) / terms.length));
	const logs = [...TERMS.map(() => Math.log(START)), ...names.map(() => 0)];
	const score = (values: readonly number[]) => {
		const weights = TERMS.map((_, t) => Math.exp(values[t]!) / scale[t]!);
		let sum = 0;
		for (const value of values.slice(TERMS.length)) sum -= value ** 2 / (2 * SET_SPREAD ** 2);
		// A weak pull towards nothing: a term must earn its weight.
		for (let t = 0; t < TERMS.length; t++) sum -= 20 * Math.exp(values[t]!);
		for (let i = 0; i < bins.length; i++) {
			const base = weights.reduce((total, weight, t) => total + weight * terms[i]![t]!, 0);
			sum += lookUp(tables[i]!, 0.5 * Math.log(base) + 0.5 * values[TERMS.length + setOf[i]!]!);
		}
		return sum;
	};
	let best = bins.length === 0 ? 0 : score(logs);
	for (const step of STEPS) {
		for (let sweep = 0; sweep < SWEEPS; sweep++) {
			for (let c = 0; c < logs.length; c++) {
				for (const move of [step, -step]) {
					const next = logs.with(c, logs[c]! + move);
					const value = score(next);
					if (value <= best) continue;
					best = value;
					logs[c]! += move;
				}
			}
		}
	}
	const model = {
		weights: TERMS.map((_, t) => Math.exp(logs[t]!) / scale[t]!),
		sets: new Map(names.map((name, s) => [name, Math.exp(logs[TERMS.length + s]!)])),
	};
	return rescaled(model, bins);
}

/** The model with the variances of each set multiplied so that the interval holds TARGET of its bins' true rates; a set of few bins is taken for like all others. */
function rescaled(model: VarianceModel, bins: readonly CellBin[]): VarianceModel {
	const mixtureOf = (own: readonly CellBin[], prior?: ErrorMixture) => {
		const deviations = own.map((bin) => deviationOf(model, bin));
		const rate = (i: number, error: number) => shiftedRate(own[i]!, deviations[i]! * error);
		return fitErrors(own, rate, prior && { mixture: prior, bins: SET_PRIOR_BINS });
	};
	const factor = (mixture: ErrorMixture) => (sizeOf(mixture, TARGET) / Z90) ** 2;
	const kinds = [...Map.groupBy(bins, (bin) => bin.kind).values()].map((own) => ({ own, pooled: mixtureOf(own) }));
	const all = Math.max(...kinds.map(({ pooled }) => factor(pooled)));
	const sets = [...model.sets].map(([set, value]) => {
		const needed = kinds.map(({ own, pooled }) =>
			factor(
				mixtureOf(
					own.filter((bin) => bin.set === set),
					pooled,
				),
			),
		);
		return [set, (value * Math.max(...needed)) / all] as const;
	});
	return { weights: model.weights.map((weight) => weight * all), sets: new Map(sets) };
}

/** Root of the mean variance of a bin's cells. */
export function deviationOf(model: VarianceModel, bin: CellBin): number {
	return Math.sqrt(bin.cells.reduce((sum, cell) => sum + variance(model, cell), 0) / bin.cells.length);
}

function meanTerms(bin: CellBin): number[] {
	return TERMS.map((_, t) => bin.cells.reduce((sum, cell) => sum + cell.terms[t]!, 0) / bin.cells.length);
}

/** Log-likelihood of a bin under a normal error of each deviation of GRID. */
function tableOf(bin: Bin): number[] {
	return GRID.map((deviation) => {
		const values = NORMAL_NODES.map((node) => logLikelihood(bin, shiftedRate(bin, deviation * node)));
		return Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0) / values.length + 1e-30);
	});
}

function lookUp(table: readonly number[], logDeviation: number): number {
	const at = (logDeviation - Math.log(GRID[0]!)) / Math.log(1.25);
	const i = Math.max(0, Math.min(GRID.length - 2, Math.floor(at)));
	const part = Math.max(0, Math.min(1, at - i));
	return table[i]! * (1 - part) + table[i + 1]! * part;
}

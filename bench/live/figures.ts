import { auc, spearman } from '../../training/kit/metrics.ts';
import { type Pair, pairsOf } from './pairs.ts';
import type { Predicted } from './path.ts';
import { type PairResult, routePair } from './routed.ts';
import type { LiveSet } from './sets.ts';

/** Figures of one path on one set. Shares are fractions of 1; null where a figure does not apply. */
export interface PathFigures {
	/** Mean over the models of the area under the ROC curve within a model: it says nothing of which model is the better one. */
	readonly auc: number | null;
	/** Mean over the set's pairs. */
	readonly apgr: number | null;
	/** Mean over the models of |predicted - recorded| level. */
	readonly levelError: number | null;
	/** Share of the models' recorded levels inside the mean 10-90 % interval; the same of a model's bins of like predicted quality, the noise of their outcomes included. */
	readonly coverage: number | null;
	readonly binCoverage: number | null;
	/**
	 * Expected against recorded costs over all models at once, which is what a choice between them rests on: rank correlation, and correlation of the logarithms.
	 */
	readonly spearmanCost: number | null;
	readonly logCost: number | null;
	/** The same of the requests of one model: mean over the models of the rank correlation; logarithms with the models put on one level. */
	readonly spearmanCostWithin: number | null;
	readonly logCostWithin: number | null;
	/** Share of the costs that are expected within a factor of two. */
	readonly costWithin2: number | null;
	readonly pairs: readonly PairResult[];
}

export interface SetFigures {
	readonly set: string;
	/** Rows that were predicted. */
	readonly n: number;
	readonly columns: number;
	/** Columns whose models the catalog has, or the fit of the live path has seen: the others are guessed from their names. */
	readonly known: number;
	readonly paths: Readonly<Record<'live' | 'publishedOnly' | 'blend', PathFigures | null>>;
}

const LEAST_CELLS = 20;
const BIN_CELLS = 60;
const MOST_BINS = 8;

export function setFigures(set: LiveSet, paths: Readonly<Record<'live' | 'publishedOnly' | 'blend', Predicted | null>>): SetFigures {
	const pairs = pairsOf(set);
	const width = set.columns.length;
	const live = paths.live!;
	const own = pathFigures(set, live, pairs);
	return {
		set: set.name,
		n: set.rows.reduce(
			(sum, _, row) => sum + (live.mean.subarray(row * width, (row + 1) * width).some((p) => !Number.isNaN(p)) ? 1 : 0),
			0,
		),
		columns: width,
		known: live.candidates.filter(({ catalogId }) => catalogId !== null).length,
		paths: {
			live: own,
			publishedOnly: paths.publishedOnly === live ? own : paths.publishedOnly && pathFigures(set, paths.publishedOnly, pairs),
			blend: paths.blend && pathFigures(set, paths.blend, pairs),
		},
	};
}

export function pathFigures(set: LiveSet, predicted: Predicted, pairs: readonly Pair[]): PathFigures {
	const columns = set.columns.map((_, c) => cellsOf(set, predicted, c)).filter(({ p }) => p.length >= LEAST_CELLS);
	const routed = pairs.flatMap((pair) => routePair(set, pair, predicted) ?? []);
	const bins = columns.flatMap(binsOf);
	const costs = columns.map(pricedOf).filter(({ expected }) => expected.length >= LEAST_CELLS);
	return {
		auc: mean(columns.map(({ p, y }) => auc(p, y))),
		apgr: mean(routed.map(({ apgr }) => apgr)),
		levelError: mean(columns.map(({ p, y }) => Math.abs(mean(p)! - mean(y)!))),
		coverage: mean(columns.map(inside)),
		binCoverage: mean(bins.map(inside)),
		...acrossModels(costs),
		spearmanCostWithin: mean(costs.map(({ expected, recorded }) => spearman(expected, recorded))),
		logCostWithin: logCorrelation(costs),
		costWithin2: mean(
			costs.flatMap(({ expected, recorded }) => expected.map((value, i) => (Math.abs(Math.log2(value / recorded[i]!)) <= 1 ? 1 : 0))),
		),
		pairs: routed,
	};
}

interface Cells {
	readonly p: readonly number[];
	readonly y: readonly number[];
	readonly low: readonly number[];
	readonly high: readonly number[];
	readonly expected: readonly number[];
	readonly recorded: readonly number[];
}

function cellsOf(set: LiveSet, predicted: Predicted, column: number): Cells {
	const at = [...set.rows.keys()]
		.map((row) => row * set.columns.length + column)
		.filter((i) => !Number.isNaN(set.outcome[i]!) && !Number.isNaN(predicted.mean[i]!));
	const pick = (values: ArrayLike<number>) => at.map((i) => values[i]!);
	return {
		p: pick(predicted.mean),
		y: pick(set.outcome),
		low: pick(predicted.low),
		high: pick(predicted.high),
		expected: pick(predicted.cost),
		recorded: set.cost === null ? at.map(() => Number.NaN) : pick(set.cost),
	};
}

const inside = ({ y, low, high }: Pick<Cells, 'y' | 'low' | 'high'>): number => {
	const [from, to] = [mean(low), mean(high)];
	if (from === null || to === null) return Number.NaN;
	const level = mean(y)!;
	return level >= from && level <= to ? 1 : 0;
};

/** A model's cells in bins of like predicted quality. */
function binsOf(cells: Cells): Pick<Cells, 'y' | 'low' | 'high'>[] {
	const count = Math.min(MOST_BINS, Math.floor(cells.p.length / BIN_CELLS));
	const order = [...cells.p.keys()].sort((a, b) => cells.p[a]! - cells.p[b]!);
	return Array.from({ length: count }, (_, b) => {
		const own = order.slice(Math.floor((b * order.length) / count), Math.floor(((b + 1) * order.length) / count));
		const pick = (values: readonly number[]) => own.map((i) => values[i]!);
		return { y: pick(cells.y), low: pick(cells.low), high: pick(cells.high) };
	});
}

function pricedOf({ expected, recorded }: Cells): Pick<Cells, 'expected' | 'recorded'> {
	const both = [...expected.keys()].filter((i) => expected[i]! > 0 && recorded[i]! > 0);
	return { expected: both.map((i) => expected[i]!), recorded: both.map((i) => recorded[i]!) };
}

type Priced = Pick<Cells, 'expected' | 'recorded'>;

function acrossModels(columns: readonly Priced[]): { readonly spearmanCost: number | null; readonly logCost: number | null } {
	const one = { expected: columns.flatMap(({ expected }) => expected), recorded: columns.flatMap(({ recorded }) => recorded) };
	if (one.expected.length === 0) return { spearmanCost: null, logCost: null };
	return { spearmanCost: spearman(one.expected, one.recorded), logCost: logCorrelation([one]) };
}

/** Of the logarithms, each less its column's mean. */
export function logCorrelation(columns: readonly Priced[]): number | null {
	const centred = (values: readonly number[]) => {
		const logs = values.map(Math.log);
		const middle = mean(logs)!;
		return logs.map((value) => value - middle);
	};
	const left = columns.flatMap(({ expected }) => centred(expected));
	const right = columns.flatMap(({ recorded }) => centred(recorded));
	const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
	const size = Math.sqrt(product(left, left) * product(right, right));
	return size > 1e-9 ? product(left, right) / size : null;
}

/** Of the finite values; null where there is none. */
export function mean(values: readonly number[]): number | null {
	const finite = values.filter(Number.isFinite);
	return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

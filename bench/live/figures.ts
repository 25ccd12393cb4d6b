import { groupsOf } from '../../training/data/groups.ts';
import { spearman } from '../../training/kit/metrics.ts';
import { type Interval, intervalOf, resample } from '../kit/bootstrap.ts';
import { type Pair, pairsOf } from './pairs.ts';
import type { Predicted } from './path.ts';
import { levelError, type ModelCells, rankedAuc, rankedCells } from './ranked.ts';
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
	/** 95 % of the three figures above, by the draws that the pairs' intervals are made of. */
	readonly intervals: Readonly<Record<'auc' | 'apgr' | 'levelError', Interval | null>>;
	/**
	 * Share of the models' recorded levels inside the mean 10-90 % interval; the same of a model's bins of like predicted quality, the
	 * noise of their outcomes included.
	 */
	readonly coverage: number | null;
	readonly binCoverage: number | null;
	/**
	 * Expected against recorded costs over all models at once, which is what a choice between them rests on: rank correlation, and
	 * correlation of the logarithms.
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

export type PathName = 'live' | 'judged' | 'read' | 'publishedOnly' | 'nearest' | 'blend';

export interface SetFigures {
	readonly set: string;
	/** Rows that were predicted, and the problems, for issues the repositories, that they fall into: what intervals draw anew. */
	readonly n: number;
	readonly groups: number;
	readonly columns: number;
	/** Columns whose models the catalog has, or the fit of the live path has seen: the others are guessed from their names. */
	readonly known: number;
	readonly paths: Readonly<Record<PathName, PathFigures | null>>;
}

const LEAST_CELLS = 20;
const BIN_CELLS = 60;
const MOST_BINS = 8;
const RESAMPLES = 400;
const SEED = 5;

export function setFigures(set: LiveSet, paths: Readonly<Record<PathName, Predicted | null>>): SetFigures {
	const pairs = pairsOf(set);
	const groups = groupsOf(set.rows);
	const live = paths.live!;
	const own = pathFigures(set, live, pairs, groups);
	const rows = predictedRows(set, live);
	return {
		set: set.name,
		n: rows.length,
		groups: new Set(rows.map((row) => groups[row])).size,
		columns: set.columns.length,
		known: live.candidates.filter(({ catalogId }) => catalogId !== null).length,
		paths: {
			live: own,
			judged: paths.judged && pathFigures(set, paths.judged, pairs, groups),
			read: paths.read && pathFigures(set, paths.read, pairs, groups),
			publishedOnly: paths.publishedOnly === live ? own : paths.publishedOnly && pathFigures(set, paths.publishedOnly, pairs, groups),
			nearest: paths.nearest && pathFigures(set, paths.nearest, pairs, groups),
			blend: paths.blend && pathFigures(set, paths.blend, pairs, groups),
		},
	};
}

function predictedRows(set: LiveSet, { mean }: Predicted): number[] {
	const width = set.columns.length;
	return [...set.rows.keys()].filter((row) => mean.subarray(row * width, (row + 1) * width).some((p) => !Number.isNaN(p)));
}

/** `groups`: of each row, drawn together. */
export function pathFigures(set: LiveSet, predicted: Predicted, pairs: readonly Pair[], groups = groupsOf(set.rows)): PathFigures {
	const columns = set.columns.map((_, c) => cellsOf(set, predicted, c)).filter(({ p }) => p.length >= LEAST_CELLS);
	const routed = pairs.flatMap((pair) => routePair(set, pair, predicted) ?? []);
	const bins = columns.flatMap(binsOf);
	const costs = columns.map(pricedOf).filter(({ expected }) => expected.length >= LEAST_CELLS);
	const ranked = columns.map(rankedCells);
	const levels = (counts: Int32Array) => mean(columns.map((own) => levelError(own, counts)));
	const areas = (counts: Int32Array) => mean(ranked.map((own) => rankedAuc(own, counts)));
	const once = new Int32Array(set.rows.length).fill(1);
	const rows = predictedRows(set, predicted);
	const counts = new Int32Array(set.rows.length);
	const draws = resample(
		rows.length,
		RESAMPLES,
		SEED,
		3 + routed.length,
		(drawn, out) => {
			for (const [i, row] of rows.entries()) counts[row] = drawn[i]!;
			const pairs = routed.map(({ apgrOf }) => apgrOf(counts));
			out.set([areas(counts), levels(counts), mean(pairs), ...pairs].map((value) => value ?? Number.NaN));
		},
		rows.map((row) => groups[row]!),
	);
	return {
		auc: areas(once),
		apgr: mean(routed.map(({ result }) => result.apgr)),
		levelError: levels(once),
		intervals: { auc: intervalOf(draws, 0), levelError: notBelow0(intervalOf(draws, 1)), apgr: intervalOf(draws, 2) },
		coverage: mean(columns.map(inside)),
		binCoverage: mean(bins.map(inside)),
		...acrossModels(costs),
		spearmanCostWithin: mean(costs.map(({ expected, recorded }) => spearman(expected, recorded))),
		logCostWithin: logCorrelation(costs),
		costWithin2: mean(
			costs.flatMap(({ expected, recorded }) => expected.map((value, i) => (Math.abs(Math.log2(value / recorded[i]!)) <= 1 ? 1 : 0))),
		),
		pairs: routed.map(({ result }, i) => ({ ...result, ci: intervalOf(draws, 3 + i) })),
	};
}

const notBelow0 = (interval: Interval | null): Interval | null => interval && [Math.max(0, interval[0]), interval[1]];

interface Cells extends ModelCells {
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
		rows: at.map((i) => Math.floor(i / set.columns.length)),
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

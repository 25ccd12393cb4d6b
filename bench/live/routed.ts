import { randomOf, shuffle } from '../../training/kit/random.ts';
import type { Interval } from '../kit/bootstrap.ts';
import { type Pair, sharedRows } from './pairs.ts';
import type { Predicted } from './path.ts';
import type { LiveSet } from './sets.ts';

/** Shares of the strong model's cost that are saved where half, 80 % and all of its gain over the weak one is reached; null: never. */
export interface Saved {
	readonly half: number | null;
	readonly eighty: number | null;
	readonly equal: number | null;
}

export interface PairResult {
	readonly weak: string;
	readonly strong: string;
	readonly n: number;
	/** Mean over x of the gain that is reached where the share x of largest predicted gain goes to the strong model: .5 is a coin. */
	readonly apgr: number;
	/**
	 * 95 %, problems or repositories drawn anew; null where they are fewer than four, or the strong model is not the better one in one draw
	 * of twenty.
	 */
	readonly ci: Interval | null;
	/** What costs were counted by: recorded ones, list prices, or calls to the strong model alone. */
	readonly unit: 'recorded' | 'prices' | 'calls';
	readonly saved: Saved;
	/** The same of an order that knows nothing: mean over shuffles, read off the curve in the same way. */
	readonly noSignal: Saved;
}

/** A pair by one path, and its APGR on a draw: how often each row of the set was drawn. */
export interface Routed {
	readonly result: Omit<PairResult, 'ci'>;
	readonly apgrOf: (counts: Int32Array) => number;
}

const SHUFFLES = 100;
const SEED = 5;

/** One pair by one path; null where the path predicts too few of its rows. */
export function routePair(set: LiveSet, { weak, strong, prices }: Pair, predicted: Predicted): Routed | null {
	const width = set.columns.length;
	const at = (values: ArrayLike<number>, row: number, column: number) => values[row * width + column]!;
	const rows = sharedRows(set, weak, strong).filter((row) => !Number.isNaN(at(predicted.mean, row, weak)));
	if (rows.length < 20) return null;
	const gain = Float64Array.from(rows, (row) => at(predicted.mean, row, strong) - at(predicted.mean, row, weak));
	const cells = {
		difference: Float64Array.from(rows, (row) => at(set.outcome, row, strong) - at(set.outcome, row, weak)),
		weak: Float64Array.from(rows, (row) => (set.cost === null ? (prices?.[0] ?? 0) : at(set.cost, row, weak))),
		strong: Float64Array.from(rows, (row) => (set.cost === null ? (prices?.[1] ?? 1) : at(set.cost, row, strong))),
	};
	if (cells.difference.reduce((sum, value) => sum + value, 0) <= 0) return null;
	const order = Int32Array.from(gain.keys()).sort((a, b) => gain[b]! - gain[a]! || a - b);
	const random = randomOf(SEED);
	const blind = Array.from({ length: SHUFFLES }, () => curve(Int32Array.from(shuffle([...gain.keys()], random)), cells));
	const places = Int32Array.from(rows);
	return {
		result: {
			weak: set.columns[weak]!.name,
			strong: set.columns[strong]!.name,
			n: rows.length,
			apgr: areaOf(order, gain, cells.difference, () => 1),
			unit: set.cost !== null ? 'recorded' : prices === null ? 'calls' : 'prices',
			saved: curve(order, cells),
			noSignal: { half: meanOf(blind, 'half'), eighty: meanOf(blind, 'eighty'), equal: meanOf(blind, 'equal') },
		},
		apgrOf: (counts) => areaOf(order, gain, cells.difference, (row) => counts[places[row]!]!),
	};
}

/** Mean PGR over all shares; rows of one gain move together, for their order says nothing. NaN where the strong model gains nothing. */
function areaOf(order: Int32Array, gain: Float64Array, difference: Float64Array, countOf: (row: number) => number): number {
	let [rows, gained, area, size, sum] = [0, 0, 0, 0, 0];
	for (const [i, row] of order.entries()) {
		const count = countOf(row);
		rows += count;
		size += count;
		sum += count * difference[row]!;
		if (i + 1 < order.length && gain[order[i + 1]!] === gain[row]) continue;
		area += (gained + sum / 2) * size;
		gained += sum;
		[size, sum] = [0, 0];
	}
	return gained > 1e-9 ? area / gained / rows : Number.NaN;
}

interface Cells {
	readonly difference: Float64Array;
	readonly weak: Float64Array;
	readonly strong: Float64Array;
}

/** The cheapest point of the order's curve at which each share of the gain is reached. */
function curve(order: Int32Array, { difference, weak, strong }: Cells): Saved {
	const all = strong.reduce((sum, value) => sum + value, 0);
	const total = difference.reduce((sum, value) => sum + value, 0);
	let cost = weak.reduce((sum, value) => sum + value, 0);
	let gained = 0;
	const cheapest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
	for (const row of order) {
		gained += difference[row]!;
		cost += strong[row]! - weak[row]!;
		for (const [k, share] of [0.5, 0.8, 1].entries()) if (gained >= share * total - 1e-9) cheapest[k] = Math.min(cheapest[k]!, cost);
	}
	const [half, eighty, equal] = cheapest.map((value) => (Number.isFinite(value) ? 1 - value / all : null));
	return { half: half!, eighty: eighty!, equal: equal! };
}

function meanOf(list: readonly Saved[], of: keyof Saved): number | null {
	const values = list.flatMap((saved) => saved[of] ?? []);
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { randomOf, shuffle } from '../../training/kit/random.ts';
import type { AgentSet } from '../../training/runs/data.ts';
import { type Interval, intervalOf } from '../kit/bootstrap.ts';
import { type Reading, resampleWithin } from './areas.ts';

/** Points of the strong model's cost that are saved above an order that knows nothing, where half and 80 % of the gap in quality is reached. */
export interface Savings {
	readonly pairs: number;
	readonly half: number;
	readonly eighty: number;
	readonly intervals: Readonly<Record<'half' | 'eighty', Interval | null>>;
	/** By repository with enough issues: the same two figures. */
	readonly repositories: readonly { readonly name: string; readonly half: number; readonly eighty: number }[];
}

/** A strong model is better by so much at least, and costs a quarter more: else there is nothing to choose. */
const LEAST_GAP = 0.03;
const MOST_WEAK_COST = 0.8;
const LEAST_ROWS = 60;
const LEAST_OF_REPOSITORY = 30;
const BLIND_ORDERS = 10;
const SEED = 11;

interface Pair {
	readonly rows: readonly number[];
	/** Places in `rows` from the largest predicted gain to the least; then orders that know nothing. */
	readonly orders: readonly (readonly number[])[];
	readonly gained: Float64Array;
	readonly weak: Float64Array;
	readonly strong: Float64Array;
}

/**
 * Pooled over all pairs of a set. The gain of the strong model is sigmoid(level - difficulty) of each, at the models' mean levels: only the order of the issues
 * rests on the reading.
 */
export function savingsOf(set: AgentSet, reading: Reading, keep: (repository: string) => boolean = () => true): Savings {
	const pairs = pairsOf(set, reading, keep);
	const once = Int32Array.from(set.issues, () => 1);
	const [half, eighty] = pooled(pairs, once);
	const draws = resampleWithin(set, 2, (counts, out) => out.set(pooled(pairs, counts)));
	const counted = Map.groupBy(set.issues, ({ repository }) => repository);
	const large = [...counted].filter(([name, own]) => own.length >= LEAST_OF_REPOSITORY && keep(name)).map(([name]) => name);
	return {
		pairs: pairs.length,
		half,
		eighty,
		intervals: { half: intervalOf(draws, 0), eighty: intervalOf(draws, 1) },
		repositories: large.map((name) => {
			const [ownHalf, ownEighty] = pooled(
				pairs,
				Int32Array.from(set.issues, ({ repository }) => (repository === name ? 1 : 0)),
			);
			return { name, half: ownHalf, eighty: ownEighty };
		}),
	};
}

function pairsOf({ issues, columns }: AgentSet, reading: Reading, keep: (repository: string) => boolean): Pair[] {
	const random = randomOf(SEED);
	const places = [...issues.keys()].filter((i) => keep(issues[i]!.repository) && reading.has(issues[i]!.id));
	return columns.flatMap((weak) =>
		columns.flatMap((strong): Pair[] => {
			const rows = places.filter((i) => !Number.isNaN(weak.solved[i]!) && !Number.isNaN(strong.solved[i]!));
			if (rows.length < LEAST_ROWS) return [];
			const levels = [weak, strong].map(({ solved }) => meanOf(rows, solved));
			const costs = [weak, strong].map(({ cost }) => meanOf(rows, cost));
			if (levels[1]! - levels[0]! < LEAST_GAP || costs[0]! > MOST_WEAK_COST * costs[1]!) return [];
			const gain = rows.map((i) => at(levels[1]!, reading.get(issues[i]!.id)!) - at(levels[0]!, reading.get(issues[i]!.id)!));
			const ordered = [...rows.keys()].sort((a, b) => gain[b]! - gain[a]! || a - b);
			const blind = Array.from({ length: BLIND_ORDERS }, () => shuffle([...rows.keys()], random));
			return [
				{
					rows,
					orders: [ordered, ...blind],
					gained: Float64Array.from(rows, (i) => strong.solved[i]! - weak.solved[i]!),
					weak: Float64Array.from(rows, (i) => weak.cost[i]!),
					strong: Float64Array.from(rows, (i) => strong.cost[i]!),
				},
			];
		}),
	);
}

function at(level: number, difficulty: number): number {
	const inside = Math.min(0.98, Math.max(0.02, level));
	return 1 / (1 + Math.exp(difficulty - Math.log(inside / (1 - inside))));
}

/** Mean over the pairs, in points. */
function pooled(pairs: readonly Pair[], counts: Int32Array): [half: number, eighty: number] {
	const sums = [0, 0];
	const seen = [0, 0];
	for (const pair of pairs) {
		const [own, ...blind] = pair.orders.map((order) => cheapest(pair, order, counts));
		for (const k of [0, 1]) {
			const there = blind.map((one) => one[k]!).filter((value) => !Number.isNaN(value));
			if (Number.isNaN(own![k]!) || there.length === 0) continue;
			sums[k]! += 100 * (own![k]! - there.reduce((sum, value) => sum + value, 0) / there.length);
			seen[k]! += 1;
		}
	}
	return [sums[0]! / seen[0]!, sums[1]! / seen[1]!];
}

/** Shares of the strong model's cost that are saved at the cheapest point of an order that reaches half, and 80 %, of the gap; NaN without a gap. */
function cheapest({ rows, gained, weak, strong }: Pair, order: readonly number[], counts: Int32Array): [number, number] {
	let [gap, all, cost] = [0, 0, 0];
	for (const [place, row] of rows.entries()) {
		const count = counts[row]!;
		gap += count * gained[place]!;
		all += count * strong[place]!;
		cost += count * weak[place]!;
	}
	if (gap <= 0) return [Number.NaN, Number.NaN];
	let reached = 0;
	const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
	for (const place of order) {
		const count = counts[rows[place]!]!;
		reached += count * gained[place]!;
		cost += count * (strong[place]! - weak[place]!);
		if (reached >= 0.5 * gap - 1e-9) best[0] = Math.min(best[0], cost);
		if (reached >= 0.8 * gap - 1e-9) best[1] = Math.min(best[1], cost);
	}
	return [1 - best[0] / all, 1 - best[1] / all];
}

function meanOf(rows: readonly number[], values: Float64Array): number {
	return rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;
}

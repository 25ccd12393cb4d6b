import { bestModel } from './routers/router.ts';

/** Prices of quality between the cheapest choice and the best one. */
const STEPS = 300;

/**
 * A router's choices as the price of quality rises, kept as changes: row i's outcome and cost change by `quality[e]` and `cost[e]` at price `grid[step[e]]`,
 * for e in first[i] .. first[i + 1]. Its first change, at step 0, is its outcome and cost there.
 */
export interface Sweep {
	/** US dollars that a gain of 1 (from never right to always right) is worth, rising from 0 to Infinity. */
	readonly grid: Float64Array;
	readonly folds: Int8Array;
	readonly foldCount: number;
	readonly first: Int32Array;
	readonly step: Int32Array;
	readonly quality: Float64Array;
	readonly cost: Float64Array;
	/** Outcome of the reference on each row. */
	readonly reference: Float64Array;
	readonly referenceCost: number;
}

/** Sums over rows, by fold x step. */
export interface Totals {
	readonly steps: number;
	/** Rows of each fold. */
	readonly rows: Float64Array;
	readonly quality: Float64Array;
	readonly cost: Float64Array;
	/** Sum of the reference's outcomes by fold. */
	readonly reference: Float64Array;
	readonly referenceCost: number;
}

interface Table {
	readonly outcome: Float32Array;
	readonly folds: Int8Array;
	readonly foldCount: number;
	readonly costs: Float64Array;
	readonly reference: number;
}

/** The model with the largest estimate - cost / price; of equal ones the cheaper, then the first. */
export function choiceAt(estimates: Float32Array, base: number, costs: Float64Array, price: number): number {
	let best = 0;
	let most = Number.NEGATIVE_INFINITY;
	for (let m = 0; m < costs.length; m++) {
		// At price 0 the cost alone decides.
		const score = price === 0 ? -costs[m]! : estimates[base + m]! - costs[m]! / price;
		if (score > most || (score === most && costs[m]! < costs[best]!)) {
			best = m;
			most = score;
		}
	}
	return best;
}

/**
 * 0, prices at which choices change (half of them evenly by rows, half evenly by logarithm, so that both ends of the curve are drawn), and Infinity. They follow
 * from the estimates alone.
 */
export function gridOf(estimates: Float32Array, costs: Float64Array): Float64Array {
	const width = costs.length;
	const cheapest = bestModel(
		costs.map((cost) => -cost),
		null,
	);
	const changes: number[] = [];
	for (let base = 0; base < estimates.length; base += width) {
		for (let m = 0; m < width; m++) {
			const gain = estimates[base + m]! - estimates[base + cheapest]!;
			if (gain > 1e-6 && costs[m]! > costs[cheapest]!) changes.push((costs[m]! - costs[cheapest]!) / gain);
		}
	}
	if (changes.length === 0) return Float64Array.of(0, Number.POSITIVE_INFINITY);
	const sorted = Float64Array.from(changes).sort();
	const low = Math.log(sorted[0]! / 1.01);
	const high = Math.log(sorted.at(-1)! * 1.01);
	const half = STEPS / 2;
	const prices = new Set<number>([0, Number.POSITIVE_INFINITY]);
	for (let i = 0; i < half; i++) {
		prices.add(Math.exp(low + ((high - low) * i) / (half - 1)));
		prices.add(sorted[Math.floor((i * (sorted.length - 1)) / (half - 1))]!);
	}
	return Float64Array.from(prices).sort();
}

/** `grid` null: the prices of `gridOf`. A single price makes a router that never changes its mind. */
export function sweepOf(table: Table, estimates: Float32Array, grid: Float64Array | null): Sweep {
	const { costs, outcome } = table;
	const width = costs.length;
	const prices = grid ?? gridOf(estimates, costs);
	const rows = table.folds.length;
	const first = new Int32Array(rows + 1);
	const step: number[] = [];
	const quality: number[] = [];
	const cost: number[] = [];
	for (let row = 0; row < rows; row++) {
		const base = row * width;
		let chosen = -1;
		for (let v = 0; v < prices.length; v++) {
			const choice = choiceAt(estimates, base, costs, prices[v]!);
			if (choice === chosen) continue;
			step.push(v);
			quality.push(outcome[base + choice]! - (chosen < 0 ? 0 : outcome[base + chosen]!));
			cost.push(costs[choice]! - (chosen < 0 ? 0 : costs[chosen]!));
			chosen = choice;
		}
		first[row + 1] = step.length;
	}
	return {
		grid: prices,
		folds: table.folds,
		foldCount: table.foldCount,
		first,
		step: Int32Array.from(step),
		quality: Float64Array.from(quality),
		cost: Float64Array.from(cost),
		reference: Float64Array.from({ length: rows }, (_, i) => outcome[i * width + table.reference]!),
		referenceCost: costs[table.reference]!,
	};
}

/** `counts`: how often each row stands in a resample; null for once each. */
export function totalsOf(sweep: Sweep, counts: Int32Array | null = null): Totals {
	const steps = sweep.grid.length;
	const rows = new Float64Array(sweep.foldCount);
	const quality = new Float64Array(sweep.foldCount * steps);
	const cost = new Float64Array(sweep.foldCount * steps);
	const reference = new Float64Array(sweep.foldCount);
	for (let row = 0; row < sweep.folds.length; row++) {
		const count = counts ? counts[row]! : 1;
		if (count === 0) continue;
		const fold = sweep.folds[row]!;
		rows[fold]! += count;
		reference[fold]! += count * sweep.reference[row]!;
		const base = fold * steps;
		for (let e = sweep.first[row]!; e < sweep.first[row + 1]!; e++) {
			const at = base + sweep.step[e]!;
			quality[at]! += count * sweep.quality[e]!;
			cost[at]! += count * sweep.cost[e]!;
		}
	}
	for (let fold = 0; fold < sweep.foldCount; fold++) {
		for (let at = fold * steps + 1; at < (fold + 1) * steps; at++) {
			quality[at]! += quality[at - 1]!;
			cost[at]! += cost[at - 1]!;
		}
	}
	return { steps, rows, quality, cost, reference, referenceCost: sweep.referenceCost };
}

/** Points of the whole curve: mean US dollars and mean quality of a request at each price, all folds at the same price, repeated points once. */
export function curveOf(totals: Totals): { costUsd: number; quality: number }[] {
	const rows = totals.rows.reduce((sum, value) => sum + value, 0);
	const points: { costUsd: number; quality: number }[] = [];
	for (let v = 0; v < totals.steps; v++) {
		const point = { costUsd: 0, quality: 0 };
		for (let fold = 0; fold < totals.rows.length; fold++) {
			point.costUsd += totals.cost[fold * totals.steps + v]! / rows;
			point.quality += totals.quality[fold * totals.steps + v]! / rows;
		}
		const last = points.at(-1);
		if (!last || Math.abs(last.costUsd - point.costUsd) > 1e-12 || Math.abs(last.quality - point.quality) > 1e-12) points.push(point);
	}
	return points;
}

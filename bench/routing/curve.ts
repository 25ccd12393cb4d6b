/** A pair of models on its rows, sorted once: the row with the largest predicted gain first. */
export interface PairOrder {
	/** Rows by falling gain. */
	readonly order: Int32Array;
	/** 1 where the next row in the order has a smaller gain: rows of one gain move to the strong model together. */
	readonly ends: Uint8Array;
	/** Outcome of the strong model less that of the weak one, in the order. */
	readonly difference: Float64Array;
}

/** Shares of 1; NaN where the strong model is no better than the weak one, or a share of the gain is never reached. */
export interface PairFigures {
	readonly apgr: number;
	readonly cpt50: number;
	readonly cpt80: number;
	readonly maxPgr: number;
}

/** `estimates` and `outcome`: rows x width; columns `weak` and `strong`. */
export function pairOrder(estimates: Float32Array, outcome: Float32Array, width: number, weak: number, strong: number): PairOrder {
	const rows = outcome.length / width;
	const gain = Float64Array.from({ length: rows }, (_, i) => estimates[i * width + strong]! - estimates[i * width + weak]!);
	const order = Int32Array.from(gain.keys()).sort((a, b) => gain[b]! - gain[a]! || a - b);
	return {
		order,
		ends: Uint8Array.from(order, (row, i) => (i + 1 === rows || gain[order[i + 1]!]! < gain[row]! ? 1 : 0)),
		difference: Float64Array.from(order, (row) => outcome[row * width + strong]! - outcome[row * width + weak]!),
	};
}

/**
 * PGR(x) = (quality(x) - weak) / (strong - weak), where the share x of rows with the largest predicted gain goes to the strong model; straight between rows, and
 * across rows of equal gain (their order says nothing). APGR is its mean over x in [0, 1]; CPT50 and CPT80 the smallest x with PGR >= .5 and .8; maxPgr its
 * largest value. `counts`: how often each row stands in a resample; null for once each.
 */
export function pairFigures({ order, ends, difference }: PairOrder, counts: Int32Array | null = null): PairFigures {
	let rows = 0;
	let total = 0;
	for (let i = 0; i < order.length; i++) {
		const count = counts ? counts[order[i]!]! : 1;
		rows += count;
		total += count * difference[i]!;
	}
	const figures = { apgr: Number.NaN, cpt50: Number.NaN, cpt80: Number.NaN, maxPgr: Number.NaN };
	if (!(total > 1e-9)) return figures;
	let done = 0;
	let gained = 0;
	let area = 0;
	let highest = 0;
	let size = 0;
	let sum = 0;
	for (let i = 0; i < order.length; i++) {
		const count = counts ? counts[order[i]!]! : 1;
		size += count;
		sum += count * difference[i]!;
		if (ends[i] === 0 || size === 0) continue;
		const after = gained + sum;
		if (Number.isNaN(figures.cpt50) && after >= 0.5 * total - 1e-9) figures.cpt50 = (done + (size * (0.5 * total - gained)) / sum) / rows;
		if (Number.isNaN(figures.cpt80) && after >= 0.8 * total - 1e-9) figures.cpt80 = (done + (size * (0.8 * total - gained)) / sum) / rows;
		area += (gained + sum / 2) * size;
		done += size;
		gained = after;
		highest = Math.max(highest, gained);
		size = 0;
		sum = 0;
	}
	figures.apgr = area / total / rows;
	figures.maxPgr = highest / total;
	return figures;
}

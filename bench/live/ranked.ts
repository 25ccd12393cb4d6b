/** A model's cells on rows of a set. */
export interface ModelCells {
	readonly rows: readonly number[];
	/** Predicted and recorded, shares of 1. */
	readonly p: readonly number[];
	readonly y: readonly number[];
}

/** The cells from the lowest prediction to the highest; `last`: 1 where the next cell is predicted higher. */
export interface RankedCells {
	readonly rows: Int32Array;
	readonly y: Float64Array;
	readonly last: Uint8Array;
}

export function rankedCells({ rows, p, y }: ModelCells): RankedCells {
	const order = [...p.keys()].sort((a, b) => p[a]! - p[b]!);
	return {
		rows: Int32Array.from(order, (i) => rows[i]!),
		y: Float64Array.from(order, (i) => y[i]!),
		last: Uint8Array.from(order, (i, at) => (p[order[at + 1] ?? -1] === p[i] ? 0 : 1)),
	};
}

/**
 * Area under the ROC curve, each cell as often as its row was drawn; shares count as so much of a success. NaN where all outcomes are
 * alike.
 */
export function rankedAuc({ rows, y, last }: RankedCells, counts: Int32Array): number {
	let [positives, negatives, area, up, down] = [0, 0, 0, 0, 0];
	for (let i = 0; i < rows.length; i++) {
		const count = counts[rows[i]!]!;
		up += count * y[i]!;
		down += count * (1 - y[i]!);
		if (last[i] === 0) continue;
		area += up * (negatives + down / 2);
		positives += up;
		negatives += down;
		[up, down] = [0, 0];
	}
	return area / (positives * negatives);
}

/** |predicted - recorded| level, each cell as often as its row was drawn; NaN where none was. */
export function levelError({ rows, p, y }: ModelCells, counts: Int32Array): number {
	let [cells, difference] = [0, 0];
	for (let i = 0; i < rows.length; i++) {
		const count = counts[rows[i]!]!;
		cells += count;
		difference += count * (p[i]! - y[i]!);
	}
	return Math.abs(difference) / cells;
}

/** One cell as two heads see it (logits of an adequate answer) and what was recorded, 0..1. */
export interface BlendCell {
	readonly irt: number;
	readonly linear: number;
	/** Index of the column within its set. */
	readonly column: number;
	readonly y: number;
}

/** logit p = irt * item-response logit + linear * logit of the column's own linear head + offset of the column. */
export interface Blend {
	readonly irt: number;
	readonly linear: number;
	readonly offsets: Float64Array;
}

const PRIOR = { weight: 0.5, spread: 0.35, offset: 0.3 };
const ROUNDS = 25;

export const blended = (blend: Blend, irt: number, linear: number, column: number) =>
	1 / (1 + Math.exp(-(blend.irt * irt + blend.linear * linear + blend.offsets[column]!)));

/**
 * Weights of both heads on one set and offsets of its columns, maximum a posteriori by Newton steps in turn. Both heads see rows that their encoder was
 * trained on, so each alone is too sure of itself; `cells` must be out of fold, then the weights shrink what is too sure.
 */
export function fitBlend(cells: readonly BlendCell[], columns: number): Blend {
	let irt = PRIOR.weight;
	let linear = PRIOR.weight;
	const offsets = new Float64Array(columns);
	for (let round = 0; round < ROUNDS; round++) {
		const blend = { irt, linear, offsets };
		const precision = 1 / PRIOR.spread ** 2;
		let [g1, g2] = [precision * (irt - PRIOR.weight), precision * (linear - PRIOR.weight)];
		let [h11, h12, h22] = [precision, 0, precision];
		const gradient = offsets.map((value) => value / PRIOR.offset ** 2);
		const curvature = new Float64Array(columns).fill(1 / PRIOR.offset ** 2);
		for (const cell of cells) {
			const p = blended(blend, cell.irt, cell.linear, cell.column);
			const error = p - cell.y;
			const w = Math.max(1e-6, p * (1 - p));
			g1 += error * cell.irt;
			g2 += error * cell.linear;
			h11 += w * cell.irt * cell.irt;
			h12 += w * cell.irt * cell.linear;
			h22 += w * cell.linear * cell.linear;
			gradient[cell.column]! += error;
			curvature[cell.column]! += w;
		}
		// Weights in even rounds, offsets in odd ones: a joint step would have to solve for all columns at once.
		if (round % 2 === 0) {
			const determinant = h11 * h22 - h12 * h12;
			const step = [(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant] as const;
			// Far from the optimum a whole Newton step can lead away from it.
			let share = 1;
			const now = loss(cells, blend);
			while (share > 1e-3 && loss(cells, { irt: irt - share * step[0], linear: linear - share * step[1], offsets }) > now) share /= 2;
			irt -= share * step[0];
			linear -= share * step[1];
		} else for (let c = 0; c < columns; c++) offsets[c]! -= gradient[c]! / curvature[c]!;
	}
	return { irt, linear, offsets };
}

/** Negative log posterior of the two weights, up to a constant. */
function loss(cells: readonly BlendCell[], blend: Blend): number {
	let sum = ((blend.irt - PRIOR.weight) ** 2 + (blend.linear - PRIOR.weight) ** 2) / (2 * PRIOR.spread ** 2);
	for (const { irt, linear, column, y } of cells) {
		const z = blend.irt * irt + blend.linear * linear + blend.offsets[column]!;
		sum += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - y * z;
	}
	return sum;
}

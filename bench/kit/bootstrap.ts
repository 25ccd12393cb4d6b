import { randomOf } from '../../training/kit/random.ts';

/** 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** Figures of every resample, resample after resample. */
export interface Resampled {
	readonly resamples: number;
	readonly figures: number;
	/** resamples x figures */
	readonly values: Float64Array;
}

/**
 * Draws `rows` rows with replacement, `resamples` times, and asks for all figures of all routers on each draw: the same draw for all, so that differences
 * between routers are paired. `figuresOf` is given how often each row was drawn and fills `figures` numbers.
 */
export function resample(
	rows: number,
	resamples: number,
	seed: number,
	figures: number,
	figuresOf: (counts: Int32Array, out: Float64Array) => void,
): Resampled {
	const random = randomOf(seed);
	const values = new Float64Array(resamples * figures);
	const counts = new Int32Array(rows);
	for (let n = 0; n < resamples; n++) {
		counts.fill(0);
		for (let i = 0; i < rows; i++) counts[Math.floor(random() * rows)]!++;
		figuresOf(counts, values.subarray(n * figures, (n + 1) * figures));
	}
	return { resamples, figures, values };
}

/** Interval of figure `index`, or of its difference to figure `less`; null where one resample in twenty has none. */
export function intervalOf(resampled: Resampled, index: number, less?: number): Interval | null {
	const values: number[] = [];
	for (let n = 0; n < resampled.resamples; n++) {
		const at = n * resampled.figures;
		const value = resampled.values[at + index]! - (less === undefined ? 0 : resampled.values[at + less]!);
		if (Number.isFinite(value)) values.push(value);
	}
	if (values.length < Math.max(1, 0.95 * resampled.resamples)) return null;
	values.sort((a, b) => a - b);
	return [quantile(values, 0.025), quantile(values, 0.975)];
}

function quantile(sorted: readonly number[], share: number): number {
	const at = share * (sorted.length - 1);
	const below = Math.floor(at);
	const above = Math.min(sorted.length - 1, below + 1);
	return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

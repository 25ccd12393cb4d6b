import { randomOf } from '../../training/kit/random.ts';

/** 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** Figures of every resample, resample after resample. */
export interface Resampled {
	readonly resamples: number;
	readonly figures: number;
	/** What was drawn: groups, or rows where each is a group of its own. */
	readonly units: number;
	/** resamples x figures */
	readonly values: Float64Array;
}

/**
 * Draws groups of rows with replacement, `resamples` times, and asks for all figures of all routers on each draw: the same draw for all,
 * so that differences between routers are paired. `figuresOf` is given how often each row was drawn and fills `figures` numbers.
 * `groups`: name of each row's group, whose rows come and go together because they are no independent evidence (issues of a repository);
 * null: every row is a group.
 */
export function resample(
	rows: number,
	resamples: number,
	seed: number,
	figures: number,
	figuresOf: (counts: Int32Array, out: Float64Array) => void,
	groups: readonly string[] | null = null,
): Resampled {
	const random = randomOf(seed);
	const values = new Float64Array(resamples * figures);
	const places = new Map([...new Set(groups ?? [])].map((name, i) => [name, i]));
	const units = groups === null ? rows : places.size;
	const unitOf = Int32Array.from({ length: rows }, (_, row) => (groups === null ? row : places.get(groups[row]!)!));
	const drawn = new Int32Array(units);
	const counts = new Int32Array(rows);
	for (let n = 0; n < resamples; n++) {
		drawn.fill(0);
		for (let i = 0; i < units; i++) drawn[Math.floor(random() * units)]!++;
		for (let row = 0; row < rows; row++) counts[row] = drawn[unitOf[row]!]!;
		figuresOf(counts, values.subarray(n * figures, (n + 1) * figures));
	}
	return { resamples, figures, units, values };
}

/** With fewer groups an interval would say more of the draw than of the figure. */
const LEAST_UNITS = 4;

/**
 * Interval of figure `index`, or of its difference to figure `less`; null where one resample in twenty has none, or there is next to
 * nothing to draw from.
 */
export function intervalOf(resampled: Resampled, index: number, less?: number): Interval | null {
	if (resampled.units < LEAST_UNITS) return null;
	const values: number[] = [];
	for (let n = 0; n < resampled.resamples; n++) {
		const at = n * resampled.figures;
		const value = resampled.values[at + index]! - (less === undefined ? 0 : resampled.values[at + less]!);
		if (Number.isFinite(value)) values.push(value);
	}
	if (values.length < Math.max(1, 0.95 * resampled.resamples)) return null;
	values.sort((a, b) => a - b);
	const middle = quantile(values, 0.5);
	const stretched = (share: number) => middle + stretch(resampled.units) * (quantile(values, share) - middle);
	return [stretched(0.025), stretched(0.975)];
}

/**
 * Percentiles of draws of few units are too narrow: a mean's draws vary by (n - 1) / n of its variance, and that is itself estimated
 * (Student's t for the normal quantile, by its expansion of Cornish and Fisher). 1.3 at 7 units, 1 at many.
 */
function stretch(units: number): number {
	const [z, free] = [1.96, units - 1];
	const t = z + (z ** 3 + z) / (4 * free) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * free ** 2);
	return (t / z) * Math.sqrt(units / free);
}

function quantile(sorted: readonly number[], share: number): number {
	const at = share * (sorted.length - 1);
	const below = Math.floor(at);
	const above = Math.min(sorted.length - 1, below + 1);
	return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

import type { EstimatePair } from './insights.ts';

/** How near what was said came to what was. */
export interface EstimateFit {
	readonly count: number;
	/** Half of the answers came within this share of what was said: |real / said - 1|. */
	readonly halfWithin: number;
	/** Share that came within twice and half of it. */
	readonly withinTwo: number;
	/** Rising by what was said; each as many answers as another. */
	readonly bands: readonly EstimateBand[];
	/** Some of the pairs, spread evenly over all. */
	readonly points: readonly (readonly [said: number, real: number])[];
}

/** Answers of which about the same was said. */
export interface EstimateBand {
	readonly from: number;
	readonly to: number;
	readonly count: number;
	/** Of what came: a tenth lay below, a half, and nine tenths. */
	readonly p10: number;
	readonly p50: number;
	readonly p90: number;
}

const MOST_POINTS = 250;
const MOST_BANDS = 6;
/** Fewer answers say nothing of a tenth of them. */
const LEAST_IN_BAND = 10;

/** Of prices, µ$. Null for none. */
export function priceFit(pairs: readonly EstimatePair[]): EstimateFit | null {
	return fitOf(pairs.map(({ expected, cost }) => [expected, cost]));
}

/** Of tokens. Null for none. */
export function lengthFit(pairs: readonly EstimatePair[]): EstimateFit | null {
	return fitOf(
		pairs.flatMap(({ expectedOutput, output }) => (expectedOutput === null || output === null ? [] : [[expectedOutput, output] as const])),
	);
}

function fitOf(all: readonly (readonly [number, number])[]): EstimateFit | null {
	const pairs = all.filter(([said, real]) => said > 0 && real >= 0 && Number.isFinite(said + real));
	if (pairs.length === 0) return null;
	const off = pairs.map(([said, real]) => Math.abs(real / said - 1)).sort((a, b) => a - b);
	const near = pairs.filter(([said, real]) => real >= said / 2 && real <= said * 2);
	const sorted = pairs.toSorted(([a], [b]) => a - b);
	const step = Math.max(1, Math.ceil(pairs.length / MOST_POINTS));
	return {
		count: pairs.length,
		halfWithin: quantile(off, 0.5),
		withinTwo: near.length / pairs.length,
		bands: bandsOf(sorted),
		points: pairs.filter((_, index) => index % step === 0),
	};
}

function bandsOf(sorted: readonly (readonly [number, number])[]): EstimateBand[] {
	const count = Math.min(MOST_BANDS, Math.max(1, Math.floor(sorted.length / LEAST_IN_BAND)));
	return Array.from({ length: count }, (_, n) => {
		const part = sorted.slice(Math.floor((n * sorted.length) / count), Math.floor(((n + 1) * sorted.length) / count));
		const real = part.map(([, value]) => value).sort((a, b) => a - b);
		return {
			...{ from: part[0]![0], to: part.at(-1)![0], count: part.length },
			...{ p10: quantile(real, 0.1), p50: quantile(real, 0.5), p90: quantile(real, 0.9) },
		};
	});
}

/** @param sorted rising, not empty */
function quantile(sorted: readonly number[], share: number): number {
	const at = share * (sorted.length - 1);
	const low = Math.floor(at);
	const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
	return a + (b - a) * (at - low);
}

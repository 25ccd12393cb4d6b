import { Z90 } from '../base/statistics.ts';
import { evidenceOf } from './evidence.ts';
import type { Signal } from './signals.ts';

/** What the user's signals say of one answer together. */
export interface Verdict {
	/** Of the request, or of the run. */
	readonly requestId: string;
	readonly adequate: boolean;
}

/** Answers of which about the same quality was predicted. */
export interface ReliabilityBin {
	/** [from, to) of the predicted quality, 0..1; the last one holds 1 too. */
	readonly from: number;
	readonly to: number;
	readonly count: number;
	/** Mean of what was predicted. */
	readonly predicted: number;
	/** Share that was judged adequate, and where the share of many such answers probably lies (80 in 100). */
	readonly judged: number;
	readonly low: number;
	readonly high: number;
}

/** Finer where most predictions lie. */
const EDGES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1] as const;

/**
 * One verdict for each answer, from all that became of it: each signal weighs as much as its kind is believed. An answer of which the
 * signals say nothing on balance has none.
 */
export function verdictsOf(signals: readonly Signal[]): Verdict[] {
	const sums = new Map<string, number>();
	for (const { requestId, kind, good, weight } of signals) {
		const evidence = evidenceOf(kind);
		if (evidence === null) continue;
		const { sensitivity, specificity } = evidence;
		const odds = good ? Math.log(sensitivity / (1 - specificity)) : Math.log((1 - sensitivity) / specificity);
		sums.set(requestId, (sums.get(requestId) ?? 0) + weight * odds);
	}
	return [...sums].filter(([, sum]) => Math.abs(sum) > 1e-9).map(([requestId, sum]) => ({ requestId, adequate: sum > 0 }));
}

/** Only bins that hold an answer. */
export function reliability(judged: readonly { readonly quality: number; readonly adequate: boolean }[]): ReliabilityBin[] {
	return EDGES.slice(0, -1).flatMap((from, index) => {
		const to = EDGES[index + 1]!;
		const within = judged.filter(({ quality }) => quality >= from && (quality < to || to === 1));
		if (within.length === 0) return [];
		const share = within.filter(({ adequate }) => adequate).length / within.length;
		const predicted = within.reduce((sum, { quality }) => sum + quality, 0) / within.length;
		return [{ from, to, count: within.length, predicted, judged: share, ...wilson(share, within.length) }];
	});
}

/** Wilson's interval, 80 in 100: it holds for few answers too. */
export function wilson(share: number, count: number): { readonly low: number; readonly high: number } {
	const squared = Z90 ** 2;
	const middle = (share + squared / (2 * count)) / (1 + squared / count);
	const half = (Z90 / (1 + squared / count)) * Math.sqrt((share * (1 - share)) / count + squared / (4 * count ** 2));
	return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

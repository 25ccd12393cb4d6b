import { type MicroDollars, tokenCost } from '../../base/micros.ts';
import type { Candidate } from '../../model/candidate.ts';
import { isFree, isPriced } from '../../model/prices.ts';

export interface FillCost {
	readonly expected: MicroDollars;
	readonly max: MicroDollars;
}

/**
 * Cost of one fill request, µ$; null where no price is known. The input is priced in full: whether a vendor's cache holds the prefix shows in the settled cost only. The most
 * it can cost assumes that the cache is written anew and that the answer runs to the cap.
 */
export function fillCost(candidate: Candidate, inputTokens: number, outputTokens: number, maxOutputTokens: number): FillCost | null {
	const { prices, included, local } = candidate;
	if (included) return { expected: 0, max: 0 };
	if (prices === null) return local ? { expected: 0, max: 0 } : null;
	if (!isPriced(prices)) return null;
	if (isFree(prices)) return { expected: 0, max: 0 };
	return {
		expected: tokenCost(inputTokens, prices.input) + tokenCost(Math.min(outputTokens, maxOutputTokens), prices.output),
		max: tokenCost(inputTokens, Math.max(prices.input, prices.cacheWrite ?? 0)) + tokenCost(maxOutputTokens, prices.output),
	};
}

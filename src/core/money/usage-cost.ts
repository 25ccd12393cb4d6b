import { type MicroDollars, tokenCost } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { FREE_PRICES, isFree, type TokenPrices, type TokenUsage } from '../model/prices.ts';
import type { CostSource } from './ledger.ts';

/** Cost of reported tokens, µ$. Cached tokens without a cache price are charged as plain input, as vendors without a cache discount do. */
export function usageCost(usage: TokenUsage, prices: TokenPrices): MicroDollars {
	return (
		tokenCost(usage.input, prices.input) +
		tokenCost(usage.cachedInput, prices.cachedInput ?? prices.input) +
		tokenCost(usage.cacheWrite, prices.cacheWrite ?? prices.input) +
		tokenCost(usage.output, prices.output)
	);
}

/** What came back of a request, as far as its cost depends on it. */
export interface Billed {
	readonly candidate: Pick<Candidate, 'included' | 'local' | 'prices'>;
	/** False: the model has no price that could be used. */
	readonly priced: boolean;
	readonly usage: TokenUsage | null;
	readonly reportedCost: MicroDollars | null;
	/** Estimates from the text, for where the vendor reported nothing. */
	readonly inputTokens: number;
	outputTokens(): number;
}

/** Provider-reported cost, else from reported tokens, else estimated from the text (ARCHITECTURE.md, "The way of one message"). */
export function settledCost(billed: Billed): { readonly cost: MicroDollars; readonly source: CostSource } {
	const { candidate, priced, usage, reportedCost, inputTokens } = billed;
	const prices = candidate.prices ?? FREE_PRICES;
	if (candidate.included || (isFree(prices) && priced && (candidate.local || !reportedCost))) return { cost: 0, source: 'free' };
	if (reportedCost !== null) return { cost: reportedCost, source: 'provider' };
	// Nobody knows what it cost; it must not look like nothing.
	if (!priced) return { cost: 0, source: 'estimate' };
	if (usage !== null) return { cost: usageCost(usage, prices), source: 'tokens' };
	const estimated = { input: inputTokens, cachedInput: 0, cacheWrite: 0, output: billed.outputTokens(), reasoning: 0 };
	return { cost: usageCost(estimated, prices), source: 'estimate' };
}

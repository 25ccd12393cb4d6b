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
	/** The vendor's newest count, null where it gave none. */
	readonly usage: TokenUsage | null;
	readonly reportedCost: MicroDollars | null;
	/** Whether the stream came to its own end, so that the newest count is the last one. */
	readonly whole: boolean;
	/** Estimated tokens of the prompt, for where the vendor counted none. */
	readonly inputTokens: number;
	/** Estimated output tokens of what came after the newest count, of all that came without one. Asked for only where they are needed. */
	uncounted(): number;
}

export interface Charge {
	readonly cost: MicroDollars;
	readonly source: CostSource;
	/** The vendor's count, with what it had not counted yet; null where it counted nothing. */
	readonly usage: TokenUsage | null;
}

/**
 * Provider-reported cost, else from reported tokens, else estimated from the text. A count that came before the stream broke or was stopped
 * is of a part: what was received after it is added as an estimate, so that it is never less than the text received, and exact where
 * nothing came after.
 */
export function settledCost(billed: Billed): Charge {
	const { candidate, priced, reportedCost, inputTokens } = billed;
	const prices = candidate.prices ?? FREE_PRICES;
	const uncounted = billed.usage !== null && !billed.whole ? billed.uncounted() : 0;
	const usage = billed.usage === null || billed.whole ? billed.usage : partial(billed.usage, uncounted, inputTokens);
	if (candidate.included || (isFree(prices) && priced && (candidate.local || !reportedCost))) return { cost: 0, source: 'free', usage };
	if (reportedCost !== null) {
		// A price that could not be used says nothing of the rest either.
		const rest = priced && uncounted > 0 ? tokenCost(uncounted, prices.output) : 0;
		return { cost: reportedCost + rest, source: uncounted === 0 ? 'provider' : 'estimate', usage };
	}
	// Nobody knows what it cost; it must not look like nothing.
	if (!priced) return { cost: 0, source: 'estimate', usage };
	if (usage !== null) return { cost: usageCost(usage, prices), source: usage === billed.usage ? 'tokens' : 'estimate', usage };
	const estimated = { input: inputTokens, cachedInput: 0, cacheWrite: 0, output: billed.uncounted(), reasoning: 0 };
	return { cost: usageCost(estimated, prices), source: 'estimate', usage: null };
}

/** A first count may be of the output alone: then nothing is known of the prompt yet. */
function partial(usage: TokenUsage, uncounted: number, inputTokens: number): TokenUsage {
	const noInput = inputOf(usage) === 0;
	if (uncounted === 0 && !noInput) return usage;
	return { ...usage, input: noInput ? inputTokens : usage.input, output: usage.output + uncounted };
}

/** All tokens of the prompt, however they are charged. */
export function inputOf(usage: TokenUsage): number {
	return usage.input + usage.cachedInput + usage.cacheWrite;
}

import { type MicroDollars, tokenCost } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { FREE_PRICES, isFree, type OwnKey, ratesFor, type TokenPrices, type TokenUsage } from '../model/prices.ts';
import { type Bounds, insteadOf } from './beyond-belief.ts';
import type { CostSource } from './ledger.ts';

/**
 * Cost of reported tokens, µ$, rounded up once. The rates are those of the whole prompt, however it was read. Cached tokens without a cache
 * price are charged as plain input, as vendors without a cache discount do.
 */
export function usageCost(usage: TokenUsage, prices: TokenPrices, at?: number): MicroDollars {
	const rates = ratesFor(prices, inputOf(usage), at);
	const hour = Math.min(usage.cacheWrite, usage.cacheWriteHour ?? 0);
	const write = rates.cacheWrite ?? rates.input;
	const perMillion =
		usage.input * rates.input +
		usage.cachedInput * (rates.cachedInput ?? rates.input) +
		(usage.cacheWrite - hour) * write +
		hour * (rates.cacheWriteHour ?? write) +
		usage.output * rates.output;
	return Math.ceil(perMillion / 1_000_000) + (prices.perRequest ?? 0);
}

/** What came back of a request, as far as its cost depends on it. */
export interface Billed extends Bounds {
	readonly candidate: Pick<Candidate, 'included' | 'local' | 'prices' | 'priceNote' | 'reasoning'>;
	/** False: the model has no price that could be used. */
	readonly priced: boolean;
	/** The vendor's newest count, null where it gave none. */
	readonly usage: TokenUsage | null;
	readonly ownKey: OwnKey | null;
	/** Whether the stream came to its own end, so that the newest count is the last one. */
	readonly whole: boolean;
	/** Estimated output tokens of what came after the newest count, of all that came without one. Asked for only where they are needed. */
	uncounted(): number;
}

export interface Charge {
	readonly cost: MicroDollars;
	readonly source: CostSource;
	/** The vendor's count, with what it had not counted yet; null where it counted nothing, or more than the request can have. */
	readonly usage: TokenUsage | null;
	/** What was claimed, µ$, where it is more than the request can cost: then `cost` is the most it can. */
	readonly claimed?: MicroDollars;
}

/** A reported cost below this share of what the tokens cost is not believed: the dearest discount on a cached prompt is one to fifty. */
const LEAST_REPORTED_SHARE = 0.01;

/** What is owed; a cost that no honest vendor can ask for this request is replaced by the most that prompt and cap cost (`insteadOf`). */
export function settledCost(billed: Billed): Charge {
	const charge = claimedCost(billed);
	const instead = charge.cost === 0 ? null : insteadOf(charge.cost, billed);
	return instead === null ? charge : { cost: instead, source: 'estimate', usage: null, claimed: charge.cost };
}

/**
 * Provider-reported cost, else from reported tokens, else estimated from the text. A count that came before the stream broke or was stopped
 * is of a part: what was received after it is added as an estimate, so that it is never less than the text received, and exact where
 * nothing came after. A cost of nothing (or nearly) for a model with a price counts only where a key of the user's own explains it.
 */
function claimedCost(billed: Billed): Charge {
	const { candidate, priced, reportedCost, ownKey, at } = billed;
	const prices = candidate.prices ?? FREE_PRICES;
	const uncounted = billed.usage !== null && !billed.whole ? billed.uncounted() : 0;
	const usage = billed.usage === null ? null : believed(billed.usage, uncounted, billed);
	if (candidate.included || (isFree(prices) && priced && (candidate.local || !reportedCost))) return { cost: 0, source: 'free', usage };
	const counted = (): Charge => {
		// Nobody knows what it cost; it must not look like nothing.
		if (!priced) return { cost: 0, source: 'estimate', usage };
		const exact = usage !== null && usage === billed.usage && candidate.priceNote === undefined;
		const tokens = usage ?? { input: billed.inputTokens, cachedInput: 0, cacheWrite: 0, output: billed.uncounted(), reasoning: 0 };
		return { cost: usageCost(tokens, prices, at), source: exact ? 'tokens' : 'estimate', usage };
	};
	if (reportedCost === null) return counted();
	if (ownKey === 'fee') {
		const vendor = counted();
		return { ...vendor, cost: vendor.cost + reportedCost };
	}
	if (ownKey === null && reportedCost <= LEAST_REPORTED_SHARE * (priced ? counted().cost : 0)) return counted();
	// A price that could not be used says nothing of the rest either.
	const rest = priced && uncounted > 0 ? tokenCost(uncounted, ratesFor(prices, billed.inputTokens, at).output) : 0;
	return { cost: reportedCost + rest, source: uncounted === 0 ? 'provider' : 'estimate', usage };
}

/**
 * The vendor's count where it can be true. A prompt of nothing was not counted (a first count may be of the output alone), and an output of
 * fewer tokens than the text can have was not either: both are estimated.
 */
function believed(usage: TokenUsage, uncounted: number, { inputTokens, received }: Billed): TokenUsage {
	const noInput = inputOf(usage) === 0;
	const { text, least } = received();
	const output = usage.output + uncounted < least ? text : usage.output + uncounted;
	if (output === usage.output && !noInput) return usage;
	return { ...usage, input: noInput ? inputTokens : usage.input, output };
}

/** All tokens of the prompt, however they are charged. */
export function inputOf(usage: TokenUsage): number {
	return usage.input + usage.cachedInput + usage.cacheWrite;
}

import type { MicroDollars } from '../base/micros.ts';

/** µ$ per million tokens. Cache prices are null where the vendor publishes none. */
export interface TokenRates {
	readonly input: MicroDollars;
	readonly output: MicroDollars;
	readonly cachedInput: MicroDollars | null;
	readonly cacheWrite: MicroDollars | null;
	/** What Anthropic asks for an entry that is kept an hour; absent where the vendor has no such price. Routoo asks for none. */
	readonly cacheWriteHour?: MicroDollars;
}

/** The rates of long prompts: where the whole prompt has more than `above` tokens, every token of the request costs these. */
export interface PriceTier extends TokenRates {
	/**
	 * Tokens of the prompt, cached ones counted. A vendor whose page says "from 200,000 on" stands here with 199,999, one that says "over
	 * 200,000" with 200,000.
	 */
	readonly above: number;
}

/** Rates that hold from a day on (UTC, `YYYY-MM-DD`), announced by the vendor. */
export interface LaterRates extends TokenRates {
	readonly from: string;
}

/** What a request costs, as a function of the request: `ratesFor` picks the rates, `usageCost` adds up. */
export interface TokenPrices extends TokenRates {
	/** By rising border; absent where one rate holds for every prompt. */
	readonly tiers?: readonly PriceTier[];
	readonly later?: LaterRates;
	/** µ$ for each request, beside its tokens. */
	readonly perRequest?: MicroDollars;
	/** What a gateway adds where it uses a key of the user's own at the vendor, as a share of the ordinary cost: 0.05. */
	readonly ownKeyFee?: number;
}

export const FREE_PRICES: TokenPrices = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };

/**
 * The rates of a request whose prompt has `promptTokens` tokens in all. `at` (ms since epoch): the moment of the request, for prices that
 * change on a day that is known; without it today's hold.
 */
export function ratesFor(prices: TokenPrices, promptTokens: number, at?: number): TokenRates {
	const { later, tiers } = prices;
	if (later !== undefined && at !== undefined && at >= Date.parse(later.from)) return later;
	return tiers?.findLast(({ above }) => promptTokens > above) ?? prices;
}

function amounts(prices: TokenPrices): number[] {
	const rates = [prices, ...(prices.tiers ?? []), ...(prices.later === undefined ? [] : [prices.later])];
	return [
		prices.perRequest ?? 0,
		...rates.flatMap(({ input, output, cachedInput, cacheWrite, cacheWriteHour }) => [
			input,
			output,
			cachedInput ?? 0,
			cacheWrite ?? 0,
			cacheWriteHour ?? 0,
		]),
	];
}

/** Whether every price is an amount of money. */
export function isPriced(prices: TokenPrices): boolean {
	return amounts(prices).every((price) => Number.isFinite(price) && price >= 0);
}

export function isFree(prices: TokenPrices): boolean {
	return amounts(prices).every((price) => price === 0);
}

/** Tokens as the vendor reported them, brought to one form: `input` excludes cached and cache-write tokens. */
export interface TokenUsage {
	readonly input: number;
	readonly cachedInput: number;
	readonly cacheWrite: number;
	/** Part of `cacheWrite` that is kept an hour; absent where the vendor tells no such part. */
	readonly cacheWriteHour?: number;
	/** Includes reasoning tokens. */
	readonly output: number;
	readonly reasoning: number;
}

/**
 * A key of the user's own at the vendor behind a gateway. `billed`: what the vendor asks for is in the reported cost, and 0 may be true (a
 * plan, a free tier). `fee`: the reported cost is the gateway's fee alone.
 */
export type OwnKey = 'billed' | 'fee';

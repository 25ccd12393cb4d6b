import type { MicroDollars } from '../base/micros.ts';

/** Prices in µ$ per million tokens. Cache prices are null where the vendor publishes none. */
export interface TokenPrices {
	readonly input: MicroDollars;
	readonly output: MicroDollars;
	readonly cachedInput: MicroDollars | null;
	readonly cacheWrite: MicroDollars | null;
}

export const FREE_PRICES: TokenPrices = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };

/** Whether every price is an amount of money. */
export function isPriced({ input, output, cachedInput, cacheWrite }: TokenPrices): boolean {
	return [input, output, cachedInput ?? 0, cacheWrite ?? 0].every((price) => Number.isFinite(price) && price >= 0);
}

export function isFree(prices: TokenPrices): boolean {
	return prices.input === 0 && prices.output === 0 && !prices.cachedInput && !prices.cacheWrite;
}

/** Tokens as the vendor reported them, brought to one form: `input` excludes cached and cache-write tokens. */
export interface TokenUsage {
	readonly input: number;
	readonly cachedInput: number;
	readonly cacheWrite: number;
	/** Includes reasoning tokens. */
	readonly output: number;
	readonly reasoning: number;
}

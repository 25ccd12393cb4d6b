import type { TokenPrices } from '../catalog/types.ts';
import type { TokenUsage } from '../chat/types.ts';
import { type MicroDollars, tokenCost } from '../money.ts';

/** Cost of reported tokens, µ$. Cached tokens without a cache price are charged as plain input, as vendors without a cache discount do. */
export function usageCost(usage: TokenUsage, prices: TokenPrices): MicroDollars {
	return (
		tokenCost(usage.input, prices.input) +
		tokenCost(usage.cachedInput, prices.cachedInput ?? prices.input) +
		tokenCost(usage.cacheWrite, prices.cacheWrite ?? prices.input) +
		tokenCost(usage.output, prices.output)
	);
}

export const FREE_PRICES: TokenPrices = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };

/** Whether every price is an amount of money. */
export function isPriced({ input, output, cachedInput, cacheWrite }: TokenPrices): boolean {
	return [input, output, cachedInput ?? 0, cacheWrite ?? 0].every((price) => Number.isFinite(price) && price >= 0);
}

export function isFree(prices: TokenPrices): boolean {
	return prices.input === 0 && prices.output === 0 && !prices.cachedInput && !prices.cacheWrite;
}

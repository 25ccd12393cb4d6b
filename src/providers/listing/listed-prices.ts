import * as z from 'zod/mini';
import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { RemoteModel } from '../../core/model/endpoint.ts';

/** Dollars as a number or as its decimal text; nothing else is an amount (`0x1` would be a dollar). */
const amount = z.union([z.number(), z.string().check(z.regex(/^\s*-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i))]);
const optionalAmount = z.catch(z.nullish(amount), null);

/** Dollars a token. */
const openRouterPricing = z.looseObject({
	prompt: amount,
	completion: amount,
	input_cache_read: optionalAmount,
	input_cache_write: optionalAmount,
	/** A fee on every request, beside the tokens. */
	request: z.nullish(amount),
});

/** Dollars per million tokens; a price above it is a slip of the server, and micro-dollars would leave the safe integers. */
const MOST_PER_MILLION = 1_000_000;
const MOST_PER_REQUEST = 1000;

/**
 * OpenRouter's dollars a token as µ$ per million tokens, with its fee for a request. Null for other forms, and for the "-1" of its own
 * router, whose price is unknown. Whether a price can be meant is for `pricesOf` in core to say.
 */
export function listedPrices(pricing: unknown): RemoteModel['prices'] {
	const parsed = openRouterPricing.safeParse(pricing);
	if (!parsed.success) return null;
	const input = perMillion(parsed.data.prompt);
	const output = perMillion(parsed.data.completion);
	const fee = Number(parsed.data.request ?? 0);
	if (input === null || output === null || fee < 0 || fee > MOST_PER_REQUEST) return null;
	return {
		input,
		output,
		cachedInput: perMillion(parsed.data.input_cache_read),
		cacheWrite: perMillion(parsed.data.input_cache_write),
		...(fee === 0 ? {} : { perRequest: Math.ceil(microsFromDollars(fee)) }),
	};
}

function perMillion(dollarsPerToken: number | string | null | undefined): MicroDollars | null {
	if (dollarsPerToken === null || dollarsPerToken === undefined) return null;
	const dollars = Number(dollarsPerToken) * 1_000_000;
	return dollars >= 0 && dollars <= MOST_PER_MILLION ? microsFromDollars(dollars) : null;
}

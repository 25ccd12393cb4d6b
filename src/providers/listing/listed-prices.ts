import * as z from 'zod/mini';
import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { RemoteModel } from '../../core/model/endpoint.ts';

const optionalText = z.catch(z.nullish(z.string()), null);

/** Dollars a token, as decimal strings. */
const openRouterPricing = z.looseObject({
	prompt: z.string(),
	completion: z.string(),
	input_cache_read: optionalText,
	input_cache_write: optionalText,
	/** A fee on every request, beside the tokens. */
	request: optionalText,
});

/** Dollars per million tokens; a price above it is a slip of the server, and micro-dollars would leave the safe integers. */
const MOST_PER_MILLION = 1_000_000;

/**
 * OpenRouter's dollars a token as µ$ per million tokens. Null for other forms, for the "-1" of its own router, whose price is unknown, and
 * where a request has a fee of its own: such a model can list its tokens at 0 and would pass for a free one.
 */
export function listedPrices(pricing: unknown): RemoteModel['prices'] {
	const parsed = openRouterPricing.safeParse(pricing);
	if (!parsed.success) return null;
	const input = perMillion(parsed.data.prompt);
	const output = perMillion(parsed.data.completion);
	const fee = Number(parsed.data.request ?? 0);
	if (input === null || output === null || fee !== 0) return null;
	return {
		input,
		output,
		cachedInput: perMillion(parsed.data.input_cache_read),
		cacheWrite: perMillion(parsed.data.input_cache_write),
	};
}

function perMillion(dollarsPerToken: string | null | undefined): MicroDollars | null {
	if (dollarsPerToken === null || dollarsPerToken === undefined || dollarsPerToken.trim() === '') return null;
	const dollars = Number(dollarsPerToken) * 1_000_000;
	return dollars >= 0 && dollars <= MOST_PER_MILLION ? microsFromDollars(dollars) : null;
}

import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { RemoteModel } from '../../core/model/endpoint.ts';
import { asFields } from '../types.ts';

/**
 * Dollars per million tokens. The dearest model ever listed took 600 (o1-pro, 2025); what lies far above was meant per thousand, per
 * million or per request, and nobody can tell which.
 */
const MOST_PER_MILLION = 10_000;
const MOST_PER_REQUEST = 1000;

/** Beside the tokens of text: an amount in one of these makes a model that lists its tokens at 0 anything but free. */
const NO_FEE = new Set(['prompt', 'completion', 'input_cache_read', 'input_cache_write', 'request', 'discount', 'currency', 'unit']);

/**
 * OpenRouter's dollars a token (openrouter.ai/docs, "Models", read 2026-11-28) as µ$ per million tokens, with its fee for a request. Null
 * for other forms, for the "-1" of its own router, whose price is unknown, and for what cannot be charged so: a cache price or a fee that
 * cannot be read, any further fee beside tokens that cost nothing. Whether a price can be meant is for `pricesOf` in core to say.
 */
export function listedPrices(pricing: unknown): RemoteModel['prices'] {
	const told = asFields(pricing);
	const input = perMillion(told.prompt);
	const completion = perMillion(told.completion);
	const fee = isMissing(told.request) ? 0 : dollars(told.request);
	if (input === null || completion === null || fee === null || fee > MOST_PER_REQUEST) return null;
	const further = [told.input_cache_read, told.input_cache_write, told.internal_reasoning];
	const [cachedInput = null, cacheWrite = null, thinking = null] = further.map(perMillion);
	if ([cachedInput, cacheWrite, thinking].some((read, i) => read === null && !isMissing(further[i]))) return null;
	const fees = Object.entries(told).some(([name, value]) => !NO_FEE.has(name) && !isNothing(value));
	if (fees && input === 0 && completion === 0) return null;
	return {
		input,
		// What is thought is counted as output: the dearer of the two is charged for both, never less than the bill.
		output: Math.max(completion, thinking ?? 0),
		cachedInput,
		cacheWrite,
		...(fee === 0 ? {} : { perRequest: Math.ceil(microsFromDollars(fee)) }),
	};
}

function isMissing(told: unknown): boolean {
	return told === undefined || told === null || told === '';
}

/** Absent, or an amount of 0 in any form. */
function isNothing(value: unknown): boolean {
	return isMissing(value) || ((typeof value === 'number' || typeof value === 'string') && Number(value) === 0);
}

function perMillion(dollarsPerToken: unknown): MicroDollars | null {
	const amount = dollars(dollarsPerToken);
	return amount === null || amount * 1_000_000 > MOST_PER_MILLION ? null : microsFromDollars(amount * 1_000_000);
}

/** Decimal text or a number. Other ways to write one (`0x1`) are no price. */
function dollars(value: unknown): number | null {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && /^\s*\d*\.?\d+(?:e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : null;
}

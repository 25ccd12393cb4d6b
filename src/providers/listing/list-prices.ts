import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { RemoteModel } from '../../core/model/endpoint.ts';
import { asFields } from '../types.ts';

/**
 * Dollars per million tokens. The dearest model ever listed took 600 (o1-pro, 2025); what lies far above was meant per thousand, per
 * million or per request, and nobody can tell which.
 */
const MOST_PER_MILLION = 10_000;

/** Beside the tokens of text: an amount in one of these makes a model that lists its tokens at 0 anything but free. */
const NO_FEE = new Set(['prompt', 'completion', 'input_cache_read', 'input_cache_write', 'discount', 'currency', 'unit']);

/**
 * OpenRouter's dollars a token (openrouter.ai/docs, "Models", read 2026-11-28) as µ$ per million tokens. Null for other forms, for the "-1"
 * of its own router, whose price is unknown, and for what cannot be charged by tokens alone: a fee a request, a cache price that cannot be
 * read, any fee beside tokens that cost nothing.
 */
export function listedPrices(pricing: unknown): RemoteModel['prices'] {
	const told = asFields(pricing);
	const input = perMillion(told.prompt);
	const completion = perMillion(told.completion);
	if (input === null || completion === null || !isNothing(told.request)) return null;
	const cachedInput = perMillion(told.input_cache_read);
	const cacheWrite = perMillion(told.input_cache_write);
	if (isMissing(cachedInput, told.input_cache_read) || isMissing(cacheWrite, told.input_cache_write)) return null;
	const thinking = perMillion(told.internal_reasoning);
	if (isMissing(thinking, told.internal_reasoning)) return null;
	const fees = Object.entries(told).some(([name, value]) => !NO_FEE.has(name) && !isNothing(value));
	if (fees && input === 0 && completion === 0) return null;
	// What is thought is counted as output: the dearer of the two is charged for both, never less than the bill.
	return { input, output: Math.max(completion, thinking ?? 0), cachedInput, cacheWrite };
}

function isMissing(read: MicroDollars | null, told: unknown): boolean {
	return read === null && told !== undefined && told !== null && told !== '';
}

/** Absent, or an amount of 0 in any form. */
function isNothing(value: unknown): boolean {
	if (value === undefined || value === null || value === '') return true;
	return (typeof value === 'number' || typeof value === 'string') && Number(value) === 0;
}

/** Decimal text or a number. Other ways to write one (`0x1`) are no price. */
function perMillion(dollarsPerToken: unknown): MicroDollars | null {
	const text = typeof dollarsPerToken === 'number' ? String(dollarsPerToken) : dollarsPerToken;
	if (typeof text !== 'string' || !/^\s*\d*\.?\d+(?:e[-+]?\d+)?\s*$/i.test(text)) return null;
	const dollars = Number(text) * 1_000_000;
	return dollars <= MOST_PER_MILLION ? microsFromDollars(dollars) : null;
}

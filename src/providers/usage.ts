import { type MicroDollars, microsFromDollars } from '../core/base/micros.ts';
import type { EndpointKind } from '../core/model/endpoint.ts';
import type { OwnKey, TokenUsage } from '../core/model/prices.ts';
import { asFields } from './types.ts';

export interface NormalisedUsage {
	readonly usage: TokenUsage;
	/** What the endpoint itself says the request cost, µ$; null where it says nothing. */
	readonly reportedCost: MicroDollars | null;
	/** A key of the user's own paid the vendor; absent where nothing says so. */
	readonly ownKey?: OwnKey;
}

type Fields = ReturnType<typeof asFields>;

/** Counts and dollars beyond these are faults of the server, not facts: no request has a thousand million tokens or costs $100,000. */
const MAX_COUNT = 1e9;
const MAX_DOLLARS = 1e5;

/** First plausible count among `values`, rounded down; null where there is none. Some servers write numbers as text. */
function count(...values: unknown[]): number | null {
	const found = values.map(asNumber).find((value) => value >= 0 && value <= MAX_COUNT);
	return found === undefined ? null : Math.floor(found);
}

/** NaN where it is no number. */
function asNumber(value: unknown): number {
	return typeof value === 'string' && /^\s*\d{1,15}(\.\d{0,20})?(e-?\d{1,2})?\s*$/i.test(value)
		? Number(value)
		: typeof value === 'number'
			? value
			: Number.NaN;
}

/**
 * Brings the `usage` object of a vendor to TokenUsage. Null where it holds no counts (then the caller estimates).
 *
 * - Anthropic: `input_tokens` leaves out `cache_read_input_tokens` and `cache_creation_input_tokens`.
 * - OpenAI (Responses: input_tokens/output_tokens, Chat: prompt_tokens/completion_tokens) and everything compatible: the input includes
 *   cached and cache-write tokens, the output includes reasoning tokens.
 * - xAI and Gemini's OpenAI endpoint leave reasoning out of `completion_tokens` but not out of `total_tokens`: the surplus is output.
 * - Cached tokens: `prompt_tokens_details.cached_tokens`, DeepSeek's `prompt_cache_hit_tokens`, Moonshot's `cached_tokens`.
 * - OpenRouter: `cost` in dollars; with a key of the user's own (`is_byok`) the vendor's bill is `cost_details.upstream_inference_cost`
 *   on top, and where that is missing the cost is not known.
 * - Where the sum of the prompt is missing it follows from what is there: hits and misses, or the total without the output.
 *
 * What is no plausible number counts as missing and fails nothing.
 */
export function normaliseUsage(raw: unknown, kind: EndpointKind): NormalisedUsage | null {
	const usage = asFields(raw);
	return kind === 'anthropic' ? anthropicUsage(usage) : openAiUsage(usage);
}

function anthropicUsage(usage: Fields): NormalisedUsage | null {
	const input = count(usage.input_tokens);
	const output = count(usage.output_tokens);
	if (input === null && output === null) return null;
	const hour = count(asFields(usage.cache_creation).ephemeral_1h_input_tokens) ?? 0;
	const reasoning = count(asFields(usage.output_tokens_details).thinking_tokens) ?? 0;
	return {
		usage: {
			input: input ?? 0,
			cachedInput: count(usage.cache_read_input_tokens) ?? 0,
			cacheWrite: count(usage.cache_creation_input_tokens) ?? 0,
			...(hour === 0 ? {} : { cacheWriteHour: hour }),
			output: output ?? 0,
			reasoning: Math.min(reasoning, output ?? 0),
		},
		reportedCost: null,
	};
}

function openAiUsage(usage: Fields): NormalisedUsage | null {
	const inputDetails = asFields(usage.prompt_tokens_details ?? usage.input_tokens_details);
	const outputDetails = asFields(usage.completion_tokens_details ?? usage.output_tokens_details);
	const counted = count(usage.completion_tokens, usage.output_tokens);
	const total = count(usage.total_tokens);
	const prompt = promptOf(usage, total === null || counted === null ? null : total - counted);
	const completion = counted ?? 0;
	const surplus = Math.max(0, (total ?? 0) - prompt - completion);
	const output = completion + surplus;
	// Some servers send an object full of zeros instead of none.
	if (prompt === 0 && output === 0) return null;
	const cached = Math.min(prompt, count(inputDetails.cached_tokens, usage.prompt_cache_hit_tokens, usage.cached_tokens) ?? 0);
	const cacheWrite = Math.min(prompt - cached, count(inputDetails.cache_write_tokens) ?? 0);
	return {
		usage: {
			input: prompt - cached - cacheWrite,
			cachedInput: cached,
			cacheWrite,
			output,
			reasoning: Math.min(output, count(outputDetails.reasoning_tokens) ?? surplus),
		},
		...reportedCost(usage),
	};
}

/** Tokens of the prompt, cached ones among them; `rest`: the total without the output, null where it is not known. */
function promptOf(usage: Fields, rest: number | null): number {
	const sum = count(usage.prompt_tokens, usage.input_tokens);
	if (sum !== null && sum > 0) return sum;
	const parts = [usage.prompt_cache_hit_tokens, usage.prompt_cache_miss_tokens].map((part) => count(part) ?? 0);
	const cached = parts.reduce((all, part) => all + part, 0);
	return cached > 0 || sum !== null ? cached : Math.max(0, rest ?? 0);
}

/**
 * What the endpoint says that the request cost. With a key of the user's own the vendor's bill is added; where it is not told, the cost is
 * the gateway's fee alone.
 */
function reportedCost({ cost, cost_details, is_byok }: Fields): Pick<NormalisedUsage, 'reportedCost' | 'ownKey'> {
	const own = dollars(cost);
	if (own === null) return { reportedCost: null };
	if (is_byok !== true) return { reportedCost: microsFromDollars(own) };
	const upstream = dollars(asFields(cost_details).upstream_inference_cost);
	if (upstream === null) return own === 0 ? { reportedCost: null } : { reportedCost: microsFromDollars(own), ownKey: 'fee' };
	const sum = microsFromDollars(own + upstream);
	return sum === 0 ? { reportedCost: 0, ownKey: 'billed' } : { reportedCost: sum };
}

/** Dollars as a number or as its decimal text; null for everything else. */
function dollars(value: unknown): number | null {
	const amount = typeof value === 'string' && /^\s*\d*\.?\d+(?:e-?\d+)?\s*$/i.test(value) ? Number(value) : value;
	return typeof amount === 'number' && amount >= 0 && amount <= MAX_DOLLARS ? amount : null;
}

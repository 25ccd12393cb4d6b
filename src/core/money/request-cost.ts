import { type MicroDollars, tokenCost } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { isFree, isPriced, ratesFor, type TokenPrices, type TokenRates } from '../model/prices.ts';
import { cacheRules } from './cache-rules.ts';

/** Money of one candidate for this request. */
export interface CandidateCost {
	/** Expected cost of this request, µ$. */
	readonly expected: MicroDollars;
	/** The most it can cost (input plus output cap), µ$. */
	readonly max: MicroDollars;
	/** Mean cost a turn over the expected remaining turns, with the vendor's cache, µ$; what the decoder compares. */
	readonly perTurn: MicroDollars;
	/** Output cap (`max_tokens`) that `max` assumes. */
	readonly outputCap: number;
	/** `about`: the price is that of the model's next of kin. `unknown`: no price known. */
	readonly basis: 'prices' | 'about' | 'free' | 'included' | 'unknown';
}

/** Whether the figures are of money: neither free nor unknown. */
export function isPaid({ basis }: Pick<CandidateCost, 'basis'>): boolean {
	return basis === 'prices' || basis === 'about';
}

/** What the previous turn of the conversation left in a vendor's prompt cache. */
export interface ConversationCache {
	readonly candidateId: string;
	/** Tokens of the previous request and its answer. */
	readonly prefixTokens: number;
	/** When the previous answer ended, ms since epoch. */
	readonly lastUsedAt: number;
	/** What the vendor counted in that request over what was estimated; absent where no vendor counted. */
	readonly tokenRatio?: number;
}

export interface CostInput {
	readonly inputTokens: number;
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	readonly cache: ConversationCache | null;
	/** Whether this endpoint has shown that it reads a history from its cache; absent: as its vendor says. */
	readonly cacheShown?: boolean;
	readonly now: number;
	/** The smaller of the money left and the maximum per request; the output cap is lowered to fit it. Null = no limit. */
	readonly spendable: MicroDollars | null;
	/** The caller's own limit on the answer, tokens; absent: none. */
	readonly mostOutput?: number;
}

/** Turns that a conversation is expected to go on, this one included: see ARCHITECTURE.md, "How the decoder decides". */
export const EXPECTED_TURNS = 3;
/** Tokens of a typical next message; a follow-up is short beside the history that is sent again. */
export const NEXT_MESSAGE_TOKENS = 150;
/** Most output that is ever reserved for. Thinking counts as output, so a reasoning model gets more room. */
const OUTPUT_CAP = 8192;
const REASONING_OUTPUT_CAP = 32_768;
/** A lower cap would cut off an ordinary answer. */
const LEAST_OUTPUT_CAP = 256;

/** Most tokens that may come back: the model's own maximum, the room left in its context, and our cap. */
export function outputCap(candidate: Candidate, inputTokens: number): number {
	const own = candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY;
	const cap = candidate.reasoning ? REASONING_OUTPUT_CAP : OUTPUT_CAP;
	return Math.max(0, Math.floor(Math.min(cap, own, candidate.contextTokens - inputTokens)));
}

/** The same for a caller that limits the answer itself. @param mostOutput its limit, tokens; absent: none */
export function requestCap(candidate: Candidate, inputTokens: number, mostOutput?: number): number {
	return Math.min(outputCap(candidate, inputTokens), mostOutput ?? Number.POSITIVE_INFINITY);
}

/** The least cap that still answers: the 90th percentile of the expected length, or LEAST_OUTPUT_CAP. */
export function leastUsefulCap(p90: number): number {
	return Math.max(LEAST_OUTPUT_CAP, Math.ceil(p90));
}

/** Whether the history may be assumed to be cheaper the next time. */
function caches(candidate: Candidate, { cacheShown }: CostInput): boolean {
	return candidate.prices?.cachedInput != null && (cacheShown ?? cacheRules(candidate.endpointId).automatic);
}

function warmTokens(candidate: Candidate, input: CostInput): number {
	const { cache } = input;
	if (cache === null || cache.candidateId !== candidate.id || !caches(candidate, input)) return 0;
	const rules = cacheRules(candidate.endpointId);
	if (input.now - cache.lastUsedAt > rules.lifetimeMs || cache.prefixTokens < rules.minimumPrefixTokens) return 0;
	return Math.min(cache.prefixTokens, input.inputTokens);
}

/** A vendor that asks for the writing asks for it whether or not the entry is ever read. */
export function inputCost(rates: TokenRates, tokens: number, cached: number): MicroDollars {
	const fresh = rates.cacheWrite !== null && rates.cachedInput !== null ? rates.cacheWrite : rates.input;
	return tokenCost(cached, rates.cachedInput ?? rates.input) + tokenCost(tokens - cached, fresh);
}

/** Mean cost a turn when the conversation stays with this model for EXPECTED_TURNS turns. */
function costPerTurn(candidate: Candidate, prices: TokenPrices, input: CostInput, warm: number): MicroDollars {
	const rules = cacheRules(candidate.endpointId);
	const cachesNext = caches(candidate, input);
	const output = Math.ceil(Math.min(input.outputTokens.mean, input.mostOutput ?? Number.POSITIVE_INFINITY));
	let tokens = input.inputTokens;
	let cached = warm;
	let total = 0;
	for (let turn = 0; turn < EXPECTED_TURNS; turn++) {
		const rates = ratesFor(prices, tokens, input.now);
		total += inputCost(rates, tokens, cached) + tokenCost(output, rates.output) + (prices.perRequest ?? 0);
		cached = cachesNext && tokens >= rules.minimumPrefixTokens ? tokens : 0;
		tokens += output + NEXT_MESSAGE_TOKENS;
	}
	return Math.ceil(total / EXPECTED_TURNS);
}

/**
 * The most that tokens can cost, µ$: the dearest way of reading the prompt, the whole output, the fee of the request, and what a gateway
 * adds for a key of the user's own. Never below `usageCost` of any usage within these tokens.
 */
export function mostCost(prices: TokenPrices, inputTokens: number, outputTokens: number, at?: number): MicroDollars {
	const rates = ratesFor(prices, inputTokens, at);
	const ordinary = tokenCost(inputTokens, dearestInput(rates)) + tokenCost(outputTokens, rates.output) + (prices.perRequest ?? 0);
	return ordinary + Math.ceil(ordinary * (prices.ownKeyFee ?? 0));
}

/** Entries that are kept an hour are left out: none is asked for. */
function dearestInput({ input, cachedInput, cacheWrite }: TokenRates): MicroDollars {
	return Math.max(input, cachedInput ?? 0, cacheWrite ?? 0);
}

/**
 * Prices one candidate for one request. A model without a price costs "unknown": 0 in the figures, and the decoder leaves it out. So does
 * one whose price is no amount of money: NaN is not above any limit, and less than nothing would win every comparison.
 */
export function requestCost(candidate: Candidate, input: CostInput): CandidateCost {
	const cap = requestCap(candidate, input.inputTokens, input.mostOutput);
	const free = { outputCap: cap, expected: 0, max: 0, perTurn: 0 };
	if (candidate.included) return { ...free, basis: 'included' };
	const { prices } = candidate;
	// A local model costs nothing unless the user gave it a price (electricity, a shared server).
	if (prices === null) return { ...free, basis: candidate.local ? 'free' : 'unknown' };
	if (!isPriced(prices)) return { ...free, basis: 'unknown' };
	if (isFree(prices)) return { ...free, basis: 'free' };
	const warm = warmTokens(candidate, input);
	const rates = ratesFor(prices, input.inputTokens, input.now);
	const fitted = fitCap(cap, prices, input);
	return {
		outputCap: fitted,
		expected:
			inputCost(rates, input.inputTokens, warm) +
			tokenCost(Math.min(fitted, Math.ceil(input.outputTokens.mean)), rates.output) +
			(prices.perRequest ?? 0),
		// The cache is cold and written anew.
		max: mostCost(prices, input.inputTokens, fitted, input.now),
		perTurn: costPerTurn(candidate, prices, input, warm),
		basis: candidate.priceNote?.kind === 'about' ? 'about' : 'prices',
	};
}

/** Near the limit the cap is lowered to what is left, but not below what an ordinary answer needs: then the model is over budget. */
function fitCap(cap: number, prices: TokenPrices, { spendable, inputTokens, outputTokens, now }: CostInput): number {
	const price = ratesFor(prices, inputTokens, now).output * (1 + (prices.ownKeyFee ?? 0));
	if (spendable === null || price === 0) return cap;
	// Two roundings up.
	const left = spendable - mostCost(prices, inputTokens, 0, now) - (prices.ownKeyFee === undefined ? 0 : 2);
	const affordable = Math.floor((left * 1_000_000) / price);
	if (affordable >= cap) return cap;
	return Math.min(cap, Math.max(affordable, leastUsefulCap(outputTokens.p90)));
}

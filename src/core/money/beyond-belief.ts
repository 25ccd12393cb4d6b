import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { isFree, isPriced, type TokenPrices } from '../model/prices.ts';
import { mostCost } from './request-cost.ts';

/** Tokens of what was received, estimated from the text. */
export interface ReceivedTokens {
	/** Text and arguments of calls. */
	readonly text: number;
	/** The fewest that any honest count can hold of `text`. */
	readonly least: number;
	/** Thinking that was shown. */
	readonly thinking: number;
}

/** What bounds the cost of a request. */
export interface Bounds {
	readonly candidate: Pick<Candidate, 'prices' | 'reasoning'>;
	/** Estimated tokens of the prompt, for where the vendor counted none. */
	readonly inputTokens: number;
	/** Tokens that the model was asked for at most. */
	readonly outputCap: number;
	/** What the server says that the request cost, µ$; null where it says nothing. */
	readonly reportedCost: MicroDollars | null;
	/** When the request began, ms since epoch. */
	readonly at: number;
	/** Of all that came, counted or not. Asked for only where it is needed. */
	received(): ReceivedTokens;
	/** The most tokens that any vendor can count in the prompt. Asked for only where a cost is out of the ordinary. */
	mostInput(): number;
}

/**
 * What is booked instead of a cost that no honest vendor can ask for this request, µ$: the most that prompt and cap cost by the prices, as
 * it was reserved. Null where the cost can be honest. The room above prompt and cap:
 * - prompt: a token is at least a byte of what was sent (`mostPromptTokens`), which holds for every tokenizer and language, with room for
 *   what vendors put before it or let the model read, and for their dearest way of counting images;
 * - output: a quarter and 5,000 tokens above the cap, for vendors that stop at the end of a block or count their control tokens, and for
 *   the 20,000 characters that a chat lets through in any case;
 * - thinking: Alibaba and some others do not count it against the cap; the longest that any of them allows, for a model that thinks, and
 *   twice what was shown of it for another;
 * - a cost that the server reports itself may be twice that of the prices: a gateway goes to a dearer host, or a price is out of date; and
 *   it may hold fees that no list names, such as those of searches.
 */
export function insteadOf(cost: MicroDollars, bounds: Bounds): MicroDollars | null {
	const { candidate, inputTokens, outputCap, at } = bounds;
	const known = candidate.prices !== null && isPriced(candidate.prices) && !isFree(candidate.prices);
	const prices = known ? withHour(candidate.prices!) : DEAREST;
	const reserved = mostCost(known ? candidate.prices! : DEAREST, inputTokens, outputCap, at);
	// Nearly every request ends here: no text has to be read for it.
	if (cost <= reserved) return null;
	const thinking = candidate.reasoning ? LONGEST_THINKING : Math.min(LONGEST_THINKING, 2 * bounds.received().thinking);
	const output = Math.ceil(outputCap * 1.25) + ROOM_ABOVE_CAP + thinking;
	const most = mostCost(prices, Math.max(inputTokens, bounds.mostInput()), output, at);
	return cost <= (bounds.reportedCost === null ? most : REPORTED_ROOM * most + REPORTED_FEES) ? null : reserved;
}

/** Alibaba's longest thinking budget (Model Studio, "Deep thinking", 81,920 tokens for Qwen3; read 2026-11). */
const LONGEST_THINKING = 81_920;
const REPORTED_ROOM = 2;
/** Two searches at the dearest price, µ$ (OpenAI, "Web search", $50 a thousand in 2025; OpenRouter's plugin asks $20). */
const REPORTED_FEES = 100_000;
const ROOM_ABOVE_CAP = 5000;

/** The dearest tokens that any vendor of language models has listed: o1-pro, $150 and $600 per million (OpenAI, 2025-03). */
const DEAREST: TokenPrices = { input: 150_000_000, output: 600_000_000, cachedInput: null, cacheWrite: null };

/** No entry of an hour is asked for, but a gateway may ask for one. */
function withHour(prices: TokenPrices): TokenPrices {
	const dearer = <R extends Pick<TokenPrices, 'cacheWrite' | 'cacheWriteHour'>>(rates: R): R =>
		rates.cacheWriteHour === undefined ? rates : { ...rates, cacheWrite: Math.max(rates.cacheWrite ?? 0, rates.cacheWriteHour) };
	const { tiers, later } = prices;
	return {
		...dearer(prices),
		...(tiers === undefined ? {} : { tiers: tiers.map(dearer) }),
		...(later === undefined ? {} : { later: dearer(later) }),
	};
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { leastTokens, mostPromptTokens, mostTokensOf } from '../../../../src/core/message/token-bounds.ts';
import type { TokenUsage } from '../../../../src/core/model/prices.ts';
import { type Billed, settledCost, usageCost } from '../../../../src/core/money/usage-cost.ts';
import { candidate, prices } from '../routing/support.ts';

const MODEL = candidate('m', { prices: prices(1, 4) });
const NOTHING = { text: 0, least: 0, thinking: 0 };
const use = (input: number, output: number, over: Partial<TokenUsage> = {}): TokenUsage => ({
	input,
	cachedInput: 0,
	cacheWrite: 0,
	output,
	reasoning: 0,
	...over,
});

function billed(over: Partial<Billed>): Billed {
	return {
		candidate: MODEL,
		priced: true,
		usage: null,
		reportedCost: null,
		ownKey: null,
		whole: true,
		inputTokens: 100,
		outputCap: 8192,
		at: 0,
		uncounted: () => 0,
		received: () => NOTHING,
		mostInput: () => mostTokensOf(100),
		...over,
	};
}

/** What the request could cost at most without any room, µ$: what was reserved. */
const PLAIN = 100 + 8192 * 4;

describe('a claim beyond what the request can cost', () => {
	it.each([
		['900 million output tokens', { usage: use(100, 900_000_000) }],
		['a surplus of the total', { usage: use(0, 999_999_999) }],
		['900 million prompt tokens', { usage: use(900_000_000, 1) }],
		['$99,999', { usage: use(100, 5), reportedCost: 99_999_000_000 }],
		['$99,999 and no count', { reportedCost: 99_999_000_000 }],
		['100 MB of text', { uncounted: () => 17_000_000, received: () => ({ text: 17_000_000, least: 5_000_000, thinking: 0 }) }],
		['100 MB of text and a count of it', { usage: use(100, 17_000_000) }],
		['cached tokens by the million', { usage: use(1, 1, { cachedInput: 800_000_000 }) }],
		['endless thinking of a model that does not think', { usage: use(100, 50_000_000, { reasoning: 50_000_000 }) }],
	])('%s is booked at what was reserved, as an estimate, with the claim beside it', (_what, over) => {
		const charge = settledCost(billed(over));
		expect(charge.source).toBe('estimate');
		expect(charge.claimed).toBeGreaterThan(500_000);
		expect(charge.cost).toBe(PLAIN);
		expect(charge.usage).toBeNull();
	});

	it.each([
		['a model without a price', { candidate: candidate('m', { prices: null }), priced: false }],
		['a free model of another', { candidate: candidate('m', { prices: prices(0, 0) }) }],
	])('%s: a claim is bounded by the dearest tokens there are', (_what, over) => {
		const charge = settledCost(billed({ ...over, usage: use(100, 5), reportedCost: 99_999_000_000 }));
		expect(charge.cost).toBeLessThan(5_000_000);
		expect(charge.claimed).toBe(99_999_000_000);
		expect(settledCost(billed({ ...over, usage: use(100, 5), reportedCost: 3000 }))).toMatchObject({ cost: 3000, source: 'provider' });
	});

	it('a local or included model owes nothing, whatever is claimed', () => {
		for (const over of [{ local: true, prices: prices(0, 0) }, { included: true }])
			expect(settledCost(billed({ candidate: candidate('m', over), reportedCost: 99_999_000_000 }))).toMatchObject({
				cost: 0,
				source: 'free',
			});
	});
});

it('a reported cost may hold the fees of searches, however cheap the tokens are', () => {
	const cheap = candidate('m', { prices: prices(0.02, 0.04) });
	const charge = settledCost(billed({ candidate: cheap, usage: use(5000, 300), reportedCost: 60_000 }));
	expect(charge).toMatchObject({ cost: 60_000, source: 'provider' });
	expect(settledCost(billed({ candidate: cheap, usage: use(5000, 300), reportedCost: 1_000_000 })).claimed).toBe(1_000_000);
});

describe('a claim of nothing', () => {
	it.each([
		['0', 0],
		['a fraction of a cent of what the tokens cost', 1200],
	])('%s for a model with a price is not believed', (_what, reportedCost) => {
		const charge = settledCost(billed({ usage: use(100_000, 5000), reportedCost, inputTokens: 100_000 }));
		expect(charge).toMatchObject({ cost: 120_000, source: 'tokens' });
	});

	it('0 without a count is estimated from prompt and text', () => {
		expect(settledCost(billed({ reportedCost: 0, uncounted: () => 7 }))).toMatchObject({ cost: 128, source: 'estimate' });
	});

	it('0 is believed with the sign of an own key on a plan, and a fee alone is added to the bill of the vendor', () => {
		expect(settledCost(billed({ usage: use(100, 7), reportedCost: 0, ownKey: 'billed' }))).toMatchObject({ cost: 0, source: 'provider' });
		expect(settledCost(billed({ usage: use(100, 7), reportedCost: 6, ownKey: 'fee' }))).toMatchObject({ cost: 134, source: 'tokens' });
	});

	it('0 for a free model is free', () => {
		expect(settledCost(billed({ candidate: candidate('m', { prices: prices(0, 0) }), usage: use(100, 7), reportedCost: 0 }))).toMatchObject(
			{
				cost: 0,
				source: 'free',
			},
		);
	});
});

describe('a count that cannot be true', () => {
	const received = () => ({ text: 7, least: 2, thinking: 0 });
	it.each([
		['no prompt', use(0, 7), 128],
		['no output', use(100, 0), 128],
		['one token for a longer text', use(100, 1), 128],
		['neither', use(0, 0), 128],
	])('%s is estimated and marked', (_what, usage, cost) => {
		expect(settledCost(billed({ usage, received }))).toMatchObject({ cost, source: 'estimate' });
	});

	it('a low count that the text may have is exact', () => {
		expect(settledCost(billed({ usage: use(100, 2), received }))).toMatchObject({ cost: 108, source: 'tokens' });
	});

	it('a price of the next of kin makes every count an estimate', () => {
		const about = candidate('m', { prices: prices(1, 4), priceNote: { kind: 'about', like: 'Other' } });
		expect(settledCost(billed({ candidate: about, usage: use(100, 7) }))).toMatchObject({ cost: 128, source: 'estimate' });
	});
});

/** Texts of many scripts: a letter of some goes into three tokens where a vocabulary knows bytes alone. */
const scraps = fc.constantFrom(
	'word ',
	'const x = 1;\n',
	'नमस्ते',
	'สวัสดี',
	'日本語',
	'🙂',
	'\u0000',
	'==========',
	'     ',
	'é',
	'မြန်မာ',
	'\ud800',
);
const said = fc.array(scraps, { maxLength: 60 }).map((list) => list.join(''));

describe('the bill of an honest vendor', () => {
	it('is never bounded: any tokenizer, hidden prompt, cached or not, thinking beyond the cap, images at their dearest', () => {
		fc.assert(
			fc.property(
				fc.record({
					text: said,
					images: fc.nat(3),
					perByte: fc.double({ min: 0, max: 1, noNaN: true }),
					hidden: fc.nat(100_000),
					cap: fc.integer({ min: 16, max: 32_768 }),
					written: fc.double({ min: 0, max: 1.2, noNaN: true }),
					thinks: fc.boolean(),
					thought: fc.nat(81_920),
					cached: fc.double({ min: 0, max: 1, noNaN: true }),
					wrote: fc.double({ min: 0, max: 1, noNaN: true }),
					hour: fc.boolean(),
					fee: fc.constantFrom(undefined, 0.05),
					reported: fc.boolean(),
					dearerHost: fc.double({ min: 1, max: 2, noNaN: true }),
					perRequest: fc.constantFrom(undefined, 5000),
				}),
				(x) => {
					const image = { type: 'image', mediaType: 'image/png', data: '' } as const;
					const messages = [
						{ role: 'user', parts: [{ type: 'text', text: x.text } as const, ...Array.from({ length: x.images }, () => image)] } as const,
					];
					const bytes = new TextEncoder().encode(x.text).length;
					const prompt = Math.floor(bytes * x.perByte) + x.hidden + 48_169 * x.images;
					const cachedInput = Math.floor(prompt * x.cached);
					const cacheWrite = Math.floor((prompt - cachedInput) * x.wrote);
					const usage = use(prompt - cachedInput - cacheWrite, Math.floor(x.cap * x.written) + (x.thinks ? x.thought : 0), {
						cachedInput,
						cacheWrite,
						...(x.hour ? { cacheWriteHour: cacheWrite } : {}),
					});
					const model = candidate('m', {
						reasoning: x.thinks,
						prices: {
							...prices(3, 15, 0.3, 3.75),
							cacheWriteHour: 6_000_000,
							tiers: [{ above: 200_000, ...prices(6, 22.5, 0.6, 7.5), cacheWriteHour: 12_000_000 }],
							...(x.fee === undefined ? {} : { ownKeyFee: x.fee }),
							...(x.perRequest === undefined ? {} : { perRequest: x.perRequest }),
						},
					});
					const bill = usageCost(usage, model.prices!);
					const total = x.reported ? Math.ceil(bill * x.dearerHost) : bill;
					if (inputAll(usage) === 0) return;
					const charge = settledCost(
						billed({
							candidate: model,
							usage,
							reportedCost: x.reported ? total : null,
							inputTokens: estimateTokens(x.text) + 2700 * x.images + 4,
							outputCap: x.cap,
							mostInput: () => mostPromptTokens({ messages, tools: [] }),
						}),
					);
					expect(charge.claimed).toBeUndefined();
					expect(charge.cost).toBe(total);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('an honest count of a text is never below the least that is believed', () => {
		// Vocabularies of today hold a common word in a token, and never more than two words.
		const text = 'the quick brown fox jumps over internationalization and authentication middleware 12345 '.repeat(50);
		expect(leastTokens(text, estimateTokens)).toBeLessThanOrEqual(text.trim().split(/\s+/).length);
		expect(leastTokens('-'.repeat(5000), estimateTokens)).toBe(0);
		expect(leastTokens(' \n\t'.repeat(5000), estimateTokens)).toBe(0);
		expect(leastTokens(text, estimateTokens)).toBeGreaterThan(100);
	});
});

const inputAll = ({ input, cachedInput, cacheWrite }: TokenUsage): number => input + cachedInput + cacheWrite;

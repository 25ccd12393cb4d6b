import { findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { catalogPrices } from '../../../../src/core/model/candidate-prices.ts';
import { ratesFor, type TokenUsage } from '../../../../src/core/model/prices.ts';
import { requestCost } from '../../../../src/core/money/request-cost.ts';
import { inputOf, usageCost } from '../../../../src/core/money/usage-cost.ts';
import { modelFacts } from '../../../../training/catalog/models.ts';
import { shipped } from '../model/shipped.ts';
import { candidate, prices } from '../routing/support.ts';

const priced = shipped.models.filter((model) => model.prices !== null);
const asCandidate = (model: (typeof priced)[number], over: Partial<Candidate> = {}): Candidate =>
	candidate(model.id, {
		contextTokens: model.contextTokens,
		maxOutputTokens: model.maxOutputTokens,
		reasoning: model.reasoning,
		prices: catalogPrices(model),
		...over,
	});
const NOW = Date.parse('2026-11-28');
/** The day after the last announced change. */
const LATER = Date.parse('2027-06-01');

describe('the borders of the catalog', () => {
	it.each([
		['gpt-5.4', 271_999, 272_000],
		['gpt-5.5', 271_999, 272_000],
		['gpt-5.6-sol', 271_999, 272_000],
		['gpt-6-sol', 272_000, 272_001],
		['gemini-2.5-pro', 200_000, 200_001],
		['gemini-3.1-pro-preview', 200_000, 200_001],
		['grok-4.3', 199_999, 200_000],
		['grok-4.6', 199_999, 200_000],
		['minimax-m3', 512_000, 512_001],
	])('%s: %i tokens at the one price, %i at the dearer, input, cache and output alike', (id, below, above) => {
		const model = priced.find((m) => m.id === id)!;
		const known = catalogPrices(model)!;
		const [low, high] = [ratesFor(known, below), ratesFor(known, above)];
		expect(low.input).toBe(model.prices!.input);
		expect(high.input).toBeGreaterThan(low.input);
		expect(high.output).toBeGreaterThan(low.output);
		expect(high.cachedInput).toBeGreaterThan(low.cachedInput!);
		// The whole prompt counts, however it is read, and every token of it costs the dearer price.
		const cached = { input: 1, cachedInput: above - 1, cacheWrite: 0, output: 10, reasoning: 0 };
		expect(usageCost(cached, known)).toBe(Math.ceil((high.input + (above - 1) * high.cachedInput! + 10 * high.output) / 1e6));
	});

	it('Qwen3 Max has three steps', () => {
		const known = catalogPrices(priced.find(({ id }) => id === 'qwen3-max')!)!;
		const at = (tokens: number) => [ratesFor(known, tokens).input, ratesFor(known, tokens).output];
		expect([at(32_000), at(32_001), at(128_000), at(128_001)]).toEqual([
			[1_200_000, 6_000_000],
			[2_400_000, 12_000_000],
			[2_400_000, 12_000_000],
			[3_000_000, 15_000_000],
		]);
	});

	it('are those of the price package, for every model that has one within its context', () => {
		let tiered = 0;
		for (const model of priced) {
			for (const { above, input, output } of model.prices!.tiers ?? []) {
				if (above >= model.contextTokens) continue;
				tiered++;
				expect(input, model.id).toBeGreaterThan(model.prices!.input);
				expect(output, model.id).toBeGreaterThan(model.prices!.output);
			}
		}
		expect(tiered).toBeGreaterThanOrEqual(12);
	});

	it('a price that is announced holds from its day on', () => {
		const known = catalogPrices(priced.find(({ id }) => id === 'gemini-3.7-flash')!)!;
		expect(ratesFor(known, 1000, Date.parse('2026-12-31T23:59:59Z')).input).toBe(750_000);
		expect(ratesFor(known, 1000, Date.parse('2027-01-01T00:00:00Z')).input).toBe(1_500_000);
	});
});

describe('the most a request can cost', () => {
	const ways = fc.record({
		model: fc.constantFrom(...priced),
		/** Around a border, or anywhere. */
		near: fc.boolean(),
		border: fc.nat(3),
		by: fc.integer({ min: -3, max: 3 }),
		anywhere: fc.integer({ min: 1, max: 2_000_000 }),
		cached: fc.double({ min: 0, max: 1, noNaN: true }),
		written: fc.double({ min: 0, max: 1, noNaN: true }),
		output: fc.double({ min: 0, max: 1, noNaN: true }),
		now: fc.constantFrom(NOW, LATER),
		perRequest: fc.constantFrom(undefined, 5000),
		spendable: fc.option(fc.nat(20_000_000)),
		warm: fc.boolean(),
		ownKey: fc.boolean(),
	});

	it('is never below the bill: every model of the catalog, sizes around borders, every state of the cache, output up to the cap', () => {
		fc.assert(
			fc.property(ways, (x) => {
				const borders = [...(x.model.prices!.tiers ?? []).map(({ above }) => above), 32_000, 128_000, 200_000, 272_000];
				const tokens = x.near ? borders[x.border % borders.length]! + x.by : x.anywhere;
				const known = { ...catalogPrices(x.model)!, ...(x.perRequest === undefined ? {} : { perRequest: x.perRequest }) };
				const fee = x.ownKey ? { ownKeyFee: 0.05 } : {};
				const model = asCandidate(x.model, { prices: { ...known, ...fee }, contextTokens: 4_000_000 });
				const cost = requestCost(model, {
					inputTokens: tokens,
					outputTokens: { mean: 400, p90: 900 },
					cache: x.warm ? { candidateId: model.id, prefixTokens: tokens - 1, lastUsedAt: x.now } : null,
					now: x.now,
					spendable: x.spendable,
				});
				const cachedInput = Math.floor(tokens * x.cached);
				const cacheWrite = Math.floor((tokens - cachedInput) * x.written);
				const usage: TokenUsage = {
					input: tokens - cachedInput - cacheWrite,
					cachedInput,
					cacheWrite,
					output: Math.floor(cost.outputCap * x.output),
					reasoning: 0,
				};
				const bill = usageCost(usage, known, x.now);
				expect(cost.max).toBeGreaterThanOrEqual(bill + (x.ownKey ? Math.ceil(bill * 0.05) : 0));
				expect(cost.max).toBeGreaterThanOrEqual(cost.expected);
			}),
			{ numRuns: 5000 },
		);
	});

	it('is never below what the price package itself makes of the request', () => {
		let compared = 0;
		for (const facts of modelFacts) {
			const reference = facts.prices[0];
			const model = priced.find(({ id }) => id === facts.id);
			if (reference === undefined || model === undefined) continue;
			const colon = reference.indexOf(':');
			const provider = findProvider({ providerId: reference.slice(0, colon) })!;
			const entry = provider.models.find(({ id }) => id === reference.slice(colon + 1));
			if (entry === undefined || Array.isArray(entry.prices)) continue;
			for (const tokens of [1, 31_999, 32_001, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001, 512_001]) {
				const cost = requestCost(asCandidate(model, { contextTokens: 4_000_000 }), {
					inputTokens: tokens,
					outputTokens: { mean: 400, p90: 900 },
					cache: null,
					now: NOW,
					spendable: null,
				});
				const each = (name: string): number => {
					const price = entry.prices[name as never] as number | { base: number; tiers: { start: number; price: number }[] } | undefined;
					if (price === undefined) return 0;
					return typeof price === 'number' ? price : (price.tiers.findLast(({ start }) => tokens > start)?.price ?? price.base);
				};
				const dearest = Math.max(each('input_mtok'), each('cache_write_mtok'), each('cache_read_mtok'));
				// Dollars per million tokens are micro-dollars a token.
				expect(cost.max, `${facts.id} at ${tokens}`).toBeGreaterThanOrEqual(
					Math.floor(tokens * dearest + cost.outputCap * each('output_mtok')),
				);
				compared++;
			}
		}
		expect(compared).toBeGreaterThan(500);
	});

	it('near the limit the cap is lowered until tokens, fee and own-key fee fit', () => {
		fc.assert(
			fc.property(fc.integer({ min: 30_000, max: 200_000 }), fc.boolean(), (spendable, ownKey) => {
				const model = candidate('m', { prices: { ...prices(1, 4), perRequest: 5000, ...(ownKey ? { ownKeyFee: 0.05 } : {}) } });
				const cost = requestCost(model, { inputTokens: 20_000, outputTokens: { mean: 10, p90: 20 }, cache: null, now: 0, spendable });
				if (cost.outputCap > 256) expect(cost.max).toBeLessThanOrEqual(Math.max(spendable, 0));
			}),
		);
	});

	it('one token around a border', () => {
		const gemini = asCandidate(priced.find(({ id }) => id === 'gemini-2.5-pro')!);
		const of = (inputTokens: number) =>
			requestCost(gemini, { inputTokens, outputTokens: { mean: 100, p90: 200 }, cache: null, now: NOW, spendable: null });
		expect(of(200_000).expected).toBe(251_000);
		expect(of(200_001).expected).toBe(Math.ceil(200_001 * 2.5) + 1500);
		expect(inputOf({ input: 1, cachedInput: 2, cacheWrite: 3, output: 0, reasoning: 0 })).toBe(6);
	});
});

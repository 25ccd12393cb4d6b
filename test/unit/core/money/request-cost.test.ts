import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPECTED_TURNS, outputCap, requestCost } from '../../../../src/core/money/request-cost.ts';
import { usageCost } from '../../../../src/core/money/usage-cost.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from '../routing/support.ts';

const output = { mean: 500, p90: 1000 };
const cold = { inputTokens: 20_000, outputTokens: output, cache: null, now: 1_000_000, spendable: null };

describe('cost of a request', () => {
	it('is tokens times price, in micro-dollars', () => {
		const c = requestCost(candidate('m', { prices: prices(1, 4) }), cold);
		expect(c.expected).toBe(20_000 + 2000);
		expect(c.max).toBe(20_000 + 8192 * 4);
		expect(c.basis).toBe('prices');
	});

	it('a local model is free unless the user gave it a price; an included one always', () => {
		expect(requestCost(candidate('l', { local: true, prices: null }), cold)).toMatchObject({ expected: 0, max: 0, basis: 'free' });
		expect(requestCost(candidate('l', { local: true, prices: prices(1, 1) }), cold).expected).toBe(20_500);
		expect(requestCost(candidate('i', { included: true, prices: prices(1, 1) }), cold)).toMatchObject({ max: 0, basis: 'included' });
	});

	it.each([
		['NaN', prices(Number.NaN, 1)],
		['negative', prices(1, -1)],
		['infinite', prices(1, Number.POSITIVE_INFINITY)],
		['NaN for the cache', prices(0, 0, Number.NaN)],
	])('a price that is %s is unknown: it neither passes a limit nor looks free', (_what, bad) => {
		const broken = candidate('broken', { prices: bad });
		expect(requestCost(broken, cold)).toMatchObject({ expected: 0, max: 0, basis: 'unknown' });
		const decision = route({
			candidates: [broken, candidate('broken-local', { local: true, prices: bad }), candidate('plain')],
			prediction: prediction([predicted('broken', 0.99), predicted('broken-local', 0.99), predicted('plain', 0.5)]),
			needs: { tools: false, vision: false },
			limits: { ...NO_LIMITS, maxCost: 1_000_000, remaining: 1_000_000 },
			weights: presetWeights('best'),
			cache: null,
			choice: AUTO,
			now: 0,
		});
		expect(decision.chosen?.candidate.id).toBe('plain');
		expect(decision.alternatives.map(({ excluded }) => excluded)).toEqual([null, 'noPrice', 'noPrice']);
	});

	it('a price for the cache alone is a price', () => {
		expect(requestCost(candidate('m', { prices: prices(0, 0, 0, 2) }), cold)).toMatchObject({ max: 40_000, basis: 'prices' });
	});

	it('reads a warm history at the cached price and a cold one at the write price', () => {
		const claude = candidate('claude', { endpointId: 'anthropic', prices: prices(3, 15, 0.3, 3.75) });
		const warm = requestCost(claude, { ...cold, cache: { candidateId: 'claude', prefixTokens: 19_000, lastUsedAt: 900_000 } });
		expect(warm.expected).toBe(19_000 * 0.3 + 1000 * 3.75 + 500 * 15);
		const expired = requestCost(claude, {
			...cold,
			now: 900_000 + 5 * 60_000 + 1,
			cache: { candidateId: 'claude', prefixTokens: 19_000, lastUsedAt: 900_000 },
		});
		expect(expired.expected).toBe(20_000 * 3.75 + 500 * 15);
		const short = requestCost(claude, { ...cold, cache: { candidateId: 'claude', prefixTokens: 900, lastUsedAt: 999_999 } });
		expect(short.expected).toBe(expired.expected);
	});

	it('keeps a long conversation on its model where changing costs more than it saves, and lets it go after a long idle', () => {
		const claude = candidate('sonnet', { endpointId: 'anthropic', prices: prices(3, 15, 0.3, 3.75) });
		const other = candidate('other', { endpointId: 'openai', prices: prices(1, 12, null) });
		const p = prediction([predicted('sonnet', 0.9), predicted('other', 0.9)], 0.001, 60_000);
		const input = {
			candidates: [claude, other],
			prediction: p,
			needs: { tools: false, vision: false },
			limits: NO_LIMITS,
			weights: presetWeights('balanced'),
			choice: AUTO,
		};
		const cache = { candidateId: 'sonnet', prefixTokens: 58_000, lastUsedAt: 0 };
		const soon = route({ ...input, cache, now: 60_000 });
		expect(soon.chosen?.candidate.id).toBe('sonnet');
		expect(soon.steeredBy).toContain('cache');
		expect(soon.reason).toMatch(/stays with it because its history is cached/);
		expect(route({ ...input, cache: null, now: 60_000 }).chosen?.candidate.id).toBe('other');
		// Where it would be chosen anyway, the cache is no reason.
		expect(route({ ...input, candidates: [claude, { ...other, prices: prices(30, 90) }], cache, now: 60_000 }).steeredBy).not.toContain(
			'cache',
		);
		const uncachedOnce = candidate('cheap', { endpointId: 'openai', prices: prices(0.5, 2, 0.05) });
		const q = prediction([predicted('sonnet', 0.9), predicted('cheap', 0.9)], 0.001, 60_000);
		// The cheaper model pays the whole history once and then reads it from its own cache: over three turns it wins, so the conversation does not stay for ever.
		expect(route({ ...input, candidates: [claude, uncachedOnce], prediction: q, cache, now: 60_000 }).chosen?.candidate.id).toBe('cheap');
	});

	it('lowers the output cap to fit what may be spent, but not below an ordinary answer', () => {
		const m = candidate('m', { prices: prices(1, 4) });
		const fitted = requestCost(m, { ...cold, spendable: 20_000 + 4 * 2000 });
		expect(fitted.outputCap).toBe(2000);
		expect(fitted.max).toBeLessThanOrEqual(28_000);
		expect(requestCost(m, { ...cold, spendable: 20_100 }).outputCap).toBe(1000);
	});

	it('property: expected <= max, all whole micro-dollars, and the cap fits the context', () => {
		fc.assert(
			fc.property(
				fc.nat(200_000),
				fc.nat(20_000),
				fc.nat(5000),
				fc.nat(50_000),
				fc.option(fc.nat(1_000_000), { nil: null }),
				fc.boolean(),
				(tokens, mean, inPrice, outPrice, spendable, warm) => {
					const m = candidate('m', {
						endpointId: 'openai',
						prices: { input: inPrice * 1000, output: outPrice * 1000, cachedInput: inPrice * 100, cacheWrite: null },
					});
					const c = requestCost(m, {
						inputTokens: tokens,
						outputTokens: { mean, p90: mean * 2 },
						cache: warm ? { candidateId: 'm', prefixTokens: tokens, lastUsedAt: 0 } : null,
						now: 1,
						spendable,
					});
					expect(c.expected).toBeLessThanOrEqual(c.max + 1);
					for (const v of [c.expected, c.max, c.perTurn]) expect(Number.isSafeInteger(v) && v >= 0).toBe(true);
					expect(outputCap(m, tokens)).toBeLessThanOrEqual(Math.max(0, m.contextTokens - tokens));
				},
			),
		);
		expect(EXPECTED_TURNS).toBe(3);
	});
});

describe('cost of reported usage', () => {
	it('charges each kind of token at its own price, and cached tokens as input where there is no cache price', () => {
		const usage = { input: 1000, cachedInput: 4000, cacheWrite: 500, output: 200, reasoning: 50 };
		expect(usageCost(usage, prices(3, 15, 0.3, 3.75))).toBe(3000 + 1200 + 1875 + 3000);
		expect(usageCost(usage, prices(3, 15))).toBe(5500 * 3 + 3000);
	});
});

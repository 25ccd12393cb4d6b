import { describe, expect, it } from 'vitest';
import { priceDetail, unusable } from '../../../../src/app/models/options.ts';
import { buildCandidates } from '../../../../src/core/model/build-candidates.ts';
import { type PriceOverrides, pricesOf } from '../../../../src/core/model/candidate-prices.ts';
import type { RemoteModel } from '../../../../src/core/model/endpoint.ts';
import { nextOfKin } from '../../../../src/core/model/kin.ts';
import { matchModel } from '../../../../src/core/model/match.ts';
import type { TokenPrices } from '../../../../src/core/model/prices.ts';
import { shipped } from './shipped.ts';

const listed = (id: string, prices: TokenPrices | null): RemoteModel => ({
	id,
	displayName: null,
	contextTokens: 128_000,
	maxOutputTokens: null,
	tools: null,
	vision: null,
	prices,
	parametersB: null,
});
const per = (input: number, output: number, more: Partial<TokenPrices> = {}): TokenPrices => ({
	input: input * 1e6,
	output: output * 1e6,
	cachedInput: null,
	cacheWrite: null,
	...more,
});
const gateway = {
	id: 'g',
	kind: 'openai-compatible' as const,
	displayName: 'Gateway',
	baseUrl: 'https://gateway.test/v1',
	local: false,
	needsKey: true,
};
const openRouter = { ...gateway, id: 'openrouter', baseUrl: 'https://openrouter.ai/api/v1' };
const prices = (id: string, own: TokenPrices | null, endpoint = gateway) =>
	pricesOf(endpoint, listed(id, own), matchModel(id, shipped), shipped);
const built = (id: string, own: TokenPrices | null, overrides: PriceOverrides = {}) =>
	buildCandidates(gateway, [listed(id, own)], shipped, overrides)[0]!;

describe('a listed price', () => {
	it.each([
		['a model nobody knows at $300,000', 'mystery-1', per(300_000, 600_000)],
		['the same with a dear output alone', 'mystery-1', per(1, 800)],
		['a known model at ten times what it costs elsewhere, and a little', 'gpt-5-mini', per(2.6, 2)],
		['its output', 'gpt-5-mini', per(0.25, 20.1)],
		['what it asks for writing the cache', 'mystery-1', per(1, 2, { cacheWrite: 1e12 })],
		['what it asks for reading it', 'gpt-5-mini', per(0.25, 2, { cachedInput: 3e6 })],
		['a fee of a dollar', 'mystery-1', per(1, 2, { perRequest: 1_000_000 })],
	])('%s is doubted: unknown, with what was listed', (_what, id, own) => {
		const found = prices(id, own);
		expect(found.prices).toBeNull();
		expect(found.priceNote).toMatchObject({ kind: 'doubtful', listed: { input: own.input, output: own.output } });
	});

	it.each([
		['ten times what it costs elsewhere', 'gpt-5-mini', per(2.5, 20)],
		['the dearest of today', 'mystery-1', per(15, 75)],
		['free', 'mystery-1', per(0, 0)],
		['a host of a small model at twenty times the cheapest', 'meta-llama/llama-3.2-1b-instruct', per(0.1, 0.2)],
	])('%s holds', (_what, id, own) => {
		expect(prices(id, own)).toEqual({ prices: own });
	});

	it('of a model with dearer long prompts is dearer for them in the same measure', () => {
		const { prices: found } = prices('google/gemini-2.5-pro', per(1.5, 12, { cachedInput: 300_000 }));
		expect(found?.tiers).toEqual([{ above: 200_000, input: 3_000_000, output: 18_000_000, cachedInput: 600_000, cacheWrite: null }]);
	});

	it('at OpenRouter has the fee for a key of the own, elsewhere none', () => {
		expect(prices('mystery-1', per(1, 2), openRouter).prices).toMatchObject({ ownKeyFee: 0.05 });
		expect(prices('mystery-1', per(0, 0), openRouter).prices).not.toHaveProperty('ownKeyFee');
		for (const baseUrl of ['https://openrouter.ai.evil.test/v1', 'https://evil.test/openrouter.ai/v1', 'http://localhost:1/v1'])
			expect(prices('mystery-1', per(1, 2), { ...gateway, baseUrl }).prices).not.toHaveProperty('ownKeyFee');
	});
});

describe('a list that shows 0 for a model', () => {
	it.each(['gpt-5-mini', 'anthropic/claude-sonnet-4-5', 'gemini-2.5-pro'])(
		'%s, of which its vendor alone has the weights: as at its vendor',
		(id) => {
			const known = matchModel(id, shipped)!;
			const candidate = built(id, per(0, 0));
			expect(candidate.prices).toEqual(prices(id, null).prices);
			expect(candidate.priceNote).toEqual({ kind: 'about', like: known.displayName });
			// Where a plan pays for it the user can say so.
			expect(built(id, per(0, 0), { [id]: { inputPerMTokUsd: 0, outputPerMTokUsd: 0 } }).prices).toMatchObject({ input: 0, output: 0 });
		},
	);

	it.each(['google/gemini-2.5-flash:free', 'qwen/qwen3-coder-30b-a3b-instruct', 'mystery-1'])('%s: free', (id) => {
		expect(prices(id, per(0, 0))).toEqual({ prices: per(0, 0) });
	});
});

describe('a model that nobody prices', () => {
	it.each([
		['gemini-3.4-pro', 'gemini-3.1-pro-preview'],
		['gpt-7', 'gpt-5.5'],
		['gpt-5.9-mini', 'gpt-5.4-mini'],
		['claude-opus-6', 'claude-opus-5'],
		['anthropic/claude-haiku-6', 'claude-haiku-4-5'],
		['accounts/fireworks/models/glm-5p9', 'glm-5.3'],
		['kimi-k4', 'kimi-k3'],
		['llama-5-70b', 'llama-3.1-70b-instruct'],
	])('%s costs about as much as %s', (id, like) => {
		expect(nextOfKin(id, shipped)?.id).toBe(like);
	});

	it.each(['gemini-3.4-pro', 'deepseek-chat', 'deepseek-reasoner', 'grok-5', 'claude-saga-5', 'claude-sonnet-5-5'])(
		'%s is usable on its first day, "about"',
		(id) => {
			const candidate = built(id, null);
			expect(candidate.priceNote?.kind).toBe('about');
			expect(candidate.prices!.output).toBeGreaterThan(0);
			expect(unusable(candidate, { localOnly: false })).toBeNull();
			expect(priceDetail(candidate)).toMatch(/^about \$/);
		},
	);

	it.each(['mystery-1', 'command-r', 'my-model-7b'])('%s is of no known family: its price is unknown, and said to be', (id) => {
		const candidate = built(id, null);
		expect(candidate).toMatchObject({ prices: null });
		expect(priceDetail(candidate)).toBe('no price known');
		expect(unusable(candidate, { localOnly: false })).toContain('Set Price');
	});
});

describe('a price of the user', () => {
	const own = { inputPerMTokUsd: 1, outputPerMTokUsd: 2 };
	it('confirms or corrects what is doubted, and takes the place of what is about', () => {
		for (const candidate of [built('mystery-1', per(300_000, 600_000), { 'g/mystery-1': own }), built('gpt-7', null, { 'gpt-7': own })]) {
			expect(candidate.prices).toMatchObject({ input: 1_000_000, output: 2_000_000 });
			expect(candidate).not.toHaveProperty('priceNote');
		}
	});

	it('leaves fees and dearer long prompts beside it, so that the most is never below the bill', () => {
		const fee = built('mystery-1', per(3, 4, { perRequest: 5000 }), { 'g/mystery-1': own });
		expect(fee.prices).toMatchObject({ input: 1_000_000, output: 2_000_000, perRequest: 5000 });
		const [routed] = buildCandidates(openRouter, [listed('mystery-1', per(3, 4))], shipped, { 'mystery-1': own });
		expect(routed!.prices).toMatchObject({ input: 1_000_000, ownKeyFee: 0.05 });
		const long = built('gemini-2.5-pro', null, { 'gemini-2.5-pro': own });
		expect(long.prices!.tiers).toEqual([{ above: 200_000, input: 2_000_000, output: 3_000_000, cachedInput: null, cacheWrite: null }]);
		const nothing = { inputPerMTokUsd: 0, outputPerMTokUsd: 0 };
		expect(built('mystery-1', per(3, 4, { perRequest: 5000 }), { 'mystery-1': nothing }).prices).not.toHaveProperty('perRequest');
	});
});

describe('in words', () => {
	it('a doubted price is told with its figures and whom it is above', () => {
		const words = unusable(built('gpt-5-mini', per(300_000, 600_000)), { localOnly: false });
		expect(words).toBe(
			'lists $300,000.00 / $600,000.00 per Mtok, more than ten times GPT-5 mini elsewhere; run "Routoo: Set Price" or write it into routoo.prices',
		);
	});

	it('a fee stands beside the tokens', () => {
		expect(priceDetail(built('mystery-1', per(1, 2, { perRequest: 5000 })))).toBe('$1.00 / $2.00 per Mtok + $0.005 a request');
	});
});

import type { Provenance, SourcedPrices } from '../../src/core/model/catalog.ts';
import type { PriceTier } from '../../src/core/model/prices.ts';

interface PageTier extends Provenance {
	readonly above: number;
	/** How many times as dear input, cache and output are there. */
	readonly factor: number;
}

/**
 * Tiers that the price package lacks, by its reference, from pages that the vendors' prices are named on. Alibaba names three steps for Qwen3 Max ("up to 32K",
 * "to 128K", "to 252K", $1.20 to $3 for input and five times that for output); the page that was at hand gives the first and the last, so the
 * last is taken from the first border on: the price that is assumed is never below the bill.
 */
const PAGE_TIERS: Readonly<Record<string, PageTier>> = {
	'x-ai:grok-4-0709': {
		above: 127_999,
		factor: 2,
		source:
			'openrouter.ai/x-ai/grok-4 ("pricing increases once the total tokens in a given request is greater than 128k"); wavespeed.ai/llm/x-ai/grok-4 ($6 / $30)',
		date: '2026-11-28',
	},
	'openrouter:qwen/qwen3-max': {
		above: 32_000,
		factor: 2.5,
		source: 'alibabacloud.com/help/en/model-studio/models (international), after api-evangelist/qwen plans/qwen-plans-pricing.yml',
		date: '2026-05-08',
	},
};

/** The prices of a reference (`provider:model`) with the tiers that only a page names. */
export function withPageTiers(reference: string, prices: SourcedPrices): SourcedPrices {
	const known = PAGE_TIERS[reference];
	if (known === undefined || prices.tiers !== undefined) return prices;
	const times = (price: number | null) => (price === null ? null : Math.round(price * known.factor));
	const tier: PriceTier = {
		above: known.above,
		input: times(prices.input)!,
		output: times(prices.output)!,
		cachedInput: times(prices.cachedInput),
		cacheWrite: times(prices.cacheWrite),
	};
	return { ...prices, tiers: [tier], tierSource: { source: known.source, date: known.date } };
}

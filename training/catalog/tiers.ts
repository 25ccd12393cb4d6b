import type { Provenance, SourcedPrices } from '../../src/core/model/catalog.ts';
import type { PriceTier } from '../../src/core/model/prices.ts';

interface PageTier extends Provenance {
	/** By rising border: above how many tokens of the prompt, and how many times as dear input, cache and output are there. */
	readonly steps: readonly { readonly above: number; readonly factor: number }[];
}

/**
 * Tiers that the price package lacks, by its reference, from pages that the vendors' prices are named on. Alibaba names three steps for Qwen3
 * Max: up to 32K, up to 128K and up to 252K tokens.
 */
const PAGE_TIERS: Readonly<Record<string, PageTier>> = {
	'x-ai:grok-4-0709': {
		steps: [{ above: 127_999, factor: 2 }],
		source:
			'openrouter.ai/x-ai/grok-4 ("pricing increases once the total tokens in a given request is greater than 128k"); wavespeed.ai/llm/x-ai/grok-4 ($6 / $30)',
		date: '2026-11-28',
	},
	'openrouter:qwen/qwen3-max': {
		steps: [
			{ above: 32_000, factor: 2 },
			{ above: 128_000, factor: 2.5 },
		],
		source: 'alibabacloud.com/help/en/model-studio/models (international), after docs.empiriolabs.ai/models/qwen3-max',
		date: '2026-11-28',
	},
};

/** The prices of a reference (`provider:model`) with the tiers that only a page names. */
export function withPageTiers(reference: string, prices: SourcedPrices): SourcedPrices {
	const known = PAGE_TIERS[reference];
	if (known === undefined || prices.tiers !== undefined) return prices;
	const tiers = known.steps.map(({ above, factor }): PriceTier => {
		const times = (price: number | null) => (price === null ? null : Math.round(price * factor));
		return {
			above,
			input: times(prices.input)!,
			output: times(prices.output)!,
			cachedInput: times(prices.cachedInput),
			cacheWrite: times(prices.cacheWrite),
		};
	});
	return { ...prices, tiers, tierSource: { source: known.source, date: known.date } };
}

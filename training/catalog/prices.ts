import { readFileSync } from 'node:fs';
import {
	type ConditionalPrice,
	findProvider,
	type ModelInfo,
	type ModelPrice,
	type Provider,
	type TieredPrices,
} from '@pydantic/genai-prices';
import { microsFromDollars } from '../../src/core/base/micros.ts';
import type { Provenance, SourcedPrices } from '../../src/core/model/catalog.ts';
import type { LaterRates, PriceTier, TokenRates } from '../../src/core/model/prices.ts';

import { withPageTiers } from './tiers.ts';

const packageFile = new URL('../../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
/** Release day of the pinned version; the bundled data carry no dates of their own. */
const releaseDates: Record<string, string> = { '0.1.8': '2026-09-23' };

const version = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;

function packageDate(): string {
	const date = releaseDates[version];
	if (!date) throw new Error(`no release date noted for @pydantic/genai-prices ${version}`);
	return date;
}

function entry(reference: string): { provider: Provider; model: ModelInfo } | null {
	const colon = reference.indexOf(':');
	const provider = findProvider({ providerId: reference.slice(0, colon) });
	const model = provider?.models.find(({ id }) => id === reference.slice(colon + 1));
	return provider && model ? { provider, model } : null;
}

function provenance(provider: Provider, model: ModelInfo): Provenance {
	const url = provider.pricing_urls?.[0];
	return { source: `@pydantic/genai-prices ${version} (${provider.id}: ${model.id}${url ? `, ${url}` : ''})`, date: packageDate() };
}

/** Prices in force on the release day: the newest dated entry, or of prices by the time of day the dearest. */
function inForce(prices: ModelInfo['prices'], date: string): ModelPrice | null {
	if (!Array.isArray(prices)) return prices;
	const timed = prices.filter(({ constraint }: ConditionalPrice) => constraint?.type === 'time_of_date');
	const dated = prices.filter(({ constraint }) => !constraint || (constraint.type === 'start_date' && constraint.start_date <= date));
	const newest = [...dated].sort((a, b) => startDate(a).localeCompare(startDate(b))).at(-1);
	const choice = [...(newest ? [newest] : []), ...timed].map((item) => item.prices);
	return choice.sort((a, b) => (dollars(b.output_mtok) ?? 0) - (dollars(a.output_mtok) ?? 0))[0] ?? null;
}

/** The first change of the price that is announced for after the release day. */
function announced(prices: ModelInfo['prices'], date: string): LaterRates | undefined {
	if (!Array.isArray(prices)) return undefined;
	const [next] = prices.filter((item) => startDate(item) > date).sort((a, b) => startDate(a).localeCompare(startDate(b)));
	const rates = next === undefined ? null : ratesAbove(next.prices, 0);
	return rates === null ? undefined : { from: startDate(next!), ...rates };
}

function startDate({ constraint }: ConditionalPrice): string {
	return constraint?.type === 'start_date' ? constraint.start_date : '';
}

function dollars(price: number | TieredPrices | undefined): number | null {
	if (price === undefined) return null;
	return typeof price === 'number' ? price : price.base;
}

/** µ$ of a price for prompts just above a border of the package, whose tier holds where the prompt has more tokens than its start. */
function micros(price: number | TieredPrices | undefined, above: number): number | null {
	if (price === undefined) return null;
	if (typeof price === 'number') return microsFromDollars(price);
	return microsFromDollars(price.tiers.findLast(({ start }) => start <= above)?.price ?? price.base);
}

function ratesAbove(price: ModelPrice, above: number): TokenRates | null {
	const [input, output] = [micros(price.input_mtok, above), micros(price.output_mtok, above)];
	if (input === null || output === null) return null;
	const hour = micros(price.cache_write_1h_mtok, above);
	return {
		input,
		output,
		cachedInput: micros(price.cache_read_mtok, above),
		cacheWrite: micros(price.cache_write_mtok, above),
		...(hour === null ? {} : { cacheWriteHour: hour }),
	};
}

const TOKEN_PRICES = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_1h_mtok'];

function tiersOf(price: ModelPrice): PriceTier[] {
	const borders = TOKEN_PRICES.flatMap((key) => {
		const value = price[key];
		return typeof value === 'object' ? value.tiers.map(({ start }) => start) : [];
	});
	return [...new Set(borders)].sort((a, b) => a - b).map((above) => ({ above, ...ratesAbove(price, above)! }));
}

/** Prices of the first reference (`provider:model`) that the package prices for input and output; null where none is. */
export function packagePrices(references: readonly string[]): SourcedPrices | null {
	for (const reference of references) {
		const found = entry(reference);
		if (!found) continue;
		const price = inForce(found.model.prices, packageDate());
		const rates = price === null ? null : ratesAbove(price, 0);
		if (price === null || rates === null) continue;
		const tiers = tiersOf(price);
		const later = announced(found.model.prices, packageDate());
		const perRequest = dollars(price.requests_kcount);
		return withPageTiers(reference, {
			...rates,
			...(tiers.length === 0 ? {} : { tiers }),
			...(later === undefined ? {} : { later }),
			...(perRequest === null ? {} : { perRequest: microsFromDollars(perRequest / 1000) }),
			...provenance(found.provider, found.model),
		});
	}
	return null;
}

/** Context window of the first reference that has one, with its source. */
export function packageContext(references: readonly string[]): (Provenance & { tokens: number }) | null {
	for (const reference of references) {
		const found = entry(reference);
		if (found?.model.context_window) return { tokens: found.model.context_window, ...provenance(found.provider, found.model) };
	}
	return null;
}

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

function dollars(price: number | TieredPrices | undefined): number | null {
	if (price === undefined) return null;
	return typeof price === 'number' ? price : price.base;
}

/** Prices in force on the release day: the newest dated entry, or of prices by the time of day the dearest. Base tier (short prompts). */
function inForce(prices: ModelInfo['prices'], date: string): ModelPrice | null {
	if (!Array.isArray(prices)) return prices;
	const timed = prices.filter(({ constraint }: ConditionalPrice) => constraint?.type === 'time_of_date');
	const dated = prices.filter(({ constraint }) => !constraint || (constraint.type === 'start_date' && constraint.start_date <= date));
	const newest = [...dated].sort((a, b) => startDate(a).localeCompare(startDate(b))).at(-1);
	const choice = [...(newest ? [newest] : []), ...timed].map((item) => item.prices);
	return choice.sort((a, b) => (dollars(b.output_mtok) ?? 0) - (dollars(a.output_mtok) ?? 0))[0] ?? null;
}

function startDate({ constraint }: ConditionalPrice): string {
	return constraint?.type === 'start_date' ? constraint.start_date : '';
}

/** Prices of the first reference (`provider:model`) that the package prices for input and output; null where none is. */
export function packagePrices(references: readonly string[]): SourcedPrices | null {
	for (const reference of references) {
		const found = entry(reference);
		if (!found) continue;
		const price = inForce(found.model.prices, packageDate());
		const [input, output] = [dollars(price?.input_mtok), dollars(price?.output_mtok)];
		if (!price || input === null || output === null) continue;
		const cached = dollars(price.cache_read_mtok);
		const write = dollars(price.cache_write_mtok);
		return {
			input: microsFromDollars(input),
			output: microsFromDollars(output),
			cachedInput: cached === null ? null : microsFromDollars(cached),
			cacheWrite: write === null ? null : microsFromDollars(write),
			...provenance(found.provider, found.model),
		};
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

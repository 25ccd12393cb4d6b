import { type MicroDollars, microsFromDollars } from '../base/micros.ts';
import type { Candidate } from './candidate.ts';
import type { CatalogModel } from './catalog.ts';
import type { TokenPrices } from './prices.ts';

/** A price set by the user, in dollars per million tokens as vendors print them. Must be finite and not negative. */
export interface PriceOverride {
	readonly inputPerMTokUsd: number;
	readonly outputPerMTokUsd: number;
	readonly cachedInputPerMTokUsd?: number | null;
	readonly cacheWritePerMTokUsd?: number | null;
}

/** Keyed by candidate id, by wire model or by catalog id; the most exact key wins. */
export type PriceOverrides = Readonly<Record<string, PriceOverride>>;

export function catalogPrices(model: CatalogModel | null): TokenPrices | null {
	if (!model?.prices) return null;
	const { source: _source, date: _date, tierSource: _tierSource, ...prices } = model.prices;
	return prices;
}

export function overridden(candidate: Candidate, overrides: PriceOverrides): Candidate {
	const keys = [candidate.id, `${candidate.endpointId}/${candidate.wireModel}`, candidate.wireModel, candidate.catalogId];
	const key = keys.find((name) => name !== null && Object.hasOwn(overrides, name));
	if (!key) return candidate;
	const price = overrides[key]!;
	return {
		...candidate,
		prices: {
			input: microsFromDollars(price.inputPerMTokUsd),
			output: microsFromDollars(price.outputPerMTokUsd),
			cachedInput: optional(price.cachedInputPerMTokUsd),
			cacheWrite: optional(price.cacheWritePerMTokUsd),
		},
	};
}

function optional(dollars: number | null | undefined): MicroDollars | null {
	return dollars == null ? null : microsFromDollars(dollars);
}

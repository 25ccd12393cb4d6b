import * as l10n from '@vscode/l10n';
import { type MicroDollars, microsFromDollars } from '../base/micros.ts';
import type { Candidate } from './candidate.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import type { Endpoint, RemoteModel } from './endpoint.ts';
import { nextOfKin } from './kin.ts';
import { isFree, type PriceTier, type TokenPrices, type TokenRates } from './prices.ts';

/** A price set by the user, in dollars per million tokens as vendors print them. Must be finite and not negative. */
export interface PriceOverride {
	readonly inputPerMTokUsd: number;
	readonly outputPerMTokUsd: number;
	readonly cachedInputPerMTokUsd?: number | null;
	readonly cacheWritePerMTokUsd?: number | null;
}

/** Keyed by candidate id, by wire model or by catalog id; the most exact key wins. */
export type PriceOverrides = Readonly<Record<string, PriceOverride>>;

/** What a gateway takes of the ordinary cost where it uses a key of the user's own (openrouter.ai/docs/features/byok, read 2026-11-28). */
const OPENROUTER_OWN_KEY_FEE = 0.05;
/** A listed price that is more than this many times the dearest known one is a fault of the server until the user says otherwise. */
const DOUBTFUL = 10;
/** Hosts of small open models ask for twenty times what others do, and for next to nothing all the same: a dollar is no slip. */
const NOT_DEAR = 1_000_000;
/** µ$ for each request: what Perplexity asks for a search with the largest context (docs.perplexity.ai, "Pricing", 2026-11), rounded up. */
const DEAREST_FEE = 20_000;

export function catalogPrices(model: CatalogModel | null): TokenPrices | null {
	if (!model?.prices) return null;
	const { source: _source, date: _date, tierSource: _tierSource, ...prices } = model.prices;
	return prices;
}

/**
 * Prices of a model that is paid for: as the endpoint lists them, else the catalog's, else about those of its next of kin, else unknown. A
 * listed price that no one can mean is unknown as well, and the note says why.
 */
export function pricesOf(
	endpoint: Pick<Endpoint, 'baseUrl'>,
	model: Pick<RemoteModel, 'id' | 'prices'>,
	known: CatalogModel | null,
	catalog: Catalog,
): Pick<Candidate, 'prices' | 'priceNote'> {
	const { prices, ...note } = ordinaryPrices(model, known, catalog);
	if (prices === null || isFree(prices) || !/^https:\/\/(?:[^/?#@]+\.)?openrouter\.ai(?:[:/]|$)/i.test(endpoint.baseUrl))
		return { prices, ...note };
	return { prices: { ...prices, ownKeyFee: OPENROUTER_OWN_KEY_FEE }, ...note };
}

function ordinaryPrices(
	{ id, prices: listed }: Pick<RemoteModel, 'id' | 'prices'>,
	known: CatalogModel | null,
	catalog: Catalog,
): Pick<Candidate, 'prices' | 'priceNote'> {
	const own = catalogPrices(known);
	if (listed !== null && own !== null && isFree(listed) && !known!.openWeights && !isFree(own) && !/\bfree\b/i.test(id)) {
		// Nobody gives away a model of which only its vendor has the weights: a list of zeros is one that nobody filled in.
		return { prices: own, priceNote: { kind: 'about', like: known!.displayName } };
	}
	if (listed !== null) {
		const like = doubted(listed, known, catalog);
		if (like === null) return { prices: withTiers(listed, own) };
		return { prices: null, priceNote: { kind: 'doubtful', listed: { input: listed.input, output: listed.output }, like } };
	}
	if (own !== null) return { prices: own };
	const kin = nextOfKin(id, catalog);
	return kin === null ? { prices: null } : { prices: catalogPrices(kin), priceNote: { kind: 'about', like: kin.displayName } };
}

/** Whom a listed price is far above, in words; null where it may be true. */
function doubted(listed: TokenPrices, known: CatalogModel | null, { models }: Catalog): string | null {
	const above = (of: (prices: TokenRates) => MicroDollars, limit: MicroDollars): boolean =>
		limit > 0 && of(listed) > Math.max(NOT_DEAR, DOUBTFUL * limit);
	if ((listed.perRequest ?? 0) > DOUBTFUL * DEAREST_FEE) return l10n.t('any fee known');
	const same = catalogPrices(known);
	// However the prompt is read.
	const input = ({ input, cachedInput, cacheWrite }: TokenRates): MicroDollars => Math.max(input, cachedInput ?? 0, cacheWrite ?? 0);
	const output = ({ output }: TokenRates): MicroDollars => output;
	if (same !== null && (above(input, same.input) || above(output, same.output))) return l10n.t('{0} elsewhere', known!.displayName);
	const dearest = (of: (prices: TokenRates) => MicroDollars): MicroDollars =>
		Math.max(0, ...models.flatMap(({ prices }) => (prices === null ? [] : [of(prices)])));
	return above(input, dearest(input)) || above(output, dearest(output)) ? l10n.t('any model known') : null;
}

/** A list names the price of short prompts alone; long ones are dearer in the same measure as at the vendor. */
function withTiers(listed: TokenPrices, vendor: TokenPrices | null): TokenPrices {
	if (listed.tiers !== undefined || vendor?.tiers === undefined || isFree(listed)) return listed;
	const tiers = vendor.tiers.map((tier): PriceTier => {
		const scaled = (price: number | null, of: number | null, base: number | null): number | null =>
			price === null
				? null
				: Math.ceil(price * (of !== null && base !== null && base > 0 ? of / base : vendor.input > 0 ? tier.input / vendor.input : 1));
		return {
			above: tier.above,
			input: scaled(listed.input, tier.input, vendor.input)!,
			output: scaled(listed.output, tier.output, vendor.output)!,
			cachedInput: scaled(listed.cachedInput, tier.cachedInput, vendor.cachedInput),
			cacheWrite: scaled(listed.cacheWrite, tier.cacheWrite, vendor.cacheWrite),
		};
	});
	return { ...listed, tiers };
}

/** Key of the price that the user set for a model; null where he set none. */
export function overrideOf(
	{ id, endpointId, wireModel, catalogId }: Pick<Candidate, 'id' | 'endpointId' | 'wireModel' | 'catalogId'>,
	overrides: PriceOverrides,
): string | null {
	const keys = [id, `${endpointId}/${wireModel}`, wireModel, ...(catalogId === null ? [] : [catalogId])];
	return keys.find((key) => Object.hasOwn(overrides, key)) ?? null;
}

export function overridden(candidate: Candidate, overrides: PriceOverrides): Candidate {
	const key = overrideOf(candidate, overrides);
	if (key === null) return candidate;
	const price = overrides[key]!;
	const { priceNote: _priceNote, ...rest } = candidate;
	const own: TokenPrices = {
		input: microsFromDollars(price.inputPerMTokUsd),
		output: microsFromDollars(price.outputPerMTokUsd),
		cachedInput: optional(price.cachedInputPerMTokUsd),
		cacheWrite: optional(price.cacheWritePerMTokUsd),
	};
	return { ...rest, prices: isFree(own) ? own : withRest(own, candidate.prices) };
}

/** The user names the price of a token alone: fees and dearer long prompts stand beside it as before, or the bill would be above it. */
function withRest(own: TokenPrices, known: TokenPrices | null): TokenPrices {
	if (known === null) return own;
	const { perRequest, ownKeyFee } = known;
	return {
		...withTiers(own, known),
		...(perRequest === undefined ? {} : { perRequest }),
		...(ownKeyFee === undefined ? {} : { ownKeyFee }),
	};
}

function optional(dollars: number | null | undefined): MicroDollars | null {
	return dollars == null ? null : microsFromDollars(dollars);
}

import type { Candidate } from './candidate.ts';
import type { Catalog, CatalogModel } from './catalog.ts';

/** Models of a vendor whose output prices lie within this factor are of one tier. */
const TIER_PRICE_FACTOR = 3;

/**
 * How fast a vendor's model writes: as measured, else as the slowest that was measured of the same vendor at a like price, or of the vendor
 * where no price is known. A new model must not look quick for being unknown. Null where nothing of the vendor was measured.
 */
export function hostedSpeed(model: CatalogModel | null, catalog: Catalog): Candidate['speed'] {
	if (model === null) return null;
	const { speed } = model;
	if (speed) return { tokensPerSecond: speed.tokensPerSecond, firstTokenSeconds: speed.firstTokenSeconds };
	const measured = catalog.models.filter((other) => other.vendor === model.vendor && other.speed !== null);
	const tier = measured.filter((other) => likePriced(model, other));
	const slowest = Math.min(...(tier.length > 0 ? tier : measured).map((other) => other.speed!.tokensPerSecond));
	return Number.isFinite(slowest) ? { tokensPerSecond: slowest, firstTokenSeconds: null } : null;
}

function likePriced({ prices: a }: CatalogModel, { prices: b }: CatalogModel): boolean {
	if (a === null || b === null || a.output <= 0 || b.output <= 0) return false;
	return Math.max(a.output, b.output) <= TIER_PRICE_FACTOR * Math.min(a.output, b.output);
}

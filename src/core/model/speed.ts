import type { Candidate } from './candidate.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import { nextOfKin } from './kin.ts';

/** Models of a vendor whose output prices lie within this factor are of one tier, where the catalog names none. */
const TIER_PRICE_FACTOR = 3;

/**
 * How fast a hosted model writes: as measured, else as the slowest that was measured of its vendor's same tier, or of that tier at any
 * vendor, or of its vendor. A new model must not look quick for being unknown: one that the catalog lacks stands where its next of kin
 * stands (`name`: as its endpoint lists it). Null where nothing alike was measured.
 */
export function hostedSpeed(known: CatalogModel | null, catalog: Catalog, name: string | null = null): Candidate['speed'] {
	if (known?.speed) return { tokensPerSecond: known.speed.tokensPerSecond, firstTokenSeconds: known.speed.firstTokenSeconds };
	const model = known ?? (name === null ? null : nextOfKin(name, catalog));
	if (model === null) return null;
	const sameVendor = ({ vendor }: CatalogModel) => vendor === model.vendor;
	const sameTier = ({ tier }: CatalogModel) => (tier ?? null) !== null && tier === model.tier;
	const alike: readonly ((other: CatalogModel) => boolean)[] = [
		(other) => sameVendor(other) && ((model.tier ?? null) === null ? likePriced(model, other) : sameTier(other)),
		sameTier,
		sameVendor,
	];
	for (const test of alike) {
		const speeds = catalog.models.flatMap((other) => (other.speed !== null && test(other) ? [other.speed.tokensPerSecond] : []));
		if (speeds.length > 0) return { tokensPerSecond: Math.min(...speeds), firstTokenSeconds: null };
	}
	return null;
}

function likePriced({ prices: a }: CatalogModel, { prices: b }: CatalogModel): boolean {
	if (a === null || b === null || a.output <= 0 || b.output <= 0) return false;
	return Math.max(a.output, b.output) <= TIER_PRICE_FACTOR * Math.min(a.output, b.output);
}

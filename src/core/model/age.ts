import type { Catalog } from './catalog.ts';

const msPerDay = 86_400_000;
/** After so many days the view shows the catalog's age. */
const staleAfterDays = 90;

/** Whole days since the newest figure of the catalog, never negative. `nowMs` is epoch milliseconds. */
export function catalogAgeDays(catalog: Catalog, nowMs: number): number {
	return Math.max(0, Math.floor((nowMs - Date.parse(`${catalog.date}T00:00:00Z`)) / msPerDay));
}

export function isCatalogStale(catalog: Catalog, nowMs: number): boolean {
	return catalogAgeDays(catalog, nowMs) > staleAfterDays;
}

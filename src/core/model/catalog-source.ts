import type { RoutooError } from '../base/errors.ts';
import type { Catalog } from './catalog.ts';

/**
 * Nothing is known of any model: prices come from endpoints and settings, quality from family and size. The date makes it count as out of
 * date.
 */
export const EMPTY_CATALOG: Catalog = { version: 1, date: '1970-01-01', models: [] };

export interface CatalogRead {
	readonly catalog: Catalog;
	/** What is wrong and what to do, where the catalog is an empty one; else null. */
	readonly problem: RoutooError | null;
}

/** Where the catalog of models comes from. */
export interface CatalogSource {
	/** The newest one. A missing or damaged one leaves a working product: the empty catalog, and the problem in words. Never rejects. */
	read(): Promise<CatalogRead>;
}

import type { Catalog } from '../../src/core/model/catalog.ts';
import { nextOfKin } from '../../src/core/model/kin.ts';
import type { LiveColumn, LiveSet } from './sets.ts';

/**
 * The set as if the catalog held none of its models: each column is asked as the other model that the catalog's own rule of kinship names
 * (by which a model without a price is priced), where there is one, at its own effort. What was recorded of the column's model is not
 * read; what was recorded of its kin is.
 */
export function asNearest(set: LiveSet, catalog: Catalog): LiveSet {
	return { ...set, columns: set.columns.map((column) => nearest(column, catalog)) };
}

function nearest(column: LiveColumn, catalog: Catalog): LiveColumn {
	const { catalogId, wireModel } = column.candidate;
	const others = { ...catalog, models: catalog.models.filter(({ id }) => id !== catalogId) };
	return { ...column, candidate: { ...column.candidate, catalogId: nextOfKin(wireModel, others)?.id ?? null } };
}

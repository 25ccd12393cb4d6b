/**
 * The setting `routoo.routing.pool` after some candidates were let in or left out; empty = no restriction. Ids of models that are not
 * listed now stay as they were: their server may be off. Null where nothing that is listed would be left, which an empty list cannot say.
 * @param pool null = all
 * @param all ids of all candidates that are listed now
 */
export function changedPool(
	pool: readonly string[] | null,
	all: readonly string[],
	ids: readonly string[],
	on: boolean,
): readonly string[] | null {
	const next = new Set(pool ?? all);
	for (const id of ids) {
		if (on) next.add(id);
		else next.delete(id);
	}
	const left = all.filter((id) => next.has(id));
	if (left.length === 0) return null;
	return left.length === all.length ? [] : [...next];
}

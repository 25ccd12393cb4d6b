import * as l10n from '@vscode/l10n';

/**
 * The setting `routoo.routing.pool` after some candidates were let in or left out; empty = no restriction. Ids of models that are not
 * listed now stay as they were: their server may be off. Null where nothing that is listed would be left, which an empty list cannot say.
 * @param pool null = all
 * @param all ids of all candidates that are listed now
 * @param whole every endpoint could be listed. Else those who are missing may have been left out, and "all" would let them in.
 */
export function changedPool(
	pool: readonly string[] | null,
	all: readonly string[],
	ids: readonly string[],
	on: boolean,
	whole: boolean,
): readonly string[] | null {
	// All of them are in already, those who are not listed now too.
	if (pool === null && on) return [];
	const next = new Set(pool ?? all);
	for (const id of ids) {
		if (on) next.add(id);
		else next.delete(id);
	}
	const left = all.filter((id) => next.has(id));
	if (left.length === 0) return null;
	return whole && left.length === all.length ? [] : [...next];
}

/**
 * Said at the key or address of an endpoint whose models the user's own list of models for Auto does not hold; null where it holds all.
 * @param ids of the endpoint's candidates
 * @param pool null = all
 */
export function outsideOfPool(pool: readonly string[] | null, ids: readonly string[]): string | null {
	if (pool === null || ids.every((id) => pool.includes(id))) return null;
	return ids.some((id) => pool.includes(id))
		? l10n.t('Auto leaves some of its models out: it chooses among those that you have ticked.')
		: l10n.t('Auto leaves its models out: it chooses among those that you have ticked.');
}

import type { ModelsState } from '../../protocol/models-page.ts';

/**
 * What is shown anew, in the order in which it stands on the page: a model that is used meanwhile must not push another one's tick under
 * the pointer. A pin moves its row, and where an endpoint or a model is added the host's order counts.
 */
export function inShownOrder(shown: ModelsState | null, next: ModelsState): ModelsState {
	if (shown === null) return next;
	const before = new Map(shown.endpoints.map((endpoint) => [endpoint.id, endpoint.models]));
	const endpoints = next.endpoints.map((endpoint) => {
		const models = kept(before.get(endpoint.id) ?? [], endpoint.models);
		return { ...endpoint, models: models.toSorted((a, b) => Number(b.pinned) - Number(a.pinned)) };
	});
	return { ...next, endpoints: kept(shown.endpoints, endpoints) };
}

function kept<T extends { readonly id: string }>(shown: readonly T[], next: readonly T[]): readonly T[] {
	const places = new Map(shown.map(({ id }, place) => [id, place]));
	if (next.some(({ id }) => !places.has(id))) return next;
	return next.toSorted((a, b) => places.get(a.id)! - places.get(b.id)!);
}

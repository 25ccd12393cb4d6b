import type { Candidate } from './candidate.ts';

/**
 * What an id says of the state of its model, and nothing of which model it is: the date of a snapshot (`-2026-03-05`, `-20251001`, `-2512`,
 * `@20251001`), Gemini's `-001` and previews, `-latest`. Before a tag or at the end.
 */
const STATE = [
	/[-@_](?<state>20\d{2}-?\d{2}-?\d{2}(?:-v\d+)?)(?=$|:)/,
	/-(?<state>(?:preview|exp)(?:-\d{2}-\d{2,4})?)(?=$|:)/,
	/(?<=gemini-[^/:]+)-(?<state>\d{3})(?=$|:)/,
	/-(?<state>\d{4})(?=$|:)/,
	/[-@](?<state>latest|default)(?=$|:)/,
	/:(?<state>latest)$/,
];

/** The id without the state, and the state; null where the id has none. */
export function splitState(id: string): { readonly model: string; readonly state: string } | null {
	for (const form of STATE) {
		const found = form.exec(id);
		const model = found === null ? '' : id.replace(form, '');
		// The name alone has to say a model: `2026-03-05` is one, if of a strange name.
		if (found !== null && /[a-z]/i.test(model.slice(model.lastIndexOf('/') + 1))) return { model, state: found.groups!.state! };
	}
	return null;
}

type Listed = Pick<Candidate, 'catalogId' | 'wireModel' | 'displayName' | 'prices' | 'contextTokens' | 'local'>;

/**
 * The models of one endpoint, where several ids are states of one model of the catalog. The id without a state stands for those of the same
 * price and context, else `-latest` does; whatever could be taken for another has its state in its name.
 * @param models at their default effort
 */
export function withSnapshots<T extends Listed>(models: readonly T[]): readonly (T & { readonly snapshotOf?: string })[] {
	// What the catalog does not know is named by its id.
	const keyOf = ({ catalogId, wireModel }: T): string =>
		catalogId === null ? wireModel : JSON.stringify([catalogId, splitState(wireModel)?.model ?? wireModel]);
	const groups = Map.groupBy(models, keyOf);
	return models.map((model) => {
		const group = groups.get(keyOf(model)) ?? [];
		const state = splitState(model.wireModel)?.state;
		if (group.length === 1 || model.catalogId === null || state === undefined) return model;
		const main = standsFor(group);
		if (main === model) return model;
		const named = model.displayName.includes(state) ? model : { ...model, displayName: `${model.displayName} (${state})` };
		return main !== null && isAlike(main, model) ? { ...named, snapshotOf: main.wireModel } : named;
	});
}

function standsFor<T extends Listed>(group: readonly T[]): T | null {
	const plain = group.find(({ wireModel }) => splitState(wireModel) === null);
	return plain ?? group.find(({ wireModel }) => splitState(wireModel)?.state === 'latest') ?? null;
}

/** Another price or context is a reason to choose the one or the other. */
function isAlike(a: Listed, b: Listed): boolean {
	return a.contextTokens === b.contextTokens && a.local === b.local && JSON.stringify(a.prices) === JSON.stringify(b.prices);
}

/**
 * What lists show and Auto compares: without the snapshots that another id stands for, but for those that are named.
 * @param named candidate ids, of a setting or a choice
 */
export function withoutSnapshots<T extends Pick<Candidate, 'id' | 'snapshotOf'>>(
	candidates: readonly T[],
	...named: readonly (readonly string[] | null)[]
): readonly T[] {
	if (!candidates.some(({ snapshotOf }) => snapshotOf !== undefined)) return candidates;
	const ids = new Set(named.flatMap((some) => some ?? []));
	return candidates.filter(({ id, snapshotOf }) => snapshotOf === undefined || ids.has(id));
}

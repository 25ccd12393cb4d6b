import { distance as levenshtein } from 'fastest-levenshtein';
import type { Candidate } from '../core/model/candidate.ts';
import type { Catalog } from '../core/model/catalog.ts';
import { matchModel } from '../core/model/match.ts';
import { InputError } from './arguments.ts';

/** Names shown when a model is not known. */
const SUGGESTIONS = 4;

/**
 * Candidate ids for what the user typed: a candidate id means itself, a catalog id, display name, alias or any other name that endpoints
 * use for a model (`qwen3:8b`) every effort of that model. Case does not matter.
 * Throws InputError with the nearest names for a model that is in no list.
 */
export function resolvePool(names: readonly string[], candidates: readonly Candidate[], catalog: Catalog): string[] {
	const known = new Map(
		catalog.models.map((model) => [model.id, [model.id, model.displayName, ...model.aliases].map((name) => name.toLowerCase())]),
	);
	const chosen = names.flatMap((name) => {
		const typed = name.toLowerCase();
		const exact = candidates.filter((candidate) => candidate.id.toLowerCase() === typed);
		if (exact.length > 0) return exact;
		const match = matchModel(name, catalog)?.id;
		const found = candidates.filter(
			({ catalogId }) => catalogId !== null && (known.get(catalogId)?.includes(typed) || catalogId === match),
		);
		if (found.length === 0) throw unknownModel(name, catalog);
		return found;
	});
	return [...new Set(chosen.map((candidate) => candidate.id))];
}

function unknownModel(name: string, catalog: Catalog): InputError {
	const near = catalog.models
		.map((model) => ({ id: model.id, distance: distance(name.toLowerCase(), model.id.toLowerCase()) }))
		.sort((a, b) => a.distance - b.distance)
		.slice(0, SUGGESTIONS);
	return new InputError(`--pool: no model "${name}" in the catalog`, `Near names: ${near.map(({ id }) => id).join(', ')}`);
}

/** Edits over the longer length; half of that where one name holds the other. */
function distance(a: string, b: string): number {
	const share = levenshtein(a, b) / Math.max(a.length, b.length, 1);
	return b.includes(a) || a.includes(b) ? share / 2 : share;
}

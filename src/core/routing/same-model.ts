import type { Candidate } from '../model/candidate.ts';
import type { CandidatePrediction, Prediction } from './types.ts';

type Named = Pick<Candidate, 'catalogId' | 'effort' | 'wireModel'>;

/** The same model with the same effort, at whatever endpoint. What the catalog does not know is the same where it has the same name. */
export function isSameModel(a: Named, b: Named): boolean {
	return keyOf(a) === keyOf(b);
}

function keyOf({ catalogId, effort, wireModel }: Named): string {
	return JSON.stringify([catalogId, catalogId === null ? wireModel : null, effort]);
}

/** A prediction that knows which candidates are one model. */
interface OfModels {
	readonly candidates: readonly CandidatePrediction[];
	/** Where the model of a candidate stands: the candidate's own place, or that of the first of its model by id. */
	readonly places: readonly number[];
}

/**
 * One quality for each model, that of its first candidate by id: an endpoint makes no model better, and there is no doubt between two
 * candidates of one place. Waits that differ by less than `withinMs` count as the shortest of them, for between endpoints a guess of speed
 * must not outweigh a price that is known.
 */
export function asModels(candidates: readonly Candidate[], { candidates: predicted }: Prediction, withinMs: number): OfModels {
	const groups = new Map<string, number[]>();
	for (const [i, candidate] of candidates.entries()) {
		const key = keyOf(candidate);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [i]);
		else group.push(i);
	}
	const places = candidates.map((_, i) => i);
	if (groups.size === candidates.length) return { candidates: predicted, places };
	const unified = [...predicted];
	for (const group of groups.values()) {
		if (group.length === 1) continue;
		const first = group.reduce((least, i) => (candidates[i]!.id < candidates[least]!.id ? i : least));
		const shortest = Math.min(...group.map((i) => usefulMs(predicted[i]!)));
		for (const i of group) {
			const own = usefulMs(predicted[i]!);
			const firstUsefulMs = own - shortest < withinMs ? shortest : own;
			unified[i] = { ...predicted[i]!, quality: predicted[first]!.quality, firstUsefulMs };
			places[i] = first;
		}
	}
	return { candidates: unified, places };
}

function usefulMs({ firstUsefulMs, latencyMs }: CandidatePrediction): number {
	return firstUsefulMs ?? latencyMs;
}

import type { Candidate } from '../model/candidate.ts';
import type { CandidatePrediction, Prediction } from './types.ts';

type Named = Pick<Candidate, 'catalogId' | 'effort' | 'wireModel'>;

/** The same model with the same effort, at whatever endpoint. What the catalog does not know is the same where it has the same name. */
export function isSameModel(a: Named, b: Named): boolean {
	if (a.effort !== b.effort) return false;
	return a.catalogId === null && b.catalogId === null ? a.wireModel === b.wireModel : a.catalogId === b.catalogId;
}

/**
 * The prediction with one quality for each model, that of its first candidate by id, and no doubt between candidates of the same model: an
 * endpoint makes no model better. Waits that differ by less than `withinMs` count as the shortest of them, for between endpoints a guess
 * of speed must not outweigh a price that is known. Same order as `candidates`.
 */
export function asOneModel(candidates: readonly Candidate[], prediction: Prediction, withinMs: number): Prediction {
	const first = candidates.map((candidate) => firstOf(candidates, candidate));
	if (first.every((index, i) => index === i)) return prediction;
	const shared = first.map((index) => first.filter((other) => other === index).length > 1);
	return {
		...prediction,
		candidates: prediction.candidates.map((own, i) => {
			if (!shared[i]) return own;
			const group = prediction.candidates.filter((_, j) => first[j] === first[i]);
			return { ...own, quality: prediction.candidates[first[i]!]!.quality, ...waitOf(own, group, withinMs) };
		}),
		covariance: first.map((row) => first.map((column) => prediction.covariance[row]![column]!)),
	};
}

function firstOf(candidates: readonly Candidate[], candidate: Candidate): number {
	let first = candidates.indexOf(candidate);
	for (const [i, other] of candidates.entries()) if (isSameModel(other, candidate) && other.id < candidates[first]!.id) first = i;
	return first;
}

function waitOf(own: CandidatePrediction, group: readonly CandidatePrediction[], withinMs: number): { readonly firstUsefulMs: number } {
	const shortest = Math.min(...group.map(usefulMs));
	return { firstUsefulMs: usefulMs(own) - shortest < withinMs ? shortest : usefulMs(own) };
}

function usefulMs({ firstUsefulMs, latencyMs }: CandidatePrediction): number {
	return firstUsefulMs ?? latencyMs;
}

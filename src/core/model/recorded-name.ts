import type { Candidate } from './candidate.ts';
import { canonicalName, splitModelName } from './names.ts';

/** What a model is called where its recorded answers and runs are kept: the catalog's id, or how endpoints write it. */
export function recordedName({ catalogId, wireModel }: Pick<Candidate, 'catalogId' | 'wireModel'>): string {
	return catalogId ?? canonicalName(splitModelName(wireModel).name);
}

/** What names of one maker's models begin with: `claude`, `gpt`, `minimax`. */
export function makerOf(recorded: string): string {
	return /^[a-z]*/.exec(recorded)![0];
}

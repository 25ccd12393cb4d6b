import type { Exploration } from '../routing/exploration.ts';

/** More than a tenth of the requests is no share for trying. */
const MOST_SHARE = 0.1;

/**
 * Whether a request is one of those that may try a model: by its id alone, so that a preview, the request itself and a replay agree.
 * @param percent of the setting; 0 is off
 * @param counts requests so far, and those that tried a model: over the share, none is tried however the ids fall
 */
export function explorationOf(
	percent: number,
	requestId: string,
	counts: { readonly requests: number; readonly tried: number },
): Exploration | undefined {
	const share = Math.min(MOST_SHARE, percent / 100);
	if (!(share > 0) || counts.tried + 1 > share * (counts.requests + 1) + 1) return undefined;
	return { share, draw: uniform(`draw ${requestId}`), turn: uniform(`turn ${requestId}`) };
}

/** A number in [0, 1) that any change of the text moves anywhere: FNV-1a, its bits mixed as MurmurHash3 does at its end. */
function uniform(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

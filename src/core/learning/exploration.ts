import type { Exploration } from '../routing/exploration.ts';

/** More than a tenth of the requests is no share for trying. */
const MOST_SHARE = 0.1;

/** Requests that are remembered: what was not tried before them is no reason to try more now. */
export const REMEMBERED_REQUESTS = 500;

/** Requests that might have tried a model, and those that did. Neither is whole once some are forgotten. */
export interface TrialCounts {
	readonly requests: number;
	readonly tried: number;
}

export const NO_TRIALS: TrialCounts = { requests: 0, tried: 0 };

/**
 * Whether a request is one of those that may try a model: by its key alone, so that a preview, the request itself and a replay agree.
 * @param share of the setting, 0..0.1; 0 is off
 * @param key of what the request opens
 * @param counts before it: where one more would be over the share, none is tried however the keys fall
 * @returns a share of 0 where it may not, though others may; undefined where none may
 */
export function explorationOf(share: number, key: string, counts: TrialCounts): Exploration | undefined {
	const most = Math.min(MOST_SHARE, share);
	if (!(most > 0)) return undefined;
	const isOver = counts.tried + 1 > most * (counts.requests + 1) + 1;
	return { share: isOver ? 0 : most, draw: uniform(`draw ${key}`), turn: uniform(`turn ${key}`) };
}

/**
 * The counts after one more request. The oldest is forgotten with its share of what was tried, so that what was tried too much is never
 * forgotten: of any number of requests no more than the share and one are tried.
 */
export function trialCounted({ requests, tried }: TrialCounts, share: number, hasTried: boolean): TrialCounts {
	const now = { requests: requests + 1, tried: tried + (hasTried ? 1 : 0) };
	const over = Math.max(0, now.requests - REMEMBERED_REQUESTS);
	if (over === 0) return now;
	return { requests: REMEMBERED_REQUESTS, tried: Math.max(0, now.tried - over * Math.min(MOST_SHARE, share)) };
}

/** A number in [0, 1) that any change of the text moves anywhere: FNV-1a, its bits mixed as MurmurHash3 does at its end. */
function uniform(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

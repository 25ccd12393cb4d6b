import { closesBlock, isSignificant } from '../block-words.ts';
import { isBlank } from '../indent.ts';
import type { Pass } from './pass.ts';

const MIN_UNITS = 5;

/** Nothing is left of a text whose only line, once in, would be the line right below, or above, once more. */
export const dropPresent: Pass = (place, _shape, text) => {
	if (isBlank(text) || text.includes('\n')) return text;
	const line = (place.before + text + place.rest).trim();
	if (line.length < MIN_UNITS || !isSignificant(line) || closesBlock(place.rules, line)) return text;
	// Who has begun a line that is like the one above means it.
	const above = isBlank(place.before) && line === place.directlyAbove?.trim();
	return above || line === place.directlyBelow?.trim() ? '' : text;
};

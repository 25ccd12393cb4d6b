import { blanksTo, isBlank } from '../indent.ts';
import type { Pass } from './pass.ts';

/** The end of the text: no blanks, but for a line of its own for the closing bracket or tag behind the caret, and one space where the suffix needs to be kept apart. */
export const trimTail: Pass = (place, _shape, text) => {
	const trimmed = text
		.split('\n')
		.map((line, i) => (i > 0 && isBlank(line) ? '' : line))
		.join('\n')
		.trimEnd();
	if (trimmed === '' || isBlank(place.rest)) return trimmed;
	const closer = /^(?:[)\]}]|<\/)/.test(place.rest);
	const ownLine = closer && trimmed.startsWith('\n');
	if (ownLine) return `${trimmed}\n${blanksTo(place.column, place.unit)}`;
	const spaced = /[ \t]$/.test(text) && !text.includes('\n') && !/^\s/.test(place.rest);
	const wanted = closer ? place.rest.startsWith('}') : /^[\p{L}\p{N}_$"'`([{&|=<>+*/?-]/u.test(place.rest);
	return spaced && wanted ? `${trimmed} ` : trimmed;
};

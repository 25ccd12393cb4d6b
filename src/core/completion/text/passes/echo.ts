import { findEcho } from '../head.ts';
import { isBlank } from '../indent.ts';
import { ECHO_LINES } from '../place.ts';
import type { Pass } from './pass.ts';

/** What stands before the caret and is said once more: the caret's line, or lines above up to it. */
export const dropEcho: Pass = (place, _shape, text) => {
	const lines = text.split('\n', 2 * ECHO_LINES);
	const start = lines.findIndex((line) => !isBlank(line));
	if (start < 0 || (start > 0 && !isBlank(place.before))) return text;
	const echo = findEcho(place, lines.slice(start));
	if (echo.pending) return '';
	const skipped = lines.slice(0, start).reduce((sum, line) => sum + line.length + 1, 0);
	return echo.units === 0 ? text : text.slice(skipped + echo.units);
};

import { ECHO_LINES, findEcho } from '../answer-start.ts';
import { isBlank } from '../indent.ts';
import type { Pass } from './pass.ts';

/** Lines of an echo that was cut off before it came to the caret. */
const MIN_CUT_ECHO = 6;

/** What stands before the caret and is said once more: the caret's line, or lines above up to it. */
export const dropEcho: Pass = (place, _shape, text) => {
	const lines = text.split('\n', 2 * ECHO_LINES);
	const start = lines.findIndex((line) => !isBlank(line));
	if (start < 0 || (start > 0 && !isBlank(place.before))) return text;
	const echo = findEcho(place, lines.slice(start));
	// A few lines that stand above as well may be meant: code is full of alike pieces.
	if (echo.pending && echo.lines >= MIN_CUT_ECHO) return '';
	const skipped = lines.slice(0, start).reduce((sum, line) => sum + line.length + 1, 0);
	return echo.units === 0 ? text : text.slice(skipped + echo.units);
};

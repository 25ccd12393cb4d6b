import { undoubled } from '../answer-start.ts';
import { isBlank, leading } from '../indent.ts';
import type { Pass } from './pass.ts';

/**
 * The beginning of the text: no blanks that double those before the caret, no empty lines where the caret's line is empty already. One is kept where it parts a top-level
 * definition from the code above.
 */
export const trimLead: Pass = (place, _shape, text) => {
	const [first = '', ...more] = text.split('\n');
	if (!isBlank(place.before) || !isBlank(first)) return [undoubled(place, first), ...more].join('\n');
	const start = more.findIndex((line) => !isBlank(line));
	if (start < 0) return '';
	const line = more[start]!;
	const parts = place.before === '' && leading(line) === '' && !isBlank(place.directlyAbove ?? '');
	const rest = more.slice(start + 1);
	return (parts ? ['', line, ...rest] : [undoubled(place, ownIndent(place.before, line)), ...rest]).join('\n');
};

/** A whole line as it goes on from the caret: without the indentation that stands there. */
function ownIndent(before: string, line: string): string {
	return line.startsWith(before) ? line.slice(before.length) : line.trimStart();
}

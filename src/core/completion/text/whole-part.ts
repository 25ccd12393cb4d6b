import { isBlank } from './indent.ts';
import type { Place } from './place.ts';

/**
 * What of an answer that was cut off, by its cap of tokens or a vendor's filter, is whole: its lines without the last; of a single line the
 * statements up to the last one's end, and in a text or a comment the words up to the last sentence's. '' where nothing is.
 */
export function wholePart(place: Place, text: string): string {
	const end = text.lastIndexOf('\n');
	if (end >= 0 && !isBlank(text.slice(0, end))) return text.slice(0, end);
	const { top } = place.caret;
	const line = text.slice(end + 1);
	const words = (top !== null && top.kind !== 'bracket') || (place.rules.layout === 'prose' && !place.rules.brackets);
	const whole = words ? /^.*[.!?](?=\s|$)/u.exec(line)?.[0] : statements(place, line);
	return whole === undefined ? '' : text.slice(0, end + 1) + whole;
}

/** Up to the last semicolon outside of the strings, comments and brackets that the line itself opens. */
function statements(place: Place, line: string): string | undefined {
	const scanner = place.caret.clone();
	const depth = scanner.stack.length;
	let whole: string | undefined;
	let from = 0;
	for (let at = line.indexOf(';'); at >= 0; at = line.indexOf(';', from)) {
		scanner.scanLine(line.slice(from, at));
		if (scanner.stack.length <= depth && (scanner.top === null || scanner.top.kind === 'bracket')) whole = line.slice(0, at + 1);
		from = at + 1;
	}
	return whole;
}

import { closesBlock, isSignificant } from './block-words.ts';
import { leading } from './indent.ts';
import type { LanguageRules } from './languages.ts';
import type { Place } from './place.ts';

/**
 * What models put around an answer instead of beginning with it. Shared by the stop, which reads a stream, and the passes, which read the
 * whole.
 */

export const FENCE = /^\s*```/;
const INTRO = /^(?:here(?:'s| is| are)|sure|certainly|of course|below|the (?:following|completed|missing))\b.*[:.!]\s*$/i;

export function isIntro(line: string): boolean {
	return line.length < 200 && INTRO.test(line.trim());
}

/** Languages in which fences and introductions are text like any other. */
export function isProse(rules: LanguageRules): boolean {
	return rules.layout === 'prose' && !rules.brackets;
}

/** A cut text without a first half of a surrogate pair at its end. */
export function wholeUnits(text: string): string {
	return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** Units of an answer that say again what stands before the caret; `pending` while all of it is such, and more may come. */
export interface Echo {
	readonly units: number;
	readonly pending: boolean;
	/** Whole lines that are the same so far. */
	readonly lines: number;
}

const NO_ECHO: Echo = { units: 0, pending: false, lines: 0 };
const MIN_LINE_ECHO = 8;
/** How far above the caret an echo may begin, in lines. */
export const ECHO_LINES = 20;

/**
 * Finds an answer that begins with the caret's line, or with lines above it up to the caret, once more. `lines` are the answer's, without
 * blank ones at its beginning.
 */
export function findEcho(place: Place, lines: readonly string[]): Echo {
	const first = lines[0] ?? '';
	// Blanks behind it belong to it: with them, a line that begins with the same word again is told from an echo.
	const before = place.before.trimStart();
	const whole = echoOfLine(before, first);
	if (whole > 0) return { units: whole, pending: false, lines: 0 };
	if (!isSignificant(first) || closesBlock(place.rules, first)) return NO_ECHO;
	const { linesAbove } = place;
	let pending = NO_ECHO;
	const farthest = Math.max(0, linesAbove.length - ECHO_LINES);
	for (let i = linesAbove.length - 1; i >= farthest; i--) {
		if (linesAbove[i]!.trim() !== first.trim()) continue;
		const echo = echoFrom(linesAbove, i, lines, before);
		if (echo.units > 0) return echo;
		if (echo.lines > pending.lines) pending = echo;
	}
	return pending;
}

function echoOfLine(before: string, line: string): number {
	if (before.length < 3 || !/\p{L}/u.test(before)) return 0;
	const blanks = leading(line).length;
	return line.startsWith(before, blanks) ? blanks + before.length : 0;
}

function echoFrom(above: readonly string[], from: number, lines: readonly string[], before: string): Echo {
	const count = above.length - from;
	let units = 0;
	for (let i = 0; i < count; i++) {
		const line = lines[i];
		if (line === undefined) return { units: 0, pending: true, lines: i };
		if (line.trim() !== above[from + i]!.trim()) return NO_ECHO;
		units += line.length + 1;
	}
	if (count === 1 && lines[0]!.trim().length < MIN_LINE_ECHO) return NO_ECHO;
	if (before === '') return { units, pending: false, lines: count };
	const line = lines[count];
	if (line === undefined) return { units: 0, pending: true, lines: count };
	const blanks = leading(line).length;
	return line.startsWith(before, blanks) ? { units: units + blanks + before.length, pending: false, lines: count } : NO_ECHO;
}

import { closesBlock, isSignificant, opensBlock } from './block-words.ts';
import { blanksTo, columns, isBlank, leading } from './indent.ts';
import type { LanguageRules } from './languages.ts';
import type { Place } from './place.ts';

/**
 * What models put around an answer instead of beginning with it. Shared by the stop, which reads a stream, and the passes, which read the
 * whole.
 */

export const FENCE = /^\s*```/;
const INTRO = /^(?:here(?:'s| is| are)|sure|certainly|of course|below|the (?:following|completed|missing))\b.*[:.!]\s*$/i;

/**
 * Control tokens of fill-in-the-middle vocabularies (Qwen-Coder, StarCoder, DeepSeek-Coder, CodeGemma, Code Llama, Codestral) and of chat
 * templates, as servers that detokenize them let them through. Words in square brackets are tokens unless they index something.
 */
const TOKEN =
	/<\|[A-Za-z][\w-]{0,40}\|>|<｜[^｜>\n]{1,40}｜>|<\/?(?:fim[_-](?:prefix|suffix|middle|pad)|file_sep|repo_name|endoftext|end_of_turn|start_of_turn|eos|EOT|SUF|MID)>|(?<![\w\])])\[(?:PREFIX|SUFFIX|MIDDLE)\]|<\/s>\s*$/;

/** Where the first control token is and ends; null where there is none. */
export function findToken(text: string): { readonly at: number; readonly end: number } | null {
	const match = TOKEN.exec(text);
	return match === null ? null : { at: match.index, end: match.index + match[0].length };
}

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

/** The first line of an answer without blanks that double those before the caret. */
export function undoubled(place: Place, line: string): string {
	const blanks = leading(line);
	if (blanks === '') return line;
	if (!isBlank(place.before)) return doubles(place, line) ? line.slice(blanks.length) : line;
	const total = columns(place.before + blanks, place.unit.width);
	const expected = expectedColumn(place);
	if (total <= expected) return line;
	const text = line.slice(blanks.length);
	if (place.column >= expected) return text;
	const wanted = blanksTo(expected, place.unit);
	return wanted.startsWith(place.before) ? wanted.slice(place.before.length) + text : line;
}

/** One blank before the caret and more at once behind it; several are a column that is meant, as are those in texts and before comments. */
function doubles({ before, caret, rules }: Place, line: string): boolean {
	const literal = caret.top !== null && caret.top.kind !== 'bracket';
	return /\S\s$/.test(before) && !literal && !rules.lineComments.some((mark) => line.trimStart().startsWith(mark));
}

/** The column at which a new line at the caret would begin. */
export function expectedColumn({ above, rules, unit }: Place): number {
	return above === null ? 0 : above.column + (opensBlock(rules, above.text) ? unit.width : 0);
}

/**
 * Columns by which lines below the first are too far left, for an answer that leaves out the caret's indentation: the first of them belongs
 * to a block that was just opened, yet is not deeper than what opened it, though not at the left edge either.
 */
export function missingIndent(place: Place, opener: string, column: number, next: string): number {
	const deep = columns(leading(next), place.unit.width);
	// Labels and YAML's lists stand at the column of what they belong to.
	if (/^\s*(?:case\b|default\b|- )/.test(next)) return 0;
	return column > 0 && deep > 0 && deep <= column && opensBlock(place.rules, opener) && !closesBlock(place.rules, next) ? column : 0;
}

import { type CompletionPosition, type CompletionShape, MAX_POSITION_SUFFIX } from '../types.ts';
import { columns, type IndentUnit, indentUnit, isBlank, leading } from './indent.ts';
import { type LanguageRules, languageRules } from './languages.ts';
import { scanStart } from './lexical.ts';
import { type Frame, LexicalScanner } from './scanner.ts';
import { withSelection } from './selection.ts';

export interface PlacedLine {
	readonly text: string;
	/** Of its first character that is not blank. */
	readonly column: number;
}

/** All that the shape, the stop and the passes need to know of a position; line breaks are `\n` throughout. */
export interface Place {
	readonly rules: LanguageRules;
	readonly eol: '\n' | '\r\n';
	readonly unit: IndentUnit;
	/** The caret's line up to the caret, and from it. */
	readonly before: string;
	readonly rest: string;
	/** Of the caret's line. */
	readonly column: number;
	/** The line above the caret's, and the nearest one that is not blank. */
	readonly directlyAbove: string | null;
	readonly above: PlacedLine | null;
	/** Last lines above the caret's, in the file's order. */
	readonly linesAbove: readonly string[];
	/** The line below the caret's, and the next ones that are not blank. */
	readonly directlyBelow: string | null;
	readonly below: readonly PlacedLine[];
	readonly suffix: string;
	/** Where the caret's line begins, and at the caret. Never to be changed: cloned. */
	readonly lineStart: LexicalScanner;
	readonly caret: LexicalScanner;
	/** The window does not show the whole file: outer brackets may close out of sight. */
	readonly partial: boolean;
	/** Of the line that the innermost frame at the caret opened on; null where none is open. */
	readonly innerColumn: number | null;
	/** Frames open at the caret, and the fewest within its line. */
	readonly depth: number;
	readonly lineMin: number;
	/** The text must not close the outer so many frames: the suffix closes them. */
	readonly floor: number;
	/** Lexical faults of the text around the caret without any completion. */
	readonly faults: number;
}

/** One step of the cleaning: pure, linear in the text and its surroundings, on `\n` line breaks; '' means that nothing is left. */
export type Pass = (place: Place, shape: CompletionShape, text: string) => string;

/** What the floor is read from. `partial`: the window does not show the whole file. */
interface Around {
	readonly rest: string;
	readonly after: readonly string[];
	readonly below: readonly PlacedLine[];
	/** Of the line each frame at the caret opened on. */
	readonly frameColumns: readonly number[];
	readonly partial: boolean;
}

const ABOVE_LINES = 60;
const MAX_BEFORE = 2_000;
const BEFORE_END = 500;
const BELOW_LINES = 60;
const places = new WeakMap<CompletionPosition, Place>();

/** Reads a position once: linear in its prefix and suffix, kept as long as the position is. */
export function placeOf(position: CompletionPosition): Place {
	let place = places.get(position);
	if (place === undefined) {
		place = readPlace(withSelection(position));
		places.set(position, place);
	}
	return place;
}

function readPlace(position: CompletionPosition): Place {
	const rules = languageRules(position.languageId);
	const prefix = unixBreaks(position.prefix);
	const suffix = unixBreaks(position.suffix);
	const start = scanStart(prefix);
	const lineAt = prefix.lastIndexOf('\n') + 1;
	const line = prefix.slice(lineAt);
	// Of a very long line, as in a minified file, the end is enough.
	const before = line.length > MAX_BEFORE ? line.slice(-BEFORE_END) : line;
	const above = lineAt === 0 ? [] : prefix.slice(start, lineAt - 1).split('\n');
	const [rest = '', ...after] = suffix.split('\n');
	const goesUnit = position.languageId === 'go' || position.languageId === 'makefile';
	const unit = indentUnit([...above, ...after.slice(0, 200)], { tabs: goesUnit, width: 4, sure: goesUnit, seen: goesUnit });
	const placed = (text: string): PlacedLine => ({ text, column: columns(leading(text), unit.width) });

	const scanner = new LexicalScanner(rules);
	const frameColumns: number[] = [];
	let column = 0;
	let lineMin = 0;
	const visit = (_at: number, depth: number, opens: boolean): void => {
		if (opens) frameColumns[depth - 1] = column;
		lineMin = Math.min(lineMin, Math.max(0, depth));
	};
	for (const line of above) {
		column = columns(leading(line), unit.width);
		scanner.scanLine(line, visit);
		scanner.finishLine();
	}
	column = columns(leading(line), unit.width);
	scanner.scanLine(line.slice(0, line.length - before.length), visit);
	const lineStart = scanner.clone();
	lineMin = scanner.stack.length;
	scanner.scanLine(before, visit);
	const lines = after.map(placed);
	const below = lines.filter((line) => !isBlank(line.text)).slice(0, BELOW_LINES);
	const partial = position.line > above.length || start > 0 || isCut(position, after.length);
	const caret = scanner;
	return {
		rules,
		eol: /\r\n/.test(position.prefix) || /\r\n/.test(position.suffix) ? '\r\n' : '\n',
		unit,
		before,
		rest,
		column,
		directlyAbove: above.at(-1) ?? null,
		above: placedLast(above, placed),
		linesAbove: above.slice(-ABOVE_LINES),
		directlyBelow: after[0] ?? null,
		below,
		suffix,
		lineStart,
		caret,
		partial,
		innerColumn: frameColumns[caret.stack.length - 1] ?? null,
		depth: caret.stack.length,
		lineMin,
		floor: floorOf(caret, lineStart, { rest, after, below, frameColumns, partial }),
		faults: faultsOf(lineStart, before + suffix),
	};
}

function isCut(position: CompletionPosition, linesAfter: number): boolean {
	return position.line + 1 + linesAfter < position.fileLines || position.suffix.length >= MAX_POSITION_SUFFIX;
}

function placedLast(lines: readonly string[], placed: (text: string) => PlacedLine): PlacedLine | null {
	const last = lines.findLast((line) => !isBlank(line));
	return last === undefined ? null : placed(last);
}

/**
 * How many of the frames open at the caret the suffix closes. With the whole file in sight they are counted. Else the outer brackets are
 * not known, and indentation tells whether the innermost one is closed: the first line that is not deeper than the one it opened on begins
 * with a closing bracket at that very column.
 */
function floorOf(caret: LexicalScanner, lineStart: LexicalScanner, around: Around): number {
	let scanner = caret.clone();
	let depth = caret.stack.length;
	let lowest = depth;
	// Frames that a bracket of another kind passes over are left to the text to close.
	let count = 0;
	const closed = (_at: number, left: number): void => {
		if (left < 0 || left >= lowest) return;
		lowest = left;
		count++;
	};
	scanner.scanLine(around.rest, closed);
	const { top } = caret;
	if (count === 0 && (endsWithLine(top) || isTexts(caret, around))) {
		// The suffix does not close the string or comment: the text may, and what follows it is code again.
		scanner = caret.clone();
		scanner.dropTop();
		depth--;
		lowest = depth;
		if (top?.kind === 'string') scanner.scanLine(around.rest, closed);
	}
	const template = caret.stack.findIndex((frame, i) => frame.kind === 'string' && i >= lineStart.stack.length);
	if (count === 0 && top?.kind === 'bracket' && template >= 0) {
		// Code within a string that began on this line: both are the text's to close.
		while (scanner.stack.length > template) scanner.dropTop();
		depth = template;
		lowest = template;
	}
	if (around.partial) {
		const onLine = Math.max(0, depth - lineStart.stack.length);
		if (count > 0) return depth - Math.max(0, onLine - count);
		return floorByIndentation(depth, around);
	}
	for (const line of around.after) {
		scanner.finishLine();
		scanner.scanLine(line, closed);
	}
	return count;
}

function floorByIndentation(depth: number, { frameColumns, below }: Around): number {
	const column = frameColumns[depth - 1];
	const end = column === undefined ? undefined : below.find((line) => line.column <= column);
	if (end === undefined || (end.column === column && /^\s*[)\]}]/.test(end.text))) return depth;
	let open = depth;
	while (open > 0 && frameColumns[open - 1] === column) open--;
	return open;
}

/**
 * Whether a literal of many lines that the rest of the line does not close is the text's to close: a comment where another one begins
 * before the next end, a string where the suffix makes more sense as code.
 */
function isTexts(caret: LexicalScanner, { after }: Around): boolean {
	const { top } = caret;
	const below = after.join('\n');
	if (top?.kind === 'comment' && top.rule !== null && !top.rule.nested) {
		const open = below.indexOf(top.rule.open);
		return open >= 0 && open < below.indexOf(top.rule.close);
	}
	if (top?.kind !== 'string') return false;
	// Quotes of strings that may, but seldom do, go over lines.
	if (top.close === '"' || top.close === "'") return true;
	const outside = caret.clone();
	outside.dropTop();
	return faultsOf(outside, below) <= faultsOf(caret, below);
}

/** Whether a line break ends the frame: a comment or string of one line. */
function endsWithLine(frame: Frame | null): boolean {
	return frame !== null && ((frame.kind === 'string' && !frame.rule.multiline) || (frame.kind === 'comment' && frame.rule === null));
}

/** Lexical faults of `text` read from a line's start: what is closed without being open, and what stays open. */
export function faultsOf(lineStart: LexicalScanner, text: string): number {
	const scanner = lineStart.clone();
	scanner.faults = 0;
	scanner.scanText(text);
	scanner.finishLine();
	return scanner.faults + scanner.stack.length;
}

export function unixBreaks(text: string): string {
	return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

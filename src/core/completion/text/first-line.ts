import { beginsHeader, closesBlock, codeOf, goesOn, isNoRecipe, opensBlock } from './block-words.ts';
import { isBorder } from './borders.ts';
import { blanksTo, columns, isBlank, leading } from './indent.ts';
import type { Place } from './place.ts';

/** Where an answer's lines begin: the first by what stands around the caret, those below it by the first. */

/** Stand at the column of what they belong to, or at the left edge, in most files. */
const LABEL =
	/^(?:case\b|default\b|- |\w+:$|(?:public|private|protected)(?: slots)?:|#\s*(?:if|el|endif|define|undef|include|pragma|region|endregion))/;
/** What such a block holds is seldom indented. */
const FLAT = /^(?:export\s+)?(?:namespace|extern\s+"|<(?:html|head|body)\b)/;
/** Columns of an answer that chose its own step, where the file shows none. */
const LEAST_STEP = 2;

/** Columns that the lines below the first are too far left: those that stand at `from` or deeper, up to a blank line if `piece`. */
export interface Shift {
	readonly by: number;
	readonly from: number;
	readonly piece: boolean;
}

export const NO_SHIFT: Shift = { by: 0, from: 0, piece: false };

/** Tells of one line after the other by how many columns it moves. */
export function shifter(place: Place, { by, from, piece }: Shift): (line: string) => number {
	let ended = false;
	return (line) => {
		ended ||= isBorder(place.rules, line) || (piece && (isBlank(line) || (place.rules.layout === 'recipes' && isNoRecipe(line))));
		return ended || columns(leading(line), place.unit.width) < from ? 0 : by;
	};
}

/**
 * The first line of an answer as it goes on from the caret: without blanks that double those before it, and on a line of its own in the
 * file's own indentation, at the column where the block has its lines.
 */
export function firstLine(place: Place, line: string): string {
	const blanks = leading(line);
	if (!isBlank(place.before)) return blanks !== '' && doubles(place, line) ? line.slice(blanks.length) : line;
	const text = line.slice(blanks.length);
	const total = columns(place.before + blanks, place.unit.width);
	const expected = expectedColumn(place);
	if (total > expected) {
		if (place.before === '' && isContinued(place, blanks)) return line;
		if (place.column >= expected) return text;
	} else if (total === expected) {
		if (!place.unit.seen || place.column >= expected) return line;
	} else if (text === '' || !isDue(place, text, total)) return line;
	const wanted = blanksTo(expected, place.unit);
	return wanted.startsWith(place.before) ? wanted.slice(place.before.length) + text : line;
}

/** Below a line that a backslash carries on people align as they like; a tab that begins a recipe stays one. */
function isContinued({ directlyAbove }: Place, blanks: string): boolean {
	return directlyAbove?.endsWith('\\') === true && (blanks.startsWith('\t') || !directlyAbove.startsWith('\t'));
}

/**
 * What the lines below it lack where the first line had to be moved right: an answer that begins at the left edge of its own has them all
 * there. `next` is the line right below; lines that already stand in the block stay.
 */
export function followingShift(place: Place, line: string, next: string): Shift {
	const { before, unit } = place;
	if (!isBlank(before) || isBlank(next)) return NO_SHIFT;
	const from = columns(before + leading(line), unit.width);
	const to = columns(before + leading(firstLine(place, line)), unit.width);
	const column = columns(leading(next), unit.width);
	return to > from && column >= from && column < to && !closesBlock(place.rules, next) ? { by: to - from, from, piece: true } : NO_SHIFT;
}

/** One blank before the caret and more at once behind it; several are a column that is meant, as are those in texts and before comments. */
function doubles({ before, caret, rules }: Place, line: string): boolean {
	const literal = caret.top !== null && caret.top.kind !== 'bracket';
	return /\S\s$/.test(before) && !literal && !rules.lineComments.some((mark) => line.trimStart().startsWith(mark));
}

/** The column at which a new line at the caret would begin. */
function expectedColumn({ above, rules, unit }: Place): number {
	return above === null ? 0 : above.column + (opensBlock(rules, above.text) ? unit.width : 0);
}

/** Whether a line left of the expected column belongs there: it could stand where it is only by mistake. */
function isDue(place: Place, text: string, total: number): boolean {
	const { above, rules, unit, caret } = place;
	if (above === null || (caret.top !== null && caret.top.kind !== 'bracket')) return false;
	if (rules.layout === 'recipes') return !isNoRecipe(text) && !closesBlock(rules, text);
	if (closesBlock(rules, text) || goesOn(text) || LABEL.test(text)) return false;
	if (!unit.seen && total >= LEAST_STEP) return false;
	if (opensBlock(rules, above.text)) return total > above.column || mustBeDeeper(place, above.text);
	if (total > 0 && !isColumnAbove(place, total)) return true;
	return rules.layout === 'brackets' && place.innerColumn !== null && above.column === place.innerColumn + unit.width;
}

/** Whether the block that `line` opens cannot have a line as far left as itself. */
function mustBeDeeper({ rules, unit }: Place, line: string): boolean {
	const code = codeOf(rules, line);
	switch (rules.layout) {
		case 'brackets':
			return !FLAT.test(code);
		case 'words':
			return true;
		case 'indentation':
			// A key of YAML may be empty, and the next one stand below it.
			return /[{([]$/.test(code) || beginsHeader(rules, code) || /(?:->|=|\b(?:where|do|of|then|else|try|with|begin|function))$/.test(code);
		case 'markup':
			return unit.seen && !FLAT.test(code);
		default:
			return false;
	}
}

function isColumnAbove({ linesAbove, unit }: Place, column: number): boolean {
	return linesAbove.some((line) => !isBlank(line) && columns(leading(line), unit.width) === column);
}

/**
 * What an answer that leaves out the caret's indentation lacks on all lines but the first, judged by the `next` line that has something:
 * either it belongs to a block that was just opened, yet is not deeper than what opened it, though not at the left edge either; or it
 * stands where no line above does.
 */
export function missingShift(place: Place, opener: string, column: number, next: string): Shift {
	const deep = columns(leading(next), place.unit.width);
	if (column <= 0 || deep <= 0 || deep > column || closesBlock(place.rules, next)) return NO_SHIFT;
	if (/^\s*(?:case\b|default\b|- )/.test(next)) return NO_SHIFT;
	if (opensBlock(place.rules, opener)) return { by: column, from: 0, piece: false };
	if (deep === column || goesOn(next) || isColumnAbove(place, deep)) return NO_SHIFT;
	return { by: column - deep, from: deep, piece: false };
}

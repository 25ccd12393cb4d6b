import { opensBlock } from '../block-words.ts';
import { missingShift, shifter } from '../first-line.ts';
import { blanksTo, columns, isBlank, leading } from '../indent.ts';
import type { Pass, Place } from '../place.ts';

/**
 * Lines below the first in the file's own indentation: moved right where the answer leaves out the caret's, tabs for spaces or the other
 * way round, steps of another width scaled. Only where it is safe: the file shows its unit, every line is a whole number of steps deep, and
 * no string or comment goes over several lines.
 */
export const reindent: Pass = (place, _shape, text) => {
	const lines = text.split('\n');
	if (lines.length < 2 || hasLiteral(place, lines)) return text;
	const moved = scaled(place, moveRight(place, lines));
	return moved.map((line, i) => (i === 0 ? line : inUnit(place, line))).join('\n');
};

function hasLiteral(place: Place, lines: readonly string[]): boolean {
	const scanner = place.caret.clone();
	return lines.some((line) => {
		scanner.scanLine(line);
		scanner.finishLine();
		return scanner.top !== null && scanner.top.kind !== 'bracket';
	});
}

/** The column the text's lines are relative to, and the line that tells whether deeper ones are due. */
function opener(place: Place, lines: readonly string[]): { readonly column: number; readonly text: string; readonly next: number } {
	const first = place.before + lines[0]!;
	const blank = isBlank(first) && lines.length > 1;
	const at = blank ? lines.findIndex((line) => !isBlank(line)) : 0;
	const text = blank ? lines[at]! : first;
	const next = lines.findIndex((line, i) => i > at && !isBlank(line));
	return { column: columns(leading(text), place.unit.width), text, next };
}

function moveRight(place: Place, lines: readonly string[]): readonly string[] {
	const { column, text, next } = opener(place, lines);
	if (next < 0) return lines;
	const shift = shifter(place, missingShift(place, text, column, lines[next]!));
	return lines.map((line, i) => {
		const by = i < next || isBlank(line) ? 0 : shift(line);
		return by === 0 ? line : blanksTo(columns(leading(line), place.unit.width) + by, place.unit) + line.trimStart();
	});
}

function scaled(place: Place, lines: readonly string[]): readonly string[] {
	const { unit } = place;
	const { column, text, next } = opener(place, lines);
	if (next < 0 || !unit.sure || !opensBlock(place.rules, text) || /[([|>]\s*$|^\s*- /.test(text)) return lines;
	const depths = lines.slice(next).map((line) => (isBlank(line) ? 0 : columns(leading(line), unit.width) - column));
	const step = depths[0]!;
	const spaces = lines.slice(next).every((line) => !leading(line).includes('\t') || isBlank(line));
	if (!spaces || step <= 1 || step > 8 || step === unit.width || depths.some((depth) => depth < 0 || depth % step !== 0)) return lines;
	return lines.map((line, i) => {
		if (i < next || isBlank(line)) return line;
		return blanksTo(column + (depths[i - next]! / step) * unit.width, unit) + line.trimStart();
	});
}

function inUnit(place: Place, line: string): string {
	const { unit } = place;
	const blanks = leading(line);
	if (!unit.sure || isBlank(line) || blanks === '') return line;
	if (unit.tabs ? !blanks.includes(' ') : !blanks.includes('\t')) return line;
	const column = columns(blanks, unit.width);
	return column % unit.width === 0 ? blanksTo(column, unit) + line.slice(blanks.length) : line;
}

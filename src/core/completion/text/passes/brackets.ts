import { isBlank, leading } from '../indent.ts';
import { faultsOf, type Pass, type Place } from '../place.ts';
import type { LexicalScanner } from '../scanner.ts';
import { standsOver } from '../shape.ts';

/** Brackets that a line leaves open for the lines below it. */
const MAX_OPENS = 3;

/**
 * Brackets of the whole are no worse with the text than without it. Where it leaves its own open (cut by length, or one line of a block),
 * it goes back to the last line that leaves only blocks open and closes those; where that does not help, to the last line that leaves
 * nothing open; else nothing is left.
 */
export const balance: Pass = (place, _shape, text) => {
	if (isBlank(text) || isFine(place, text)) return text;
	for (const candidate of repairs(place, text)) if (!isBlank(candidate) && isFine(place, candidate)) return candidate;
	return '';
};

function isFine(place: Place, text: string): boolean {
	if (!place.partial) return faultsOf(place.lineStart, place.before + text + place.suffix) <= place.faults;
	// Outer brackets close out of sight, so that only the text itself can be judged. What a line opens may be closed by the lines below
	// that are deeper.
	const opens = !text.includes('\n') && standsOver(place) ? MAX_OPENS : 0;
	return faultsOf(place.lineStart, place.before + text) <= faultsOf(place.lineStart, place.before) + opens;
}

interface OpenLine {
	/** Units of the text up to the end of this line. */
	readonly end: number;
	/**
	 * What closes the text's own brackets, innermost first, each with the indentation of the line it opened on; null for one that opened
	 * within its line.
	 */
	readonly open: readonly { readonly close: string; readonly blanks: string | null }[];
	readonly inLiteral: boolean;
}

function* repairs(place: Place, text: string): Generator<string> {
	const lines = openLines(place, text);
	// The last of several lines may have been cut anywhere, and is left out.
	const blocks = lines.slice(1, -1).findLast((line) => !line.inLiteral && line.open.every((bracket) => bracket.blanks !== null));
	if (blocks !== undefined && blocks.open.length > 0) yield closed(text, blocks, true);
	const whole = lines.findLast((line) => line.open.length === 0 && !line.inLiteral);
	if (whole !== undefined) yield text.slice(0, whole.end);
	const first = lines[0]!;
	if (!first.inLiteral) yield closed(text, first, false);
	yield* shorterLines(text.slice(0, first.end));
}

/** A line cut before the last bracket or quote in it, and the one before. */
function* shorterLines(line: string): Generator<string> {
	let end = line.length;
	for (let i = 0; i < 4 && end > 0; i++) {
		end = Math.max(...['(', ')', '[', ']', '{', '}', '"', "'", '`'].map((mark) => line.lastIndexOf(mark, end - 1)));
		if (end > 0) yield line.slice(0, end).trimEnd();
	}
}

function openLines(place: Place, text: string): readonly OpenLine[] {
	const scanner = place.lineStart.clone();
	const opened: (string | null)[] = [];
	const lines: OpenLine[] = [];
	let end = 0;
	for (const [i, own] of text.split('\n').entries()) {
		const line = i === 0 ? place.before + own : own;
		let lowest = scanner.stack.length;
		scanner.scanLine(line, (_at, depth) => {
			lowest = Math.min(lowest, Math.max(0, depth));
		});
		// What a line leaves open is a block if the bracket stands at its end.
		opened.length = Math.min(opened.length, lowest);
		for (let depth = opened.length; depth < scanner.stack.length; depth++) {
			opened.push(depth === scanner.stack.length - 1 && /[{([]\s*$/.test(line) ? leading(line) : null);
		}
		end += own.length + (i === 0 ? 0 : 1);
		lines.push({ end, open: openOf(place, scanner, opened), inLiteral: scanner.top !== null && scanner.top.kind !== 'bracket' });
		scanner.finishLine();
	}
	return lines;
}

function openOf(place: Place, scanner: LexicalScanner, opened: readonly (string | null)[]): OpenLine['open'] {
	const own = scanner.stack.slice(Math.min(place.depth, scanner.stack.length));
	return own.map((frame, i) => ({ close: frame.close, blanks: opened[place.depth + i] ?? null })).reverse();
}

function closed(text: string, line: OpenLine, onLines: boolean): string {
	const kept = text.slice(0, line.end).trimEnd();
	return kept + line.open.map(({ close, blanks }) => (onLines && blanks !== null ? `\n${blanks}${close}` : close)).join('');
}

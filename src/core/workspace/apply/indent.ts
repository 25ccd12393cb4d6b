import { isPlaceholder } from './comments.ts';
import { columnsOf, type Item, indentOf } from './outline.ts';
import { stringsIn } from './strings.ts';

/** Share of indented lines that stand at whole steps; the rest is aligned. In a short text more may be. */
const STEPPED = 0.9;
const STEPPED_IN_SHORT = 0.6;
/** Of those at steps of two so many stand at steps of four where four is the step. */
const OF_SMALLER = 0.8;

/** What one step of a text's indentation is: a tab, or so many blanks. Null where the text shows none. */
export function unitOf(lines: readonly string[]): string | null {
	const columns = new Map<number, number>();
	let indented = 0;
	for (const line of lines) {
		if (line.startsWith('\t')) return '\t';
		const blanks = columnsOf(line);
		// A comment's star stands one further.
		if (blanks < 2 || line.trim() === '' || line[blanks] === '*') continue;
		columns.set(blanks, (columns.get(blanks) ?? 0) + 1);
		indented++;
	}
	if (indented === 0) return null;
	const share = (unit: number): number => {
		let count = 0;
		for (const [blanks, often] of columns) if (blanks % unit === 0) count += often;
		return count / indented;
	};
	const least = Math.min(...columns.keys());
	// Lines at half of eight are the first step, however few.
	const units = columns.has(4) ? [4, 2, 3] : [8, 4, 2, 3];
	const most = units.find((unit) => share(unit) >= STEPPED) ?? units.find((unit) => share(unit) >= OF_SMALLER * share(2)) ?? least;
	return ' '.repeat(most < least && share(least) >= STEPPED_IN_SHORT ? least : most);
}

/** The step that an item itself takes from its head to what it holds; null where that is only aligned, or nothing is there. */
export function stepOf({ sections: [{ head, body }] }: Item): string | null {
	const first = body.items[0]?.lead[0] ?? body.items[0]?.sections[0].head;
	if (first === undefined || !/(?:[{:[]|=>|\b(?:do|then|begin))\s*$/.test(head)) return null;
	const [outer, inner] = [indentOf(head), indentOf(first)];
	return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : null;
}

/**
 * Lines of a block as they stand in a file: the block's own base gives way to `indent`, its steps become those of the file, and what is
 * only aligned keeps its blanks.
 *
 * @param base columns that the block's lines have at this place
 * @param from one step of the block, `to` one of the file; null where the text shows none
 */
export function reindent(lines: readonly string[], base: number, indent: string, from: string | null, to: string | null): string[] {
	const own = from ?? to;
	const theirs = to ?? from;
	const step = own === null ? 0 : columnsOf(own);
	const kept = flushLines(lines, base);
	return lines.map((line, i) => {
		if (kept.has(i)) return line;
		if (line.trim() === '') return '';
		const beyond = Math.max(0, columnsOf(line) - base);
		const steps = step === 0 ? 0 : Math.floor(beyond / step);
		return indent + (theirs ?? '').repeat(steps) + ' '.repeat(beyond - steps * step) + line.trimStart();
	});
}

/** Lines of strings of which one stands at the edge whatever is around it: their blanks are text. */
function flushLines(lines: readonly string[], base: number): ReadonlySet<number> {
	const found = new Set<number>();
	for (const [from, end] of stringsIn(lines)) {
		const flush = lines.slice(from + 1, end).some((line) => line.trim() !== '' && columnsOf(line) <= base);
		if (flush) for (let i = from + 1; i < end; i++) found.add(i);
	}
	return found;
}

/** Lines with others in the place of the first placeholder. */
export function filled(
	lines: readonly string[],
	by: readonly string[],
	{ fileLines, fileUnit }: { readonly fileLines: ReadonlySet<string>; readonly fileUnit: string | null },
): string[] {
	const at = lines.findIndex((line) => isPlaceholder(line.trim(), fileLines));
	if (at < 0) return [...lines];
	const base = columnsOf(by.find((line) => line.trim() !== '') ?? '');
	return [...lines.slice(0, at), ...reindent(by, base, indentOf(lines[at]!), fileUnit, fileUnit), ...lines.slice(at + 1)];
}

import { isPlaceholder } from './comments.ts';
import { columnsOf, indentOf } from './outline.ts';

/** Share of indented lines that stand at whole steps; the rest is aligned. In a short text more may be. */
const STEPPED = 0.9;
const STEPPED_IN_SHORT = 0.6;

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
	const stepped = (unit: number, share: number): boolean => {
		let count = 0;
		for (const [blanks, often] of columns) if (blanks % unit === 0) count += often;
		return count >= share * indented;
	};
	const least = Math.min(...columns.keys());
	const most = [8, 4, 2, 3].find((unit) => stepped(unit, STEPPED));
	return ' '.repeat(most !== undefined && (most >= least || !stepped(least, STEPPED_IN_SHORT)) ? most : least);
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
	return lines.map((line) => {
		if (line.trim() === '') return '';
		const beyond = Math.max(0, columnsOf(line) - base);
		const steps = step === 0 ? 0 : Math.floor(beyond / step);
		return indent + (theirs ?? '').repeat(steps) + ' '.repeat(beyond - steps * step) + line.trimStart();
	});
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

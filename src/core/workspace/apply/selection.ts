import { homes, levels, mergeAnywhere } from './homes.ts';
import { reindent } from './indent.ts';
import { matchItems, nameOf } from './match.ts';
import { hasGap, type Merging } from './merge.ts';
import { columnsOf, type Given, type Item, indentOf, itemLines, type Level, outline } from './outline.ts';

interface Selected {
	readonly text: string;
	/** Offsets into `text`. */
	readonly selectionStart: number;
	readonly selectionEnd: number;
}

/**
 * Whether all of a block is in the file, and the selection is no more than the place that was asked about: a part of what the block has, or
 * something of which the block leaves out a part.
 */
export function reachesBeyond({ text, selectionStart, selectionEnd }: Selected, file: Level, asked: Given, merging: Merging): boolean {
	const { items, gaps } = asked;
	const home = homes(file, items, merging, null);
	if (!items.some((item) => itemLines(item).length > 1) || items.some((item) => !home.has(item) && gaps.size === 0)) return false;
	if (home.size === 0) return false;
	const selected = levels(outline(text.slice(selectionStart, selectionEnd).split(/\r?\n/))).flatMap((level) => level.items);
	const own = matchItems(selected, items);
	// Who selects all may only have asked about it.
	if (text.slice(selectionStart, selectionEnd).trim() === text.trim()) return true;
	return gaps.size > 0 || items.some((item) => !own.has(item) || hasGap(item, merging));
}

/**
 * A block that also holds parts of the file around the selection would double them: those go to their own place, and the rest replaces the
 * selection.
 */
export function replaceSelection({ text, selectionStart, selectionEnd }: Selected, asked: Given, merging: Merging, eol: string): string {
	const lineStart = text.slice(0, selectionStart).lastIndexOf('\n') + 1;
	const selected = text.slice(selectionStart, selectionEnd);
	const first = text.slice(lineStart, selectionStart) + selected.split(/\r?\n/)[0]!;
	const before = outline(text.slice(0, lineStart).split(/\r?\n/));
	const after = outline(text.slice(selectionEnd).split(/\r?\n/));
	const own = new Set(
		matchItems(
			levels(outline(selected.split(/\r?\n/))).flatMap(({ items }) => items),
			asked.items,
		).keys(),
	);
	// Only what has a name: another `if (x) {` of the file is no reason to take one out of the code that was asked for.
	const outside = (side: Level): Item[] => {
		const found = [...homes(side, asked.items, merging, null).keys()].filter(
			(item) => !own.has(item) && itemLines(item).length > 1 && nameOf(item) !== null,
		);
		// Overloads may be found by their number, which is another one without those of the selection.
		return homes(side, found, merging, null).size === found.length ? found : [];
	};
	const parted = [outside(before), outside(after)] as const;
	const either = new Set(parted.flat());
	// What is on both sides is the part of none, and with all of it elsewhere nothing would stand for the selection.
	const sure = either.size < asked.items.length && either.size === parted[0].length + parted[1].length;
	const [above, below] = sure ? [new Set(parted[0]), new Set(parted[1])] : [new Set<Item>(), new Set<Item>()];
	const inside = asked.items.filter((item) => !above.has(item) && !below.has(item));
	const base = Math.min(...asked.items.map((item) => columnsOf(item.sections[0].head)));
	const indent = indentOf(first);
	const given = inside.flatMap((item, i) => itemLines(i === 0 ? { ...item, blanks: [] } : item));
	const [head = '', ...rest] = reindent(given, Number.isFinite(base) ? base : 0, indent, merging.blockUnit, merging.fileUnit);
	// What stands before the selection on its line is indentation already, or code that the block goes on.
	const begin =
		text.slice(lineStart, selectionStart).trim() === ''
			? head.slice(Math.min(selectionStart - lineStart, indent.length))
			: head.trimStart();
	// Blank lines at the end of the selection part it from what follows.
	const tail = eol.repeat(/(?:\n[ \t\r]*)*$/.exec(selected)![0].match(/\n/g)?.length ?? 0);
	const side = (level: Level, source: string, items: ReadonlySet<Item>): string => {
		if (items.size === 0) return source;
		const merged = mergeAnywhere(level, { items: [...items], gaps: new Set([items.size]) }, { ...merging, merged: new Map() }, null);
		// What stands there is never lost.
		return merged === null ? source : merged.join(eol);
	};
	const proposed =
		side(before, text.slice(0, lineStart), above) +
		text.slice(lineStart, selectionStart) +
		[begin, ...rest].join(eol) +
		tail +
		side(after, text.slice(selectionEnd), below);
	return proposed;
}

import { isPlaceholder } from './comments.ts';
import { atCursor } from './cursor.ts';
import { applyDiff } from './diff.ts';
import { partImports, withImports } from './imports.ts';
import { reindent, unitOf } from './indent.ts';
import { keysOf, matchItems } from './match.ts';
import { given, hasGap, type Merging, mergeLevel } from './merge.ts';
import {
	columnsOf,
	FLAT,
	type Given,
	type Item,
	indentOf,
	itemLines,
	type Level,
	linesOf,
	outline,
	type Section,
	telling,
} from './outline.ts';

/** What applying a code block would do: the whole text of the file afterwards, and how it was found. */
export interface ApplyPlan {
	/** `wholeFile`: the block is the file's new text; `anchored`: what it leaves out stays. */
	readonly how: 'selection' | 'wholeFile' | 'anchored' | 'atCursor';
	readonly proposed: string;
}

export interface ApplyTarget {
	readonly text: string;
	/** Offsets into `text`; equal for a bare cursor. */
	readonly selectionStart: number;
	readonly selectionEnd: number;
}

/**
 * Where a code block of an answer belongs in a file. What the block leaves out stays: half a file, or what a placeholder stands for.
 * 1. The file is blank: the block is its text.
 * 2. Something is selected: the block replaces it, save what it repeats of the rest of the file, which goes to its own place.
 * 3. Definitions, keys and lines that the file has too: each takes the place of its earlier version, at whatever depth, and new ones follow
 *    their neighbours.
 * 4. Else it is inserted at the cursor's line.
 * Indentation, tabs and line ends are the file's. Every result is shown as a diff before anything changes.
 */
export function planApply({ text, selectionStart, selectionEnd }: ApplyTarget, code: string): ApplyPlan {
	const eol = text.includes('\r\n') ? '\r\n' : '\n';
	const lines = text.split(/\r\n|\n/);
	const known = new Set(lines.map((line) => line.trim()));
	const block = withoutPath(trimBlank(code.split(/\r\n|\n|\r/)), known);
	const joined = (out: readonly string[]): string => out.join(eol);
	if (text.trim() === '') return { how: 'wholeFile', proposed: joined(block) + eol };
	// Beyond any source a person edits, lines are compared as they stand.
	const depth = text.length + code.length > MOST_CHARS ? FLAT : 0;
	const patched = applyDiff(lines, block);
	if (patched !== null) return { how: 'anchored', proposed: joined(patched) };
	const file = outline(lines, depth);
	const merging: Merging = {
		fileLines: known,
		blockUnit: unitOf(block),
		fileUnit: unitOf(lines),
	};
	const all = given(outline(block, depth), merging);
	const { imports, rest } = partImports(file, all, matchItems(file.items, all.items)) ?? { imports: [], rest: all };
	const target = { text, selectionStart, selectionEnd };
	if (imports.length === 0) return placed(target, file, all, merging, block, eol);
	const plan = rest.items.length === 0 ? null : placed(target, file, rest, merging, block, eol);
	return { how: plan?.how ?? 'anchored', proposed: withImports(plan?.proposed ?? text, imports, eol) };
}

function placed(target: ApplyTarget, file: Level, asked: Given, merging: Merging, block: readonly string[], eol: string): ApplyPlan {
	const { text, selectionStart, selectionEnd } = target;
	if (selectionEnd > selectionStart && !reachesBeyond(target, file, asked, merging)) return selection(target, asked, merging, eol);
	const merged = mergeAnywhere(file, asked, merging);
	if (merged === null) {
		const lines = atCursor(linesOf(file), lineAt(text, selectionStart), asked, merging);
		return { how: 'atCursor', proposed: lines.join(eol) };
	}
	const leavesOut = block.some((line) => isPlaceholder(line.trim(), merging.fileLines));
	if (leavesOut || !sameLines(merged, block)) return { how: 'anchored', proposed: merged.join(eol) };
	return { how: 'wholeFile', proposed: inUnit(block, merging).join(eol) + (text.endsWith('\n') ? eol : '') };
}

const MOST_CHARS = 2_000_000;

function trimBlank(lines: readonly string[]): string[] {
	const said = (line: string): boolean => line.trim() !== '';
	const from = lines.findIndex(said);
	return from < 0 ? [] : lines.slice(from, lines.findLastIndex(said) + 1);
}

/** Models write the file's path into a comment above its code. */
function withoutPath(block: readonly string[], known: ReadonlySet<string>): readonly string[] {
	const first = block[0]?.trim() ?? '';
	const path = /^(\/\/|#|--|;|%|\/\*|<!--)\s*(file(name)?:\s*)?[\w@.~-]+([\\/][\w@.~-]+)*\.\w{1,8}\s*(\*\/|-->)?$/i;
	return block.length > 1 && path.test(first) && !known.has(first) ? trimBlank(block.slice(1)) : block;
}

function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length - 1;
}

/** The same lines in any order, whatever their blanks: nothing of the file was kept that the block does not have. */
function sameLines(a: readonly string[], b: readonly string[]): boolean {
	const sorted = (lines: readonly string[]): string => telling(lines).sort().join('\n');
	return sorted(a) === sorted(b);
}

function inUnit(lines: readonly string[], { blockUnit, fileUnit }: Merging): readonly string[] {
	return blockUnit === null || fileUnit === null || blockUnit === fileUnit ? lines : reindent(lines, 0, '', blockUnit, fileUnit);
}

/** Every level of a file, the outermost first. */
function levels(level: Level): Level[] {
	const inner = level.items.flatMap(({ sections }) => sections.flatMap(({ body }) => (body.items.length > 0 ? levels(body) : [])));
	return [level, ...inner];
}

/** The file with the block in it, null where nothing of the block is found in it. */
function mergeAnywhere(file: Level, asked: Given, merging: Merging): string[] | null {
	const home = homes(file, asked.items);
	if (home.size === 0) return null;
	const groups = new Map<Level, { items: Item[]; gaps: Set<number> }>();
	let level = [...home.values()][0]!;
	for (const [i, item] of asked.items.entries()) {
		level = home.get(item) ?? level;
		const group = groups.get(level) ?? { items: [], gaps: new Set<number>() };
		groups.set(level, group);
		if (asked.gaps.has(i)) group.gaps.add(group.items.length);
		group.items.push(item);
	}
	if (asked.gaps.has(asked.items.length)) for (const group of groups.values()) group.gaps.add(group.items.length);
	// A block that belongs to several levels is the whole of none.
	if (groups.size > 1) for (const group of groups.values()) group.gaps.add(group.items.length);
	let merged = file;
	for (const [at, group] of groups) merged = replaceLevel(merged, at, outlineOf(mergeLevel(at, group, merging)));
	return linesOf(merged);
}

/** Merged lines are not read again: they stand as they are. */
function outlineOf(lines: readonly string[]): Level {
	return { items: lines.map((head) => ({ blanks: [], lead: [], sections: [{ head, body: { items: [], trailing: [] } }] })), trailing: [] };
}

function replaceLevel(level: Level, at: Level, by: Level): Level {
	if (level === at) return by;
	const section = (s: Section): Section => ({ head: s.head, body: replaceLevel(s.body, at, by) });
	return { ...level, items: level.items.map((item) => ({ ...item, sections: item.sections.map(section) as [Section, ...Section[]] })) };
}

/**
 * The level of the file that each item of the block belongs to: the outermost one that has a version of it, elsewhere only where no second
 * level has one.
 */
function homes(file: Level, items: readonly Item[]): Map<Item, Level> {
	const root = matchItems(file.items, items);
	const found = new Map<Item, Level>();
	const elsewhere = new Map<Item, Level[]>();
	for (const [level, some] of candidates(file, items)) {
		for (const item of matchItems(level.items, some).keys()) elsewhere.set(item, [...(elsewhere.get(item) ?? []), level]);
	}
	for (const item of items) {
		const inner = elsewhere.get(item) ?? [];
		if (root.has(item)) found.set(item, file);
		else if (inner.length === 1) found.set(item, inner[0]!);
	}
	return found;
}

/** Inner levels that have something with a key of an item of the block, and those items. */
function candidates(file: Level, items: readonly Item[]): Map<Level, Item[]> {
	const byKey = new Map<string, Item[]>();
	for (const item of items) for (const key of keysOf(item)) byKey.set(key, [...(byKey.get(key) ?? []), item]);
	const found = new Map<Level, Item[]>();
	for (const level of levels(file).slice(1)) {
		const some = new Set(level.items.flatMap(keysOf).flatMap((key) => byKey.get(key) ?? []));
		if (some.size > 0)
			found.set(
				level,
				items.filter((item) => some.has(item)),
			);
	}
	return found;
}

/**
 * Whether all of a block is in the file, and the selection is no more than the place that was asked about: a part of what the block has, or
 * something of which the block leaves out a part.
 */
function reachesBeyond({ text, selectionStart, selectionEnd }: ApplyTarget, file: Level, asked: Given, merging: Merging): boolean {
	const { items, gaps } = asked;
	const home = homes(file, items);
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
function selection({ text, selectionStart, selectionEnd }: ApplyTarget, asked: Given, merging: Merging, eol: string): ApplyPlan {
	const lineStart = text.lastIndexOf('\n', selectionStart - 1) + 1;
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
	const outside = (side: Level) =>
		new Set([...homes(side, asked.items).keys()].filter((item) => !own.has(item) && itemLines(item).length > 1));
	const [above, below] = [outside(before), outside(after)];
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
		return (mergeAnywhere(level, { items: [...items], gaps: new Set([items.size]) }, merging) ?? []).join(eol);
	};
	const proposed =
		side(before, text.slice(0, lineStart), above) +
		text.slice(lineStart, selectionStart) +
		[begin, ...rest].join(eol) +
		tail +
		side(after, text.slice(selectionEnd), below);
	return { how: 'selection', proposed };
}

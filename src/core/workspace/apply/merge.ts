import { isComment, isPlaceholder } from './comments.ts';
import { isContainer, isShorter } from './identity.ts';
import { covers, isImport } from './imports.ts';
import { reindent } from './indent.ts';
import { matchItems, textOf } from './match.ts';
import { columnsOf, type Given, type Item, indentOf, itemLines, type Level, linesOf, telling } from './outline.ts';

/** What holds for a whole merge. */
export interface Merging {
	/** Trimmed lines of the file: what it has itself is no placeholder. */
	readonly fileLines: ReadonlySet<string>;
	/** One step of indentation, null where a text shows none. */
	readonly blockUnit: string | null;
	readonly fileUnit: string | null;
}

/** Share of a level's lines that a block must have for what is missing in it to be deleted. */
const WHOLE_SHARE = 2 / 3;

/** Takes the placeholders out of a level. */
export function given(level: Level, { fileLines }: Merging): Given {
	const items: Item[] = [];
	const gaps = new Set<number>();
	for (const item of level.items) {
		const { lead, sections } = item;
		const kept = lead.filter((line) => !isPlaceholder(line.trim(), fileLines));
		if (kept.length < lead.length) gaps.add(items.length);
		const [{ head, body }] = sections;
		if (sections.length === 1 && body.items.length === 0 && isPlaceholder(head.trim(), fileLines)) gaps.add(items.length);
		else items.push(kept.length < lead.length ? { ...item, lead: kept } : item);
	}
	return { items, gaps };
}

/** Whether a block leaves something out anywhere in this item. */
export function hasGap(item: Item, merging: Merging): boolean {
	return item.sections.some(({ body }) => {
		const { items, gaps } = given(body, merging);
		return gaps.size > 0 || items.some((inner) => hasGap(inner, merging));
	});
}

/**
 * A level of the file with the block's items in it, as lines: what the block has stands in the place of what it is a version of, new items
 * follow their neighbour, and what the block leaves out stays; save single lines, where the block is plainly the whole level.
 */
export function mergeLevel(file: Level, block: Given, merging: Merging): string[] {
	const matches = matchItems(file.items, block.items);
	const matched = new Map([...matches].map(([b, f]) => [f, b]));
	const whole = isWhole(file, block, matched);
	const indent = file.items[0] === undefined ? '' : indentOf(file.items[0].sections[0].head);
	const spaced = isSpaced(file);
	const { after, first, replaced } = place(file, block, matches);
	const out: string[][] = [];
	const insert = (items: readonly Item[], follows: Item | null): void => {
		for (const [i, item] of items.entries()) out.push(inserted(item, indent, spaced && (i > 0 || follows !== null), merging));
	};
	insert(first, null);
	for (const f of file.items) {
		const b = matched.get(f);
		if (b !== undefined)
			out.push(whole && isImport(b) ? [...f.blanks, ...leadOf(f, b), ...ownForm(f, b, merging)] : mergeItem(f, b, merging));
		else if (!(replaced.has(f) || (whole && isLine(f)))) out.push(itemLines(f));
		insert(after.get(f) ?? [], f);
	}
	return [...withCommas(file, block.items, out).flat(), ...file.trailing];
}

/** The block begins and ends as the level does, has most of it, and says nowhere that it leaves something out. */
function isWhole(file: Level, { items, gaps }: Given, matched: ReadonlyMap<Item, Item>): boolean {
	const [first, last] = [file.items[0], file.items.at(-1)];
	if (gaps.size > 0 || first === undefined || last === undefined) return false;
	if (matched.get(first) !== items[0] || matched.get(last) !== items.at(-1)) return false;
	const kept = file.items.filter((f) => matched.has(f));
	return kept.length >= WHOLE_SHARE * file.items.length;
}

/** Whether definitions of this level have blank lines between them; a lone one does not tell, and functions mostly have. */
function isSpaced({ items }: Level): boolean {
	const further = items.slice(1).filter((item) => !isLine(item));
	return further.length > 0 ? further.some(({ blanks }) => blanks.length > 0) : items.some(({ sections }) => /\(/.test(sections[0].head));
}

function isLine({ sections }: Item): boolean {
	return sections.length === 1 && sections[0].body.items.length === 0;
}

interface Places {
	/** New items by the item of the file that they follow. */
	readonly after: ReadonlyMap<Item, readonly Item[]>;
	readonly first: readonly Item[];
	/** Lines of the file that new ones stand for: between two matched neighbours, where the block has other lines. */
	readonly replaced: ReadonlySet<Item>;
}

function place(file: Level, { items, gaps }: Given, matches: ReadonlyMap<Item, Item>): Places {
	const after = new Map<Item, Item[]>();
	const first: Item[] = [];
	const replaced = new Set<Item>();
	const taken = new Set(matches.values());
	const index = new Map(file.items.map((f, i) => [f, i]));
	let before: Item | null = null;
	let run: Item[] = [];
	/** `apart`: a placeholder stands before the run; `gap`: one stands after it. */
	const settle = (next: Item | null, apart: boolean, gap: boolean): void => {
		const to = next === null ? -1 : index.get(next)!;
		if (run.length > 0 && before !== null && !apart && !gap) {
			const between = file.items.slice(index.get(before)! + 1, Math.max(0, to));
			const lines = run.every(isLine) && between.every((f) => isLine(f) && !taken.has(f));
			if (lines) for (const f of between) replaced.add(f);
		}
		// New items follow what stands before them; what only precedes a match stands before it, and what follows a gap at the end.
		const near = apart ? null : before;
		const atEnd = to < 0 && (apart || !gap) ? (file.items.at(-1) ?? null) : null;
		const behind = near ?? (to > 0 ? file.items[to - 1]! : atEnd);
		if (behind === null) first.push(...run);
		else if (run.length > 0) after.set(behind, [...(after.get(behind) ?? []), ...run]);
		run = [];
	};
	let apart = false;
	for (const [i, item] of items.entries()) {
		if (gaps.has(i)) {
			settle(null, apart, true);
			apart = true;
		}
		const match = matches.get(item);
		if (match === undefined) {
			run.push(item);
			continue;
		}
		settle(match, apart, false);
		before = match;
		apart = false;
	}
	settle(null, apart, gaps.has(items.length));
	return { after, first, replaced };
}

function inserted(item: Item, indent: string, spaced: boolean, { blockUnit, fileUnit }: Merging): string[] {
	const lines = itemLines({ ...item, blanks: [] });
	const base = columnsOf(item.sections[0].head);
	const blanks = isLine(item) ? item.blanks.length > 0 : spaced;
	return [...(blanks ? [''] : []), ...reindent(lines, base, indent, blockUnit, fileUnit)];
}

/** The block's version at the place, and in the form, of the file's item. */
export function mergeItem(f: Item, b: Item, merging: Merging): string[] {
	const lead = leadOf(f, b);
	if (textOf(f) === textOf(b))
		return [...f.blanks, ...lead.map((line) => indented(line, f, b, merging)), ...itemLines({ ...f, blanks: [], lead: [] })];
	const start = [...f.blanks, ...lead.map((line) => indented(line, f, b, merging))];
	if (covers(f, b) || (!isLine(f) && isElided(f, b))) return [...start, ...itemLines({ ...f, blanks: [], lead: [] })];
	if (isLine(b)) return [...start, ...ownForm(f, b, merging)];
	const bodies = f.sections.length === b.sections.length || isContainer(f);
	if (bodies && !isLine(f) && (isContainer(f) || hasGap(b, merging) || onlyComments(b))) return [...start, ...mergeSections(f, b, merging)];
	return [...start, ...ownForm(f, b, merging)];
}

/** A body that is left out on the line of its head: `f() { ... }`, `def f(): ...`, `class A {}`. */
function isElided(f: Item, b: Item): boolean {
	if (!isLine(b)) return false;
	const head = b.sections[0].head.trim();
	if (isContainer(f) && /^[^=]*\{\s*\}$/.test(head)) return true;
	return /[{[(:]\s*(\.{3,}|…|\/\*.*\*\/|(\/\/|#|--)\s.*)\s*[}\])]?[;,]?$/.test(head) && !/\(\s*\.{3}\)/.test(head);
}

function indented(line: string, f: Item, b: Item, merging: Merging): string {
	if (f.lead.includes(line)) return line;
	return reindent([line], columnsOf(b.sections[0].head), indentOf(f.sections[0].head), merging.blockUnit, merging.fileUnit)[0]!;
}

/** Comments and decorators: the block's where it has any, and decorators of the file that it does not repeat. */
function leadOf(f: Item, b: Item): readonly string[] {
	if (b.lead.length === 0) return f.lead;
	if (b.lead.map((line) => line.trim()).join('\n') === f.lead.map((line) => line.trim()).join('\n')) return f.lead;
	const comment = (line: string): boolean => isComment(line.trim()) || /^\s*\*/.test(line);
	const decorators = b.lead.some((line) => !comment(line)) ? [] : f.lead.filter((line) => !comment(line));
	const comments = b.lead.some(comment) ? [] : f.lead.filter(comment);
	return [...comments, ...b.lead, ...decorators];
}

/** Lines of the block in the file's indentation; lines that are the file's but for blanks stay as they are there. */
function ownForm(f: Item, b: Item, { blockUnit, fileUnit }: Merging): string[] {
	const lines = itemLines({ ...b, blanks: [], lead: [] });
	return reindent(lines, columnsOf(b.sections[0].head), indentOf(f.sections[0].head), blockUnit, fileUnit);
}

function onlyComments(b: Item): boolean {
	const inner = b.sections.flatMap(({ body }) => linesOf(body)).filter((line) => line.trim() !== '');
	return inner.length > 0 && inner.every((line) => isComment(line.trim()) || /^\s*\*/.test(line));
}

function mergeSections(f: Item, b: Item, merging: Merging): string[] {
	const out: string[] = [];
	for (const [i, section] of f.sections.entries()) {
		const theirs = b.sections[i];
		const head =
			theirs === undefined ? [section.head] : reindent([theirs.head], columnsOf(b.sections[0].head), indentOf(section.head), null, null);
		out.push(theirs !== undefined && !isShorter(theirs.head, section.head) ? head[0]! : section.head);
		if (theirs === undefined || onlyCommentLevel(theirs.body)) out.push(...linesOf(section.body));
		else if (isContainer(f)) out.push(...mergeLevel(section.body, given(theirs.body, merging), merging));
		else out.push(...mergeSegments(section.body, given(theirs.body, merging), merging));
	}
	return out;
}

function onlyCommentLevel(level: Level): boolean {
	const lines = linesOf(level).filter((line) => line.trim() !== '');
	return lines.every((line) => isComment(line.trim()));
}

/**
 * Statements with placeholders between them. What stands together in the block stands for what the file has from its first to its last
 * match; before the first placeholder it also stands for the beginning, after the last for the end.
 */
function mergeSegments(file: Level, { items, gaps }: Given, merging: Merging): string[] {
	if (gaps.size === 0 && !items.some((item) => hasGap(item, merging))) return blockLines(file, items, merging);
	const matches = matchItems(file.items, items);
	const index = new Map(file.items.map((f, i) => [f, i]));
	const out: string[] = [];
	let cursor = 0;
	const bounds = [...new Set([0, ...gaps, items.length])].sort((a, b) => a - b);
	for (const [k, from] of bounds.entries()) {
		const to = bounds[k + 1];
		if (to === undefined || from === to) continue;
		const segment = items.slice(from, to);
		const at = segment.flatMap((item) => {
			const match = matches.get(item);
			const i = match === undefined ? -1 : index.get(match)!;
			return i >= cursor ? [i] : [];
		});
		const [opens, closes] = [!gaps.has(from), !gaps.has(to)];
		const later = items.slice(to).flatMap((item) => index.get(matches.get(item) ?? item) ?? []);
		const between = Math.max(cursor, Math.min(endOf(file.items), ...later.filter((i) => i >= cursor)));
		const start = opens ? 0 : at.length > 0 ? Math.min(...at) : closes ? tailStart(file.items, segment) : between;
		const end = closes ? file.items.length : at.length > 0 ? Math.max(...at) + 1 : opens ? headEnd(file.items, segment) : start;
		out.push(...file.items.slice(cursor, start).flatMap(itemLines));
		for (const item of segment) {
			const match = matches.get(item);
			if (match !== undefined) out.push(...mergeItem(match, item, merging));
			else out.push(...inserted(item, indentOf((file.items[0] ?? item).sections[0].head), false, merging));
		}
		cursor = Math.max(cursor, end);
	}
	return [...out, ...file.items.slice(cursor).flatMap(itemLines), ...file.trailing];
}

function blockLines(file: Level, items: readonly Item[], merging: Merging): string[] {
	const indent = indentOf((file.items[0] ?? items[0])?.sections[0].head ?? '');
	return [...items.flatMap((item) => inserted(item, indent, false, merging)), ...file.trailing];
}

/** Where an ending without any match begins: at the file's own last statement of the same kind, before its return, else behind all. */
function tailStart(file: readonly Item[], segment: readonly Item[]): number {
	const last = file.at(-1);
	if (last === undefined) return 0;
	const word = firstWord(last);
	return word === firstWord(segment.at(-1)!) ? file.length - 1 : file.length;
}

/** Before the statement that leaves the function, where that is its last. */
function endOf(file: readonly Item[]): number {
	const last = file.at(-1);
	return last !== undefined && /^(return|throw|raise)$/.test(firstWord(last)) ? file.length - 1 : file.length;
}

function headEnd(file: readonly Item[], segment: readonly Item[]): number {
	return file[0] !== undefined && firstWord(file[0]) === firstWord(segment[0]!) ? 1 : 0;
}

function firstWord(item: Item): string {
	return /^\W*[\w$]+/.exec(item.sections[0].head.trim())?.[0] ?? '';
}

/** In a list whose items are parted by commas each new one gets its own. */
function withCommas(file: Level, block: readonly Item[], out: string[][]): string[][] {
	const ended = (item: Item): boolean => itemLines(item).at(-1)!.trimEnd().endsWith(',');
	const ends = file.items.map(ended);
	const keys = file.items.every((f) => /^\s*["'][^"']+["']\s*(:|$)|^\s+[{[]$/.test(f.sections[0].head));
	const parted =
		ends.length > 1 ? ends.slice(0, -1).every(Boolean) : ends[0] === true || keys || (block.length > 1 && block.slice(0, -1).every(ended));
	if (file.items.length === 0 || !parted) return out;
	const closed = ends.at(-1) === true;
	return out.map((lines, i) => {
		const last = lines.findLastIndex((line) => telling([line]).length > 0 || /[)\]}],?\s*$/.test(line));
		if (last < 0) return lines;
		const wants = closed || i < out.length - 1;
		const line = lines[last]!.trimEnd();
		const fixed = wants && !line.endsWith(',') ? `${line},` : !wants && line.endsWith(',') ? line.slice(0, -1) : lines[last]!;
		return lines.map((other, j) => (j === last ? fixed : other));
	});
}

import { withCommas } from './commas.ts';
import { isComment, isPlaceholder } from './comments.ts';
import { isContainer, isElement, isShorter, wordOf } from './identity.ts';
import { covers, isImport } from './imports.ts';
import { filled, reindent, stepOf } from './indent.ts';
import { matchItems, textOf } from './match.ts';
import { columnsOf, type Given, type Item, indentOf, itemLines, type Level, linesOf, outline, type Section } from './outline.ts';
import { endOf, firstWord, headEnd, isLine, isWhole, place, spacing, tailStart } from './place.ts';

/** What holds for a whole merge. */
export interface Merging {
	/** Trimmed lines of the file: what it has itself is no placeholder. */
	readonly fileLines: ReadonlySet<string>;
	/** One step of indentation, null where a text shows none. */
	readonly blockUnit: string | null;
	readonly fileUnit: string | null;
	/** Levels of the file that have been merged already, with what became of them. */
	readonly merged: Map<Level, readonly string[]>;
	/** Sentences about what was not sure. */
	readonly doubts: Set<string>;
}

/** An item of the file as it stands, but for what was merged below it. */
function itemLinesOf(item: Item, { merged }: Merging): string[] {
	return merged.size === 0 ? itemLines(item) : linesOf({ items: [item], trailing: [] }, merged);
}

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
	const spaced = spacing(file, block.items);
	const { after, first, replaced } = place(file, block, matches);
	const out: string[][] = [];
	const insert = (items: readonly Item[], follows: Item | null): void => {
		for (const [i, item] of items.entries()) out.push(inserted(item, indent, i > 0 || follows !== null ? spaced : 0, merging));
	};
	insert(first, null);
	for (const f of file.items) {
		const b = matched.get(f);
		if (b !== undefined)
			out.push(whole && isImport(b) ? [...f.blanks, ...leadOf(f, b), ...ownForm(f, b, merging)] : mergeItem(f, b, merging));
		else if (!(replaced.has(f) || (whole && isLine(f)))) out.push(itemLinesOf(f, merging));
		insert(after.get(f) ?? [], f);
	}
	return [...withCommas(file, block.items, out), file.trailing].flat();
}

function inserted(item: Item, indent: string, spaced: number, { blockUnit, fileUnit }: Merging): string[] {
	const lines = itemLines({ ...item, blanks: [] });
	const base = columnsOf(item.sections[0].head);
	const blanks = isLine(item) ? Math.min(1, item.blanks.length) : spaced;
	return [...Array<string>(blanks).fill(''), ...reindent(lines, base, indent, blockUnit, fileUnit)];
}

/** The block's version at the place, and in the form, of the file's item. */
export function mergeItem(f: Item, b: Item, merging: Merging): string[] {
	const lead = leadOf(f, b);
	if (textOf(f) === textOf(b))
		return [...f.blanks, ...lead.map((line) => indented(line, f, b, merging)), ...itemLinesOf({ ...f, blanks: [], lead: [] }, merging)];
	const start = [...f.blanks, ...lead.map((line) => indented(line, f, b, merging))];
	if (covers(f, b) || (!isLine(f) && isElided(f, b))) return [...start, ...itemLinesOf({ ...f, blanks: [], lead: [] }, merging)];
	if (isLine(b)) return [...start, ...ownForm(f, b, merging)];
	const bodies = f.sections.length === b.sections.length || isContainer(f) || hasGap(b, merging);
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
	const [from, to] = [stepOf(b), stepOf(f)];
	const own = from !== null && to !== null;
	return reindent(lines, columnsOf(b.sections[0].head), indentOf(f.sections[0].head), own ? from : blockUnit, own ? to : fileUnit);
}

function onlyComments(b: Item): boolean {
	const inner = b.sections.flatMap(({ body }) => linesOf(body)).filter((line) => line.trim() !== '');
	return inner.length > 0 && inner.every((line) => isComment(line.trim()) || /^\s*\*/.test(line));
}

function mergeSections(f: Item, b: Item, merging: Merging): string[] {
	const out: string[] = [];
	// A `finally` that the block adds: each part is found by its word.
	if (b.sections.length > f.sections.length && !isContainer(f)) {
		for (const theirs of b.sections) {
			const section = f.sections.find(({ head }) => wordOf(head) === wordOf(theirs.head));
			out.push(...reindent([theirs.head], columnsOf(b.sections[0].head), indentOf(f.sections[0].head), null, null));
			const { items, gaps } = given(theirs.body, merging);
			out.push(...mergeSegments(section === undefined ? { items: [], trailing: [] } : bodyOf(section, merging), { items, gaps }, merging));
		}
		return out;
	}
	for (const [i, section] of f.sections.entries()) {
		const theirs = b.sections[i];
		const head =
			theirs === undefined ? [section.head] : reindent([theirs.head], columnsOf(b.sections[0].head), indentOf(section.head), null, null);
		out.push(theirs !== undefined && !isShorter(theirs.head, section.head) ? head[0]! : section.head);
		if (theirs === undefined || onlyCommentLevel(theirs.body)) out.push(...linesOf(section.body, merging.merged));
		else if (isContainer(f) || isElement(f)) out.push(...mergeLevel(bodyOf(section, merging), given(theirs.body, merging), merging));
		else out.push(...mergeSegments(bodyOf(section, merging), given(theirs.body, merging), merging));
	}
	return out;
}

/** With what was merged into it before. */
function bodyOf({ body }: Section, { merged }: Merging): Level {
	const lines = merged.get(body);
	return lines === undefined ? body : outline(lines);
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
	const matches = withChangedHeads(file.items, items, merging);
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
		out.push(...linesOf({ items: file.items.slice(cursor, start), trailing: [] }, merging.merged));
		for (const item of segment) {
			const match = matches.get(item);
			if (match !== undefined) out.push(...mergeItem(match, item, merging));
			else {
				const lines = inserted(item, indentOf((file.items[0] ?? item).sections[0].head), 0, merging);
				// `try { // existing code }` around all that there was.
				out.push(...(opens && closes && at.length === 0 ? filled(lines, linesOf(file), merging) : lines));
			}
		}
		cursor = Math.max(cursor, end);
	}
	return [...out, ...linesOf({ items: file.items.slice(cursor), trailing: file.trailing }, merging.merged)];
}

function blockLines(file: Level, items: readonly Item[], merging: Merging): string[] {
	const indent = indentOf((file.items[0] ?? items[0])?.sections[0].head ?? '');
	return [...items.flatMap((item) => inserted(item, indent, 0, merging)), ...file.trailing];
}

/** Also `if (a && b) {` for `if (a) {`, where the block leaves out what is in it. */
function withChangedHeads(file: readonly Item[], items: readonly Item[], merging: Merging): ReadonlyMap<Item, Item> {
	const matches = new Map(matchItems(file, items));
	for (const b of items) {
		if (matches.has(b) || !hasGap(b, merging)) continue;
		const taken = new Set(matches.values());
		const same = file.filter((f) => !taken.has(f) && !isLine(f) && firstWord(f) === firstWord(b));
		if (same.length === 1) matches.set(b, same[0]!);
	}
	return matches;
}

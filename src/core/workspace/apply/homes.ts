import * as l10n from '@vscode/l10n';
import { identityOf, isOtherForm } from './identity.ts';
import { keysOf, matchItems, mayMatch, nameOf } from './match.ts';
import { type Merging, mergeLevel } from './merge.ts';
import { type Given, type Item, itemLines, type Level, linesOf } from './outline.ts';
import { isLine } from './place.ts';

/** Every level of a file, the outermost first. */
export function levels(level: Level): Level[] {
	const out: Level[] = [];
	const put = (one: Level): void => {
		out.push(one);
		for (const { sections } of one.items) for (const { body } of sections) if (body.items.length > 0) put(body);
	};
	put(level);
	return out;
}

/**
 * The file with the block in it, null where nothing of the block is found in it.
 * @param cursor line that the user points at, null: none
 */
export function mergeAnywhere(file: Level, asked: Given, merging: Merging, cursor: number | null): string[] | null {
	const home = homes(file, asked.items, merging, cursor);
	if (home.size === 0) {
		// New things beside a placeholder: what there was stands before them.
		if (asked.gaps.size === 0 || asked.items.length === 0 || file.items.length === 0 || !asked.items.every(isOutside)) return null;
		merging.doubts.add(
			asked.gaps.has(0)
				? l10n.t('Nothing in the block says where it goes: it stands at the end of the file.')
				: l10n.t('Nothing in the block says where it goes: it stands at the beginning of the file.'),
		);
		return mergeLevel(file, asked, merging);
	}
	// Another function has an `if err != nil {` too.
	const told = [...home].some(([item, at]) => nameOf(item) !== null || at === file || cursor === null || reaches(at, cursor));
	if (!told) merging.doubts.add(l10n.t('Only lines without a name say where the block goes, and they are not at the cursor.'));
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
	// Inner levels first: what holds them takes over what became of them.
	const order = groups.size === 1 ? [...groups] : levels(file).flatMap((at) => (groups.has(at) ? [[at, groups.get(at)!] as const] : []));
	for (const [at, group] of order.reverse()) merging.merged.set(at, mergeLevel(at, group, merging));
	return linesOf(file, merging.merged);
}

/** What stands at the edge of its text is no part of something that the block does not show. */
function isOutside({ sections }: Item): boolean {
	return !/^\s/.test(sections[0].head);
}

/**
 * The level of the file that each item of the block belongs to: the outermost one that has a version of it. Elsewhere the one that has it;
 * of several that of the rest of the block or of the cursor, else, for a definition, the one whose version is the nearest, which is said.
 */
export function homes(file: Level, items: readonly Item[], merging: Merging, cursor: number | null): Map<Item, Level> {
	const root = matchItems(file.items, items);
	const found = new Map<Item, Level>();
	const elsewhere = new Map<Item, Map<Level, Item>>();
	// A method is looked for in the classes before a function of its name is taken for it.
	const other = new Set([...root].flatMap(([b, f]) => (isOtherForm(b, f) ? [b] : [])));
	if (root.size - other.size < items.length) {
		for (const [level, some] of candidates(file, items)) {
			for (const [b, f] of matchItems(level.items, some)) {
				if (other.has(b) && isOtherForm(b, f)) continue;
				const known = elsewhere.get(b) ?? new Map<Level, Item>();
				elsewhere.set(b, known.set(level, f));
			}
		}
	}
	for (const item of items) {
		const inner = withBodies(item, elsewhere.get(item) ?? new Map());
		if (root.has(item) && !(other.has(item) && inner.size > 0)) found.set(item, file);
		else if (inner.size === 1) found.set(item, [...inner.keys()][0]!);
	}
	for (const [item, all] of elsewhere) {
		const several = withBodies(item, all);
		if (found.has(item) || several.size < 2 || identityOf(item) === null || isLine(item)) continue;
		const near = [...several.keys()].find((level) => [...found.values()].includes(level));
		const pointed = cursor === null ? undefined : [...several.keys()].findLast((level) => reaches(level, cursor));
		const best = near ?? pointed ?? mostAlike(item, several);
		if (near === undefined && pointed === undefined)
			merging.doubts.add(l10n.t('{0} is there {1} times: the one that is most alike is changed.', String(nameOf(item)), several.size));
		found.set(item, best);
	}
	return found;
}

/** Of the places for a definition those that hold one, and not a line of its name. */
function withBodies(item: Item, several: ReadonlyMap<Level, Item>): ReadonlyMap<Level, Item> {
	if (isLine(item)) return several;
	const some = new Map([...several].filter(([, f]) => !isLine(f)));
	return some.size === 0 ? several : some;
}

/** Whether a line lies in a level, its heads' first to its last. */
function reaches({ items }: Level, line: number): boolean {
	const [first, last] = [items[0], items.at(-1)];
	if (first === undefined || last === undefined) return false;
	const size = itemLines({ ...last, blanks: [], lead: [] }).length;
	return line >= first.line - first.lead.length - first.blanks.length - 1 && line < last.line + size;
}

function mostAlike(item: Item, several: ReadonlyMap<Level, Item>): Level {
	const wordsOf = (one: Item): string[] =>
		itemLines(one)
			.join('\n')
			.match(/[\w$]+/g) ?? [];
	const wanted = new Set(wordsOf(item));
	const alike = (f: Item): number => {
		const words = new Set(wordsOf(f));
		let shared = 0;
		for (const word of words) if (wanted.has(word)) shared++;
		return shared / Math.max(1, words.size, wanted.size);
	};
	const scored = [...several].map(([level, f]) => ({ level, score: alike(f) }));
	return scored.reduce((best, next) => (next.score > best.score ? next : best)).level;
}

/** Inner levels that have something with a key of an item of the block, and those items. */
function candidates(file: Level, items: readonly Item[]): Map<Level, readonly Item[]> {
	const may = mayMatch(items);
	const byKey = new Map<string, Item[]>();
	for (const item of items) for (const key of keysOf(item)) byKey.set(key, [...(byKey.get(key) ?? []), item]);
	const found = new Map<Level, readonly Item[]>();
	for (const level of levels(file).slice(1)) {
		const maybe = level.items.filter(may);
		if (maybe.length === 0) continue;
		const some = new Set(maybe.flatMap(keysOf).flatMap((key) => byKey.get(key) ?? []));
		if (some.size === items.length) found.set(level, items);
		else if (some.size > 0)
			found.set(
				level,
				items.filter((item) => some.has(item)),
			);
	}
	return found;
}

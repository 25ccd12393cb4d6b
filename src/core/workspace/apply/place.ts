import { identityOf } from './identity.ts';
import type { Given, Item, Level } from './outline.ts';
import { nearness } from './overloads.ts';

/** Share of a level's lines that a block must have for what is missing in it to be deleted. */
const WHOLE_SHARE = 2 / 3;

/** The block begins and ends as the level does, has most of it, and says nowhere that it leaves something out. */
export function isWhole(file: Level, { items, gaps }: Given, matched: ReadonlyMap<Item, Item>): boolean {
	const [first, last] = [file.items[0], file.items.at(-1)];
	if (gaps.size > 0 || first === undefined || last === undefined) return false;
	if (matched.get(first) !== items[0] || matched.get(last) !== items.at(-1)) return false;
	const kept = file.items.filter((f) => matched.has(f));
	return kept.length >= WHOLE_SHARE * file.items.length;
}

/** Blank lines between definitions of this level: what most have; a lone one does not tell, and functions mostly have one. */
export function spacing({ items }: Level, block: readonly Item[]): number {
	const further = items.slice(1).filter((item) => !isLine(item));
	if (further.length === 0) {
		const parted = block.some((item) => !isLine(item) && item.blanks.length > 0);
		return parted || items.some(({ sections }) => /\(/.test(sections[0].head)) ? 1 : 0;
	}
	const counts = Map.groupBy(further, ({ blanks }) => blanks.length);
	const most = [...counts].sort(([a, ours], [b, theirs]) => theirs.length - ours.length || b - a)[0]![0];
	return Math.min(2, most === 0 && counts.size > 1 ? 1 : most);
}

export function isLine({ sections }: Item): boolean {
	return sections.length === 1 && sections[0].body.items.length === 0;
}

/** Share of words from which a line is another one's new version. */
const CHANGED = 0.6;

function isChanged(f: Item, b: Item): boolean {
	if (!isLine(f) || !isLine(b) || identityOf(f) !== null || identityOf(b) !== null) return false;
	return firstWord(f) === firstWord(b) && nearness(f, b) >= CHANGED;
}

/** Share of words from which a line with a name is another one's under a new name. */
const RENAMED = 0.5;

function isRenamed(f: Item, b: Item | undefined): boolean {
	return b !== undefined && identityOf(b) !== null && nearness(f, b) >= RENAMED;
}

interface Places {
	/** New items by the item of the file that they follow. */
	readonly after: ReadonlyMap<Item, readonly Item[]>;
	readonly first: readonly Item[];
	/** Lines of the file that new ones stand for: between two matched neighbours, where the block has other lines. */
	readonly replaced: ReadonlySet<Item>;
}

/** Where new items of a block go, and which lines of the file they stand for. */
export function place(file: Level, { items, gaps }: Given, matches: ReadonlyMap<Item, Item>): Places {
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
			// A key or a field that the block says nothing of stays, save where its new name stands there.
			if (lines && between.every((f, i) => identityOf(f) === null || isRenamed(f, run[i]))) for (const f of between) replaced.add(f);
		}
		// At the ends of a level a line stands for the one that is nearly the same.
		if (run.length > 0 && !apart && !gap && (before === null) !== (next === null)) {
			const edge = before === null ? file.items.slice(0, to) : file.items.slice(index.get(before)! + 1);
			const same = edge.length === run.length && edge.every((f, i) => !taken.has(f) && isChanged(f, run[i]!));
			if (same) for (const f of edge) replaced.add(f);
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

/** Where an ending without any match begins: at the file's own last statement of the same kind, before its return, else behind all. */
export function tailStart(file: readonly Item[], segment: readonly Item[]): number {
	const last = file.at(-1);
	if (last === undefined) return 0;
	const word = firstWord(last);
	return word === firstWord(segment.at(-1)!) ? file.length - 1 : file.length;
}

/** Before the statement that leaves the function, where that is its last. */
export function endOf(file: readonly Item[]): number {
	const last = file.at(-1);
	return last !== undefined && /^(return|throw|raise)$/.test(firstWord(last)) ? file.length - 1 : file.length;
}

export function headEnd(file: readonly Item[], segment: readonly Item[]): number {
	return file[0] !== undefined && firstWord(file[0]) === firstWord(segment[0]!) ? 1 : 0;
}

export function firstWord(item: Item): string {
	return /^\W*[\w$]+/.exec(item.sections[0].head.trim())?.[0] ?? '';
}

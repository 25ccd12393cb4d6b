export interface MenuItem {
	readonly id: string;
	readonly label: string;
	/** Dimmed behind the label: where it is from. */
	readonly from?: string;
	/** Second column, dimmed: a price, a reason. */
	readonly detail?: string;
	/** Set for what is on or off. */
	readonly checked?: boolean;
	/** It is what the button names. */
	readonly current?: boolean;
	readonly disabled?: boolean;
	/** Heading that starts a group at this item. */
	readonly group?: string;
	/** A mark behind the label. */
	readonly tag?: string;
	/** The detail is a figure: it does not wrap. */
	readonly short?: boolean;
	/** Tooltip. */
	readonly title?: string;
	/** Found by these words too. */
	readonly words?: string;
	/** Whoever types just this means it, and none that begins with it; absent: the label. */
	readonly name?: string;
	/** Shown only where it is searched for. */
	readonly searchOnly?: boolean;
	/** Found only where nothing else is. */
	readonly aside?: boolean;
	/** The same in other ways: shown below it on request, and in its place where only they are what is searched for. */
	readonly more?: readonly MenuItem[];
}

/** An item in its place; `under`: it is one of the `more` of the item before. */
export interface MenuRow {
	readonly item: MenuItem;
	readonly group: string | undefined;
	readonly under: boolean;
}

/** More rows than this are not looked through; whoever searches types on. */
const MOST_FOUND = 100;

interface Found {
	readonly rows: readonly MenuRow[];
	/** So many more were found. */
	readonly left: number;
}

/** Items that a search finds, and without one those that are shown at once. @param opened id of the item whose `more` are shown */
export function foundRows(items: readonly MenuItem[], query: string, opened: string | null): Found {
	const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
	let group: string | undefined;
	const placed = items.map((item) => {
		group = item.group ?? group;
		return { item, group };
	});
	const hits = placed.flatMap(({ item, group: of }) => {
		if (wanted.length === 0) return item.searchOnly ? [] : rowsOf(item, of, opened);
		if (matches(item, of, wanted)) return rowsOf(item, of, opened);
		return (item.more ?? []).filter((one) => matches(one, of, wanted)).map((one) => ({ item: one, group: of, under: false }));
	});
	const meant = wanted.length === 0 ? hits : hits.filter(({ item }) => !item.aside);
	const all = meant.length === 0 ? hits : meant;
	return { rows: all.slice(0, MOST_FOUND), left: Math.max(0, all.length - MOST_FOUND) };
}

function rowsOf(item: MenuItem, group: string | undefined, opened: string | null): readonly MenuRow[] {
	const below = item.id === opened ? (item.more ?? []) : [];
	return [{ item, group, under: false }, ...below.map((one) => ({ item: one, group, under: true }))];
}

function matches({ label, words = '', from = '' }: MenuItem, group: string | undefined, wanted: readonly string[]): boolean {
	const text = `${label} ${from} ${words} ${group ?? ''}`.toLowerCase();
	return wanted.every((word) => text.includes(word));
}

/**
 * Id of the row that Enter means: of what was typed the one with just this name, else the first that can be picked; untyped what the button
 * names.
 */
export function meantRow(rows: readonly MenuRow[], query: string): string | null {
	const typed = query.trim().toLowerCase();
	const able = rows.filter(({ item }) => !item.disabled);
	const named = able.find(({ item }) => [item.label, item.name].some((name) => name?.toLowerCase() === typed));
	const current = typed === '' ? rows.find(({ item }) => item.current) : undefined;
	return (named ?? current ?? able[0])?.item.id ?? null;
}

/** Rows one below the other under one heading, or under none. */
export interface MenuSection {
	readonly group: string | undefined;
	readonly rows: readonly MenuRow[];
}

export function sectionsOf(rows: readonly MenuRow[]): readonly MenuSection[] {
	const sections: { group: string | undefined; rows: MenuRow[] }[] = [];
	for (const row of rows) {
		const last = sections.at(-1);
		if (last !== undefined && last.group === row.group) last.rows.push(row);
		else sections.push({ group: row.group, rows: [row] });
	}
	return sections;
}

/** Index that a key moves to among `count` rows, null for a key that does not move. @param at -1: none is marked */
export function movedTo(key: string, at: number, count: number): number | null {
	if (count === 0) return null;
	switch (key) {
		case 'ArrowDown':
			return (at + 1) % count;
		case 'ArrowUp':
			return (Math.max(at, 0) - 1 + count) % count;
		case 'PageDown':
			return Math.min(count - 1, at + PAGE);
		case 'PageUp':
			return Math.max(0, at - PAGE);
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return null;
	}
}

const PAGE = 8;

import { IMPORT, identityOf, isCallback } from './identity.ts';
import { covers } from './imports.ts';
import { type Item, itemLines, telling } from './outline.ts';
import { matchOverloads } from './overloads.ts';

/** Above this many pairs only lines that stand once are matched. */
const MOST_PAIRS = 4_000_000;

/** Text of an item without indentation: equal for what is the same code. */
export function textOf(item: Item): string {
	return (
		itemLines({ ...item, blanks: [], lead: [] })
			.map((line) => line.trim())
			.filter((line) => line !== '')
			.join('\n')
			// The last of a list has none.
			.replace(/,$/, '')
	);
}

/** The same without the blanks that align what is in a line. */
function codeOf(item: Item): string {
	let text = texts.get(item);
	if (text === undefined) {
		text = textOf(item).replace(/[ \t]+/g, ' ');
		texts.set(item, text);
	}
	return text;
}

/** A block is held against every level of a file. */
const texts = new WeakMap<Item, string>();
const identities = new WeakMap<Item, { readonly name: string | null }>();

export function nameOf(item: Item): string | null {
	let known = identities.get(item);
	if (known === undefined) {
		known = { name: identityOf(item) };
		identities.set(item, known);
	}
	return known.name;
}

/**
 * For each item of a block the item of the file that it is a version of: the same name or head, where both have it once; of several of one
 * name (overloads) the one with the same or the nearest head; the same text, in order. An item is matched once at most.
 */
export function matchItems(all: readonly Item[], block: readonly Item[]): ReadonlyMap<Item, Item> {
	const may = mayMatch(block);
	const file = all.filter((f) => may(f) && !isMisread(f));
	if (file.length === 0) return new Map();
	// Most levels of a long file, where a method is looked for.
	if (file.length === 1 && block.length === 1 && sameName(file[0]!, block[0]!)) return new Map([[block[0]!, file[0]!]]);
	const matches = new Map<Item, Item>();
	const taken = new Set<Item>();
	const pair = (b: Item, f: Item): void => {
		matches.set(b, f);
		taken.add(f);
	};
	const rest = (): [Item[], Item[]] => [file.filter((f) => !taken.has(f)), block.filter((b) => !matches.has(b))];
	for (const key of [nameOf, headOf]) {
		const [ours, theirs] = rest();
		const once = uniqueBy(ours, key);
		for (const [name, b] of uniqueBy(theirs, key)) {
			const f = once.get(name);
			if (f !== undefined) pair(b, f);
		}
	}
	for (const [b, f] of matchOverloads(...rest(), nameOf)) pair(b, f);
	const [restF, restB] = rest();
	const [textF, textB] = [restF.map(codeOf), restB.map(codeOf)];
	for (const [i, j] of commonItems(textF, textB)) pair(restB[j]!, restF[i]!);
	// Imports of one module: the block's line holds all that the file's does and more, or a part of it.
	for (const b of block) {
		if (matches.has(b) || !IMPORT.test(b.sections[0].head.trim())) continue;
		const [free] = rest();
		const f = free.find((other) => widens(other, b)) ?? free.find((other) => covers(other, b));
		if (f !== undefined) pair(b, f);
	}
	return matches;
}

/** Something that opens and holds nothing was not read as what it is: a part of a block must not go to its head alone. */
const OPENS = /(\)|\b(class|interface|enum|struct|impl|trait|module|namespace)\b)[^;]*[{:]\s*$/;

function isMisread({ sections }: Item): boolean {
	return sections.length === 1 && sections[0].body.items.length === 0 && OPENS.test(sections[0].head);
}

function sameName(a: Item, b: Item): boolean {
	const name = nameOf(a);
	return name !== null && name === nameOf(b);
}

/** Above this many items of a block nearly all of a file is worth a look. */
const MOST_PROBED = 200;

/**
 * A quick look at the head of an item of a file: false where it is a version of none of these. Of a file of 20,000 lines a few are left.
 */
export function mayMatch(block: readonly Item[]): (f: Item) => boolean {
	const known = probes.get(block) ?? probeOf(block);
	probes.set(block, known);
	return known;
}

/** A block is held against every level of a file. */
const probes = new WeakMap<readonly Item[], (f: Item) => boolean>();

function probeOf(block: readonly Item[]): (f: Item) => boolean {
	if (block.length > MOST_PROBED) return () => true;
	const words = new Set<string>();
	const wordless = new Set<string>();
	for (const item of block) {
		const head = item.sections[0].head.trim();
		const name = nameOf(item)?.replace(/^type |^export (?=default$)/, '');
		// Equal heads have equal names, and a name's last word stands in the head that it was read from.
		const word = /[\w$]+(?=\W*$)/.exec(name ?? '')?.[0] ?? longest(head.match(/[\w$]+/g) ?? []);
		if (IMPORT.test(head)) for (const kind of ['import', 'from', 'use', 'using']) words.add(kind);
		else if (word === '') wordless.add(head);
		else words.add(word);
	}
	const probe = words.size === 0 ? null : new RegExp([...words].map((word) => word.replaceAll('$', '\\$')).join('|'));
	return ({ sections: [{ head }] }) => probe?.test(head) === true || (wordless.size > 0 && wordless.has(head.trim()));
}

function longest(words: readonly string[]): string {
	return words.reduce((most, word) => (word.length > most.length ? word : most), '');
}

/** Head of what has a body and no name: `if (x) {`, the brace of a data file. */
function headOf({ sections }: Item): string | null {
	const [{ head, body }] = sections;
	if (sections.length === 1 && body.items.length === 0) return null;
	const text = head.trim();
	// Names from one module are parted from those of another by what closes their list, and so are calls with what they do: `f(() => {`.
	if (IMPORT.test(text) || isCallback(text)) return `${text} ${sections.at(-1)!.head.trim()}`;
	// Of the objects of a list, and of tables of one name, the first line tells which it is.
	if (/^\s+[[{(]+$|^\[\[/.test(head)) return `${text} ${body.items[0]?.sections[0].head.trim().replace(/,$/, '')}`;
	return text;
}

/** By any of these an item of the block can be a version of one of the file, imports aside. */
export function keysOf(item: Item): readonly string[] {
	const [name, head] = [nameOf(item), headOf(item)];
	return [...(name === null ? [] : [`name ${name}`]), ...(head === null ? [] : [`head ${head}`]), `text ${codeOf(item)}`];
}

/** Items that are the only ones with their key. */
function uniqueBy(items: readonly Item[], key: (item: Item) => string | null): Map<string, Item> {
	const found = new Map<string, Item>();
	const twice = new Set<string>();
	for (const item of items) {
		const name = key(item);
		if (name === null) continue;
		if (found.has(name)) twice.add(name);
		found.set(name, item);
	}
	for (const name of twice) found.delete(name);
	return found;
}

function widens(file: Item, block: Item): boolean {
	const [ours, theirs] = [codeOf(file), codeOf(block)];
	if (!IMPORT.test(ours) || !IMPORT.test(theirs)) return false;
	const words = (text: string): string[] => text.match(/[\w$./@*-]+/g) ?? [];
	const offered = new Set(words(theirs));
	return words(ours).every((word) => offered.has(word));
}

/** Longest common subsequence of lines that tell something; pairs of indices. */
function commonItems(a: readonly string[], b: readonly string[]): [number, number][] {
	if (a.length === 0 || b.length === 0) return [];
	if (a.length * b.length > MOST_PAIRS) return onceInBoth(a, b);
	const width = b.length + 1;
	const best = new Uint32Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			best[i * width + j] = same(a[i]!, b[j]!)
				? best[(i + 1) * width + j + 1]! + 1
				: Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
		}
	}
	const pairs: [number, number][] = [];
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		if (same(a[i]!, b[j]!)) pairs.push([i++, j++]);
		else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i++;
		else j++;
	}
	return pairs;
}

function same(a: string, b: string): boolean {
	return a === b && telling([a]).length > 0;
}

function onceInBoth(a: readonly string[], b: readonly string[]): [number, number][] {
	const at = new Map<string, number>();
	for (const [i, text] of a.entries()) at.set(text, at.has(text) ? -1 : i);
	const seen = new Set<number>();
	return b.flatMap((text, j): [number, number][] => {
		const i = at.get(text) ?? -1;
		if (i < 0 || seen.has(i) || telling([text]).length === 0) return [];
		seen.add(i);
		return [[i, j]];
	});
}

import { isComment, isMarker } from './comments.ts';
import { stringsIn } from './strings.ts';

/** A stretch of an item: a line, and the lines that are indented deeper below it. */
export interface Section {
	readonly head: string;
	readonly body: Level;
}

/**
 * What stands at one indentation as a whole: a statement, a function, a class with its methods, a key with its value. `if … else …` and a
 * closing bracket are further sections of the same item. All lines are as in the text, without their ends.
 */
export interface Item {
	/** Blank lines above. */
	readonly blanks: readonly string[];
	/** Comments, attributes and decorators right above it. */
	readonly lead: readonly string[];
	readonly sections: readonly [Section, ...Section[]];
	/** Of its head in the text, from 0. */
	readonly line: number;
	/** Its first word is its name: a column of a table, a field of a struct. */
	readonly named?: true;
}

export interface Level {
	readonly items: readonly Item[];
	/** Blank lines at the end. */
	readonly trailing: readonly string[];
}

/**
 * A block's items, and where it leaves something out: `gaps` holds indices of items that a placeholder stands before, and the number of
 * items where one stands at the end.
 */
export interface Given {
	readonly items: readonly Item[];
	readonly gaps: ReadonlySet<number>;
}

/** Last lines of what begins on a line, both from 0: what the editor or the brackets say where the indentation does not. */
export type Ends = ReadonlyMap<number, number>;

/** A line that goes on with the item above it at the same indentation. */
const CONTINUES =
	/^([)\]}]|<\/|(else|elif|elsif|elseif|except|catch|finally)\b|(rescue|ensure|then|end|fi|done|esac)\b(?!\s*([-+*/|]?=(?!>)|[:([,])))/;
/** What holds lines that begin with their names. */
const NAMES_FIRST = /\b(struct|interface)\s*\{$|^\s*(create\s+table|model)\b.*[({]$/i;
/** Columns of a tab, for comparing indentations alone. */
const TAB = 4;

export function indentOf(line: string): string {
	return /^[ \t]*/.exec(line)![0];
}

/** Columns of a line's indentation. */
export function columnsOf(line: string): number {
	let columns = 0;
	for (let i = 0; i < line.length; i++) {
		const c = line.charCodeAt(i);
		if (c === 32) columns++;
		else if (c === 9) columns += TAB - (columns % TAB);
		else break;
	}
	return columns;
}

/** Deeper nesting than code has is read flat: a model may send any number of steps. */
const DEEPEST = 40;
/** The depth at which every line is an item. */
export const FLAT = DEEPEST;

/**
 * The items of a text by their indentation, which is what nearly all languages share. `linesOf` gives the lines back.
 * @param ends where items end that are not indented as they are nested
 */
export function outline(lines: readonly string[], depth = 0, ends: Ends = new Map()): Level {
	return new Reader(lines, ends).level(0, lines.length, depth, false);
}

/** Columns of a line that is blank, and of one inside of a string, which ends nothing. */
const BLANK = -1;
const INSIDE = 1_000_000;

class Reader {
	readonly #lines: readonly string[];
	readonly #columns: Int32Array;
	readonly #ends: Ends;
	readonly #strings: ReadonlyMap<number, number>;

	constructor(lines: readonly string[], ends: Ends) {
		this.#lines = lines;
		this.#columns = Int32Array.from(lines, (line) => (line.trim() === '' ? BLANK : columnsOf(line)));
		this.#ends = ends;
		this.#strings = stringsIn(lines);
		for (const [at, end] of this.#strings) this.#columns.fill(INSIDE, at + 1, end);
	}

	/** Lines from `from` to before `to`. */
	level(from: number, to: number, depth: number, named: boolean): Level {
		const items: Item[] = [];
		let blanks: string[] = [];
		let lead: string[] = [];
		let at = from;
		while (at < to) {
			const line = this.#lines[at]!;
			if (this.#columns[at] === BLANK) {
				// Comments that a blank line parts from what follows stand for themselves.
				for (const item of loose(blanks, lead, at)) items.push(item);
				if (lead.length > 0) blanks = [line];
				else blanks.push(line);
				lead = [];
				at++;
				continue;
			}
			const comment = this.#commentEnd(at, to);
			if (comment > at) {
				for (; at < comment; at++) lead.push(this.#lines[at]!);
				continue;
			}
			const { sections, end } = this.#sections(at, to, depth);
			items.push(named ? { blanks, lead, sections, line: at, named } : { blanks, lead, sections, line: at });
			blanks = [];
			lead = [];
			at = end;
		}
		for (const item of loose(blanks, lead, to)) items.push(item);
		return { items, trailing: lead.length > 0 ? [] : blanks };
	}

	/** End of the comment or decorator that begins at `at`; `at` where none does, or where what follows is no code at its indentation. */
	#commentEnd(at: number, to: number): number {
		const first = this.#lines[at]!;
		const text = first.trim();
		if (/^[^\W_]/.test(text) && !/^rem\b/i.test(text)) return at;
		if (/^(\/\*|<!--|\{\/\*)/.test(text)) {
			const close = text.startsWith('<!--') ? '-->' : '*/';
			for (let end = at; end < to; end++) if (this.#lines[end]!.includes(close, end === at ? first.indexOf(text) + 2 : 0)) return end + 1;
			return at;
		}
		// A text of several lines is an item of its own.
		if (/^("""|''')/.test(text) && text.split(text.slice(0, 3)).length === 2) return at;
		return isMarker(text) || isComment(text) ? at + 1 : at;
	}

	#sections(at: number, to: number, depth: number): { sections: [Section, ...Section[]]; end: number } {
		const columns = this.#columns[at]!;
		const sections: Section[] = [];
		let end = at;
		for (;;) {
			const head = this.#lines[end]!;
			const first = sections.length === 0;
			let bodyEnd = end + 1;
			if (depth === 0 && first && this.#isTable(end)) while (bodyEnd < to && !this.#isTable(bodyEnd)) bodyEnd++;
			const close = first && depth < DEEPEST ? (this.#strings.get(end) ?? 0) : 0;
			if (close > 0 && close <= to) {
				sections.push({ head, body: this.level(end + 1, close, FLAT, false) });
				return { sections: sections as [Section, ...Section[]], end: close };
			}
			if (depth < DEEPEST) bodyEnd = Math.max(bodyEnd, this.#bodyEnd(end, bodyEnd, to, columns));
			const next = this.#lines[bodyEnd];
			const goesOn =
				depth < DEEPEST && bodyEnd < to && this.#columns[bodyEnd] === columns && continues(next!.trim(), sections, bodyEnd === end + 1);
			let inner = bodyEnd;
			// Blank lines before what does not belong to the item belong to that.
			if (!goesOn) while (inner > end + 1 && this.#columns[inner - 1] === BLANK) inner--;
			const named = first && NAMES_FIRST.test(head);
			sections.push({ head, body: inner === end + 1 ? EMPTY : this.level(end + 1, inner, depth + 1, named) });
			end = inner;
			if (!goesOn) return { sections: sections as [Section, ...Section[]], end };
		}
	}

	/** Where the deeper lines below a head end; later where its brackets or the editor say so. */
	#bodyEnd(head: number, from: number, to: number, columns: number): number {
		let end = from;
		while (end < to && (this.#columns[end] === BLANK || this.#columns[end]! > columns)) end++;
		const last = this.#ends.get(head);
		return last === undefined || last >= to || last < end ? end : last + (this.#columns[last]! === columns && last > head ? 0 : 1);
	}

	/** `[table]` or `[[table]]` of TOML and INI, which has the lines below it up to the next one. */
	#isTable(at: number): boolean {
		const line = this.#lines[at]!;
		if (!line.startsWith('[') || !/^\[\[?[\w."' :/-]+\]\]?\s*$/.test(line)) return false;
		const next = this.#lines.slice(at + 1, at + 20).find((other) => !/^\s*([#;].*)?$/.test(other));
		return next === undefined ? at > 0 : /^([\w."'-]+\s*=|\[)/.test(next);
	}
}

const EMPTY: Level = { items: [], trailing: [] };

/** A comment's lines as items of their own. */
function loose(blanks: readonly string[], lead: readonly string[], end: number): Item[] {
	return lead.map((head, i) => ({
		blanks: i === 0 ? blanks : [],
		lead: [],
		sections: [{ head, body: EMPTY }],
		line: end - lead.length + i,
	}));
}

/** A brace on a line of its own opens the body of the head above it. */
function continues(next: string, before: readonly Section[], empty: boolean): boolean {
	// The end of a script whose lines stand at the tag's own indentation ends none of them.
	const tag = /^<\/([\w.:-]*)/.exec(next)?.[1];
	if (tag !== undefined && !before.some(({ head }) => head.includes(`<${tag}`))) return false;
	// A method may have the name of what follows a `try`.
	if (/^(except|catch|finally)\b/.test(next) && !before.some(({ head }) => /\btry\b/.test(head))) return false;
	return CONTINUES.test(next) || (/^[{(]$/.test(next) && before.length === 0 && empty);
}

/** @param instead lines that stand for a level, as they are */
export function linesOf(level: Level, instead?: ReadonlyMap<Level, readonly string[]>): string[] {
	const out: string[] = [];
	putLevel(level, out, instead);
	return out;
}

export function itemLines(item: Item): string[] {
	const out: string[] = [];
	putItem(item, out);
	return out;
}

function putLevel(level: Level, out: string[], instead?: ReadonlyMap<Level, readonly string[]>): void {
	const other = instead?.get(level);
	if (other !== undefined) {
		for (const line of other) out.push(line);
		return;
	}
	for (const item of level.items) putItem(item, out, instead);
	for (const line of level.trailing) out.push(line);
}

function putItem({ blanks, lead, sections }: Item, out: string[], instead?: ReadonlyMap<Level, readonly string[]>): void {
	for (const line of blanks) out.push(line);
	for (const line of lead) out.push(line);
	for (const { head, body } of sections) {
		out.push(head);
		putLevel(body, out, instead);
	}
}

/** Lines that say something: not blank, not a lone bracket. */
export function telling(lines: readonly string[]): string[] {
	return lines.map((line) => line.trim()).filter((line) => /[\p{L}\p{N}]/u.test(line));
}

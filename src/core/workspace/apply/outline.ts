import { isComment, isMarker } from './comments.ts';

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

/** A line that goes on with the item above it at the same indentation. */
const CONTINUES =
	/^([)\]}]|<\/|(else|elif|elsif|elseif|except|catch|finally)\b|(rescue|ensure|then|end|fi|done|esac)\b(?!\s*([-+*/|]?=(?!>)|[:([,])))/;
/** Columns of a tab, for comparing indentations alone. */
const TAB = 4;

export function indentOf(line: string): string {
	return /^[ \t]*/.exec(line)![0];
}

/** Columns of a line's indentation. */
export function columnsOf(line: string): number {
	let columns = 0;
	for (const c of indentOf(line)) columns = c === '\t' ? columns - (columns % TAB) + TAB : columns + 1;
	return columns;
}

/** Deeper nesting than code has is read flat: a model may send any number of steps. */
const DEEPEST = 40;
/** The depth at which every line is an item. */
export const FLAT = DEEPEST;

/** The items of a text by their indentation, which is what nearly all languages share. `linesOf` gives the lines back. */
export function outline(lines: readonly string[], depth = 0): Level {
	const items: Item[] = [];
	let blanks: string[] = [];
	let lead: string[] = [];
	let at = 0;
	while (at < lines.length) {
		const line = lines[at]!;
		if (line.trim() === '') {
			// Comments that a blank line parts from what follows stand for themselves.
			items.push(...loose(blanks, lead));
			blanks = lead.length > 0 ? [line] : [...blanks, line];
			lead = [];
			at++;
			continue;
		}
		const comment = commentEnd(lines, at);
		if (comment > at) {
			lead.push(...lines.slice(at, comment));
			at = comment;
			continue;
		}
		const { sections, end } = sectionsFrom(lines, at, depth);
		items.push({ blanks, lead, sections });
		blanks = [];
		lead = [];
		at = end;
	}
	items.push(...loose(blanks, lead));
	return { items, trailing: lead.length > 0 ? [] : blanks };
}

/** A comment's lines as items of their own. */
function loose(blanks: readonly string[], lead: readonly string[]): Item[] {
	return lead.map((head, i) => ({ blanks: i === 0 ? blanks : [], lead: [], sections: [{ head, body: EMPTY }] }));
}

const EMPTY: Level = { items: [], trailing: [] };

/** End of the comment or decorator that begins at `at`; `at` where none does, or where what follows is no code at its indentation. */
function commentEnd(lines: readonly string[], at: number): number {
	const first = lines[at]!;
	const text = first.trim();
	if (/^(\/\*|<!--|\{\/\*)/.test(text)) {
		const close = text.startsWith('<!--') ? '-->' : '*/';
		for (let end = at; end < lines.length; end++) if (lines[end]!.includes(close, end === at ? first.indexOf(text) + 2 : 0)) return end + 1;
		return at;
	}
	if (isMarker(text)) return at + 1;
	return isComment(text) ? at + 1 : at;
}

function sectionsFrom(lines: readonly string[], at: number, depth: number): { sections: [Section, ...Section[]]; end: number } {
	const columns = columnsOf(lines[at]!);
	const sections: Section[] = [];
	let end = at;
	for (;;) {
		const head = lines[end]!;
		let bodyEnd = end + 1;
		if (depth === 0 && sections.length === 0 && isTable(lines, end)) while (bodyEnd < lines.length && !isTable(lines, bodyEnd)) bodyEnd++;
		const close = sections.length === 0 && depth < DEEPEST ? stringEnd(lines, end) : 0;
		if (close > 0) {
			sections.push({ head, body: outline(lines.slice(end + 1, close), FLAT) });
			return { sections: sections as [Section, ...Section[]], end: close };
		}
		while (depth < DEEPEST && bodyEnd < lines.length && (lines[bodyEnd]!.trim() === '' || columnsOf(lines[bodyEnd]!) > columns)) bodyEnd++;
		const next = lines[bodyEnd];
		const goesOn =
			depth < DEEPEST && next !== undefined && columnsOf(next) === columns && continues(next.trim(), sections, bodyEnd === end + 1);
		let inner = bodyEnd;
		// Blank lines before what does not belong to the item belong to that.
		if (!goesOn) while (inner > end + 1 && lines[inner - 1]!.trim() === '') inner--;
		sections.push({ head, body: outline(lines.slice(end + 1, inner), depth + 1) });
		end = inner;
		if (!goesOn) return { sections: sections as [Section, ...Section[]], end };
	}
}

/** The line behind the end of a string that a line begins and does not end; 0 where it begins none. */
function stringEnd(lines: readonly string[], at: number): number {
	const head = lines[at]!;
	const sign = /(["']{3})(?!.*\1)/.exec(head)?.[1] ?? (/[=(:,\w]\s*`[^`"']*$/.test(head) ? '`' : '');
	if (sign === '' || head.split(sign).length % 2 === 1) return 0;
	for (let end = at + 1; end < Math.min(lines.length, at + 500); end++) if (lines[end]!.includes(sign)) return end + 1;
	return 0;
}

/** `[table]` or `[[table]]` of TOML and INI, which has the lines below it up to the next one. */
function isTable(lines: readonly string[], at: number): boolean {
	if (!/^\[\[?[\w."' :/-]+\]\]?\s*$/.test(lines[at]!)) return false;
	const next = lines.slice(at + 1, at + 20).find((line) => !/^\s*([#;].*)?$/.test(line));
	return next === undefined ? at > 0 : /^([\w."'-]+\s*=|\[)/.test(next);
}

/** A brace on a line of its own opens the body of the head above it. */
function continues(next: string, before: readonly Section[], empty: boolean): boolean {
	// The end of a script whose lines stand at the tag's own indentation ends none of them.
	const tag = /^<\/([\w.:-]*)/.exec(next)?.[1];
	if (tag !== undefined && !before.some(({ head }) => head.includes(`<${tag}`))) return false;
	return CONTINUES.test(next) || (/^[{(]$/.test(next) && before.length === 0 && empty);
}

export function linesOf({ items, trailing }: Level): string[] {
	return [...items.flatMap(itemLines), ...trailing];
}

export function itemLines({ blanks, lead, sections }: Item): string[] {
	return [...blanks, ...lead, ...sections.flatMap(({ head, body }) => [head, ...linesOf(body)])];
}

/** Lines that say something: not blank, not a lone bracket. */
export function telling(lines: readonly string[]): string[] {
	return lines.map((line) => line.trim()).filter((line) => /[\p{L}\p{N}]/u.test(line));
}

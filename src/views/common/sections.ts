/**
 * Cuts Markdown into sections that can be read one by one: a block of code, or some prose up to an empty line that ends it. Line
 * by line and linear in the text, so that an answer of any length costs only what is new of it.
 */

export interface Section {
	/** As it was written; line ends are `\n`. */
	readonly raw: string;
	/** What is read before it: the head of a long table that goes on here. */
	readonly head: string;
	/** Set for a fenced block of code that stands for itself. */
	readonly code: { readonly text: string; readonly info: string } | null;
}

/** A section of prose is cut at the next line that allows it behind so many characters, so that reading it fits into a frame. */
const LONGEST_PROSE = 1_800;
/** Each section with a bracket reads them. */
const LONGEST_DEFINITIONS = 20_000;
/** What holds together, a list item with its code or what is folded, may be longer. */
const LONGEST_WHOLE = 200_000;

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
const INNER_FENCE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})/;
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const TOP_ITEM = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;
const TABLE_LINE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** What begins and ends a fold; code in a line, which is matched without the group, does neither. */
export const FOLDS = /`[^`\n]+`|<(\/?)details\b[^>\n]*>/gi;
/** A line that speaks of `<details>` folds nothing. */
const OPENS_FOLD = /^ {0,3}<details[\s>]/i;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
/** Where a link leads that is written elsewhere: `[name]: address`. */
const DEFINITION = /^ {0,3}\[[^\]]{1,200}\]:[ \t]*\S/;

/** Keeps the sections of a text that grows, and reads only from the start of the last one. */
export class Sections {
	#text = '';
	#all: Section[] = [];
	#starts: number[] = [];

	/** @param text line ends are `\n` */
	of(text: string): readonly Section[] {
		const last = this.#starts.length - 1;
		// What comes next may still belong to the last section, and the line before it may have been half a line.
		const grown = text.startsWith(this.#text);
		const kept = grown ? Math.max(0, last) : 0;
		// Another text has its own empty lines at its top.
		let start = grown ? (this.#starts[kept] ?? 0) : 0;
		let head = this.#all[kept]?.head ?? '';
		this.#all.length = kept;
		this.#starts.length = Math.min(this.#starts.length, kept);
		this.#text = text;
		while (start < text.length) {
			const { end, code, next } = sectionAt(text, start, head);
			const raw = text.slice(start, end);
			if (raw.trim() !== '') {
				this.#all.push({ raw, head, code });
				this.#starts.push(start);
			}
			start = end;
			head = next;
		}
		return this.#all.filter((section) => !onlyDefines(section));
	}
}

/** The lines of a text that say where links lead. */
export function definitionsIn(text: string): string {
	if (!text.includes(']:')) return '';
	let left = LONGEST_DEFINITIONS;
	const lines = text.split('\n').filter((line) => {
		if (!DEFINITION.test(line) || line.length > left) return false;
		left -= line.length;
		return true;
	});
	return lines.join('\n');
}

/** Nothing of it is shown. */
function onlyDefines({ raw, code }: Section): boolean {
	return code === null && DEFINITION.test(raw) && raw.split('\n').every((line) => line.trim() === '' || DEFINITION.test(line));
}

interface Cut {
	readonly end: number;
	readonly code: Section['code'];
	/** Head of the section that follows. */
	readonly next: string;
}

function sectionAt(text: string, start: number, head: string): Cut {
	const fence = FENCE.exec(lineAt(text, start).line);
	return fence === null ? proseAt(text, start, head) : codeAt(text, start, fence);
}

function codeAt(text: string, start: number, [, indent, marks, info]: RegExpExecArray): Cut {
	const inside: string[] = [];
	const close = new RegExp(`^ {0,3}${marks![0] === '~' ? '~' : '`'}{${marks!.length},}[ \\t]*$`);
	const outdent = indent === '' ? null : new RegExp(`^ {0,${indent!.length}}`);
	let at = lineAt(text, start).next;
	for (; at < text.length; ) {
		const { line, next } = lineAt(text, at);
		at = next;
		if (line.length < 300 && close.test(line)) break;
		inside.push(outdent === null ? line : line.replace(outdent, ''));
	}
	return { end: at, code: { text: inside.join('\n'), info: info!.trim() }, next: '' };
}

function proseAt(text: string, start: number, head: string): Cut {
	const isList = ITEM.test(lineAt(text, start).line);
	const table = head === '' ? tableHead(text, start) : head;
	let inner: string | null = null;
	let folded = 0;
	let empty = false;
	let at = start;
	while (at < text.length) {
		const { line, next } = lineAt(text, at);
		const long = at - start > LONGEST_PROSE;
		if (at - start > LONGEST_WHOLE) return { end: at, code: null, next: '' };
		if (inner === null && folded === 0 && at > start) {
			if (empty && line.trim() !== '' && !/^[ \t]/.test(line) && !(isList && ITEM.test(line))) return { end: at, code: null, next: '' };
			if (FENCE.test(line) && !(isList && /^ {2}/.test(line))) return { end: at, code: null, next: '' };
			if (long && (isList ? TOP_ITEM.test(line) : !UNDERLINE.test(line) && (table !== '' || !/^[ \t]/.test(line))))
				return { end: at, code: null, next: table };
		}
		const marks: string | undefined = line.length < 2_000 ? INNER_FENCE.exec(line)?.[1] : undefined;
		if (inner !== null) {
			const closing = line.trim();
			if (closing.startsWith(inner) && new Set(closing).size === 1) inner = null;
		} else if (marks !== undefined) inner = marks;
		else if (folded > 0 || OPENS_FOLD.test(line)) folded = Math.max(0, folded + foldsIn(line));
		empty = line.trim() === '';
		at = next;
	}
	return { end: text.length, code: null, next: '' };
}

/** How many more `<details>` a line opens than it closes. */
function foldsIn(line: string): number {
	if (!/<\/?details/i.test(line)) return 0;
	return [...line.matchAll(FOLDS)].reduce((sum, [, closes]) => sum + (closes === undefined ? 0 : closes === '' ? 1 : -1), 0);
}

/** The two lines that begin a table; empty where none begins. */
function tableHead(text: string, start: number): string {
	const first = lineAt(text, start);
	if (!first.line.includes('|') || first.next >= text.length) return '';
	const second = lineAt(text, first.next);
	return second.line.includes('-') && second.line.length < 2_000 && TABLE_LINE.test(second.line) ? text.slice(start, second.next) : '';
}

function lineAt(text: string, start: number): { readonly line: string; readonly next: number } {
	const end = text.indexOf('\n', start);
	return end === -1 ? { line: text.slice(start), next: text.length } : { line: text.slice(start, end), next: end + 1 };
}

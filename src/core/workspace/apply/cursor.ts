import { identityOf, isContainer } from './identity.ts';
import { reindent } from './indent.ts';
import type { Merging } from './merge.ts';
import { columnsOf, type Given, type Item, indentOf, itemLines, type Level, linesOf, outline } from './outline.ts';

/**
 * On the cursor's line where it is blank, else below it, as deep as the code there. A definition does not go into the middle of another one
 * but behind it.
 */
export function atCursor(lines: readonly string[], cursor: number, { items }: Given, { blockUnit, fileUnit }: Merging): string[] {
	const line = lines[cursor]!;
	const blank = line.trim() === '';
	const block = items.flatMap((item, i) => itemLines(i === 0 ? { ...item, blanks: [] } : item));
	const base = Math.min(...block.filter((l) => l.trim() !== '').map(columnsOf));
	const level = outline(lines);
	const around = items.some(isOutermost) ? itemAt(level, cursor) : items.some(isDefinition) ? definitionAt(level, 0, cursor) : null;
	if (around !== null) {
		const own = reindent(block, base, indentOf(lines[around.head]!), blockUnit, fileUnit);
		return [...lines.slice(0, around.end), '', ...own, ...lines.slice(around.end)];
	}
	const indent = blank && line !== '' ? line : indentBelow(lines, blank ? cursor : cursor + 1, fileUnit ?? blockUnit ?? '\t');
	const at = blank ? cursor : cursor + 1;
	return [...lines.slice(0, at), ...reindent(block, base, indent, blockUnit, fileUnit), ...lines.slice(blank ? at + 1 : at)];
}

/** Below all that there is, or above it where only a file's first lines may stand before it. */
export function atEnd(lines: readonly string[], { items }: Given, { blockUnit, fileUnit }: Merging, where: 'top' | 'end'): string[] {
	const block = items.flatMap((item, i) => itemLines(i === 0 ? { ...item, blanks: [] } : item));
	const own = reindent(block, Math.min(...block.filter((l) => l.trim() !== '').map(columnsOf)), '', blockUnit, fileUnit);
	if (where === 'top') {
		const at = firstLines(lines);
		const below = lines[at]?.trim() === '' ? [] : [''];
		return [...lines.slice(0, at), ...(at > 0 && lines[at - 1]!.trim() !== '' ? [''] : []), ...own, ...below, ...lines.slice(at)];
	}
	const last = lines.findLastIndex((line) => line.trim() !== '') + 1;
	const main = lines.findIndex((line) => /^if __name__ *==/.test(line));
	if (main < 0) return [...lines.slice(0, last), '', ...own, ...lines.slice(last)];
	return [...lines.slice(0, main), ...own, '', '', ...lines.slice(main)];
}

/** Lines that come before any import: a script's interpreter, licence comments, `package x;`, `'use strict'`. */
function firstLines(lines: readonly string[]): number {
	let at = 0;
	let comment = false;
	for (const [i, line] of lines.entries()) {
		const text = line.trim();
		if (comment) comment = !text.includes('*/');
		else if (text.startsWith('/*')) comment = !text.includes('*/');
		else if (!/^(#!|\/\/|#(?!include)|<\?php|package\b|namespace [\w\\.]+;|(["'])use \w+\2|$)/.test(text)) return at;
		if (text !== '' && !comment) at = i + 1;
	}
	return at;
}

function isDefinition(item: Item): boolean {
	return identityOf(item) !== null && item.sections[0].body.items.length > 0;
}

/** What stands in no other definition, in whatever language. */
function isOutermost(item: Item): boolean {
	return /^(export|impl|module\.exports|package)\b|^\[\[?\w[^=,]*\]\s*$|^func\s*\(\s*\w+\s+\*?\w+\s*\)/.test(item.sections[0].head.trim());
}

/** The outermost item around a line that is more than a line. */
function itemAt({ items }: Level, line: number): { head: number; end: number } | null {
	let at = 0;
	for (const item of items) {
		const head = at + item.blanks.length + item.lead.length;
		at += itemLines(item).length;
		if (line >= head && line < at && item.sections[0].body.items.length > 0) return { head, end: at };
	}
	return null;
}

/** The innermost definition around a line that is no container of others: its head's line and the line behind its end. */
function definitionAt(level: Level, from: number, line: number): { head: number; end: number } | null {
	let at = from;
	for (const item of level.items) {
		const end = at + itemLines(item).length;
		let head = at + item.blanks.length + item.lead.length;
		if (line >= head && line < end) {
			let inner: { head: number; end: number } | null = null;
			const own = isDefinition(item) && !isContainer(item) ? { head, end } : null;
			for (const { body } of item.sections) {
				inner ??= definitionAt(body, head + 1, line);
				head += 1 + linesOf(body).length;
			}
			return inner ?? own;
		}
		at = end;
	}
	return null;
}

/** Indentation of a line that follows the code above `at`: one step deeper where that opens something. */
function indentBelow(lines: readonly string[], at: number, unit: string): string {
	const above = lines.slice(0, at).findLast((line) => line.trim() !== '');
	if (above === undefined) return '';
	return indentOf(above) + (/([{([]|=>|:|\bthen|\bdo)\s*$/.test(above) ? unit : '');
}

import type { LanguageRules } from './languages.ts';

/**
 * Lines that part a file into pieces which are read or run apart: what belongs to one never goes on over them. Cell marks as VS Code's
 * Jupyter extension, Spyder, Jupytext and `nbconvert` write them, Pluto and Databricks' notebook exports, knitr's `read_chunk`, and
 * conflict marks of a merge. Marks of one language alone stand in its rules (languages.ts).
 */
const CELL =
	/^(?:#|\/\/|--|%)\s?(?:%%|In\s?\[[\d* ]*\]|<(?:code|markdown)cell>|COMMAND -{4,}|Databricks notebook source\s*$|CELL\s+\*{4,}|METADATA\s+\*{4,}|MARKDOWN\s+\*{4,}|╔═╡ )|^(?:#|\/\/|--|%) (?:[+-]$|\+ (?:\[|[\w.-]+=))|^##\s*-{4,}\s*\S.*-{4,}\s*$|^(?:<{7}|>{7})(?:\s|$)/;
const ONE_MARK = /^(?:#|\/\/|--|%)/;

/** `line` as it will stand in the file, outside of every string and comment of many lines. */
export function isBorder(rules: LanguageRules, line: string): boolean {
	const code = line.trimEnd();
	if (rules.border?.test(code)) return true;
	// In a text it underlines a heading.
	if (/^={7}$/.test(code)) return rules.layout !== 'prose' || !rules.lineComments.every((mark) => mark === '%');
	if (!CELL.test(code)) return false;
	// A comment sign of another language begins no comment here.
	const mark = ONE_MARK.exec(code)?.[0];
	return mark === undefined || rules.lineComments.includes(mark);
}

/** Whether an answer that begins with this line begins by ending the chunk that the caret stands in: what follows is another piece. */
export function endsChunk(rules: LanguageRules, line: string): boolean {
	return /^```\s*$/.test(line) && isBorder(rules, line);
}

import { estimateTokens } from '../message/text-tokens.ts';

/** Lines of a text, asked for one by one, so that a huge one is never joined. */
export interface Lines {
	readonly count: number;
	/** @param index from 0 */
	line(index: number): string;
}

/** The part of a text that fits. */
export interface Window {
	readonly text: string;
	/** From 0, inclusive. */
	readonly first: number;
	readonly last: number;
	/** What it is of the whole, "lines 1 to 400 of 2,310"; null where it is all of it. */
	readonly cut: string | null;
}

/** More characters than this are never one token of text that anybody means to send. */
export const MOST_CHARS_PER_TOKEN = 8;
const USUAL_CHARS_PER_TOKEN = 4;

export function linesOf(text: string): Lines {
	const lines = text.split(/\r\n|\r|\n/);
	return { count: lines.length, line: (index) => lines[index] ?? '' };
}

export function counted(n: number): string {
	return n.toLocaleString('en-US');
}

/**
 * As many whole lines around `focus` as fit into so many estimated tokens, those of the focus first. Of a single line that is longer than
 * that its beginning. Reads no line that does not fit.
 * @param focus first and last line, from 0
 */
export function cutAround(lines: Lines, focus: { readonly first: number; readonly last: number }, mostTokens: number): Window {
	let left = mostTokens;
	const fits = (index: number): boolean => {
		const cost = lineTokens(lines.line(index), left);
		if (cost > left) return false;
		left -= cost;
		return true;
	};
	let from = Math.max(0, Math.min(focus.first, lines.count - 1));
	if (!fits(from)) return beginningOf(lines, from, mostTokens);
	let to = from + 1;
	while (to <= focus.last && to < lines.count && fits(to)) to++;
	let above = true;
	let below = to > focus.last;
	while (above || below) {
		below &&= to < lines.count && fits(to);
		if (below) to++;
		above &&= from > 0 && fits(from - 1);
		if (above) from--;
	}
	const kept = Array.from({ length: to - from }, (_, i) => lines.line(from + i));
	const cut = kept.length === lines.count ? null : `lines ${counted(from + 1)} to ${counted(to)} of ${counted(lines.count)}`;
	return { text: kept.join('\n'), first: from, last: to - 1, cut };
}

/** The beginning of a text that has at most so many estimated tokens. */
export function beginning(text: string, mostTokens: number): string {
	let chars = Math.min(text.length, mostTokens * USUAL_CHARS_PER_TOKEN);
	while (chars > 0 && estimateTokens(text.slice(0, chars)) > mostTokens) chars = Math.floor(chars * 0.8);
	// Half of a pair of surrogates is no character.
	return /[\uD800-\uDBFF]$/.test(text.slice(0, chars)) ? text.slice(0, chars - 1) : text.slice(0, chars);
}

function beginningOf(lines: Lines, index: number, mostTokens: number): Window {
	const line = lines.line(index);
	const text = beginning(line, mostTokens);
	if (lines.count === 1 && text === line) return { text, first: index, last: index, cut: null };
	const where = lines.count === 1 ? '' : ` of line ${counted(index + 1)} of ${counted(lines.count)}`;
	const cut = `the first ${counted(text.length)} of ${counted(line.length)} characters${where}`;
	return { text, first: index, last: index, cut };
}

/** With its line break; more than `left` where it does not fit. */
function lineTokens(line: string, left: number): number {
	return line.length > left * MOST_CHARS_PER_TOKEN ? left + 1 : estimateTokens(line) + 1;
}

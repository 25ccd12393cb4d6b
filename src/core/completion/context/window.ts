import { estimateTokens } from '../../message/text-tokens.ts';
import type { CompletionPosition } from '../types.ts';

export interface TextWindow {
	readonly prefix: string;
	readonly suffix: string;
	/** Estimated. */
	readonly tokens: number;
}

/** Share of the budget that the text after the caret may take; what it does not need goes to the text before. */
const SUFFIX_SHARE = 0.25;
/**
 * The prefix begins at a line whose number is a multiple of this. So its beginning stays where it is while lines are typed, for several
 * lines at a time, and what a vendor's or a local server's prompt cache holds stays valid.
 */
export const PREFIX_STEP = 16;

/**
 * Cuts the text around the caret to `budgetTokens` at line borders. The line of the caret is always there, its far end cut where it alone
 * is too long. A file shorter than the budget comes whole.
 */
export function textWindow(position: Pick<CompletionPosition, 'prefix' | 'suffix' | 'line'>, budgetTokens: number): TextWindow {
	const suffix = cutSuffix(position.suffix, Math.floor(budgetTokens * SUFFIX_SHARE));
	const prefix = cutPrefix(position.prefix, position.line, Math.max(0, budgetTokens - suffix.tokens));
	return { prefix: wholeEdges(prefix.text), suffix: wholeEdges(suffix.text), tokens: prefix.tokens + suffix.tokens };
}

/** Without halves of surrogate pairs at its edges, whoever cut it: servers refuse them, or read the replacement sign. */
export function wholeEdges(text: string): string {
	return text.replace(/^[\udc00-\udfff]+/, '').replace(/[\ud800-\udbff]+$/, '');
}

interface Cut {
	readonly text: string;
	readonly tokens: number;
}

function cutPrefix(text: string, caretLine: number, budget: number): Cut {
	let line = caretLine;
	let start = text.lastIndexOf('\n') + 1;
	let tokens = estimateTokens(text.slice(start));
	if (tokens > budget) return clipped(text.slice(start), budget, 'end');
	/** The earliest start within the budget, and the earliest that is a step. */
	let step: { start: number; tokens: number } | null = null;
	while (start > 0) {
		// A negative position would find a line break at 0 again and again.
		const before = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
		const more = tokens + estimateTokens(text.slice(before, start));
		if (more > budget) break;
		tokens = more;
		start = before;
		line--;
		if (line % PREFIX_STEP === 0) step = { start, tokens };
	}
	// Where all of it fits nothing is to be aligned.
	const chosen = start === 0 || step === null ? { start, tokens } : step;
	return { text: text.slice(chosen.start), tokens: chosen.tokens };
}

function cutSuffix(text: string, budget: number): Cut {
	let end = lineEnd(text, 0);
	let tokens = estimateTokens(text.slice(0, end));
	if (tokens > budget) return clipped(text.slice(0, end), budget, 'start');
	while (end < text.length) {
		const next = lineEnd(text, end);
		const more = tokens + estimateTokens(text.slice(end, next));
		if (more > budget) break;
		tokens = more;
		end = next;
	}
	return { text: text.slice(0, end), tokens };
}

/** After the line break at or behind `from`, else the end. */
function lineEnd(text: string, from: number): number {
	const at = text.indexOf('\n', from);
	return at < 0 ? text.length : at + 1;
}

/** The part of one long line that is next to the caret. */
function clipped(line: string, budget: number, keep: 'start' | 'end'): Cut {
	let length = line.length;
	let text = line;
	let tokens = estimateTokens(text);
	while (tokens > budget && length > 0) {
		length = Math.min(length - 1, Math.floor((length * budget) / tokens));
		text = keep === 'end' ? line.slice(line.length - length) : line.slice(0, length);
		tokens = estimateTokens(text);
	}
	return { text, tokens };
}

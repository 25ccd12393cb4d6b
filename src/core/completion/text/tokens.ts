import { isProse } from './answer-start.ts';
import { isBlank } from './indent.ts';
import type { Place } from './place.ts';
import { regexEnd } from './scanner.ts';

/**
 * Control tokens of fill-in-the-middle vocabularies and of chat templates, as servers that detokenize them let them through: only such as
 * no code holds by chance. The others (`[SUFFIX]`, `<MID>`) are cut where a model of their own family was asked (providers/fill).
 */
const TOKEN =
	/<\|[A-Za-z][\w-]{0,40}\|>|<｜[^｜>\n]{1,40}｜>|<\/?(?:fim[_-](?:prefix|suffix|middle|pad)|file_sep|repo_name|endoftext|end_of_turn|start_of_turn)>|<\/s>\s*$/g;

export interface TokenFound {
	readonly at: number;
	readonly end: number;
}

/**
 * The first control token of `text` that begins in `from` to `to`, null where there is none. One that stands in a literal of the user's
 * language is text: a string or a regular expression that ends behind it on its line, code in a text or quoted in a comment; so is one in a
 * literal of many lines that is not the last of its line, or that the file says as well.
 */
export function findToken(place: Place, text: string, from = 0, to = text.length): TokenFound | null {
	for (const match of text.slice(from, to).matchAll(TOKEN)) {
		const at = from + match.index;
		const end = at + match[0].length;
		if (!isText(place, text, at, end)) return { at, end };
	}
	return null;
}

function isText(place: Place, text: string, at: number, end: number): boolean {
	const lineStart = text.lastIndexOf('\n', at - 1) + 1;
	const lineEnd = text.indexOf('\n', at);
	const before = (lineStart === 0 ? place.before : '') + text.slice(lineStart, at);
	const after = lineEnd < 0 ? text.slice(end) + place.rest : text.slice(end, lineEnd);
	const token = text.slice(at, end);
	// Struck text in HTML.
	if (token.startsWith('</s>') && /<s(?:\s[^>]*)?>/.test(before)) return true;
	const quoted = (mark: string): boolean => before.split(mark).length % 2 === 0 && after.includes(mark);
	if (isProse(place.rules)) return quoted('`');
	const scanner = place.lineStart.clone();
	scanner.scanText(place.before + text.slice(0, at));
	const { top } = scanner;
	if (top?.kind === 'comment') return !after.includes('```') && (quoted('`') || quoted('"'));
	if (top === null || top.kind === 'bracket') return place.rules.regex && isInRegex(before + token + after, before.length, token.length);
	const depth = scanner.stack.length;
	let closed = false;
	scanner.scanLine(text.slice(at, end) + after, (_at, left) => {
		closed ||= left < depth;
	});
	if (closed) return true;
	const multiline = top.kind === 'heredoc' || top.rule.multiline;
	if (!multiline) return false;
	const said = (line: string): boolean => line.includes(token.trim());
	return !isBlank(after) || place.linesAbove.some(said) || place.below.some((line) => said(line.text));
}

function isInRegex(line: string, at: number, length: number): boolean {
	for (let start = line.lastIndexOf('/', at); start >= 0; start = start === 0 ? -1 : line.lastIndexOf('/', start - 1)) {
		if (regexEnd(line, start) > at + length) return true;
	}
	return false;
}

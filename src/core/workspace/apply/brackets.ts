import { columnsOf, type Ends } from './outline.ts';

/** Whether something that a bracket opens is not indented below it. */
export function isFlat(lines: readonly string[]): boolean {
	let opened = -1;
	for (const line of lines) {
		const text = line.trim();
		if (text === '') continue;
		if (opened >= 0 && columnsOf(line) <= opened && !/^[)\]}]/.test(text)) return true;
		const last = text[text.length - 1]!;
		opened = OPENS.includes(last) && text.length > 1 ? columnsOf(line) : -1;
	}
	return false;
}

const OPENS = '{([';
const CLOSES = '})]';
/** Beyond this a text is read by its indentation alone. */
const MOST_LINES = 50_000;

/**
 * Last lines of what opens on a line, by the brackets: for code that is not indented as it is nested. Empty where the brackets do not
 * match as a whole, because then something that is no code was read as code.
 */
export function bracketEnds(lines: readonly string[]): Ends {
	if (lines.length > MOST_LINES) return new Map();
	const ends = new Map<number, number>();
	const open: { readonly sign: string; readonly line: number }[] = [];
	let comment = false;
	for (const [i, line] of lines.entries()) {
		for (let at = 0; at < line.length; at++) {
			const c = line[at]!;
			if (comment) {
				const close = line.indexOf('*/', at);
				if (close < 0) break;
				comment = false;
				at = close + 1;
			} else if (c === '/' && line[at + 1] === '/') break;
			else if (c === '/' && line[at + 1] === '*') {
				comment = true;
				at++;
			} else if (c === '#' && /^\s*$/.test(line.slice(0, at))) break;
			else if (c === '"' || c === "'" || c === '`') at = stringEnd(line, at, c);
			else if (OPENS.includes(c)) open.push({ sign: CLOSES[OPENS.indexOf(c)]!, line: i });
			else if (CLOSES.includes(c)) {
				const last = open.pop();
				if (last?.sign !== c) return new Map();
				// Only what begins a line closes the block of a line above.
				if (last.line < i && line.slice(0, at).trim() === '' && !ends.has(last.line)) ends.set(last.line, i);
			}
		}
	}
	return open.length === 0 ? ends : new Map();
}

/** Behind a string of one line; a lone sign is an apostrophe or a lifetime. */
function stringEnd(line: string, at: number, sign: string): number {
	for (let end = at + 1; end < line.length; end++) {
		if (line[end] === '\\') end++;
		else if (line[end] === sign) return end;
	}
	return at;
}

/**
 * The texts that stand in a TypeScript source: what is in quotes, and each piece of a template between its `${}`, those within them too.
 * Comments and regular expressions are passed over; imports count as texts.
 */
export function literals(source: string): readonly string[] {
	const found: string[] = [];
	readCode(source, 0, found);
	return found;
}

/** What may stand before a "/" that begins a regular expression; after all else it divides. */
const BEFORE_REGEX = /(?:[([{,;=:!&|?+\-*%~^<>]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|yield|await))\s*$|^\s*$/;

/** Reads from `at` to the end, or to the brace that ends a `${}`. Returns where it ended. */
function readCode(source: string, at: number, found: string[]): number {
	let depth = 0;
	for (let i = at; i < source.length; i++) {
		const char = source[i]!;
		if (char === '/' && source[i + 1] === '/') i = lineEnd(source, i);
		else if (char === '/' && source[i + 1] === '*') i = source.indexOf('*/', i + 2) + 1;
		else if (char === '/' && BEFORE_REGEX.test(source.slice(Math.max(0, i - 40), i))) i = regexEnd(source, i);
		else if (char === "'" || char === '"') i = readQuoted(source, i, found);
		else if (char === '`') i = readTemplate(source, i + 1, found);
		else if (char === '{') depth++;
		else if (char === '}' && depth-- === 0) return i;
	}
	return source.length;
}

function lineEnd(source: string, at: number): number {
	const end = source.indexOf('\n', at);
	return end < 0 ? source.length : end;
}

function readQuoted(source: string, at: number, found: string[]): number {
	let i = at + 1;
	while (i < source.length && source[i] !== source[at]) i += source[i] === '\\' ? 2 : 1;
	found.push(source.slice(at + 1, i));
	return i;
}

function readTemplate(source: string, at: number, found: string[]): number {
	let begin = at;
	for (let i = at; i < source.length; i++) {
		if (source[i] === '\\') i++;
		else if (source[i] === '`') {
			found.push(source.slice(begin, i));
			return i;
		} else if (source[i] === '$' && source[i + 1] === '{') {
			found.push(source.slice(begin, i));
			i = readCode(source, i + 2, found);
			begin = i + 1;
		}
	}
	return source.length;
}

function regexEnd(source: string, at: number): number {
	let inClass = false;
	for (let i = at + 1; i < source.length && source[i] !== '\n'; i++) {
		if (source[i] === '\\') i++;
		else if (source[i] === '[') inClass = true;
		else if (source[i] === ']') inClass = false;
		else if (source[i] === '/' && !inClass) return i;
	}
	return at;
}

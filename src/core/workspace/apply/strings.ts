/** Lines of a string. */
const LONGEST = 2_000;

/** A lone backtick that something is given, or that begins its line: no apostrophe, no comment, and not the end of a text. */
const TEMPLATE = /^(?:(?!.*(\/\/|#|--)).*[=(:,\w]\s*|\s*)`(?![.;,)\]}`])[^`"']*$/;
const IN_REGEX = /[=(,:]\s*\/[^/*].*`.*\/[dgimsuvy]*[;,)\]]*\s*$/;

/** Strings over several lines: the line behind the last one of each by its first, both from 0. */
export function stringsIn(lines: readonly string[]): ReadonlyMap<number, number> {
	const found = new Map<number, number>();
	for (let at = 0; at < lines.length; at++) {
		const end = stringEnd(lines, at);
		if (end === 0) continue;
		found.set(at, end);
		at = end - 1;
	}
	return found;
}

/** The line behind the end of a string that a line begins and does not end; 0 where it begins none. */
function stringEnd(lines: readonly string[], at: number): number {
	const head = lines[at]!;
	if (!head.includes('`') && !head.includes('"""') && !head.includes("'''")) return 0;
	const lone = TEMPLATE.test(head) && !IN_REGEX.test(head) ? '`' : '';
	const sign = /("""|''')(?!.*\1)/.exec(head)?.[1] ?? lone;
	if (sign === '' || !isOpen(head, sign) || isQuoted(head, head.lastIndexOf(sign))) return 0;
	for (let end = at + 1; end < Math.min(lines.length, at + LONGEST); end++) {
		// A line that ends it may begin another one.
		if (lines[end]!.includes(sign) && isOpen(lines[end]!, sign)) return end + 1;
	}
	return 0;
}

/** Whether a line has an odd number of these. */
function isOpen(line: string, sign: string): boolean {
	return line.split(sign).length % 2 === 0;
}

/** Whether a place of a line stands in a string or a comment of that line. */
function isQuoted(line: string, at: number): boolean {
	let sign = '';
	for (let i = 0; i < at; i++) {
		const c = line[i]!;
		if (sign !== '') {
			if (c === '\\') i++;
			else if (c === sign) sign = '';
		} else if ((c === '"' || c === "'") && line.startsWith(c.repeat(3), i)) i += 2;
		else if (c === '"' || c === "'") sign = c;
		else if (c === '#' && /\s/.test(line[i + 1] ?? '')) return true;
	}
	return sign !== '';
}

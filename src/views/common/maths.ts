/** Where a formula stands in prose. Pure; what is found is text that a model wrote, and nothing more is promised of it. */

export interface Formula {
	/** With its marks. */
	readonly raw: string;
	readonly tex: string;
	/** On a line of its own. */
	readonly display: boolean;
}

const LONGEST = 4_000;
const LONGEST_IN_LINE = 400;
/** Signs that no sum of money and no shell variable has around it. */
const TEX_SIGN = /[\\^_=<>+{}|]|[a-z]\(|\d\s*[-*/]\s*[a-z]/i;

/** The formula that begins at the start of `text`, null where none does. `before`: the sign before it, empty at the start. */
export function formulaAt(text: string, before = ''): Formula | null {
	if (text.startsWith('\\(')) return between(text, '\\(', '\\)', false);
	if (text.startsWith('\\[')) return between(text, '\\[', '\\]', true);
	if (text[0] !== '$' || /[\w$\\]/.test(before)) return null;
	if (text.startsWith('$$')) return between(text, '$$', '$$', true);
	return inDollars(text);
}

/** Where the first formula of `text` may begin, to look there; -1 for none. */
export function formulaStart(text: string): number {
	return text.search(/\\[([]|\$/);
}

function between(text: string, open: string, close: string, display: boolean): Formula | null {
	const end = text.slice(0, LONGEST).indexOf(close, open.length);
	if (end === -1) return null;
	const tex = text.slice(open.length, end);
	if (tex.trim() === '' || /\n[ \t]*\n/.test(tex)) return null;
	return { raw: text.slice(0, end + close.length), tex: tex.trim(), display };
}

/**
 * `$x^2$`: the marks touch what is inside, the second is followed by no letter and no digit, and what is inside looks like a
 * formula: so "$5 and $10", "$5-$10", "$HOME:$PATH" and "US$" stay as they are.
 */
function inDollars(text: string): Formula | null {
	const match = /^\$((?:[^\s$\\]|\\[^\n])(?:(?:[^$\\\n]|\\[^\n])*(?:[^\s$\\]|\\[^\n]))?)\$(?![\w$])/.exec(text.slice(0, LONGEST_IN_LINE));
	if (match === null) return null;
	const tex = match[1]!;
	return isFormula(tex) ? { raw: match[0], tex, display: false } : null;
}

function isFormula(tex: string): boolean {
	// `$VAR$`, `$my_var$`, `${name}$`, `$(command)$`, `$1$`
	if (/^[A-Z][A-Z0-9_]{2,}$/.test(tex) || /^[a-z]\w*_[a-z]\w{2,}$/i.test(tex) || /^\{\w+\}/.test(tex) || /^\((?:[\w./-]+ ?)+\)$/.test(tex))
		return false;
	if (/^[A-Za-z](?:'+)?$/.test(tex)) return true;
	if (/^[\d.,]+\s*(?:[kKMB]\b|[a-z]{3,}|[-–—]|\/)/.test(tex)) return /[\\^]/.test(tex);
	return TEX_SIGN.test(tex) || /^-?\d+(?:\.\d+)?$/.test(tex) || /^[A-Za-z](?:\s*,\s*[A-Za-z])+$/.test(tex);
}

/**
 * The decision as the first line of an answer in another's chat view, and the way to take it out again. Two invisible characters that no
 * model and nobody at a keyboard writes say that the line is ours (U+2063 invisible separator, U+2064 invisible plus): they stand in what
 * the view keeps, so that a reload or another window knows the line too.
 */
const OPENS = '\u2063';
const CLOSES = '\u2064';
/** A line is one sentence; more would be no line. */
const MAX_LENGTH = 400;
/** Lines that are remembered as they look, for views that drop invisible characters. */
const MAX_KEPT = 500;

const BODY = `[^${OPENS}${CLOSES}\\n]*`;
/** As it was shown, also where the view trimmed what follows or changed its line ends. */
const WHOLE = new RegExp(`(?:${OPENS}\\n\\n)?\\*${OPENS}◆ ${BODY}${CLOSES}\\*(?:\\r?\\n\\r?\\n|\\r?\\n)?`, 'g');
/** Cut somewhere behind its beginning. */
const CUT_BEHIND = new RegExp(`(?:${OPENS}\\n\\n)?\\*${OPENS}(?:◆(?: ${BODY}${CLOSES}?)?)?$`);
/** Cut before its end, at the beginning of the text. */
const CUT_BEFORE = new RegExp(`^${BODY}${CLOSES}\\*(?:\\r?\\n\\r?\\n|\\r?\\n)?`);

/**
 * Markdown of the line: in italics, a blank line behind it; '' for a line without text.
 * @param later text of the answer stands before it
 */
export function shownLine(line: string, later = false): string {
	const text = plain(line);
	return text === '' ? '' : `${later ? `${OPENS}\n\n` : ''}*${OPENS}◆ ${escaped(text)}${CLOSES}*\n\n`;
}

/** The text without the lines of ours, whole or cut; text without one comes back as it is. */
export function withoutLines(text: string): string {
	if (!text.includes(OPENS) && !text.includes(CLOSES)) return text;
	return text.replace(WHOLE, '').replace(CUT_BEHIND, '').replace(CUT_BEFORE, '');
}

/** The lines that this window showed. Holds the line's own words only, never text of a conversation. */
export class DecisionLines {
	readonly #visible = new Set<string>();

	show(line: string, later = false): string {
		const text = plain(line);
		if (text !== '') this.#keep(`*◆ ${escaped(text)}*`);
		return shownLine(line, later);
	}

	/** Also finds a line at the beginning that lost its invisible characters. */
	strip(text: string): string {
		const left = withoutLines(text);
		if (!left.startsWith('*◆ ')) return left;
		const end = left.indexOf('\n');
		const first = end < 0 ? left : left.slice(0, end).trimEnd();
		return this.#visible.has(first) ? left.slice(first.length).replace(/^[ \t]*(?:\r?\n){0,2}/, '') : left;
	}

	#keep(visible: string): void {
		this.#visible.delete(visible);
		this.#visible.add(visible);
		const [oldest] = this.#visible;
		if (this.#visible.size > MAX_KEPT && oldest !== undefined) this.#visible.delete(oldest);
	}
}

/** One line without control and invisible characters. */
function plain(line: string): string {
	return line
		.slice(0, MAX_LENGTH)
		.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u2061-\u2064]+/gu, ' ')
		.trim();
}

/** A name or a price is no Markdown: `gpt_4*` has no italics, and two prices are no formula. */
function escaped(text: string): string {
	return text.replace(/[\\`*_[\]<>~$&|]/g, '\\$&');
}

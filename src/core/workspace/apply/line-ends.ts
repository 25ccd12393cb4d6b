import { commonEnds } from './changed-part.ts';

/** A text as lines, with what must come back as it was: the mark at its beginning and its line ends. */
export interface SplitText {
	readonly lines: readonly string[];
	readonly eol: '\n' | '\r\n';
	/** The text of these lines: each that was there keeps its own end, new ones get the text's. */
	joined(lines: readonly string[]): string;
}

export const BOM = '\uFEFF';

/** `text` without a mark at its beginning. */
export function splitText(text: string): SplitText {
	const raw = text.split('\n');
	let crlf = 0;
	const lines = raw.map((line, i) => {
		if (i === raw.length - 1 || !line.endsWith('\r')) return line;
		crlf++;
		return line.slice(0, -1);
	});
	const lf = lines.length - 1 - crlf;
	const eol = crlf > lf ? '\r\n' : '\n';
	return {
		lines,
		eol,
		joined: crlf === 0 || lf === 0 ? (out) => out.join(eol) : (out) => withEnds(out, lines, text, eol),
	};
}

/** Lines above and below what changed keep their ends one by one; those between get the usual one. */
function withEnds(out: readonly string[], before: readonly string[], text: string, eol: string): string {
	const ends = text.match(/\r?\n/g) ?? [];
	const { above, below } = commonEnds(out, before);
	const shift = before.length - out.length;
	return out.map((line, i) => line + (i === out.length - 1 ? '' : endAt(i))).join('');

	function endAt(i: number): string {
		if (i < above) return ends[i] ?? eol;
		return i >= out.length - below ? (ends[i + shift] ?? eol) : eol;
	}
}

/** What is told of an edit's lines while they come. */
export interface LinesSoFar {
	/** Lines that have begun. */
	readonly count: number;
	/** The last one that is whole; the first as far as it has come. Its beginning, without the blanks around it. */
	readonly last: string;
}

/** Kept of a line: what tells a fence, and what is shown. */
const LONGEST_HEAD = 200;
const OPENS = /^\s*(`{3,}|~{3,})/;

interface Seen {
	readonly count: number;
	readonly before: string;
	readonly last: string;
}

const NONE: Seen = { count: 0, before: '', last: '' };

/**
 * Follows an answer as it comes and reads each piece once, so that an answer of any length costs what is in it. Its lines are those of
 * `inlineLines` (inline-edit.ts), as far as the first 200 signs of a line tell a fence.
 */
export class InlineProgress {
	/** Of the answer's block; null before one begins. */
	#fence: string | null = null;
	/** Blocks that are open: its own and those within. */
	#open = 0;
	/** Lines of the block, or of the text as long as none has begun. */
	#seen = NONE;
	/** Of such a text, up to its last line that is not blank. */
	#shown = NONE;
	/** The line that is not whole. */
	#head = '';
	#blank = true;
	#afterReturn = false;

	/** Null before there is anything. */
	add(piece: string): LinesSoFar | null {
		if (piece !== '') this.#read(piece);
		return this.#soFar();
	}

	#read(piece: string): void {
		const rest = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
		this.#afterReturn = piece.endsWith('\r');
		const [first = '', ...others] = rest.split(/\r\n?|\n/);
		this.#grow(first);
		for (const text of others) {
			this.#whole();
			this.#grow(text);
		}
	}

	#grow(text: string): void {
		this.#blank &&= text.trim() === '';
		this.#head += text.slice(0, LONGEST_HEAD - this.#head.length);
	}

	#whole(): void {
		const [line, blank] = [this.#head, this.#blank];
		this.#head = '';
		this.#blank = true;
		if (this.#fence !== null) {
			this.#open += this.#step(line);
			if (this.#open > 0) this.#seen = withLine(this.#seen, line);
			return;
		}
		this.#fence = OPENS.exec(line)?.[1] ?? null;
		if (this.#fence !== null) {
			this.#open = 1;
			this.#seen = NONE;
		} else if (line !== '' || this.#seen.count > 0) {
			this.#seen = withLine(this.#seen, line);
			if (!blank) this.#shown = this.#seen;
		}
	}

	/** By how many blocks a line of the block changes what is open. */
	#step(line: string): number {
		if (this.#open === 0) return 0;
		const shown = line.trim();
		if (!shown.startsWith(this.#fence!)) return 0;
		return shown.replaceAll(this.#fence![0]!, '') === '' ? -1 : 1;
	}

	#soFar(): LinesSoFar | null {
		if (this.#fence === null) {
			const shown = this.#blank ? this.#shown : withLine(this.#seen, this.#head);
			return shown.count === 0 ? null : told(shown);
		}
		const goesOn = this.#open > 0 && this.#open + this.#step(this.#head) > 0;
		const seen = goesOn ? withLine(this.#seen, this.#head) : this.#seen;
		return told(seen.count === 1 && seen.last === '' ? NONE : seen);
	}
}

function withLine({ count, last }: Seen, line: string): Seen {
	return { count: count + 1, before: last, last: line };
}

function told({ count, before, last }: Seen): LinesSoFar {
	return { count, last: (count > 1 ? before : last).trim() };
}

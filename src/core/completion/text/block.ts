import type { CompletionShape } from '../types.ts';
import { closesBlock, goesOn, isSignificant, opensBlock } from './block-words.ts';
import { isBorder } from './borders.ts';
import { firstLine, followingShift, missingShift, type Shift, shifter } from './first-line.ts';
import { columns, isBlank, leading } from './indent.ts';
import type { Place } from './place.ts';
import { RepeatWatch } from './repeat-watch.ts';
import type { LexicalScanner } from './scanner.ts';
import { headsBody, isEmptyBody } from './shape.ts';

/** More is never shown: nobody reads it before they accept. */
export const MAX_BLOCK_LINES = 40;
/** A longer line is no line of code that a person would read, UTF-16 code units. */
export const MAX_LINE_UNITS = 1_000;

/** How much of a line belongs to the completion: null where neither it nor the break before it does. */
export interface LineVerdict {
	readonly keep: number | null;
	readonly done: boolean;
}

const STOP_BEFORE: LineVerdict = { keep: null, done: true };
/** A head whose block may follow on the next line. */
const HEAD_END = /\)$|\b(?:else|do|try|finally)$/;

/** A line as it stands in the file once the text is in. */
interface Line {
	readonly text: string;
	readonly column: number;
	readonly closes: boolean;
	/** Frames open before it. */
	readonly depth: number;
}

/**
 * Reads a completion line by line and tells where it ends: the rule for one line and for many.
 *
 * A `line` ends with its line. A `block` ends where a bracket closes that the suffix closes already; where the block that the caret's line
 * began closes; at a line less deep than the one the text began on; behind a blank line, unless deeper lines follow or the block was empty;
 * at a line that stands right below the caret already; at a border inside the file; at the third round of a repetition. Inside a string or
 * a comment of many lines neither indentation nor a border says anything.
 */
export class BlockReader {
	readonly #place: Place;
	readonly #shape: CompletionShape;
	readonly #scanner: LexicalScanner;
	/** The text goes on with a statement; else it begins on a blank line. */
	readonly #header: boolean;
	readonly #emptyBody: boolean;
	readonly #repeats = new RepeatWatch();
	#lines = 0;
	#blanks = 0;
	#skipped = false;
	/** Of the line the text belongs to: lines less deep end it. */
	#column: number;
	/** Frames that are open when the started block is closed. */
	#base: number;
	/** Whether the answer leaves out columns on the lines below the first, and how many of each. */
	#shifts = false;
	#shiftOf = (_line: string): number => 0;
	/** The first line as it came, where it goes on from the caret. */
	#moved: string | null = null;
	/** The last line that is not blank, with what stands before the caret. */
	#last: string;
	/** The head of a block is complete, and its block may follow on a line of its own. */
	#awaitsBody = false;

	constructor(place: Place, shape: CompletionShape) {
		this.#place = place;
		this.#shape = shape;
		this.#scanner = place.lineStart.clone();
		this.#header = !isBlank(place.before);
		this.#emptyBody = !this.#header && isEmptyBody(place);
		this.#column = place.column;
		this.#base = this.#header ? Math.max(place.lineMin, Math.min(place.floor, place.depth)) : place.depth;
		this.#last = place.before;
	}

	/** `line` is without its break. Not to be called again once done. */
	read(line: string): LineVerdict {
		if (this.#lines === 0 && !this.#header && isBlank(line)) return this.#skip(line);
		const first = this.#lines++ === 0;
		if (this.#lines === 2 && this.#moved !== null) this.#shiftBy(followingShift(this.#place, this.#moved, line));
		const joined = first && !this.#skipped;
		const own = joined ? firstLine(this.#place, line) : line;
		if (joined) this.#moved = line;
		const text = joined ? this.#place.before + own : own;
		// Where the line's own text begins in `text`, less what firstLine took or gave: turns places in `text` into places in `line`.
		const offset = text.length - line.length;
		const before = this.#scanner.top;
		const inside = before !== null && before.kind !== 'bracket';
		const literal = inside && !first;
		const placed = this.#placed(text, first);
		// Who has begun a border means it.
		const border = !inside && !(joined && this.#header) && isBorder(this.#place.rules, text);
		if (!literal && (border || this.#endsBefore(placed, first))) return STOP_BEFORE;

		const floor = joined ? this.#floorOfFirst(own) : this.#place.floor;
		const { cut, lowest } = this.#scan(text, joined ? text.length - own.length : 0, floor);
		if (cut !== null) {
			const bare = isBlank(text.slice(0, cut));
			return bare && !first && isBlank(this.#place.rest) ? STOP_BEFORE : { keep: Math.max(0, cut - offset), done: true };
		}
		const done = this.#shape === 'line' || this.#endsAfter(placed, first, lowest);
		if (isBlank(line)) this.#blanks++;
		else {
			this.#blanks = 0;
			this.#last = text;
		}
		return { keep: line.length, done: this.#repeats.runsAway(line) || done || this.#lines >= MAX_BLOCK_LINES };
	}

	/** The period of the repetition that ended the text, in lines; 0 where none did. */
	get period(): number {
		return this.#repeats.period;
	}

	#skip(line: string): LineVerdict {
		this.#skipped = true;
		return { keep: line.length, done: ++this.#blanks > MAX_BLOCK_LINES };
	}

	#placed(text: string, first: boolean): Line {
		const { rules, unit } = this.#place;
		if (!this.#shifts && (this.#lines === 2 || (this.#lines > 2 && this.#last === this.#place.before)))
			this.#shiftBy(missingShift(this.#place, this.#last, this.#column, text));
		const column = columns(leading(text), unit.width) + (first ? 0 : this.#shiftOf(text));
		if (first && !this.#header) this.#column = column;
		return { text, column, closes: closesBlock(rules, text), depth: this.#scanner.stack.length };
	}

	#shiftBy(shift: Shift): void {
		this.#shifts = shift.by > 0;
		this.#shiftOf = shifter(this.#place, shift);
	}

	#endsBefore(line: Line, first: boolean): boolean {
		if (isBlank(line.text)) return this.#blanks > 0;
		if (this.#standsBelow(line)) return true;
		// What a backslash carries on is one line.
		if (first || this.#last.endsWith('\\')) return false;
		if (line.depth > this.#base) return line.column < this.#column && !line.closes;
		return this.#header ? this.#endsHeader(line) : this.#endsBody(line);
	}

	#standsBelow({ text, column }: Line): boolean {
		const next = this.#place.below[0];
		return (
			next !== undefined && isBlank(this.#place.rest) && column === next.column && text.trim() === next.text.trim() && isSignificant(text)
		);
	}

	#endsHeader({ text, column, closes }: Line): boolean {
		const { rules, before } = this.#place;
		if (column > this.#column) return false;
		if (column < this.#column) return true;
		if (rules.layout === 'brackets') {
			if (this.#awaitsBody) return !/^\s*\{/.test(text);
			if (/^\s*(?:case|default)\b/.test(text)) return false;
		}
		if (goesOn(text)) return false;
		if (rules.layout === 'indentation' && /^\s*- /.test(text) && !/^\s*- /.test(before)) return false;
		return !closes || this.#isClosedBelow(text, column);
	}

	#endsBody({ text, column, closes }: Line): boolean {
		if (column > this.#column) return false;
		if (column === this.#column) return !closes && !goesOn(text) && this.#blanks > 0 && !this.#emptyBody;
		if (closes && /^\s*[)\]}]/.test(text)) return false;
		return !closes || !this.#emptyBody || this.#isClosedBelow(text, column);
	}

	/** The word or tag that closes the block stands behind or below the caret already. */
	#isClosedBelow(text: string, column: number): boolean {
		const { below, rest, rules } = this.#place;
		if (/^\s*[)\]}]/.test(text)) return false;
		if (!isBlank(rest) && text.trim().startsWith(rest.trim())) return true;
		const end = below.find((line) => line.column <= column);
		return end !== undefined && end.column === column && closesBlock(rules, end.text);
	}

	/**
	 * A head whose block stands below already: what its line opened, and one bracket of the lines above, is its own to close before that
	 * block.
	 */
	#floorOfFirst(line: string): number {
		const { floor, lineMin } = this.#place;
		return headsBody(this.#place, line) ? Math.min(floor, Math.max(0, lineMin - 1)) : floor;
	}

	/** Reads a line; `cut` is where it closes what the suffix closes, `lowest` the fewest frames open in it. */
	#scan(text: string, from: number, floor: number): { readonly cut: number | null; readonly lowest: number } {
		let cut: number | null = null;
		let lowest = this.#scanner.stack.length;
		this.#scanner.scanLine(text, (at, depth) => {
			if (at < from) return;
			if (depth < floor) cut ??= at;
			else lowest = Math.min(lowest, depth);
		});
		this.#scanner.finishLine();
		return { cut, lowest };
	}

	#endsAfter(line: Line, first: boolean, lowest: number): boolean {
		const { top } = this.#scanner;
		if (top !== null && top.kind !== 'bracket') return false;
		if (first) return this.#endsAfterFirst(line.text, lowest);
		if (isBlank(line.text)) return false;
		const { rules } = this.#place;
		const depth = this.#scanner.stack.length;
		const closed = line.depth > this.#base && depth <= this.#base;
		if (!this.#header) {
			if (depth < this.#place.depth || line.column < this.#column) return true;
			return closed && this.#column === 0 && !this.#emptyBody && rules.layout === 'brackets';
		}
		// What the suffix closes is not at its end because the text closed something of its own.
		if (closed && this.#base <= this.#place.lineMin) return !/\b(?:else|do|try|finally)$/.test(line.text.trimEnd());
		const opens = opensBlock(rules, line.text);
		if (this.#awaitsBody) {
			this.#awaitsBody = false;
			return depth <= this.#base && !opens;
		}
		return line.column === this.#column && line.closes && !opens && depth <= this.#base;
	}

	#endsAfterFirst(text: string, lowest: number): boolean {
		const depth = this.#scanner.stack.length;
		if (!this.#header) return depth < this.#place.depth;
		const { before, floor, rules } = this.#place;
		this.#base = Math.max(floor, Math.min(this.#base, lowest));
		if (depth > this.#base || opensBlock(rules, text)) return false;
		if (opensBlock(rules, before) && /,\s*$/.test(text)) return false;
		this.#awaitsBody = rules.layout === 'brackets' && HEAD_END.test(text.trimEnd());
		return !this.#awaitsBody;
	}
}

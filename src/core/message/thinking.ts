import { CodeMarks } from './code-marks.ts';
import type { StreamEvent } from './stream.ts';
import {
	FINAL_CHANNEL,
	HARMONY_ENDS,
	HARMONY_STARTS,
	harmonyHeader,
	LONE_CLOSINGS,
	LONE_OPENINGS,
	OPENINGS,
	RETURN_MARK,
} from './thinking-marks.ts';

type Said = Extract<StreamEvent, { type: 'text' | 'reasoning' | 'thought' }>;

/** White space at the start that is held back until it is known what follows, UTF-16 units. */
const MAX_BLANKS = 4000;

/**
 * Parts the thinking that a server leaves in the text of an answer from the answer: between tags at its start, before a closing tag that
 * has no opening one, or in channels. Marks may be cut by chunks; inside code they are text. What is certain is given out at once.
 */
export class ThinkingSplitter {
	#phase: 'start' | 'thinking' | 'text' = 'start';
	#held = '';
	#closings: readonly string[] = [];
	/** The text so far, for marks inside code. */
	readonly #code = new CodeMarks();
	#thoughtCode = new CodeMarks();
	/** Some text was given out. */
	#said = false;
	/** Some thinking was found, so that a lone closing mark says nothing more. */
	#found = false;
	/** An opening mark stands in the text: who writes about the marks may write the closing one too. */
	#mentioned = false;
	#harmony = false;
	/** Last character that was given out as text. */
	#before = '';
	/** Nothing of this thought was given out. */
	#fresh = true;

	/** @param lone whether a closing mark alone counts */
	constructor(lone = true) {
		this.#found = !lone;
	}

	push(text: string): readonly Said[] {
		this.#held += text;
		return this.#read(false);
	}

	/** What was held back: what began a mark that never came is what it stands in. */
	flush(): readonly Said[] {
		return this.#read(true);
	}

	#read(last: boolean): Said[] {
		const out: Said[] = [];
		while (this.#held !== '' && this.#step(out, last));
		return out;
	}

	/** False: the rest has to wait. */
	#step(out: Said[], last: boolean): boolean {
		if (this.#phase === 'start') return this.#start(last);
		return this.#phase === 'thinking' ? this.#thinking(out, last) : this.#text(out, last);
	}

	#start(last: boolean): boolean {
		const text = this.#held.trimStart();
		const blanks = this.#held.slice(0, this.#held.length - text.length);
		if (text === '' && !last && blanks.length < MAX_BLANKS) return false;
		const control = HARMONY_STARTS.find((mark) => begins(text, mark));
		if (control !== undefined) {
			const header = harmonyHeader(text);
			if (header === 'open' && !last) return false;
			if (header !== null && header !== 'open') {
				this.#harmony = true;
				if (header.thinking) this.#think(text.slice(header.length), HARMONY_ENDS);
				else this.#answer(text.slice(header.length));
				return true;
			}
			if (this.#harmony) {
				// A mark that heads nothing.
				this.#held = text.slice(control.length);
				return true;
			}
		}
		const opening = OPENINGS.find(({ open }) => begins(text, open));
		if (opening !== undefined && !this.#harmony) {
			this.#think(text.slice(opening.open.length), CLOSED_BY_EITHER.find((either) => either.includes(opening.close)) ?? [opening.close]);
			return true;
		}
		const closing = LONE_CLOSINGS.find((mark) => begins(text, mark));
		// A thought that was opened twice is closed twice.
		if (closing !== undefined && (!this.#found || this.#closings.includes(closing))) {
			this.#found = true;
			this.#held = text.slice(closing.length);
			return true;
		}
		const may = (mark: string) => begins(mark, text);
		if (!last && text !== '' && (HARMONY_STARTS.some(may) || OPENINGS.some(({ open }) => may(open)) || LONE_CLOSINGS.some(may)))
			return false;
		// Of the blank lines behind a thought the indentation alone belongs to the answer.
		const indent = blanks.includes('\n') ? blanks.slice(blanks.lastIndexOf('\n') + 1) : '';
		this.#answer((this.#found ? indent : blanks) + text);
		return true;
	}

	#think(rest: string, closings: readonly string[]): void {
		this.#phase = 'thinking';
		this.#found = true;
		this.#fresh = true;
		this.#thoughtCode = new CodeMarks();
		this.#closings = closings;
		this.#held = rest;
	}

	#answer(rest: string): void {
		this.#phase = 'text';
		this.#held = rest;
	}

	#thinking(out: Said[], last: boolean): boolean {
		const found = firstOf(this.#held, this.#closings);
		if (found !== null) {
			const { at, mark } = found;
			this.#give(out, this.#held.slice(0, at).trimEnd().length);
			if (this.#thoughtCode.openTick) {
				// A thought about the mark itself; but an odd backtick must not swallow the answer.
				const behind = this.#held.trimStart()[mark.length];
				if (behind === undefined && !last) return false;
				if (behind === '`') return this.#give(out, this.#held.length - this.#held.trimStart().length + mark.length);
			}
			const rest = this.#held.trimStart();
			this.#held = rest.slice(ofNextMessage(mark) ? 0 : mark.length);
			this.#phase = 'start';
			return true;
		}
		const kept = last ? 0 : beginningOf(this.#held, this.#closings);
		const text = this.#held.slice(0, this.#held.length - kept);
		// Blanks before the closing mark are no part of the thought.
		this.#give(out, last ? text.length : text.trimEnd().length);
		return false;
	}

	/** Gives out so much of what is held as thinking, if there is any. */
	#give(out: Said[], length: number): boolean {
		const given = this.#held.slice(0, length);
		this.#held = this.#held.slice(length);
		this.#thoughtCode.feed(given);
		const text = this.#fresh ? given.trimStart() : given;
		if (text === '') return false;
		this.#fresh = false;
		out.push({ type: 'reasoning', text });
		return true;
	}

	#text(out: Said[], last: boolean): boolean {
		const marks = this.#marks();
		for (;;) {
			const found = firstOf(this.#held, marks);
			if (found === null) break;
			const { at, mark } = found;
			this.#code.feed(this.#held.slice(0, at));
			const { inside } = this.#code;
			if (!inside && this.#ends(mark) && !QUOTES.test(this.#held[at - 1] ?? this.#before)) return this.#markInText(out, at, mark);
			if (LONE_OPENINGS.includes(mark)) this.#mentioned = true;
			this.#code.feed(this.#held.slice(at, at + mark.length));
			this.#say(out, at + mark.length);
			if (this.#held === '') return false;
		}
		const kept = last ? 0 : beginningOf(this.#held, marks);
		const length = this.#held.length - kept;
		this.#code.feed(this.#held.slice(0, length));
		this.#say(out, length);
		return false;
	}

	/** Marks that mean something in the text, longest first where one begins another. */
	#marks(): readonly string[] {
		if (this.#harmony) return HARMONY_ENDS;
		return this.#found ? [RETURN_MARK] : ALL_IN_TEXT;
	}

	#ends(mark: string): boolean {
		return this.#harmony || mark === RETURN_MARK || (!this.#mentioned && (LONE_CLOSINGS.includes(mark) || FINAL_CHANNEL.includes(mark)));
	}

	#markInText(out: Said[], at: number, mark: string): boolean {
		if (this.#harmony || mark === RETURN_MARK) {
			this.#say(out, at);
			this.#held = this.#held.slice(ofNextMessage(mark) ? 0 : mark.length);
			if (this.#harmony) this.#phase = 'start';
			return true;
		}
		// All before it was thought, although nothing said so.
		this.#found = true;
		if (this.#said) out.push({ type: 'thought' });
		this.#fresh = !this.#said;
		this.#give(out, this.#held.slice(0, at).trimEnd().length);
		this.#held = this.#held.trimStart().slice(mark.length);
		this.#harmony = FINAL_CHANNEL.includes(mark);
		this.#phase = this.#harmony ? 'text' : 'start';
		return true;
	}

	#say(out: Said[], length: number): void {
		if (length === 0) return;
		const text = this.#held.slice(0, length);
		this.#held = this.#held.slice(length);
		this.#said = true;
		this.#before = text.charAt(text.length - 1);
		const before = out.at(-1);
		if (before?.type === 'text') out[out.length - 1] = { type: 'text', text: before.text + text };
		else out.push({ type: 'text', text });
	}
}

/** Models open with one and close with the other. */
const CLOSED_BY_EITHER: readonly (readonly string[])[] = [['</think>', '</thinking>']];
/** Before a mark that is a string of a program. */
const QUOTES = /["'“‘«]/;
const ALL_IN_TEXT = [...FINAL_CHANNEL, ...LONE_CLOSINGS, ...LONE_OPENINGS, RETURN_MARK];

/** Marks that begin a message of their own: they are read anew. */
function ofNextMessage(mark: string): boolean {
	return HARMONY_STARTS.includes(mark);
}

/** Tags in any capitals. */
function begins(text: string, mark: string): boolean {
	return text.slice(0, mark.length).toLowerCase() === mark.toLowerCase();
}

function firstOf(text: string, marks: readonly string[]): { readonly at: number; readonly mark: string } | null {
	if (!/[<[◁]/.test(text)) return null;
	const lower = text.toLowerCase();
	let first: { at: number; mark: string } | null = null;
	for (const mark of marks) {
		const at = lower.indexOf(mark.toLowerCase());
		if (at >= 0 && (first === null || at < first.at || (at === first.at && mark.length > first.mark.length))) first = { at, mark };
	}
	return first;
}

/** Length of the longest end of `text` that begins a mark. */
function beginningOf(text: string, marks: readonly string[]): number {
	const lower = text.slice(-64).toLowerCase();
	let longest = 0;
	for (const mark of marks) {
		const low = mark.toLowerCase();
		for (let length = Math.min(low.length - 1, lower.length); length > longest; length--) {
			if (lower.endsWith(low.slice(0, length))) longest = length;
		}
	}
	return longest;
}

/** A stream with the thinking that stands in its text made reasoning. What broke keeps what was held back. */
export async function* apartFromThinking(events: AsyncIterable<StreamEvent>): AsyncGenerator<StreamEvent> {
	const splitter = new ThinkingSplitter();
	try {
		for await (const event of events) {
			if (event.type === 'text') yield* splitter.push(event.text);
			else {
				if (event.type === 'toolCallDelta' || event.type === 'toolCall' || event.type === 'end') yield* splitter.flush();
				yield event;
			}
		}
	} catch (error) {
		yield* splitter.flush();
		throw error;
	}
}

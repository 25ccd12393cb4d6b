import type { FillAbility } from '../types.ts';
import { isBlank } from './indent.ts';

/**
 * Thinking that stands in an answer's text: what servers that do not part it let through. It is never shown, and neither are its marks.
 * Marks as the makers' chat templates write them (DeepSeek-R1 and Qwen3, Anthropic's and Gemini's prompts, Seed-OSS, Magistral, Kimi,
 * Command A, gpt-oss's channels, Gemma's channels, OpenThinker), as read 2026-11-28.
 */
const PAIRS: readonly (readonly [open: string, close: string])[] = [
	['<think>', '</think>'],
	['<thinking>', '</thinking>'],
	['<thought>', '</thought>'],
	['<reasoning>', '</reasoning>'],
	['<seed:think>', '</seed:think>'],
	['[THINK]', '[/THINK]'],
	['◁think▷', '◁/think▷'],
	['<|START_THINKING|>', '<|END_THINKING|>'],
	['<|begin_of_thought|>', '<|end_of_thought|>'],
	['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
	['<|channel|>commentary<|message|>', '<|channel|>final<|message|>'],
	['<|start|>assistant<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
	['<|channel>thought', '<channel|>'],
	// An answer that leaves its thinking out begins with the mark of what follows it.
	['<|channel|>final<|message|>', ''],
];
/** A shorter beginning of a mark at the end of an answer is text. */
const LEAST_OF_MARK = 4;
/** Lines that a local server's answer in chat form is held back for a closing mark that nothing opened. */
const HELD_LINES = 3;

/**
 * How many lines of an answer wait for a closing mark that nothing opened: all of a model that thinks first, a few of any other in chat
 * form at a local server, whose template may have opened the thinking; none where the model only fills in.
 */
export function heldLines({ method, lastResort }: Pick<FillAbility, 'method' | 'lastResort'>, local: boolean): number {
	if (method !== 'chat') return 0;
	return lastResort === true ? Infinity : local ? HELD_LINES : 0;
}

/**
 * Takes the thinking off the beginning of an answer that comes in pieces; what is given out does not depend on the pieces. `heldLines`: so
 * many lines wait for a closing mark that nothing opened, as reasoning models whose template opens for them send it; Infinity: the answer
 * waits for it to its end.
 */
export class ThinkingCut {
	readonly #heldLines: number;
	#held = '';
	/** The line of a fence that the thinking stands in. */
	#fence = '';
	/** What ends the thinking; null where none goes on. */
	#close: string | null = null;
	#passed = false;
	#body = false;

	constructor(heldLines: number) {
		this.#heldLines = heldLines;
	}

	/** What of the answer is certain and was not given before. */
	push(chunk: string): string {
		if (this.#body) return chunk;
		this.#held += chunk;
		while (this.#step());
		if (!this.#body) return '';
		const text = this.#text();
		this.#held = '';
		return text;
	}

	/** What the answer still holds if it ends here. */
	get pending(): string {
		if (this.#body || this.#close !== null) return '';
		const { rest } = opening(this.#held);
		return rest.length >= LEAST_OF_MARK && beginsMark(rest) ? '' : this.#text();
	}

	/** True where the held text is to be looked at again. */
	#step(): boolean {
		if (this.#body) return false;
		if (this.#close !== null) return this.#passThinking(this.#close);
		const { fence, rest } = opening(this.#held);
		const pair = PAIRS.find(([open]) => rest.startsWith(open));
		if (pair !== undefined) {
			this.#fence ||= fence;
			this.#held = rest.slice(pair[0].length);
			this.#close = pair[1];
			return true;
		}
		if (rest === '' || beginsMark(rest) || isBeginningOfFence(rest)) return false;
		if (!this.#passed && this.#heldLines > 0) return this.#waitForClose();
		this.#body = true;
		return false;
	}

	#passThinking(close: string): boolean {
		const at = this.#held.indexOf(close);
		if (at < 0) {
			this.#held = this.#held.slice(Math.max(0, this.#held.length - close.length));
			return false;
		}
		this.#held = this.#held.slice(at + close.length);
		this.#close = null;
		this.#passed = true;
		return true;
	}

	#waitForClose(): boolean {
		let end = this.#held.length - this.#held.trimStart().length;
		for (let line = 0; line < this.#heldLines && end >= 0; line++) end = this.#held.indexOf('\n', end) + 1 || -1;
		const close = strayCloses(end < 0 ? this.#held : this.#held.slice(0, end))[0];
		if (close !== undefined) {
			this.#held = this.#held.slice(close);
			this.#passed = true;
			return true;
		}
		if (end < 0) return false;
		this.#body = true;
		return false;
	}

	#text(): string {
		return this.#passed ? this.#fence + withoutBlankLines(this.#held) : this.#held;
	}
}

/** A whole answer without its thinking. `own`: whether a closing mark is the user's own text. */
export function withoutThinking(text: string, own: (close: string) => boolean): string {
	const cut = new ThinkingCut(0);
	const rest = cut.push(text) + cut.pending;
	const close = strayCloses(rest, own).at(-1);
	return close === undefined ? rest : withoutBlankLines(rest.slice(close));
}

/** Whether `prefix` has opened what `close` closes: the caret stands in an element of the user's that is called so. */
export function isOpened(prefix: string, close: string): boolean {
	const open = PAIRS.find((pair) => pair[1] === close)![0];
	return prefix.lastIndexOf(open) > prefix.lastIndexOf(close);
}

/** Where the text behind each closing mark begins that stands outside of quotes and that nothing before it opened, in their order. */
function strayCloses(text: string, own: (close: string) => boolean = () => false): readonly number[] {
	const ends: number[] = [];
	for (const [open, close] of PAIRS) {
		if (close === '' || own(close)) continue;
		for (let at = text.indexOf(close); at >= 0; at = text.indexOf(close, at + 1)) {
			if (!isQuoted(text, at) && !text.slice(0, at).includes(open)) ends.push(at + close.length);
		}
	}
	return ends.sort((a, b) => a - b);
}

function isQuoted(text: string, at: number): boolean {
	const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
	return line.split('"').length % 2 === 0 || line.split('`').length % 2 === 0 || /'$/.test(line);
}

/** The beginning of an answer: blanks and the line of a fence apart. */
function opening(text: string): { readonly fence: string; readonly rest: string } {
	const blanks = text.length - text.trimStart().length;
	const fence = /^```[^\n`]*\n/.exec(text.slice(blanks))?.[0] ?? '';
	return { fence, rest: text.slice(blanks + fence.length).trimStart() };
}

function beginsMark(rest: string): boolean {
	return rest !== '' && PAIRS.some(([open]) => open.length > rest.length && open.startsWith(rest));
}

function isBeginningOfFence(rest: string): boolean {
	return /^`{1,2}$|^```[^\n`]*$/.test(rest);
}

/** Behind the thinking blank lines part it from the answer; the blanks of the first line that has something belong to that. */
function withoutBlankLines(text: string): string {
	if (isBlank(text)) return '';
	const blanks = text.length - text.trimStart().length;
	return text.slice(text.slice(0, blanks).lastIndexOf('\n') + 1);
}

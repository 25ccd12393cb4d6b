import type { CompletionPosition, CompletionShape } from '../types.ts';
import { ECHO_LINES, FENCE, findEcho, isIntro, isProse, wholeUnits } from './answer-start.ts';
import { BlockReader, MAX_BLOCK_LINES, MAX_LINE_UNITS } from './block.ts';
import { endsChunk } from './borders.ts';
import { isBlank } from './indent.ts';
import { type Place, placeOf } from './place.ts';
import { runStart } from './repeat-watch.ts';
import { ThinkingCut } from './thinking.ts';
import { findToken } from './tokens.ts';

/**
 * All of the answer that counts so far, uncleaned but without its thinking; once `done`, it is cut where the completion ends and the stream
 * can be closed.
 */
export interface StopState {
	readonly text: string;
	readonly done: boolean;
}

export interface StreamStop {
	/** Feeds the next piece of the answer. Once done, it stays so and further pieces are not read. */
	push(chunk: string): StopState;
}

const RUN_CHECK_UNITS = 200;

/**
 * Stops a streamed answer as soon as its shape's rule is met (see BlockReader). What it stops at depends on the text alone, not on how it
 * comes in pieces. `heldLines`: see ThinkingCut.
 */
export function streamStop(position: CompletionPosition, shape: CompletionShape, heldLines = 0): StreamStop {
	return new LineStop(placeOf(position), shape, new ThinkingCut(heldLines));
}

interface HeldLine {
	readonly line: string;
	readonly start: number;
}

class LineStop implements StreamStop {
	readonly #place: Place;
	readonly #reader: BlockReader;
	readonly #thinking: ThinkingCut;
	#raw = '';
	/** Where the first line begins that is not read yet. */
	#at = 0;
	#checked = 0;
	#done = false;
	/** Lines held back while they may say again what stands above the caret; null once the answer proper has begun. */
	#held: HeldLine[] | null = [];

	constructor(place: Place, shape: CompletionShape, thinking: ThinkingCut) {
		this.#place = place;
		this.#thinking = thinking;
		this.#reader = new BlockReader(place, shape);
	}

	push(chunk: string): StopState {
		if (!this.#done) {
			this.#raw += this.#thinking.push(chunk);
			while (!this.#done && this.#advance());
		}
		return { text: this.#done ? this.#raw : this.#raw + this.#thinking.pending, done: this.#done };
	}

	/**
	 * Reads up to the next line break, or looks at a long line each RUN_CHECK_UNITS units: places that do not depend on the pieces the text
	 * comes in.
	 */
	#advance(): boolean {
		const end = this.#raw.indexOf('\n', this.#at);
		const check = this.#checked + RUN_CHECK_UNITS;
		if (check <= (end < 0 ? this.#raw.length : end)) {
			this.#checked = check;
			const line = this.#raw.slice(this.#at, check);
			if (line.length >= MAX_LINE_UNITS || runStart(line) >= 0) this.#stop(check);
			return true;
		}
		if (end < 0) return false;
		const start = this.#at;
		this.#at = end + 1;
		this.#checked = end + 1;
		this.#readLine(this.#raw.slice(start, end).replace(/\r$/, ''), start);
		return true;
	}

	#readLine(line: string, start: number): void {
		const content = this.#held === null || !this.#held.every((held) => isBlank(held.line));
		const prose = isProse(this.#place.rules);
		if (!prose && FENCE.test(line)) {
			if (content) this.#stop(start - 1);
			else if (endsChunk(this.#place.rules, line) && isBlank(this.#raw.slice(0, start))) this.#stop(start);
			return;
		}
		const token = findToken(this.#place, this.#raw, start, start + line.length);
		if (token !== null) {
			if (content || !isBlank(this.#raw.slice(start, token.at))) this.#stop(token.at);
			else this.#readLine(line.slice(token.end - start), token.end);
		} else if (this.#held === null) this.#judge(line, start);
		else if (content || prose || !isIntro(line)) this.#hold(line, start);
	}

	/** The beginning of an answer: blank lines, then perhaps an echo. */
	#hold(line: string, start: number): void {
		const held = this.#held!;
		held.push({ line, start });
		const lines = held.map((one) => one.line);
		const blanks = lines.findIndex((text) => !isBlank(text));
		if (blanks < 0) {
			// On a line that has begun, a break at once means that nothing is to follow on it: that is for the reader to judge.
			if (!isBlank(this.#place.before)) this.#release(held, 0);
			else if (held.length > MAX_BLOCK_LINES) this.#stop(start);
			return;
		}
		const echo = findEcho(this.#place, lines.slice(blanks));
		if (echo.pending && held.length <= ECHO_LINES) return;
		this.#release(held, echo.units === 0 ? 0 : echo.units + lines.slice(0, blanks).reduce((sum, text) => sum + text.length + 1, 0));
	}

	/** Gives the held lines to the reader, without their first `skip` units (each break counted as one). */
	#release(held: readonly HeldLine[], skip: number): void {
		this.#held = null;
		let left = skip;
		for (const { line, start } of held) {
			if (this.#done) return;
			if (left <= line.length) {
				this.#judge(line.slice(left), start + left);
				left = 0;
			} else left -= line.length + 1;
		}
	}

	#judge(line: string, start: number): void {
		const { keep, done } = this.#reader.read(line);
		if (done) this.#stop(keep === null ? start - 1 : start + keep);
	}

	#stop(at: number): void {
		this.#done = true;
		this.#raw = wholeUnits(this.#raw.slice(0, Math.max(0, at))).replace(/\r$/, '');
	}
}

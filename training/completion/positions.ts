import { type CompletionPosition, MAX_POSITION_PREFIX, MAX_POSITION_SUFFIX } from '../../src/core/completion/types.ts';
import type { Session } from './sessions.ts';

/**
 * The document of a session as it is when the caret stands at `offset`, cut as the host cuts it. It is written from top to bottom: what stands before the caret is the file's, and behind it is
 * nothing yet. (The rest of the file behind a stretch that lacks its closing brackets would be a text that nobody edits, and the recorded models did not read it.)
 */
export class TypedDocument {
	readonly #session: Pick<Session, 'package' | 'path' | 'languageId'>;
	readonly #text: string;
	readonly #suffix: string;
	/** Line breaks behind the caret. */
	readonly #linesAfter: number;
	readonly #starts: readonly number[];

	/** @param behind what stands after the caret all the same */
	constructor(session: Pick<Session, 'package' | 'path' | 'languageId'>, text: string, behind = '') {
		this.#session = session;
		this.#text = text;
		this.#suffix = behind.slice(0, MAX_POSITION_SUFFIX);
		this.#linesAfter = behind.split('\n').length - 1;
		const starts = [0];
		for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
		this.#starts = starts;
	}

	completionPositionAt(offset: number): CompletionPosition {
		const line = this.#lineOf(offset);
		const from = offset <= MAX_POSITION_PREFIX ? 0 : this.#starts.find((start) => start >= offset - MAX_POSITION_PREFIX)!;
		return {
			path: `${this.#session.package}/${this.#session.path}`,
			languageId: this.#session.languageId,
			prefix: this.#text.slice(Math.min(from, this.#starts[line]!), offset),
			suffix: this.#suffix,
			fileLines: line + 1 + this.#linesAfter,
			line,
			selected: null,
		};
	}

	#lineOf(offset: number): number {
		let low = 0;
		let high = this.#starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.#starts[middle]! <= offset) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}

import { type Hole, MAX_HOLE_PREFIX, MAX_HOLE_SUFFIX } from '../../src/core/completion/types.ts';
import type { Session } from './sessions.ts';

/** The document of a session as it is when the caret stands at `offset`: what is still to be typed is not there yet. Cut as the host cuts it. */
export class TypedDocument {
	readonly #session: Session;
	readonly #text: string;
	readonly #suffix: string;
	/** Lines from the end of the typed stretch on. */
	readonly #linesAfter: number;
	readonly #starts: readonly number[];

	constructor(session: Session, text: string) {
		this.#session = session;
		this.#text = text;
		this.#suffix = text.slice(session.end, session.end + MAX_HOLE_SUFFIX);
		this.#linesAfter = text.slice(session.end).split('\n').length - 1;
		const starts = [0];
		for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
		this.#starts = starts;
	}

	holeAt(offset: number): Hole {
		const line = this.#lineOf(offset);
		const from = offset <= MAX_HOLE_PREFIX ? 0 : this.#starts.find((start) => start >= offset - MAX_HOLE_PREFIX)!;
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

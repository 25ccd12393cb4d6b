/** Blank lines beyond the one that ends an event say nothing: a flood of them is made short before it is cut. */
const FLOOD = /\n{5}|\r{5}|(?:\r\n){5}/;
const BLANKS = /(\r\n|\n|\r)\1{2,}/g;

/**
 * Lines of a text that comes in pieces, with any of the three line ends. What waits for its end is bounded: beyond `most` UTF-16 units a
 * RangeError is thrown and nothing of it is kept.
 */
export class Lines {
	readonly #most: number;
	readonly #decoder = new TextDecoder();
	#rest = '';
	/** The last piece ended with a carriage return, to which a line feed may belong. */
	#returned = false;

	constructor(most: number) {
		this.#most = most;
	}

	push(bytes: Uint8Array): readonly string[] {
		return this.#split(this.#decoder.decode(bytes, { stream: true }));
	}

	/** The last lines, with or without an end of their own. */
	end(): readonly string[] {
		const lines = [...this.#split(this.#decoder.decode()), this.#rest];
		this.#rest = '';
		return lines;
	}

	#split(given: string): readonly string[] {
		if (given === '') return [];
		const lines: string[] = [];
		const text = FLOOD.test(given) ? given.replace(BLANKS, '$1$1') : given;
		let from = this.#returned && text.startsWith('\n') ? 1 : 0;
		this.#returned = text.endsWith('\r');
		for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
			if (index < from) continue;
			lines.push(this.#bounded(text.slice(from, index)));
			this.#rest = '';
			from = index + end.length;
		}
		this.#rest = this.#bounded(text.slice(from));
		return lines;
	}

	#bounded(more: string): string {
		if (this.#rest.length + more.length > this.#most) {
			this.#rest = '';
			throw new RangeError('line too long');
		}
		return this.#rest + more;
	}
}

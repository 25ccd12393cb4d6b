/** Most of one completion, UTF-16 units: many times what is shown. */
export const MAX_TEXT = 32_768;

/**
 * Ends a streamed text before the first of `marks`, wherever the chunks part it: what may be the beginning of a mark is held back until it
 * is known. Also ends a text that grows beyond `maxLength` UTF-16 units.
 */
export class TextCut {
	readonly #marks: readonly string[];
	readonly #maxLength: number;
	#held = '';
	#length = 0;
	#ended: 'mark' | 'length' | null = null;

	constructor(marks: readonly string[], maxLength: number) {
		this.#marks = marks.filter((mark) => mark !== '');
		this.#maxLength = maxLength;
	}

	/** Why nothing more comes, null while more may. */
	get ended(): 'mark' | 'length' | null {
		return this.#ended;
	}

	/** What of the text so far is certain and was not given before. */
	push(chunk: string): string {
		if (this.#ended !== null) return '';
		const text = this.#held + chunk;
		const at = this.#firstMark(text);
		if (at >= 0) {
			this.#ended = 'mark';
			this.#held = '';
			return this.#count(text.slice(0, at));
		}
		const held = this.#beginningOfMark(text);
		this.#held = text.slice(text.length - held);
		return this.#count(text.slice(0, text.length - held));
	}

	/** The rest at the end of the stream: the beginning of a mark that never came is text. */
	flush(): string {
		const rest = this.#held;
		this.#held = '';
		return this.#ended === null ? this.#count(rest) : '';
	}

	#count(text: string): string {
		const room = this.#maxLength - this.#length;
		this.#length += text.length;
		if (text.length <= room) return text;
		this.#ended = 'length';
		return text.slice(0, room);
	}

	#firstMark(text: string): number {
		let first = -1;
		for (const mark of this.#marks) {
			const at = text.indexOf(mark);
			if (at >= 0 && (first < 0 || at < first)) first = at;
		}
		return first;
	}

	/** Length of the longest end of `text` that begins a mark. */
	#beginningOfMark(text: string): number {
		let longest = 0;
		for (const mark of this.#marks) {
			for (let length = Math.min(mark.length - 1, text.length); length > longest; length--) {
				if (text.endsWith(mark.slice(0, length))) longest = length;
			}
		}
		return longest;
	}
}

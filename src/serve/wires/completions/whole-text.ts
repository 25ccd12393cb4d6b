/**
 * Pieces of a text without halves of surrogate pairs: a half in a chunk of its own is no character, and clients in other languages than
 * JavaScript cannot join two.
 */
export class WholeText {
	#half = '';

	push(piece: string): string {
		const text = this.#half + piece;
		this.#half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
		return this.#half === '' ? text : text.slice(0, -1);
	}

	/** A half that stayed alone, at the end. */
	flush(): string {
		const half = this.#half;
		this.#half = '';
		return half;
	}
}

/** Whether the pieces of a text make a whole JSON object, as far as braces and strings tell; each character is looked at once. */
export class ObjectEnd {
	#depth = 0;
	#inString = false;
	#escaped = false;
	#begun = false;
	#done = false;

	/** The object is closed; what follows it does not open it again. */
	get done(): boolean {
		return this.#done;
	}

	push(text: string): void {
		if (this.#done) return;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			if (this.#inString) this.#string(code);
			else if (code === QUOTE) this.#inString = true;
			else if (code === OPEN) {
				this.#depth++;
				this.#begun = true;
			} else if (code === CLOSE) this.#depth--;
			if (this.#begun && this.#depth <= 0) {
				this.#done = true;
				return;
			}
		}
	}

	#string(code: number): void {
		if (this.#escaped) this.#escaped = false;
		else if (code === BACKSLASH) this.#escaped = true;
		else if (code === QUOTE) this.#inString = false;
	}
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

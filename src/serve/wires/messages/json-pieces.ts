/**
 * Arguments of a call as they come, written on as an object: what `app/agent/tool-input.ts` mends in the whole is mended on the way where
 * it leaves no doubt (control characters in strings, commas too many, what stands behind the object). Nothing is written before it is sure
 * that an object begins that holds something, so that what can only be mended as a whole, a fence or JSON in a string, still can be.
 */
export class JsonPieces {
	#raw = '';
	#state: 'before' | 'inside' | 'held' | 'closed' = 'before';
	#inString = false;
	#escaped = false;
	readonly #closers: string[] = [];
	/** A comma with the blanks behind it, which a closing mark makes one too many. */
	#comma = '';

	/** All of it, as it came. */
	get raw(): string {
		return this.#raw;
	}

	/** Something was written; it cannot be taken back. */
	get begun(): boolean {
		return this.#state === 'inside' || this.#state === 'closed';
	}

	get closed(): boolean {
		return this.#state === 'closed';
	}

	/** Closing marks that an object lacks whose values are whole. */
	get missing(): string {
		return this.#closers.toReversed().join('');
	}

	push(text: string): string {
		this.#raw += text;
		if (this.#state === 'inside') return this.#write(text);
		if (this.#state !== 'before') return '';
		const begin = /^\uFEFF?\s*(\S)\s*(\S?)/.exec(this.#raw);
		if (begin === null || (begin[1] === '{' && begin[2] === '')) return '';
		this.#state = begin[1] === '{' && begin[2] === '"' ? 'inside' : 'held';
		return this.#state === 'inside' ? this.#write(this.#raw.replace(/^\uFEFF/, '').trimStart()) : '';
	}

	#write(text: string): string {
		let out = '';
		/** From here on nothing is in `out` yet. */
		let from = 0;
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			if (this.#inString) {
				if (this.#escaped) this.#escaped = false;
				else if (code === BACKSLASH) this.#escaped = true;
				else if (code === QUOTE) this.#inString = false;
				else if (code < SPACE) {
					out += text.slice(from, at) + JSON.stringify(text[at]).slice(1, -1);
					from = at + 1;
				}
				continue;
			}
			if (code === COMMA || (this.#comma !== '' && isBlank(code))) {
				out += text.slice(from, at);
				// Two commas are one.
				if (code !== COMMA || this.#comma === '') this.#comma += text[at];
				from = at + 1;
				continue;
			}
			const closes = code === CLOSE || code === CLOSE_LIST;
			if (this.#comma !== '') {
				if (!closes) out += this.#comma;
				this.#comma = '';
			}
			if (code === QUOTE) this.#inString = true;
			else if (code === OPEN) this.#closers.push('}');
			else if (code === OPEN_LIST) this.#closers.push(']');
			else if (closes) {
				this.#closers.pop();
				if (this.#closers.length === 0) {
					this.#state = 'closed';
					return out + text.slice(from, at + 1);
				}
			}
		}
		return out + text.slice(from);
	}
}

const isBlank = (code: number): boolean => code === SPACE || (code >= 9 && code <= 13);
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;

/** Joins pieces of text that come close together; the first piece goes out at once, so that the first token is never held back. */
export class TextBatcher {
	readonly #everyMs: number;
	readonly #out: (text: string) => void;
	#held = '';
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(everyMs: number, out: (text: string) => void) {
		this.#everyMs = everyMs;
		this.#out = out;
	}

	add(text: string): void {
		this.#held += text;
		if (this.#timer) return;
		this.#send();
		this.#timer = setTimeout(() => {
			this.#timer = null;
			if (this.#held !== '') this.add('');
		}, this.#everyMs);
	}

	/** Sends what is held and stops. */
	flush(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		this.#send();
	}

	#send(): void {
		if (this.#held === '') return;
		const text = this.#held;
		this.#held = '';
		this.#out(text);
	}
}

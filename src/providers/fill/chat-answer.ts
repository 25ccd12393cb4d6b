/** Longest beginning of a line that is looked for at the beginning of an answer, UTF-16 units; and the shortest that is worth it. */
const MAX_ECHO = 400;
const MIN_ECHO = 3;

/**
 * Takes the missing text out of a chat model's streamed answer: off come a Markdown fence around it and the beginning of the line that the
 * model repeats although it was told not to. Text is given out as soon as it is certain.
 */
export class ChatAnswer {
	readonly #echo: string;
	#phase: 'fence' | 'echo' | 'body' = 'fence';
	#fenced = false;
	#held = '';
	/** Whether the held text begins a line. */
	#atLineStart = true;
	#closed = false;

	/** `line`: the text before the caret on its line. */
	constructor(line: string) {
		const echo = line.trimStart();
		this.#echo = echo.trim().length < MIN_ECHO || echo.length > MAX_ECHO ? '' : echo;
	}

	/** Whether the closing fence came: what follows is talk. */
	get closed(): boolean {
		return this.#closed;
	}

	push(chunk: string): string {
		if (this.#closed) return '';
		this.#held += chunk;
		if (this.#phase === 'fence' && !this.#passFence()) return '';
		if (this.#phase === 'echo' && !this.#passEcho()) return '';
		return this.#fenced ? this.#untilFence() : this.#take(this.#held.length);
	}

	/** The rest once the model has ended. */
	end(): string {
		if (this.#closed) return '';
		const first = this.#held.trimStart();
		// An answer that is no more than an opening fence or a part of the repeated line holds nothing.
		if (this.#phase === 'fence' && first.startsWith('```')) return '';
		if (this.#phase !== 'body' && first !== '' && this.#echo.trimEnd().startsWith(first.trimEnd())) return '';
		// What a fenced answer still holds back is the beginning of the closing fence, or the line break before it.
		return this.#fenced ? '' : this.#take(this.#held.length);
	}

	#passFence(): boolean {
		const text = this.#held.trimStart();
		if (text.length < 3 && '```'.startsWith(text)) return false;
		if (text.startsWith('```')) {
			const end = text.indexOf('\n');
			if (end < 0) return false;
			this.#fenced = true;
			this.#held = text.slice(end + 1);
		}
		this.#phase = 'echo';
		return true;
	}

	#passEcho(): boolean {
		if (this.#echo !== '') {
			const text = this.#held.trimStart();
			if (text.length < this.#echo.length && this.#echo.startsWith(text)) return false;
			if (text.startsWith(this.#echo)) this.#held = text.slice(this.#echo.length);
		}
		this.#phase = 'body';
		return true;
	}

	/** A fence closes at the beginning of a line; the line break before it is the fence's own. */
	#untilFence(): string {
		const close = (this.#atLineStart ? /(?:^|\n)[ \t]*```/ : /\n[ \t]*```/).exec(this.#held);
		if (close !== null) {
			this.#closed = true;
			return this.#take(close.index);
		}
		const open = (this.#atLineStart ? /(?:^|\n)[ \t]*`{0,2}$/ : /\n[ \t]*`{0,2}$/).exec(this.#held);
		return this.#take(open === null ? this.#held.length : open.index);
	}

	#take(length: number): string {
		const text = this.#held.slice(0, length);
		this.#held = this.#held.slice(length);
		if (text !== '') this.#atLineStart = false;
		return text;
	}
}

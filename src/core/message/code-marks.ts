/** How much of a line is kept to tell a fence, UTF-16 units. */
const MAX_LINE_START = 12;

/** Whether the end of a Markdown text that comes in pieces stands inside code: a fence, or backticks that are open on its line. */
export class CodeMarks {
	#fence: string | null = null;
	#lineStart = '';
	#ticks = 0;

	/** Backticks are open on the line. */
	get openTick(): boolean {
		return this.#ticks % 2 === 1;
	}

	get inside(): boolean {
		return this.#fence !== null || this.openTick || fenceOf(this.#lineStart) !== null;
	}

	feed(text: string): void {
		for (let from = 0; from < text.length; ) {
			const end = text.indexOf('\n', from);
			const to = end < 0 ? text.length : end;
			this.#line(text, from, to);
			if (end < 0) return;
			this.#break();
			from = end + 1;
		}
	}

	#line(text: string, from: number, to: number): void {
		if (this.#lineStart.length < MAX_LINE_START) this.#lineStart += text.slice(from, Math.min(to, from + MAX_LINE_START));
		for (let at = text.indexOf('`', from); at >= 0 && at < to; at = text.indexOf('`', at + 1)) this.#ticks += 1;
	}

	#break(): void {
		const mark = fenceOf(this.#lineStart);
		if (this.#fence === null) this.#fence = mark;
		else if (mark?.startsWith(this.#fence)) this.#fence = null;
		this.#lineStart = '';
		this.#ticks = 0;
	}
}

/** The backticks or tildes that a line begins with, where they are a fence. */
export function fenceOf(line: string): string | null {
	return /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
}

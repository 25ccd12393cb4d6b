import { inFrames, notInFrames, timeLeft } from '../common/frames.ts';
import { highlight, LONGEST_COLOURED } from '../common/highlight.ts';
import { highlightedNodes } from '../common/highlighted-nodes.ts';

/** Code is cut at the first line end behind so many characters. */
const PART = 2_000;
/** Parts that are coloured together at the most, where a string or a comment goes over their ends. */
const MOST_TOGETHER = 5;

interface CodePart {
	readonly element: HTMLElement;
	readonly start: number;
	end: number;
	/** First part of those that it was coloured with; undefined before. */
	group?: number;
}

/**
 * The text of a code block that may grow to any length: cut into parts of some fifty lines, so that the browser lays out only
 * those that are seen, and coloured part by part. What is behind the last part that is whole is coloured anew when it grows;
 * everything before is left alone. The cuts follow from the text, so that a text that came in pieces ends as the same page.
 */
export class CodeText {
	readonly element = document.createElement('code');
	readonly #language: string;
	#code = '';
	#parts: CodePart[] = [];
	/** First part of those that are coloured together, and the first that has no colours yet. */
	#group = 0;
	#plain = 0;
	readonly #job = (): boolean => this.#colourNext();

	constructor(language: string) {
		this.#language = language;
	}

	/** Shows `code`: at once as text, and with colours as far as there is time. */
	update(code: string): void {
		const last = this.#parts.at(-1);
		if (last === undefined || !code.startsWith(this.#code.slice(0, last.start))) this.#clear();
		this.#code = code;
		const changed = Math.max(0, this.#parts.length - 1);
		const group = this.#parts[changed]?.group;
		this.#cut(changed);
		if (this.#plain > changed) {
			this.#plain = changed;
			this.#group = group ?? this.#group;
		}
		// In a part by itself nothing is skipped, and it needs no guess at its height.
		this.element.classList.toggle('long', this.#parts.length > 2);
		const start = performance.now();
		let more = true;
		while (more && timeLeft(start)) more = this.#colourNext();
		if (more) inFrames(this.#job);
		else notInFrames(this.#job);
	}

	#clear(): void {
		this.#parts = [];
		this.#group = 0;
		this.#plain = 0;
		this.element.replaceChildren();
	}

	/** Cuts the text from the part `from` on and shows it plain; an unfinished part keeps its colours until it gets new ones. */
	#cut(from: number): void {
		let start = this.#parts[from]?.start ?? 0;
		for (let index = from; index === from || start < this.#code.length; index += 1) {
			const line = this.#code.indexOf('\n', start + PART);
			const end = line === -1 ? this.#code.length : line + 1;
			const known = this.#parts[index];
			const element = known?.element ?? this.element.appendChild(document.createElement('span'));
			if (known === undefined) element.className = 'code-part';
			grow(element, this.#code.slice(start, end));
			this.#parts[index] = { element, start, end };
			start = end;
		}
		for (const { element } of this.#parts.splice(this.#parts.findIndex(({ end }) => end >= this.#code.length) + 1)) element.remove();
	}

	/** Colours the next part; false where none is left. */
	#colourNext(): boolean {
		const index = this.#plain;
		const part = this.#parts[index];
		if (part === undefined) return false;
		this.#plain += 1;
		part.group = this.#group;
		const first = this.#parts[this.#group]!;
		// One line of any length can be no part of its own: it would take a frame and more.
		const long = this.#code.length > LONGEST_COLOURED || part.end - first.start > (MOST_TOGETHER + 1) * PART;
		const result = long ? null : highlight(this.#code.slice(first.start, part.end), this.#language);
		const together = this.#parts.slice(this.#group, index + 1);
		if (result !== null) {
			const nodes = highlightedNodes(
				result.html,
				together.map(({ end }) => end - first.start),
			);
			together.forEach(({ element }, at) => {
				element.replaceChildren(nodes[at]!);
			});
		}
		if (result === null || result.ended || together.length >= MOST_TOGETHER) this.#group = index + 1;
		return this.#plain < this.#parts.length;
	}
}

/** Makes the text of `element` `text`; where it only grew, the rest is added and the colours stay. */
function grow(element: HTMLElement, text: string): void {
	const shown = element.textContent ?? '';
	if (shown === text) return;
	if (shown === '' || !text.startsWith(shown)) element.textContent = text;
	else if (element.lastChild instanceof Text) element.lastChild.appendData(text.slice(shown.length));
	else element.append(text.slice(shown.length));
}

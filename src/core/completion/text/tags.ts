import type { TagRules } from './languages.ts';

/** Tags of HTML that nothing closes. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

/** A tag that is open: its name ('' of a fragment), where its `<` stands in the text that was read, and whether it ends its line. */
export interface OpenTag {
	readonly name: string;
	readonly at: number;
	readonly endsLine: boolean;
}

/**
 * Reads tags, never failing: what is open, and whether the end stands within a tag or one of its quotes. In JSX a `<` behind a word may be
 * a comparison or a type's.
 */
export class TagScanner {
	/** Of the text read: tags open, innermost last. */
	readonly stack: OpenTag[];
	/** Where the first closing tag begins that closes nothing of the text read; -1 while there is none. */
	stray = -1;
	/** `tag`: within `<...`; a quote: within that quote of a tag. */
	mode: 'text' | 'tag' | 'comment' | '"' | "'" = 'text';
	/** Where the tag began that the text ends in. */
	tagAt = 0;
	readonly #rules: TagRules;
	/** Curly brackets open within a tag: code of JSX. */
	#braces = 0;

	/** `open`: tags that are open before the text that will be read. */
	constructor(rules: TagRules, open: readonly OpenTag[] = []) {
		this.#rules = rules;
		this.stack = [...open];
	}

	/** Reads a text, once; `stop`, told where the next step begins, ends it, and where that step began is returned, else -1. */
	read(text: string, stop: (next: number) => boolean = () => false): number {
		for (let i = 0; i < text.length; ) {
			const next = this.#step(text, i);
			if (stop(next)) return i;
			i = next;
		}
		return -1;
	}

	#step(text: string, at: number): number {
		switch (this.mode) {
			case 'text':
				return this.#text(text, at);
			case 'comment': {
				const end = text.indexOf('-->', at);
				if (end < 0) return text.length;
				this.mode = 'text';
				return end + 3;
			}
			case 'tag':
				return this.#tag(text, at);
			default:
				if (text[at] === this.mode) this.mode = 'tag';
				return at + 1;
		}
	}

	#text(text: string, at: number): number {
		if (text[at] !== '<') return at + 1;
		if (text.startsWith('<!--', at)) {
			this.mode = 'comment';
			return at + 4;
		}
		if (!/^<(?:\/?[A-Za-z>]|\/?$)/.test(text.slice(at, at + 3)) || this.#isOperator(text, at)) return at + 1;
		this.mode = 'tag';
		this.tagAt = at;
		this.#braces = 0;
		return at + 1;
	}

	/** A comparison or a type's bracket: outside of every element no tag follows a word at once. */
	#isOperator(text: string, at: number): boolean {
		return this.#rules === 'jsx' && this.stack.length === 0 && text[at + 1] !== '/' && /[\w)\]]/.test(text[at - 1] ?? '');
	}

	#tag(text: string, at: number): number {
		const char = text[at]!;
		if (char === '{') this.#braces++;
		else if (char === '}' && this.#braces > 0) this.#braces--;
		else if (this.#braces > 0) return at + 1;
		else if ((char === '"' || char === "'") && /=\s*$/.test(text.slice(Math.max(0, at - 8), at) || '=')) this.mode = char;
		else if (char === '>' && text[at - 1] !== '=') this.#end(text, at);
		return at + 1;
	}

	#end(text: string, at: number): void {
		this.mode = 'text';
		const tag = text.slice(this.tagAt, at);
		const name = /^<\/?([\w.:-]*)/.exec(tag)?.[1] ?? '';
		if (tag.startsWith('</')) this.#close(name);
		else if (!tag.endsWith('/') && !(this.#rules === 'html' && VOID.test(name))) {
			this.stack.push({ name, at: this.tagAt, endsLine: /^[ \t]*(?:\n|$)/.test(text.slice(at + 1)) });
		}
	}

	#close(name: string): void {
		const open = this.stack.findLastIndex((tag) => tag.name === name);
		if (open >= 0) this.stack.length = open;
		else if (this.stray < 0) this.stray = this.tagAt;
	}
}

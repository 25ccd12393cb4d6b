import { isObject } from '../completions/fields.ts';

/** The one argument of the function that stands for a tool with free text. */
export const INPUT = 'input';

/** The free text as a function's arguments. */
export function argumentsOfInput(input: string): string {
	return JSON.stringify({ [INPUT]: input });
}

/**
 * The free text that a model meant by a function's arguments: the argument itself, or what it wrote in its place, as a client is better
 * served by a text that its tool refuses than by none.
 */
export function inputOfArguments(text: string): string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// Models forget to escape line breaks of a long text.
		const reader = new InputReader();
		const read = reader.push(text);
		return reader.found ? read : text;
	}
	if (typeof value === 'string') return value;
	if (!isObject(value)) return text;
	const given = value[INPUT];
	if (typeof given === 'string') return given;
	const values = Object.values(value);
	return values.length === 1 && typeof values[0] === 'string' ? values[0] : text;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const BEGINNING = `{"${INPUT}":"`;

/** The free text out of a function's arguments while they come in pieces. Where they begin otherwise nothing is read. */
export class InputReader {
	/** Before the text: what came. Inside: an escape that is not whole. */
	#held = '';
	#state: 'before' | 'inside' | 'behind' | 'other' = 'before';

	/** The text has begun. */
	get found(): boolean {
		return this.#state === 'inside' || this.#state === 'behind';
	}

	push(piece: string): string {
		if (this.#state === 'behind' || this.#state === 'other') return '';
		const text = this.#held + piece;
		this.#held = '';
		if (this.#state === 'inside') return this.#read(text, 0);
		const { marks, at } = beginning(text);
		if (marks === BEGINNING.length) {
			this.#state = 'inside';
			return this.#read(text, at);
		}
		// Without its blanks, which may be many.
		if (at === text.length) this.#held = BEGINNING.slice(0, marks);
		else this.#state = 'other';
		return '';
	}

	#read(text: string, from: number): string {
		let out = '';
		for (let at = from; at < text.length; ) {
			const next = nextMark(text, at);
			out += text.slice(at, next);
			if (next === text.length) return out;
			if (text[next] === '"') {
				this.#state = 'behind';
				return out;
			}
			const length = text[next + 1] === 'u' ? 6 : 2;
			if (next + length > text.length) {
				this.#held = text.slice(next);
				return out;
			}
			out += unescaped(text.slice(next + 1, next + length));
			at = next + length;
		}
		return out;
	}
}

function nextMark(text: string, from: number): number {
	for (let at = from; at < text.length; at++) if (text[at] === '"' || text[at] === '\\') return at;
	return text.length;
}

function unescaped(mark: string): string {
	if (!mark.startsWith('u')) return ESCAPES[mark] ?? mark;
	return /^u[0-9a-f]{4}$/i.test(mark) ? String.fromCharCode(Number.parseInt(mark.slice(1), 16)) : mark;
}

/** How much of what stands before the free text is there, and where that ends. */
function beginning(text: string): { readonly marks: number; readonly at: number } {
	let marks = 0;
	let at = 0;
	for (; at < text.length && marks < BEGINNING.length; at++) {
		if (text[at] === BEGINNING[marks]) marks++;
		else if (!/\s/.test(text[at]!)) break;
	}
	return { marks, at };
}

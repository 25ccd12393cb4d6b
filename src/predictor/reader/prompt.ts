import type { TextTokens } from './text-tokens.ts';

/**
 * What stands before a text. A token knows only what came before it, and the reading is of the text's own tokens: nothing stands behind
 * them. The weights in models/reading.json belong to these very words.
 */
const BEFORE = '<|im_start|>system\nYou judge how much work a task in a code base is.<|im_end|>\n<|im_start|>user\n';

/** Tokens of a text that are read: its beginning, and its end where it is longer. */
const HEAD_TOKENS = 330;
const TAIL_TOKENS = 110;

/** Characters that are looked at, far more than so many tokens have: the time for a log of 5 MB is that of a page. */
const HEAD_CHARS = 12_000;
const TAIL_CHARS = 4_000;

/** What of a text goes to the reader's process: at most 16,000 characters. `tail` is null where the head is the whole. */
export interface TextEnds {
	readonly head: string;
	readonly tail: string | null;
}

export function textEnds(text: string): TextEnds {
	if (text.length <= HEAD_CHARS + TAIL_CHARS) return { head: text, tail: null };
	return { head: text.slice(0, HEAD_CHARS), tail: text.slice(-TAIL_CHARS) };
}

/** Whether a value from another process is what `textEnds` gives. */
export function areTextEnds(value: unknown): value is TextEnds {
	if (typeof value !== 'object' || value === null) return false;
	const { head, tail } = value as Partial<TextEnds>;
	if (typeof head !== 'string' || head.length > HEAD_CHARS + TAIL_CHARS) return false;
	return tail === null || (typeof tail === 'string' && tail.length <= TAIL_CHARS);
}

/** Token ids of a whole prompt, at most some 470, and where those of the text begin. */
export interface PromptIds {
	readonly ids: readonly number[];
	readonly from: number;
}

export class ReaderPrompt {
	readonly #tokens: TextTokens;
	readonly #before: readonly number[];

	constructor(tokens: TextTokens) {
		this.#tokens = tokens;
		this.#before = tokens.encodeOwn(BEFORE);
	}

	ids({ head, tail }: TextEnds): PromptIds {
		const first = this.#tokens.encode(head);
		const last = tail === null ? first : this.#tokens.encode(tail);
		const isWhole = tail === null && first.length <= HEAD_TOKENS + TAIL_TOKENS;
		const text = isWhole ? first : [...first.slice(0, HEAD_TOKENS), ...last.slice(-TAIL_TOKENS)];
		return { ids: [...this.#before, ...text], from: this.#before.length };
	}
}

import { Tokenizer } from '@huggingface/tokenizers';

/**
 * Token budget of the encoder, specials included: `[CLS]` and 95 of the head, 31 of the tail and `[SEP]`. Latency grows with the length, so
 * 128 caps it.
 */
export const MAX_TOKENS = 128;
const HEAD_PIECES = 95;
const TAIL_PIECES = 31;

/**
 * Characters that are looked at: a piece of English or code is about 4 characters, so 1,500 hold more than 95 pieces, and 700 more than 31.
 * Cutting first keeps the time of a 5 MB log the same as that of one page. Whatever `encoderText` gives (at most 2,101 characters) is
 * tokenised whole.
 */
const HEAD_CHARS = 1500;
const TAIL_CHARS = 700;
/** Window in which runs of white space are folded before the cut, so that an indented or padded text does not lose its words. */
const FOLD_CHARS = 8_000;

/** Text to word-piece ids of a BERT vocabulary. Pure apart from the vocabulary it holds. */
export class TextTokenizer {
	readonly #tokenizer: Tokenizer;
	readonly #cls: number;
	readonly #sep: number;

	/** `tokenizerJson` and `configJson` are the parsed files. Throws when the vocabulary has no [CLS] or [SEP]. */
	constructor(tokenizerJson: object, configJson: object) {
		this.#tokenizer = new Tokenizer(tokenizerJson, configJson);
		const cls = this.#tokenizer.token_to_id('[CLS]');
		const sep = this.#tokenizer.token_to_id('[SEP]');
		if (cls === undefined || sep === undefined) throw new Error('The vocabulary has no [CLS] or [SEP] token.');
		this.#cls = cls;
		this.#sep = sep;
	}

	/** 2 to 128 ids: the whole text, or its head and tail where it is longer. Any string is allowed, lone surrogates and NUL included. */
	encode(text: string): number[] {
		return [this.#cls, ...truncated(text, (part) => this.#tokenizer.encode(part, { add_special_tokens: false }).ids), this.#sep];
	}
}

/**
 * Piece ids without specials, at most 126: all of them, or the first 95 and the last 31. `pieces` is a tokenizer without special tokens.
 */
export function truncated(text: string, pieces: (part: string) => number[]): number[] {
	const { head, tail } = textWindows(text);
	const first = pieces(head);
	if (tail === null && first.length <= HEAD_PIECES + TAIL_PIECES) return first;
	return [...first.slice(0, HEAD_PIECES), ...(tail === null ? first : pieces(tail)).slice(-TAIL_PIECES)];
}

/** The part of a text that the encoder can see; `tail` is null where the head window holds everything. */
export function textWindows(text: string): { readonly head: string; readonly tail: string | null } {
	if (text.length <= FOLD_CHARS * 2) {
		const folded = fold(text);
		if (folded.length <= HEAD_CHARS + TAIL_CHARS) return { head: folded, tail: null };
		return { head: folded.slice(0, HEAD_CHARS).toWellFormed(), tail: folded.slice(-TAIL_CHARS).toWellFormed() };
	}
	return {
		head: fold(text.slice(0, FOLD_CHARS)).slice(0, HEAD_CHARS).toWellFormed(),
		tail: fold(text.slice(-FOLD_CHARS)).slice(-TAIL_CHARS).toWellFormed(),
	};
}

function fold(text: string): string {
	return text.toWellFormed().replace(/\s+/g, ' ').trim();
}

import { Tokenizer } from '@huggingface/tokenizers';
import type { Vocabulary } from './vocabulary.ts';

/** How Qwen2 cuts a text before it merges bytes to tokens: contractions, words, single digits, signs, line ends, white space. */
const PIECES =
	"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** Text to token ids. The marks that steer the model are no marks in a text: `encode` spells them out, whoever wrote them. */
export class TextTokens {
	readonly #tokenizer: Tokenizer;
	readonly #special: Readonly<Record<string, number>>;

	constructor({ tokens, merges, special }: Vocabulary) {
		const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
		this.#special = special;
		this.#tokenizer = new Tokenizer(
			{
				added_tokens: [],
				normalizer: null,
				post_processor: null,
				pre_tokenizer: {
					type: 'Sequence',
					pretokenizers: [
						{ type: 'Split', pattern: { Regex: PIECES }, behavior: 'Isolated', invert: false },
						{ type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
					],
				},
				decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
				model: { type: 'BPE', vocab, merges: [...merges] },
			} as never,
			{},
		);
	}

	/** Any string is allowed, lone surrogates included. */
	encode(text: string): number[] {
		return text === '' ? [] : this.#tokenizer.encode(text.toWellFormed(), { add_special_tokens: false }).ids;
	}

	/** Of our own words, where marks are marks. Throws for a mark that the vocabulary does not have. */
	encodeOwn(text: string): number[] {
		return text.split(/(<\|[a-z_]+\|>)/).flatMap((part) => {
			if (!part.startsWith('<|')) return this.encode(part);
			const id = Object.hasOwn(this.#special, part) ? this.#special[part] : undefined;
			if (id === undefined) throw new Error(`The vocabulary has no ${part}.`);
			return [id];
		});
	}
}

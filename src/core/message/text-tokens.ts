/** Letters of one token in an ordinary word. */
const LETTERS_PER_TOKEN = 6;
/** Blanks of one token: byte-pair vocabularies hold long runs of the same white space. */
const SPACES_PER_TOKEN = 64;
const TABS_PER_TOKEN = 16;
const BREAKS_PER_TOKEN = 16;
/** A run of one mark costs a token for two up to here, then one for sixteen. */
const SHORT_MARKS = 8;
/** A mark right behind another. */
const JOINED_MARK = 0.5;
/** Characters that are looked at together to tell noise from words. */
const CHUNK = 16;
/** Tokens of a chunk of noise: Base64, hex, letters without an order. */
const NOISE = { mixed: 12, hex: 10, letters: 10 };

/**
 * Tokens of a text without a tokenizer: an approximation for previews, budgets and clipping, in one pass over the code units.
 *
 * Current byte-pair vocabularies hold most words of up to six letters as one token and split longer ones about every six, those almost
 * without vowels every two; digits go in threes, and a space before them is a token; a single space else joins the word after it; a run of
 * line breaks and an indentation are one token each as long as they are short; punctuation is one token a mark, two where the same mark
 * repeats; Chinese, Japanese and Korean take one token a character; other scripts up to two a character in the vocabularies that know them
 * least. Noise (Base64, hex, random letters) takes two tokens for three characters. The tests hold it against real counts.
 */
export function estimateTokens(text: string): number {
	let tokens = 0;
	let at = 0;
	const noise = new Noise();
	while (at < text.length) {
		const kind = charKind(text.charCodeAt(at));
		let end = at + 1;
		if (kind === 'mark') while (end < text.length && text[end] === text[at]) end++;
		else while (end < text.length && charKind(text.charCodeAt(end)) === kind) end++;
		tokens += runTokens(kind, text, at, end);
		tokens += noise.extra(kind, text, at, end);
		at = end;
	}
	return Math.ceil(tokens);
}

/** Of one text some vendors count a sixth of what others do, by how well their vocabulary knows the script. */
const SCRIPTS_DIFFER_BY = 6;

/**
 * The least that a vendor of today may count of the same text, as a share of the estimate (0 to 1): below 1 where scripts stand in it that
 * vocabularies know very differently.
 */
export function leastShare(texts: readonly string[]): number {
	let all = 0;
	let uncertain = 0;
	for (const text of texts) {
		all += estimateTokens(text);
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x370 && charKind(code) === 'script') uncertain += scriptTokens(text, i, i + 1, false);
		}
	}
	return all === 0 ? 1 : 1 - (1 - 1 / SCRIPTS_DIFFER_BY) * Math.min(1, uncertain / all);
}

type CharKind = 'letter' | 'digit' | 'space' | 'break' | 'wide' | 'script' | 'mark';

function runTokens(kind: CharKind, text: string, from: number, to: number): number {
	const length = to - from;
	switch (kind) {
		case 'letter':
			return letterTokens(text, from, to);
		case 'digit':
			return Math.ceil(length / 3) + (text.charCodeAt(from - 1) === 32 ? 1 : 0);
		case 'script':
			return scriptTokens(text, from, to);
		case 'space':
			return length > 1 ? spaceTokens(text, from, to) : 0;
		case 'break':
			return Math.ceil(length / BREAKS_PER_TOKEN);
		case 'wide':
			return wideTokens(text, from, to);
		case 'mark':
			return markTokens(text, from, length);
	}
}

/** Never less for more letters: the dearest beginning counts. */
function letterTokens(text: string, from: number, to: number): number {
	let vowels = 0;
	let accents = 0;
	let most = 0;
	for (let i = from; i < to; i++) {
		const code = text.charCodeAt(i);
		if (code >= 0xc0) {
			accents += code < 0x1e00 ? 0.8 : 1.2;
			vowels++;
		} else if (isVowel(code)) vowels++;
		const length = i - from + 1;
		const tokens = vowels * 5 < length ? (length < 4 ? 1 : Math.ceil(length / 2)) : Math.ceil(length / LETTERS_PER_TOKEN);
		if (tokens > most) most = tokens;
	}
	return most + accents;
}

function isVowel(code: number): boolean {
	// a, e, i, o, u, y without their case.
	const lower = code | 32;
	return lower === 97 || lower === 101 || lower === 105 || lower === 111 || lower === 117 || lower === 121;
}

function spaceTokens(text: string, from: number, to: number): number {
	let tabs = 0;
	for (let i = from; i < to; i++) if (text.charCodeAt(i) === 9) tabs++;
	return Math.ceil((to - from - tabs) / SPACES_PER_TOKEN + tabs / TABS_PER_TOKEN);
}

function markTokens(text: string, from: number, length: number): number {
	const code = text.charCodeAt(from);
	// Quotation marks, dashes and dots are common; boxes, arrows and signs of mathematics go in bytes.
	if (code >= 0x2070) return 2.1 * length;
	// Marks that often stand together are one token: `);`, `":`, `=>`.
	if (length === 1) return from > 0 && charKind(text.charCodeAt(from - 1)) === 'mark' ? JOINED_MARK : 1;
	if (length <= SHORT_MARKS) return Math.ceil(length / 2);
	return SHORT_MARKS / 2 + Math.ceil((length - SHORT_MARKS) / 16);
}

function wideTokens(text: string, from: number, to: number): number {
	let halves = 0;
	for (let i = from; i < to; i++) if ((text.charCodeAt(i) & 0xf800) === 0xd800) halves++;
	// Emoji and rare ideographs, two units each, take about three.
	return to - from + halves / 2;
}

/** Tokens of a character by block, in the vocabularies of today that know the script least (o200k, cl100k, Llama 3; see the tests). */
function scriptTokens(text: string, from: number, to: number, whole = true): number {
	let tokens = 0;
	for (let i = from; i < to; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x370) tokens += 1;
		else if (code < 0x400) tokens += 0.85;
		else if (code < 0x530) tokens += 0.55;
		else if (code < 0x590) tokens += 2;
		else if (code < 0x600) tokens += 1.15;
		else if (code < 0x780) tokens += 0.9;
		else if (code < 0x900) tokens += 2;
		else if (code < 0x980) tokens += 1.25;
		else if (code < 0xe00) tokens += 1.6;
		else if (code < 0xe80) tokens += 1;
		else tokens += 2.1;
	}
	return whole ? Math.ceil(tokens) : tokens;
}

/**
 * What noise costs beyond its runs. Looks at each full chunk of a run of letters, digits and the signs of Base64: a chunk in which case and
 * digits change all the time, of hexadecimal digits alone, or of letters almost without vowels.
 */
class Noise {
	#length = 0;
	#runs = 0;
	#changes = 0;
	#letters = 0;
	#vowels = 0;
	#digits = 0;
	#hex = 0;
	#last = 0;

	extra(kind: CharKind, text: string, from: number, to: number): number {
		let extra = 0;
		if (kind !== 'letter' && kind !== 'digit') {
			const code = text.charCodeAt(from);
			// + / _ - = join what stands around them.
			if (to - from > 1 || !(code === 43 || code === 47 || code === 95 || code === 45 || code === 61)) {
				this.#clear();
				this.#last = 0;
				return 0;
			}
		}
		this.#runs += 1;
		for (let i = from; i < to; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0xc0) {
				this.#clear();
				this.#last = 0;
				continue;
			}
			this.#take(code);
			if (this.#length === CHUNK) {
				extra += this.#beyond();
				this.#clear();
				this.#runs = 1;
			}
		}
		return extra;
	}

	#take(code: number): void {
		const lower = code | 32;
		const isLetter = lower >= 97 && lower <= 122;
		const group = isLetter ? (code < 97 ? 1 : 2) : code >= 48 && code <= 57 ? 3 : 4;
		if (this.#last !== 0 && group !== this.#last) this.#changes++;
		this.#last = group;
		this.#length++;
		if (isLetter) {
			this.#letters++;
			if (isVowel(code)) this.#vowels++;
			if (lower <= 102) this.#hex++;
		} else if (group === 3) this.#digits++;
	}

	#beyond(): number {
		const words = Math.max(this.#runs, Math.ceil(this.#letters / LETTERS_PER_TOKEN));
		const target =
			this.#digits >= 3 && this.#letters > 0 && this.#hex === this.#letters
				? NOISE.hex
				: this.#changes >= 7
					? NOISE.mixed
					: this.#letters >= 12 && this.#vowels * 4 <= this.#letters
						? NOISE.letters
						: 0;
		return Math.max(0, target - words);
	}

	#clear(): void {
		this.#length = 0;
		this.#runs = 0;
		this.#changes = 0;
		this.#letters = 0;
		this.#vowels = 0;
		this.#digits = 0;
		this.#hex = 0;
	}
}

function charKind(code: number): CharKind {
	if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'letter';
	if (code === 32 || code === 9) return 'space';
	if (code === 10 || code === 13) return 'break';
	if (code >= 48 && code <= 57) return 'digit';
	if (code < 0xc0) return 'mark';
	// Letters with accents belong to the word around them.
	if (code < 0x250 || (code >= 0x1e00 && code < 0x1f00)) return 'letter';
	// Hiragana to CJK ideographs, Hangul syllables, surrogates (emoji, rare ideographs) and full-width forms.
	if ((code >= 0x2e80 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xdfff) || code >= 0xf900) return 'wide';
	return code >= 0x2000 && code < 0x2e80 ? 'mark' : 'script';
}

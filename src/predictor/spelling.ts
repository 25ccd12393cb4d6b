import { ENGLISH_ORDERS } from './grammar.ts';
import { BASE_CUES } from './language.ts';

/** Stems shorter than this are left alone: too many other words lie next to them. */
const LEAST_LETTERS = 5;
/** A dropped letter leaves too little of a shorter stem; another letter in the place of one makes another word of it. */
const LEAST_DROPPED = 6;
const LEAST_REPLACED = 7;
const MOST_LETTERS = 14;
/** A typo matters in a few words; in a page the others carry the meaning. */
const MOST_WORDS = 80;

/** Beginnings of common words that lie next to a stem and mean something else. */
const OTHER_WORDS =
	/^(?:three|written|treat|planet|selling|swelling|filled|driv|train|prot|identi|reader|missing|elect|probab|grade|through|entri|plate|concert|infect|paint|divers|diver[gt]|garage|proper|sharing|trading|crat|comet|massage|compet|complem|compre|profound|backyard|strange|improper|optical|consent|central|centri|explanat|conven|conserv|prevent|recommend|tradition|regist|numer|summaries|analyt)/;

/** The English part of a pattern, its first group; other languages lie too near to English words. */
function englishOf(source: string): string {
	let depth = 0;
	const end = [...source].findIndex((sign) => {
		depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
		return sign === ')' && depth === 0;
	});
	return source.slice(0, end);
}

/** Its letters, in runs. */
function stemsOf(source: string): string[] {
	const plain = source.replace(/\\p\{\w+\}|\\[a-z]|\(\?[<!=:]*|\[[^\]]*\]|\{[^}]*\}|\p{L}\?/giu, ' ');
	return plain.toLowerCase().match(/\p{L}+/gu) ?? [];
}

const STEMS: ReadonlySet<string> = new Set(
	[ENGLISH_ORDERS, ...BASE_CUES.map(({ pattern }) => englishOf(pattern.source))]
		.flatMap((source) => ['s', 'z'].flatMap((letter) => stemsOf(source.replaceAll('[sz]', letter))))
		.filter((stem) => stem.length >= LEAST_LETTERS && stem.length <= MOST_LETTERS && /^[a-z]+$/.test(stem)),
);

/** Stems by what is left of them without one letter that is neither their first nor their last: the symmetric deletes of SymSpell. */
const BY_DELETE = new Map<string, string[]>();
for (const stem of STEMS)
	for (let i = 1; i < stem.length - 1; i++) {
		const left = without(stem, i);
		const stems = BY_DELETE.get(left) ?? [];
		if (!stems.includes(stem)) BY_DELETE.set(left, [...stems, stem]);
	}

function without(word: string, i: number): string {
	return word.slice(0, i) + word.slice(i + 1);
}

/**
 * The text with the words of cues as they are spelled: a word that begins with a stem but for one letter too few or too many, one in the
 * place of another, or two that changed places, gets the stem. Long texts stay as they are.
 */
export function spelled(text: string): string {
	const words = text.match(/[a-z]{5,}/gi);
	if (words === null || words.length > MOST_WORDS) return text;
	return text.replace(/[a-z]{5,}/gi, (word) => {
		const lower = word.toLowerCase();
		if (OTHER_WORDS.test(lower)) return word;
		const [stem, length] = stemOf(lower);
		return stem === null ? word : stem + lower.slice(length);
	});
}

/** The stem that a word means, and how many letters of the word stand for it; null where it is spelled right or means none. */
function stemOf(word: string): readonly [string | null, number] {
	const most = Math.min(word.length, MOST_LETTERS + 1);
	for (let length = LEAST_LETTERS; length <= most; length++) if (STEMS.has(word.slice(0, length))) return [null, 0];
	for (let length = most; length >= LEAST_LETTERS; length--) {
		const part = word.slice(0, length);
		const dropped = BY_DELETE.get(part)?.find((stem) => stem.length >= LEAST_DROPPED);
		if (dropped !== undefined) return [dropped, length];
		for (let i = 1; i < length; i++) {
			const left = without(part, i);
			if (STEMS.has(left) && (part[i] === part[i - 1] || left.length >= LEAST_REPLACED)) return [left, length];
			const near = BY_DELETE.get(left)?.find((stem) => stem.length === length && isNear(stem, part));
			if (near !== undefined) return [near, length];
		}
	}
	return [null, 0];
}

/** Two neighbours that changed places, or one letter in the place of another inside a longer word. */
function isNear(stem: string, part: string): boolean {
	const differ = [...stem].flatMap((letter, i) => (letter === part[i] ? [] : [i]));
	const [a, b] = differ;
	if (differ.length === 1) return stem.length >= LEAST_REPLACED && a! > 0;
	return differ.length === 2 && b === a! + 1 && stem[a!] === part[b] && stem[b] === part[a!];
}

/** A text as it stands, and as its words are spelled where that differs: what matches either is said. */
export function spellings(text: string): readonly string[] {
	const right = spelled(text);
	return right === text ? [text] : [text, right];
}

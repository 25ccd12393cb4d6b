import { QUESTIONS, type Question } from './questions.ts';

/** Answers in the order of the questions, whole and within their ranges; null where one was not answered. */
export type Judgement = readonly (number | null)[];

/** Fewer answers say too little. */
export const LEAST_ANSWERS = 10;
/** No answer that holds to what it was asked for is longer. */
const MOST_CHARS = 20_000;

const YES = new Set(['true', 'yes']);
const NO = new Set(['false', 'no']);
const VALUE = String.raw`(-?\d+(?:\.\d+)?|true|false|yes|no)(?![\w.])`;

const NAMED = QUESTIONS.map(({ name }) => {
	const spelt = name.replaceAll('_', '[ _-]?');
	// Between a name and its value: quotes, a range or note in brackets, a colon, an arrow, marks of emphasis.
	return new RegExp(
		String.raw`(?<![\p{L}\p{N}_])${spelt}[\s"'*\x60]{0,6}(?:\([^()\n]{0,80}\)[\s"'*\x60]{0,6})?(?::|=>?|->|→|-|\||,|is)?[\s"'*\x60]{0,6}${VALUE}`,
		'giu',
	);
});
const NUMBERED = new RegExp(
	String.raw`^[\s>*-]{0,8}q?(\d{1,2})[.):]\**\s+(?:[^\n]{0,160}?[:=|→]\s*)?\**${VALUE}(?:\s*\/\s*\d)?\**\s*$`,
	'gimu',
);
/** Fifteen numbers with nothing but what parts them, in a line, a list or an array. */
const ROW = /(?<![\w.])-?\d+(?:\.\d+)?(?:[\s,;|"'[\]]+-?\d+(?:\.\d+)?)+(?![\w.])/g;

/**
 * Reads what a model wrote: a line of numbers, a JSON object or array, a list by name or by number, with or without fences and words around
 * it. Of several the last counts: what stands before it is thinking aloud. Null where it answers fewer than LEAST_ANSWERS questions. Never
 * throws.
 */
export function parseJudgement(text: string): Judgement | null {
	const said = text.slice(-MOST_CHARS).replace(/(\d)\s?\/\s?[135]\b/g, '$1');
	for (const read of [inARow, byName, byNumber]) {
		const found = read(said);
		if (found !== null && found.filter((value) => value !== null).length >= LEAST_ANSWERS) return found;
	}
	return null;
}

function inARow(said: string): Judgement | null {
	const rows = [...said.matchAll(ROW)].map(([row]) => [...row.matchAll(/-?\d+(?:\.\d+)?/g)].map(([value]) => value));
	const last = rows.findLast(({ length }) => length === QUESTIONS.length);
	return last === undefined ? null : QUESTIONS.map((question, i) => within(question, last[i]!));
}

function byName(said: string): Judgement {
	return QUESTIONS.map((question, i) => {
		const last = [...said.matchAll(NAMED[i]!)].at(-1)?.[1];
		return last === undefined ? null : within(question, last);
	});
}

function byNumber(said: string): Judgement {
	const found = new Map<number, string>();
	for (const [, number, value] of said.matchAll(NUMBERED)) found.set(Number(number), value!);
	return QUESTIONS.map((question, i) => {
		const value = found.get(i + 1);
		return value === undefined ? null : within(question, value);
	});
}

function within({ low, high }: Question, written: string): number {
	const word = written.toLowerCase();
	const value = YES.has(word) ? high : NO.has(word) ? low : Math.round(Number(word));
	return Math.min(high, Math.max(low, value));
}

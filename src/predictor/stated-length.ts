import { ownWords } from './asked-scope.ts';

/** Tokens of one of each, as models write them: a line of code, a sentence of a chat answer, a page of 500 words. */
const TOKENS_OF: Readonly<Record<string, number>> = {
	word: 1.4,
	sentence: 25,
	line: 11,
	bullet: 25,
	paragraph: 100,
	page: 700,
	character: 0.3,
};

const NUMBERS: Readonly<Record<string, number>> = {
	one: 1,
	a: 1,
	single: 1,
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	seven: 7,
	eight: 8,
	nine: 9,
	ten: 10,
	twelve: 12,
	twenty: 20,
	fifty: 50,
	hundred: 100,
	ein: 1,
	eine: 1,
	einem: 1,
	einer: 1,
	zwei: 2,
	drei: 3,
	vier: 4,
	fünf: 5,
	sechs: 6,
	sieben: 7,
	acht: 8,
	neun: 9,
	zehn: 10,
};

/** Units in English and German, by the word that stands in TOKENS_OF. */
const UNITS: readonly (readonly [RegExp, string])[] = [
	[/^(?:words?|wörter[n]?|worte[n]?)$/u, 'word'],
	[/^(?:sentences?|satz|sätze[n]?)$/u, 'sentence'],
	[/^(?:lines?|zeilen?|loc)$/u, 'line'],
	[/^(?:bullets?|bullet points?|points?|stichpunkte[n]?)$/u, 'bullet'],
	[/^(?:paragraphs?|absatz|absätze[n]?)$/u, 'paragraph'],
	[/^(?:pages?|seiten?)$/u, 'page'],
	[/^(?:characters?|chars?|zeichen)$/u, 'character'],
];

const NUMBER = String.raw`(\d[\d,.]*|${Object.keys(NUMBERS).join('|')})`;
const UNIT =
	'(words?|sentences?|lines?|loc|bullet points?|bullets?|points?|paragraphs?|pages?|characters?|chars?|wörtern?|worten?|worte|satz|sätzen?|zeilen?|stichpunkten?|absatz|absätzen?|seiten?|zeichen)';
const MENTION = new RegExp(
	String.raw`(?<![\p{L}\p{N}.])${NUMBER}[\s-]+(?:(?:short|long|full|simple|concise|plain|kurzen?|ganzen?)\s+)?${UNIT}(?![\p{L}\p{N}])`,
	'giu',
);
/** What stands just before a length that is asked for. */
const ASKED =
	/(?:\b(?:in|into|with|within|using|under|below|about|around|roughly|exactly|only|max(?:imum)?(?: of)?|at most|at least|up to|no more than|less than|fewer than|more than|over|limit(?:ed)? (?:it )?to|genau|höchstens|maximal|mindestens|etwa|ungefähr|unter|auf)|[,:(–-])\s*(?:(?:a|the|its?)\s+)?$/iu;
/** A request to write something, earlier in the sentence. */
const WRITE =
	/\b(?:write|give|generate|create|produce|draft|compose|implement|build|answer|reply|respond|explain|describe|summari[sz]e|list|tell|show|schreib\w*|erklär\w*|antwort\w*|fass\w*|gib|nenn\w*|erstell\w*|beschreib\w*)\b[^.!?\n]*$/iu;
/** It belongs to what is there already. */
const THERE =
	/\b(?:has|have|had|is|are|was|were|of|these|those|this|that|the|my|first|last|top|every|each|after|before|line|lines|hat|haben|ist|sind|diese\w*|die|der|das|den|ersten?|letzten?)\s*$/iu;
const MOST_TOKENS = 60_000;
/** "On a single line" is a form, not a length. */
const FEWEST_LINES = 5;

/**
 * Tokens of the visible answer where the message says how long it shall be ("in two sentences", "write 600 lines"); null where it does not.
 * Of several the last counts.
 */
export function statedLength(message: string): number | null {
	const text = ownWords(message);
	let tokens: number | null = null;
	for (const match of text.matchAll(MENTION)) {
		const before = text.slice(Math.max(0, match.index - 120), match.index);
		if (THERE.test(before) || !(ASKED.test(before) || WRITE.test(before) || before.trim() === '')) continue;
		const unit = UNITS.find(([pattern]) => pattern.test(match[2]!.toLowerCase()))?.[1];
		const number = NUMBERS[match[1]!.toLowerCase()] ?? Number(match[1]!.replace(/[,.](?=\d{3}\b)/g, '').replace(/[,.]$/, ''));
		if (unit === undefined || !(number >= (unit === 'line' ? FEWEST_LINES : 1))) continue;
		tokens = Math.min(MOST_TOKENS, Math.max(5, Math.round(number * TOKENS_OF[unit]!)));
	}
	return tokens;
}

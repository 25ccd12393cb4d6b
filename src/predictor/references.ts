import type { Attachment } from '../core/message/message.ts';
import { isSmallTalk } from '../core/message/small-talk.ts';
import type { HistoryMessage } from '../core/routing/types.ts';
import { afterOpening, isQuestion, opensWithPronoun, pointsAtShown, pointsBack, withoutCourtesy, wordCount } from './grammar.ts';
import { FITTING_CHARS, partMessage } from './own-words.ts';

/** A follow-up has at most so many words; longer messages are about themselves. */
const MOST_WORDS = 60;
/** An order of fewer words has no object of its own; behind "and now" one of up to six still goes on. */
const LEAST_OWN_WORDS = 4;
const LEAST_OWN_WORDS_GOING_ON = 7;
/** Turns in which what a message refers to is looked for, and how much of each is read. */
const MOST_TURNS = 60;
const TURN_CHARS = 4000;
/** How much of a file is searched for a name that the message uses. */
const NAMED_CHARS = 20_000;
const PLAN_CHARS = 320;
const GIST_CHARS = 160;

/**
 * Whether a text can only be understood with the conversation before it: it says nothing of its own ("yes, do it", "and in Go?"), or it
 * points back ("no, that broke the build", "the same for the other one"). A question that names what it asks for does not, however short.
 */
export function goesBack(text: string): boolean {
	const words = wordCount(text);
	if (words > MOST_WORDS || isSmallTalk(text) || text.trim() === '') return false;
	const { rest, opened } = afterOpening(withoutCourtesy(text));
	const own = wordCount(rest);
	if (pointsBack(rest) || opensWithPronoun(rest)) return true;
	if ((isQuestion(rest) && own >= 2) || NAMES_ITS_OWN.test(rest)) return false;
	return own < (opened ? LEAST_OWN_WORDS_GOING_ON : LEAST_OWN_WORDS);
}

/** Sums, words to define or to spell, "center a div", "regex for digits": short, and yet whole. */
const NAMES_ITS_OWN =
	/\d\s*[-+*/×÷^%]\s*\d|^\W*(?:(?:define|spell|pronounce|calculate|compute) \p{L}|(?!(?:add|use|make|give|try|include|insert|put|write|just|with|in|for|as|not|only)\s)\p{L}+ an? \p{L}|(?!tests?\s|docs?\s|comments?\s)\p{L}{2,} (?:of|for) (?!(?:the|each|every|all|both|us|me|him|her|now|real|sure|better|\p{L}{1,2})(?!\p{L}))\p{L})/iu;

/** What a follow-up goes back to. */
export interface Referred {
	/** The user's message that said what is to be done. */
	readonly asked: string;
	/** What the assistant planned to do, where the follow-up names it; else empty. */
	readonly plan: string;
	/** What the last answer is about. */
	readonly gist: string;
}

/**
 * The exchange that shares rare words with the follow-up, wherever it stands; else the last message of the user's that said something of
 * its own. @param history holds at least one message of the user's
 */
export function referredOf(text: string, history: readonly HistoryMessage[]): Referred {
	const turns = history.slice(-MOST_TURNS).map(({ role, content }) => ({ role, content: content.slice(0, TURN_CHARS) }));
	const substantial = turns.flatMap(({ role, content }, i) => (role === 'user' && isSubstantial(content) ? [i] : []));
	const users = turns.flatMap(({ role }, i) => (role === 'user' ? [i] : []));
	const last =
		substantial.at(-1) ?? users.reduce((best, i) => (turns[i]!.content.length > turns[best]!.content.length ? i : best), users[0] ?? 0);
	const named = namedTurn(text, turns);
	const at = named === null ? last : (substantial.findLast((i) => i <= named) ?? last);
	const planned = named !== null && turns[named]!.role === 'assistant' ? gistOf(turns[named]!.content, PLAN_CHARS) : '';
	return {
		asked: partMessage(turns[at]?.content ?? '').own,
		plan: planned,
		gist: gistOf(turns.findLast(({ role }) => role === 'assistant')?.content ?? '', GIST_CHARS),
	};
}

function isSubstantial(content: string): boolean {
	const { own } = partMessage(content);
	return own.length > 2 * FITTING_CHARS || !(isSmallTalk(own) || goesBack(own));
}

/** Words that people use of any work. */
const ANY_WORK =
	/^(?:about|after|again|could|every|first|other|please|should|still|their|there|these|thing|things|think|those|using|which|where|would|write|continue)$/;
const PLAN =
	/(?<!\p{L})(?:plan\p{L}*|steps?|phases?|options?|proposal|schritte?|étapes?|pasos?|passos?|passi|krok\p{L}*|adım\p{L}*|шаг\p{L}*)(?!\p{L})|计划|步骤|計画|手順/iu;
const LISTED = /^[^\S\n]*(?:[-*•]|\d+[.)]|#+ |\*\*\d)/gm;

/** Index of the turn that shares the most of the rarer words with a text, the last of equal ones; null where none does. */
function namedTurn(text: string, turns: readonly HistoryMessage[]): number | null {
	const named = new Set(wordsOf(text));
	const spoken = turns.map(({ content }) => new Set(wordsOf(content)));
	const planned = PLAN.test(text);
	let best: number | null = null;
	let most = 0;
	for (const [i, words] of spoken.entries()) {
		let score = 0;
		for (const word of named) if (words.has(word)) score += 1 / spoken.filter((other) => other.has(word)).length;
		const { role, content } = turns[i]!;
		if (planned && role === 'assistant' && (content.match(LISTED)?.length ?? 0) >= 2) score += 1;
		if (score > 0 && score >= most) {
			most = score;
			best = i;
		}
	}
	return best;
}

/** Beginnings of the longer words, so that an ending makes no other word; pairs of characters where words are not parted. */
function wordsOf(text: string): string[] {
	const words = text.toLowerCase().match(/[\p{L}\p{N}_]{5,}|[\u3400-\u9fff\u30a0-\u30ff]{2}/gu) ?? [];
	return words.filter((word) => !ANY_WORK.test(word)).map((word) => word.slice(0, 7));
}

const POLITE =
	/^(?:sure|of course|certainly|absolutely|great|good|happy|glad|thanks?|thank you|got it|okay?|yes|no problem|you['’]re right|i['’]d be|natürlich|gerne?|klar|bien sûr|avec plaisir|claro|por supuesto|certo|jasne|oczywiście|tabii|конечно|当然|もちろん)/i;

/** What an answer is about: its list where it has one, else its sentences behind the polite ones. */
function gistOf(answer: string, chars: number): string {
	const prose = answer
		.slice(0, TURN_CHARS)
		.replace(/^[^\S\n]*(?:```|~~~)[^\n]*\n[\s\S]*?(?:^[^\S\n]*(?:```|~~~)[^\n]*$|$(?![\s\S]))/gm, '\n');
	const text = prose.trim() === '' ? answer : prose;
	const listed = text.split('\n').filter((line) => /^\s*(?:[-*•]|\d+[.)])\s+\S/.test(line));
	const sentences = text.trim().split(/(?<=[.!?])\s+|(?<=[。！？])|\n+/u);
	const first = sentences.findIndex((sentence) => !(POLITE.test(sentence.trim()) && sentence.length < 120));
	const said = listed.length >= 2 ? listed.join('\n') : sentences.slice(Math.max(0, first)).join(' ');
	return said.replace(/\s+/g, ' ').trim().slice(0, chars);
}

/** Names of code in a text: in back quotes, with a hump, an underscore or a call's bracket. */
const CODE_NAMES = /`([^`\n]{2,60})`|\b([A-Za-z_$]\w*(?:[a-z][A-Z]|_)\w+)\b|\b([A-Za-z_$]\w{2,})(?=\()/g;

/**
 * Whether a message speaks of what is attached: it points at it, or says too little to be about anything else. A selection is pointed at by
 * selecting it, as is what was picked by name (a symbol, the problems, a diff), unless the message asks about something of its own.
 */
export function refersTo(message: string, attachment: Attachment): boolean {
	const text = message.slice(0, TURN_CHARS / 2);
	if (isSmallTalk(text)) return false;
	const { rest } = afterOpening(withoutCourtesy(text));
	if (pointsAt(text, attachment) || opensWithPronoun(rest)) return true;
	const words = wordCount(rest);
	const asksOwn = (isQuestion(rest) && words >= 2) || NAMES_ITS_OWN.test(rest);
	return !asksOwn && (attachment.kind !== 'file' || words < LEAST_OWN_WORDS);
}

/** Whether a message points at what is attached, with a demonstrative or by a name in it. */
export function pointsAt(message: string, attachment: Attachment): boolean {
	if (sharesName(message, attachment)) return true;
	const shown = `${attachment.path}\n${attachment.content.slice(0, NAMED_CHARS)}`.toLowerCase();
	return pointsAtShown(message.slice(0, TURN_CHARS / 2), (word) => shown.includes(word.toLowerCase().slice(0, 6)));
}

/** Whether a message holds the name of a file, or a name of code that stands in it. */
export function sharesName(message: string, { path, content }: Attachment): boolean {
	const text = message.slice(0, TURN_CHARS / 2);
	const name = path.split(/[\\/]/).at(-1)!;
	const stem = name.replace(/\.[^.]*$/, '').toLowerCase();
	const lower = text.toLowerCase();
	if (name.length >= 3 && lower.includes(name.toLowerCase())) return true;
	if (stem.length >= 4 && new Set(lower.match(/[\p{L}\p{N}_-]+/gu)).has(stem)) return true;
	const read = content.slice(0, NAMED_CHARS);
	return [...text.matchAll(CODE_NAMES)].some(([, quoted, shaped, called]) => read.includes(quoted ?? shaped ?? called!));
}

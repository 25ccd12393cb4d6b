import { asks, withoutCourtesy } from './grammar.ts';

/** Characters read at each end of a message of any size, so that a log of a megabyte costs what a page costs. */
const READ_CHARS = 12_000;
/** A text of so few characters fits the encoder's window: nothing has to be parted for it. */
export const FITTING_CHARS = 500;
/** A text of which at least this share is pasted is parted. */
const LEAST_SHOWN = 0.4;
/** Below this the ends of a text hold most of it, so that no sentence is searched for; nor is one that lies in the ends. */
const LEAST_SEARCHED = 900;
const HEAD_SEEN = 300;
const TAIL_SEEN = 100;
const MOST_BLOCKS = 1000;

/** A message in its parts; what a short message shows stays in its place. */
export interface PartedMessage {
	/** What its author says; everything where there is nothing else. */
	readonly own: string;
	/** Fenced blocks, quotes and logs that the author pasted. */
	readonly shown: string;
	/** Marked blocks that a tool put around the words. */
	readonly around: string;
}

/** Tags that tools put around the user's own words, and those that they put around everything else. */
const OWN_TAG = /^(?:user[-_]?(?:query|request|question|prompt|message|input)|query|question|request|prompt)$/i;
const MARKED_TAG =
	/^(?:[a-z]+(?:[-_][a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+|contexts?|documents?|files?|attachments?|instructions?|reminders?|environment|memory|rules|logs?|workspace|editor|diff)$/;

const FENCE = /^\s*(?:```|~~~)[^`]*$/;
const QUOTED = /^\s*>(?!>>)/;
const LOGGED =
	/^\s*(?:at .+[:(]\d+|File ".+", line \d+|Traceback \(most recent|\[?\d{4}-\d\d-\d\d[T ]\d\d:|\[?\d\d:\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b[\]:\s]|npm ERR!|goroutine \d+|#\d+ +\S|Caused by:|\S+(?:Error|Exception): )/;

/**
 * Parts the user's words from marked blocks, fenced and quoted lines and logs, and finds the sentence that asks inside a long fixed text. A
 * message that says nothing else is its author's as a whole. Reads at most 24,000 characters.
 */
export function partMessage(message: string): PartedMessage {
	if (last?.message !== message) last = { message, parted: parted(message) };
	return last.parted;
}

/** Encoder text, features and task kind of one request ask for the same message one after another. */
let last: { readonly message: string; readonly parted: PartedMessage } | null = null;

function parted(message: string): PartedMessage {
	const text = bothEnds(message, READ_CHARS);
	const unmarked = withoutMarked(text);
	const [said, around] = unmarked.own.trim() === '' ? [text, ''] : [unmarked.own, unmarked.rest];
	if (said.length <= FITTING_CHARS) return { own: said, shown: '', around };
	const lines = withoutShown(said);
	// A statement with an example or two is one text.
	const [own, shown] = hasWords(lines.own) && lines.rest.length >= LEAST_SHOWN * said.length ? [lines.own, lines.rest] : [said, ''];
	const asking = own.length < LEAST_SEARCHED ? null : askingSentence(own);
	return { own: asking ?? own, shown, around };
}

interface Split {
	readonly own: string;
	readonly rest: string;
}

/** A text, or so many characters of its beginning and of its end. */
export function bothEnds(text: string, chars: number): string {
	return text.length <= 2 * chars ? text : `${text.slice(0, chars)}\n${text.slice(-chars)}`;
}

/** The parts that say something, each on lines of its own. */
export const join = (...parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join('\n');
const hasWords = (text: string): boolean => /\p{L}{2}[^\p{L}]+\p{L}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}/u.test(text);

/** Without the blocks whose tag says that a tool wrote them; where a tag says that it holds the user's words, that block alone. */
function withoutMarked(text: string): Split {
	if (!text.includes('</')) return { own: text, rest: '' };
	const own: string[] = [];
	const material: string[] = [];
	let said: string | null = null;
	let from = 0;
	const opening = /<([a-z][a-z_-]{2,40})(?:\s[^<>]{0,200})?>/gi;
	for (let block = 0; block < MOST_BLOCKS; block++) {
		const tag = opening.exec(text);
		if (tag === null) break;
		const [whole, name] = tag;
		const isOwn = OWN_TAG.test(name!);
		if (!isOwn && !MARKED_TAG.test(name!)) continue;
		const closing = `</${name}>`;
		const end = text.indexOf(closing, opening.lastIndex);
		if (end < 0) continue;
		const content = text.slice(tag.index + whole.length, end);
		if (isOwn) said = content;
		else material.push(content);
		own.push(text.slice(from, tag.index));
		from = end + closing.length;
		opening.lastIndex = from;
	}
	own.push(text.slice(from));
	return { own: said !== null && said.trim() !== '' ? said : join(...own), rest: join(...material) };
}

/** Without fenced and quoted lines, log lines and the indented lines below them. */
function withoutShown(text: string): Split {
	const own: string[] = [];
	const material: string[] = [];
	let fenced = false;
	let logged = false;
	for (const line of text.split('\n')) {
		if (FENCE.test(line)) {
			fenced = !fenced;
			continue;
		}
		const head = line.slice(0, 400);
		logged = LOGGED.test(head) || (logged && /^\s+\S/.test(head));
		(fenced || logged || QUOTED.test(head) ? material : own).push(line);
	}
	return { own: own.join('\n'), rest: material.join('\n') };
}

interface Sentence {
	readonly text: string;
	/** Alone on its line. */
	readonly alone: boolean;
	/** Within the ends that the encoder sees anyway. */
	readonly seen: boolean;
	readonly words: readonly string[];
}

/** A sentence asks where it scores so much, and is the one that asks where all others stay below it by a point. */
const ASKING = 2.5;
const MARGIN = 1;
/** Share of its words that a question inside a fixed text may have in common with that text. */
const MOST_SHARED = 0.34;
/** More are a table or a log. */
const MOST_SENTENCES = 800;
/** Answer options make a question of what stands above them. */
const OPTIONS = /^[^\S\n]*\(?[A-J][.):]\s/gm;

/**
 * The sentence that asks, where a text speaks of something else all around it: it has the form of a request, stands out from its
 * surroundings by its words, and no other one is nearly as good. Null for a text that is one statement, and where the cut keeps it anyway.
 */
function askingSentence(text: string): string | null {
	if ((text.match(OPTIONS)?.length ?? 0) >= 3) return null;
	const sentences = sentencesOf(text);
	if (sentences.length > MOST_SENTENCES) return null;
	const counts = new Map<string, number>();
	for (const { words } of sentences) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
	const scores = sentences.map((sentence) => scoreOf(sentence, counts));
	const most = scores.reduce((best, score, i) => (score > scores[best]! ? i : best), 0);
	const best = sentences[most];
	if (best === undefined || best.seen || scores[most]! < ASKING) return null;
	return scores.every((score, i) => i === most || sentences[i]!.text === best.text || score <= scores[most]! - MARGIN) ? best.text : null;
}

function sentencesOf(text: string): Sentence[] {
	const sentences: Sentence[] = [];
	const lines = text.split('\n').map((line) => line.split(/(?<=[.!?…])\s+|(?<=[。！？])/u).filter((part) => part.trim() !== ''));
	const openings = new Set(lines.flatMap((parts) => parts.map((part) => /^\p{Lu}\p{L}*/u.exec(part)?.[0] ?? '')));
	let at = 0;
	for (const line of lines) {
		const parts = line.flatMap((part) => beforeOpening(part, openings));
		for (const part of parts) {
			const start = text.indexOf(part, at);
			at = start + part.length;
			const seen = start < HEAD_SEEN || at > text.length - TAIL_SEEN;
			sentences.push({ text: part.trim(), alone: parts.length === 1, seen, words: wordsOf(part) });
		}
	}
	return sentences;
}

/**
 * A sentence that begins with a small letter was put in without its full stop: it ends before a word with which another sentence opens.
 */
function beforeOpening(part: string, openings: ReadonlySet<string>): string[] {
	if (!/^\p{Ll}/u.test(part)) return [part];
	const next = [...part.matchAll(/(?<=\s)\p{Lu}\p{L}*/gu)].find(([word]) => openings.has(word));
	return next === undefined ? [part] : [part.slice(0, next.index).trimEnd(), part.slice(next.index)];
}

const FUNCTION_WORD =
	/^(?:what|which|when|where|does|this|that|these|those|with|from|into|have|there|their|your|will|would|should|could)$/i;

/** Beginnings of the longer words, and names and formulas of any length; pairs of characters where words are not parted. */
function wordsOf(text: string): string[] {
	const found = text.match(/\p{L}{4,}|[\u3400-\u9fff]{2}|\b[b-hj-z]\b|\w*[_\d$]\w*/giu) ?? [];
	return found.slice(0, 80).flatMap((word) => (FUNCTION_WORD.test(word) ? [] : [word.toLowerCase().slice(0, 5)]));
}

/** 0 where the sentence is no request or speaks of what the text speaks of. */
function scoreOf({ text, alone, words }: Sentence, counts: ReadonlyMap<string, number>): number {
	if (text.length < 6 || text.length > 600 || !hasWords(text) || /^(?:[-*•#|]|\d+[.)])/.test(text)) return 0;
	// A line of its own that is no sentence like the others asks even without the words for it.
	const odd = alone && /^\p{Ll}\S*(?: \S+){3}/u.test(text) && !/[.:;,}\])]$|[={}\\;_<>|]|\S: /.test(text);
	const request = Math.max(asks(withoutCourtesy(text)), odd ? 1 : 0);
	if (request === 0) return 0;
	const shared = words.length === 0 ? 0 : words.filter((word) => counts.get(word)! > 1).length / words.length;
	if (shared > MOST_SHARED) return 0;
	return request + (alone ? 1 : 0) + (1 - 2 * shared) + (/^\p{Ll}/u.test(text) ? 0.5 : 0) + (/[.:;,]$/.test(text) ? 0 : 0.5);
}

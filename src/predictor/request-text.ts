import { isClosing } from '../core/message/small-talk.ts';
import type { HistoryMessage, RouteRequest } from '../core/routing/types.ts';

/** The tokenizer keeps 96 tokens of the head and 32 of the tail; these many characters always hold them in ordinary text. */
const HEAD_CHARS = 1400;
const TAIL_CHARS = 700;
/** Of the selection and of earlier messages only the beginning says what they are about. */
const SELECTION_CHARS = 500;
const PREVIOUS_CHARS = 320;
const GIST_CHARS = 160;
/** A message longer than this is about itself; shorter ones leave room for their context. */
const OWN_TEXT_CHARS = 500;

const REFERS_BACK =
	/^[^\p{L}\p{N}]*(yes|yep|yeah|no|nope|ok|okay|sure|please|do it|go on|continue|and|but|now|then|why|how so|what about|same|instead|again|still|try|also|ja|nein|oui|non|s[ií]|sim|não|да|нет|давай|好|不|是|可以|继续|はい|いいえ|続けて|हाँ|नहीं)(?![\p{L}\p{N}])/iu;

/** First and last characters of a long text; whitespace runs become one space or line break, so that the budget is spent on words. */
function ends(text: string, head: number, tail: number): string {
	const squeeze = (part: string) => part.replace(/[^\S\n]+/g, ' ').replace(/\s*\n\s*/g, '\n');
	if (text.length <= (head + tail) * 2) {
		const whole = squeeze(text).trim();
		return whole.length <= head + tail ? whole : `${whole.slice(0, head)}\n${whole.slice(-tail)}`;
	}
	const first = squeeze(text.slice(0, head * 4)).trim();
	const last = squeeze(text.slice(-tail * 4)).trim();
	return `${first.slice(0, head)}\n${last.slice(-tail)}`;
}

function lastOf(history: readonly HistoryMessage[], role: HistoryMessage['role']): string {
	return history.findLast((message) => message.role === role)?.content ?? '';
}

/**
 * Whether the message can only be understood with the conversation before it: there is one, and the message is short or opens by referring
 * back ("yes, do it", "no, that broke the build"). Thanks and goodbyes are not follow-ups: they ask for nothing.
 */
export function isFollowUp(request: Pick<RouteRequest, 'text' | 'history'>): boolean {
	if (!request.history.some((message) => message.role === 'user')) return false;
	const text = request.text.slice(0, 400).trim();
	if (text === '' || isClosing(text)) return false;
	const dense = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(text);
	const words = dense ? text.length / 2 : text.split(/\s+/).length;
	return words <= 9 || (words <= 30 && REFERS_BACK.test(text));
}

/**
 * What the request is about: the message itself, or the last substantial user message and then the message where it is a follow-up.
 * Features and task kind read this; bounded to a few thousand characters.
 */
export function subjectText(request: Pick<RouteRequest, 'text' | 'history'>): string {
	const text = ends(request.text, HEAD_CHARS * 2, TAIL_CHARS * 2);
	if (!isFollowUp(request)) return text;
	return `${ends(substantial(request.history), 900, 300)}\n${text}`;
}

/** The last user message that is not itself a short follow-up; the longest of the recent ones where all are short. */
function substantial(history: readonly HistoryMessage[]): string {
	const users = history.filter((message) => message.role === 'user').slice(-6);
	const long = users.findLast((message) => message.content.trim().split(/\s+/).length > 9);
	return (long ?? users.reduce((best, message) => (message.content.length > best.content.length ? message : best), users[0]!)).content;
}

/**
 * Text for the sentence encoder: the user's last message with a compact head of its context. The tokenizer cuts the middle out, so the
 * subject stands first and the newest words last. A message without attachments and history is encoded as it is.
 */
export function encoderText(request: RouteRequest): string {
	const text = ends(request.text, HEAD_CHARS, TAIL_CHARS);
	if (isFollowUp(request)) {
		const previous = ends(substantial(request.history), PREVIOUS_CHARS, 0);
		const gist = ends(lastOf(request.history, 'assistant'), GIST_CHARS, 0);
		return [previous, gist, text].filter((part) => part !== '').join('\n');
	}
	const attached = request.attachments[0];
	if (!attached || text.length > OWN_TEXT_CHARS) return text;
	const language = attached.language ?? request.language ?? '';
	return `${text}\n${language}\n${ends(attached.content, SELECTION_CHARS, 0)}`.trim();
}

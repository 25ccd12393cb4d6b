import type { Attachment } from '../core/message/message.ts';
import type { RouteRequest } from '../core/routing/types.ts';
import { pointsAtShown, pointsBack } from './grammar.ts';
import { FITTING_CHARS, join, partMessage } from './own-words.ts';
import { goesBack, pointsAt, referredOf, refersTo, sharesName } from './references.ts';

/** The tokenizer keeps 96 tokens of the head and 32 of the tail; these many characters always hold them in ordinary text. */
const HEAD_CHARS = 1400;
const TAIL_CHARS = 700;
/** Of what is shown and of earlier messages only the beginning says what they are about. */
const SHOWN_CHARS = 500;
const PREVIOUS_CHARS = 320;

type Asked = Pick<RouteRequest, 'text' | 'history' | 'attachments'>;

/** First and last characters of a long text; whitespace runs become one space or line break, so that the budget is spent on words. */
function ends(text: string, head: number, tail: number): string {
	const squeeze = (part: string) => part.replace(/[^\S\n]+/g, ' ').replace(/\s*\n\s*/g, '\n');
	if (text.length <= (head + tail) * 2) {
		const whole = squeeze(text).trim();
		return whole.length <= head + tail ? whole : `${whole.slice(0, head)}\n${whole.slice(whole.length - tail)}`.trimEnd();
	}
	const first = squeeze(text.slice(0, head * 4)).trim();
	const last = squeeze(text.slice(text.length - tail * 4)).trim();
	return `${first.slice(0, head)}\n${last.slice(Math.max(0, last.length - tail))}`.trimEnd();
}

const EMPHASIS = /(^|[\s(])([*_])(\p{L}(?:[^*_\n]*[\p{L}\p{N}.!?])?)\2(?=$|[\s).,:;!?])/gu;

/**
 * A short text without what changes nothing of its meaning: emphasis, and the marks at its end. Longer ones stay as they are, for a mark is
 * nothing beside them.
 */
function canonical(text: string): string {
	if (text.length > FITTING_CHARS) return text;
	const bold = text.replace(/(^|[\s(])\*\*(\S(?:[^*\n]*\S)?)\*\*(?=$|[\s).,:;!?])/gm, '$1$2');
	// In texts of several lines a single star or line may be a formula's or a name's.
	const plain = bold.includes('\n') ? bold : bold.replace(EMPHASIS, '$1$3');
	const bare = plain.replace(/(?<=[\p{L}\p{M}\p{N}"'`”»)\]}])[\s.!?…。！？]+$/u, '');
	return bare.trim();
}

/** The author's own words, as short as they are canonical. */
const ownOf = (text: string): string => canonical(partMessage(text).own.trim());

/**
 * Whether the message goes back to an earlier one. Thanks and goodbyes are not follow-ups: they ask for nothing. Nor is "explain this"
 * beside what it shows.
 */
export function isFollowUp(request: Asked): boolean {
	if (!request.history.some((message) => message.role === 'user')) return false;
	const text = ownOf(request.text);
	if (text.length > 2 * FITTING_CHARS || !goesBack(text)) return false;
	return pointsBack(text) || !request.attachments.some((attachment) => pointsAt(text, attachment));
}

/**
 * What the request is about: the user's own words and what they show, or what they go back to and then themselves. Features and task kind
 * read this; bounded to a few thousand characters.
 */
export function subjectText(request: Asked): string {
	const { own, shown } = partMessage(request.text);
	const text = ends(join(canonical(own.trim()), shown), HEAD_CHARS * 2, TAIL_CHARS * 2);
	if (!isFollowUp(request)) return text;
	const { asked, plan } = referredOf(text, request.history);
	return join(ends(asked, 900, 300), plan, text);
}

/** The attachments that the message speaks of; the others cost tokens and tell nothing of what is asked. */
export function referredAttachments(request: Pick<RouteRequest, 'text' | 'attachments'>): readonly Attachment[] {
	if (request.attachments.length === 0) return [];
	const text = ownOf(request.text);
	const named = request.attachments.filter((attachment) => sharesName(text, attachment));
	return named.length > 0 ? named : request.attachments.filter((attachment) => refersTo(text, attachment));
}

/** Without what merely stands open in the editor, where the message does not speak of it: it costs tokens and says nothing of the task. */
export function withoutUnspoken(request: RouteRequest): RouteRequest {
	if (!request.attachments.some(({ open }) => open)) return request;
	const spoken = referredAttachments(request);
	return { ...request, attachments: request.attachments.filter((one) => !one.open || spoken.includes(one)) };
}

/**
 * Text for the sentence encoder: the user's own words, with a compact head of what they refer to. The tokenizer cuts the middle out, so the
 * subject stands first and the newest words last. A message that refers to nothing is encoded as it is.
 */
export function encoderText(request: RouteRequest): string {
	const { own, shown, around } = partMessage(request.text);
	const text = ends(canonical(own.trim()), HEAD_CHARS, TAIL_CHARS);
	if (isFollowUp(request)) {
		const { asked, plan, gist } = referredOf(text, request.history);
		return join(ends(asked, PREVIOUS_CHARS, 0), plan === '' ? gist : plan, text);
	}
	if (text.length > FITTING_CHARS) return text;
	const pasted = join(shown, pointsAtShown(text) ? around : '');
	const attached = referredAttachments(request)[0];
	const language = attached?.language ?? request.language ?? '';
	if (attached !== undefined) return `${text}\n${language}\n${ends(attached.content, SHOWN_CHARS, 0)}`.trim();
	return join(text, ends(pasted, SHOWN_CHARS, 0));
}

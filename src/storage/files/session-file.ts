import * as z from 'zod/mini';
import { answerText, plainMessages } from '../../core/chat/answer.ts';
import type { Answer, ChatSession, SessionSummary, Turn } from '../../core/chat/session.ts';
import { ATTACHMENT_KINDS } from '../../core/message/message.ts';

/** A summary line is read with the first so many bytes of a file; titles are cut to keep it below that. */
export const HEAD_BYTES = 4096;
const MAX_TITLE = 200;

const text = z.string();
const time = z.number();
const textPart = z.looseObject({ type: z.literal('text'), text });
const imagePart = z.looseObject({ type: z.literal('image'), mediaType: text, data: text });
const maybe = z.nullable(text);
const messageSchema = z.discriminatedUnion('role', [
	z.looseObject({
		role: z.literal('assistant'),
		parts: z.array(
			z.discriminatedUnion('type', [
				textPart,
				z.looseObject({ type: z.literal('reasoning'), text, model: maybe, signature: maybe, encrypted: maybe, id: maybe }),
				z.looseObject({ type: z.literal('toolCall'), id: text, name: text, arguments: text }),
			]),
		),
	}),
	z.looseObject({
		role: z.literal('tool'),
		parts: z.array(
			z.looseObject({
				type: z.literal('toolResult'),
				callId: text,
				name: text,
				content: z.array(z.discriminatedUnion('type', [textPart, imagePart])),
				isError: z.boolean(),
			}),
		),
	}),
]);

/** Only what the host and the view rely on; everything else is kept as it is. */
const answerFields = {
	id: text,
	at: time,
	state: z.enum(['routing', 'streaming', 'done', 'cancelled', 'failed']),
	routing: z.nullable(
		z.looseObject({
			...{ candidateId: text, modelName: text, alternatives: z.array(z.looseObject({})) },
			learned: z.optional(z.array(text)),
			reading: z.optional(text),
		}),
	),
	receipt: z.nullable(z.looseObject({ cost: z.number() })),
	error: z.nullable(z.looseObject({ kind: text, message: text, nextStep: text })),
	feedback: z.nullable(z.enum(['good', 'bad'])),
};
const turnFields = {
	id: text,
	at: time,
	text,
	attachments: z.array(
		z.looseObject({
			...{ kind: z.enum(ATTACHMENT_KINDS), path: text, content: text },
			image: z.optional(z.looseObject({ mediaType: text, data: text, thumb: text, width: z.number(), height: z.number() })),
		}),
	),
	sentTokens: z.number(),
	shown: z.int().check(z.minimum(0)),
	summary: z.optional(z.looseObject({ used: z.boolean(), wish: text, tokens: z.nullable(z.number()) })),
};
const sessionFields = { id: text, title: text, createdAt: time, updatedAt: time, draft: text };

const version1 = z.looseObject({
	...sessionFields,
	version: z.literal(1),
	turns: z.array(z.looseObject({ ...turnFields, answers: z.array(z.looseObject({ ...answerFields, text, reasoning: text })) })),
});
const version2 = z.looseObject({
	...sessionFields,
	version: z.literal(2),
	turns: z.array(z.looseObject({ ...turnFields, answers: z.array(z.looseObject({ ...answerFields, messages: z.array(messageSchema) })) })),
});
const summarySchema = z.object({ id: text, title: text, updatedAt: time, turns: z.int() });

export type ReadResult =
	| { readonly kind: 'session'; readonly session: ChatSession }
	| { readonly kind: 'damaged' }
	/** Written by a later version of Routoo: to be left alone. */
	| { readonly kind: 'newer' };

/**
 * Turns are values: one that is the same object as at the last save is not written out anew, or a long chat would hold up the host at each.
 */
const encodedTurns = new WeakMap<Turn, string>();

/** One JSON object whose first line is the summary, so that a list needs the head of each file only. */
export function encodeSession(session: ChatSession): string {
	const { turns, ...rest } = session;
	const head = JSON.stringify(rest).slice(0, -1);
	return `{"summary":${JSON.stringify(summaryOf(session))},\n"session":${head},"turns":[${turns.map(encodeTurn).join(',')}]}}\n`;
}

function encodeTurn(turn: Turn): string {
	const known = encodedTurns.get(turn);
	if (known !== undefined) return known;
	const text = JSON.stringify(turn);
	encodedTurns.set(turn, text);
	return text;
}

export function summaryOf({ id, title, updatedAt, turns }: ChatSession): SessionSummary {
	return { id, title: title.slice(0, MAX_TITLE), updatedAt, turns: turns.length };
}

/** @param head the first HEAD_BYTES of a file; null when they hold no summary */
export function decodeSummary(head: string): SessionSummary | null {
	const end = head.indexOf(',\n');
	const json = end < 0 ? null : parseJson(`${head.slice(0, end)}}`);
	const parsed = z.object({ summary: summarySchema }).safeParse(json);
	return parsed.success ? parsed.data.summary : null;
}

/** @param id the id that the file's name tells */
export function decodeSession(content: string, id: string): ReadResult {
	const file = z.object({ session: z.looseObject({ version: z.number() }) }).safeParse(parseJson(content));
	if (!file.success) return { kind: 'damaged' };
	const { version } = file.data.session;
	if (version > 2) return { kind: 'newer' };
	const session = version === 1 ? readVersion1(file.data.session) : readVersion2(file.data.session);
	return session === null || session.id !== id ? { kind: 'damaged' } : { kind: 'session', session: repairBroken(session) };
}

function readVersion2(stored: unknown): ChatSession | null {
	const parsed = version2.safeParse(stored);
	// The schema checks what is relied on; the rest was written from this very type.
	return parsed.success ? (parsed.data as unknown as ChatSession) : null;
}

/** Text and thought of an answer were two strings. The file becomes one of version 2 when the session is saved next. */
function readVersion1(stored: unknown): ChatSession | null {
	const parsed = version1.safeParse(stored);
	if (!parsed.success) return null;
	const turns = parsed.data.turns.map((turn) => ({
		...turn,
		answers: turn.answers.map(({ text: said, reasoning, ...answer }) => ({ ...answer, messages: plainMessages(said, reasoning) })),
	}));
	return { ...parsed.data, version: 2, turns } as unknown as ChatSession;
}

/** An answer that was being made when the window died becomes a failed one: what was received is kept, and it can be retried. */
function repairBroken(session: ChatSession): ChatSession {
	const isBroken = (answer: Answer) => answer.state === 'routing' || answer.state === 'streaming';
	if (!session.turns.some((turn) => turn.answers.some(isBroken))) return session;
	const repair = (answer: Answer): Answer => (isBroken(answer) ? { ...answer, state: 'failed', error: brokenError(answer) } : answer);
	return { ...session, turns: session.turns.map((turn) => ({ ...turn, answers: turn.answers.map(repair) })) };
}

function brokenError(answer: Answer): Answer['error'] {
	const message =
		answerText(answer) === ''
			? 'The window closed before this answer began.'
			: 'The window closed before this answer was complete; this is what was received.';
	return { kind: 'brokenStream', message, nextStep: 'Ask again to get the whole answer.', action: 'retry' };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { answerText, plainMessages } from '../../core/chat/answer.ts';
import { MOST_BRANCHES, mapAllTurns, repairBranches } from '../../core/chat/branches.ts';
import { chatCost } from '../../core/chat/meter.ts';
import { MOST_QUEUED } from '../../core/chat/queue.ts';
import type { Answer, Branch, ChatSession, SessionSummary, Turn } from '../../core/chat/session.ts';
import { ATTACHMENT_KINDS } from '../../core/message/message.ts';

/** A summary line is read with the first so many bytes of a file; titles are cut to keep it below that. */
export const HEAD_BYTES = 4096;
const MAX_TITLE = 200;

/** Version of the form that is written. */
const LATEST = 3;

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
	interrupted: z.optional(z.enum(['reload', 'length'])),
	continued: z.optional(z.array(z.looseObject({ id: text, at: time, receipt: z.looseObject({ cost: z.number() }) }))),
};
const attachments = z.array(
	z.looseObject({
		...{ kind: z.enum(ATTACHMENT_KINDS), path: text, content: text },
		image: z.optional(z.looseObject({ mediaType: text, data: text, thumb: text, width: z.number(), height: z.number() })),
	}),
);
const place = z.int().check(z.minimum(0));
const turnFields = {
	id: text,
	at: time,
	text,
	attachments,
	sentTokens: z.number(),
	shown: place,
	summary: z.optional(z.looseObject({ used: z.boolean(), wish: text, tokens: z.nullable(z.number()), saves: z.optional(z.number()) })),
};
const sessionFields = {
	...{ id: text, title: text, createdAt: time, updatedAt: time, draft: text },
	renamed: z.optional(z.literal(true)),
	folder: z.optional(text),
};

const version1 = z.looseObject({
	...sessionFields,
	version: z.literal(1),
	turns: z.array(z.looseObject({ ...turnFields, answers: z.array(z.looseObject({ ...answerFields, text, reasoning: text })) })),
});
const turn = z.looseObject({
	...turnFields,
	answers: z.array(z.looseObject({ ...answerFields, messages: z.array(messageSchema) })),
	version: z.optional(z.looseObject({ fork: text, index: place, count: place })),
});
/** Of version 2 nothing but its number is other: it had neither branches nor a queue. */
const latest = z.looseObject({
	...sessionFields,
	version: z.union([z.literal(2), z.literal(LATEST)]),
	turns: z.array(turn),
	branches: z.optional(
		z.array(z.looseObject({ fork: text, index: place, turns: z.array(turn).check(z.minLength(1)) })).check(z.maxLength(MOST_BRANCHES)),
	),
	queue: z.optional(
		z.array(z.looseObject({ id: text, text, attachments, asText: z.optional(z.literal(true)) })).check(z.maxLength(MOST_QUEUED)),
	),
});
const summarySchema = z.object({
	id: text,
	title: text,
	updatedAt: time,
	turns: z.int(),
	cost: z.optional(z.number()),
	folder: z.optional(text),
});

export type ReadResult =
	| { readonly kind: 'session'; readonly session: ChatSession }
	| { readonly kind: 'damaged' }
	/** Written by a later version of Routoo: to be left alone. */
	| { readonly kind: 'newer' };

/**
 * Turns are values: one that is the same object as at the last save is not written out anew, or a long chat would hold up the host at each.
 */
const encodedTurns = new WeakMap<Turn, string>();
/** The same of what is attached, which a turn keeps while its answer grows: images are megabytes. */
const encodedAttachments = new WeakMap<Turn['attachments'], string>();

/** One JSON object whose first line is the summary, so that a list needs the head of each file only. */
export function encodeSession(session: ChatSession): string {
	const { turns, branches, ...rest } = session;
	const head = JSON.stringify(rest).slice(0, -1);
	const others = branches === undefined ? '' : `,"branches":[${branches.map(encodeBranch).join(',')}]`;
	return `{"summary":${JSON.stringify(summaryOf(session))},\n"session":${head},"turns":${encodeTurns(turns)}${others}}}\n`;
}

function encodeBranch({ turns, ...rest }: Branch): string {
	return `${JSON.stringify(rest).slice(0, -1)},"turns":${encodeTurns(turns)}}`;
}

function encodeTurns(turns: readonly Turn[]): string {
	return `[${turns.map(encodeTurn).join(',')}]`;
}

function encodeTurn(turn: Turn): string {
	const known = encodedTurns.get(turn);
	if (known !== undefined) return known;
	const { attachments: attached, ...rest } = turn;
	const along = encodedAttachments.get(attached) ?? JSON.stringify(attached);
	encodedAttachments.set(attached, along);
	const encoded = `${JSON.stringify(rest).slice(0, -1)},"attachments":${along}}`;
	encodedTurns.set(turn, encoded);
	return encoded;
}

export function summaryOf(session: ChatSession): SessionSummary {
	const { id, title, updatedAt, turns, folder } = session;
	const cost = chatCost(session);
	return {
		...{ id, title: title.slice(0, MAX_TITLE), updatedAt, turns: turns.length },
		...(cost === 0 ? {} : { cost }),
		...(folder === undefined ? {} : { folder: folder.slice(0, MAX_TITLE) }),
	};
}

/** @param head the first HEAD_BYTES of a file; null when they hold no summary */
export function decodeSummary(head: string): SessionSummary | null {
	const end = head.indexOf(',\n');
	const json = end < 0 ? null : parseJson(`${head.slice(0, end)}}`);
	const parsed = z.object({ summary: summarySchema }).safeParse(json);
	// Fields that are absent stay absent: nothing is there as `undefined`.
	return parsed.success ? (parsed.data.summary as SessionSummary) : null;
}

/** @param id the id that the file's name tells */
export function decodeSession(content: string, id: string): ReadResult {
	const file = z.object({ session: z.looseObject({ version: z.number() }) }).safeParse(parseJson(content));
	if (!file.success) return { kind: 'damaged' };
	const { version } = file.data.session;
	if (version > LATEST) return { kind: 'newer' };
	const session = version === 1 ? readVersion1(file.data.session) : readLatest(file.data.session);
	return session === null || session.id !== id ? { kind: 'damaged' } : { kind: 'session', session: repairBranches(repairBroken(session)) };
}

function readLatest(stored: unknown): ChatSession | null {
	const parsed = latest.safeParse(stored);
	// The schema checks what is relied on; the rest was written from this very type.
	return parsed.success ? ({ ...parsed.data, version: LATEST } as unknown as ChatSession) : null;
}

/** Text and thought of an answer were two strings. The file becomes one of the latest version when the session is saved next. */
function readVersion1(stored: unknown): ChatSession | null {
	const parsed = version1.safeParse(stored);
	if (!parsed.success) return null;
	const turns = parsed.data.turns.map((turn) => ({
		...turn,
		answers: turn.answers.map(({ text: said, reasoning, ...answer }) => ({ ...answer, messages: plainMessages(said, reasoning) })),
	}));
	return { ...parsed.data, version: LATEST, turns } as unknown as ChatSession;
}

/**
 * An answer that was being made when the window died has ended with it: what was received is kept and can be gone on with; one without a
 * word has failed, and can be asked for again.
 */
function repairBroken(session: ChatSession): ChatSession {
	const isBroken = ({ state }: Answer): boolean => state === 'routing' || state === 'streaming';
	const repair = (answer: Answer): Answer => {
		if (!isBroken(answer)) return answer;
		if (answerText(answer) !== '') return { ...answer, state: 'cancelled', interrupted: 'reload' };
		return { ...answer, state: 'failed', error: beforeItBegan() };
	};
	return mapAllTurns(session, (one) => (one.answers.some(isBroken) ? { ...one, answers: one.answers.map(repair) } : one));
}

function beforeItBegan(): Answer['error'] {
	return {
		kind: 'brokenStream',
		message: l10n.t('The window was reloaded before this answer began.'),
		nextStep: l10n.t('Ask again to get the answer.'),
		action: 'retry',
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

import * as z from 'zod/mini';
import { id, longText } from './common.ts';

/** What view and host say of a chat that goes on for long: its ways, what waits to be sent, what it costs. Part of protocol/chat.ts. */

/** Characters of a message that waits which a view gets: each frame brings them again, and one line is shown. */
export const QUEUED_SHOWN = 200;

/** A message that waits: the beginning of its text, and how many attachments go with it. */
export interface QueuedView {
	readonly id: string;
	readonly text: string;
	readonly attachments: number;
}

/** What the open chat costs. Money in µ$. */
export interface ChatMeterView {
	/** Of the chat, that go along with the next message, estimated. */
	readonly tokens: number;
	/** Of all its answers, shown or not. */
	readonly cost: number;
	/** What an ordinary message of it would cost now, expected; null where that is not known. */
	readonly perTurn: number | null;
	/** The same behind a summary, where that is worth offering. */
	readonly shorten: number | null;
}

export const longChatMessages = [
	/** Asks the same model for the rest of an answer that ended early. */
	z.object({ type: z.literal('goOn'), turnId: id }),
	/** Another way of the chat from a turn on. */
	z.object({ type: z.literal('showVersion'), turnId: id, index: z.int().check(z.minimum(0), z.maximum(1000)) }),
	/** `send` while an answer is being written: it goes when that has come. */
	z.object({ type: z.literal('queue'), text: longText, asText: z.optional(z.boolean()) }),
	/** What becomes of a message that waits. `send`: at once, and the answer under way is stopped. */
	z.object({ type: z.literal('queued'), id, act: z.enum(['send', 'edit', 'remove']) }),
	/** Sends a summary instead of the chat so far, beside the box; or not now. */
	z.object({ type: z.literal('shorten'), now: z.boolean() }),
] as const;

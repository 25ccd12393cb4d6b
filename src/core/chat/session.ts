import type { ShownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Receipt } from '../gateway/types.ts';
import type { AssistantMessage, Attachment, ToolMessage } from '../message/message.ts';
import type { RoutingLine } from '../routing/routing-line.ts';

export type AnswerState = 'routing' | 'streaming' | 'done' | 'cancelled' | 'failed';

export type AnswerMessage = AssistantMessage | ToolMessage;

export interface Answer {
	readonly id: string;
	readonly at: number;
	readonly state: AnswerState;
	/**
	 * What came back, in the order in which it came: one assistant message for a plain answer, assistant and tool messages in turn for a
	 * run of steps, none before the first word. Messages and not one flat list of parts, because vendors take a run back only within these
	 * borders: a call in the message that made it, its result in the message behind, a signed thought before the calls of its own message.
	 */
	readonly messages: readonly AnswerMessage[];
	readonly routing: RoutingLine | null;
	readonly receipt: Receipt | null;
	readonly error: ShownError | null;
	readonly feedback: 'good' | 'bad' | null;
	/** Why it ended early where nobody stopped it: the window went, or the model's length was used up; absent: neither. */
	readonly interrupted?: 'reload' | 'length';
	/** What going on with it cost, in order; absent: nobody went on with it. */
	readonly continued?: readonly Continuation[];
}

/** The same model was asked to go on with an answer that had ended early: a request of its own. */
export interface Continuation {
	/** Of the request. */
	readonly id: string;
	readonly at: number;
	readonly receipt: Receipt;
}

export interface Turn {
	readonly id: string;
	readonly at: number;
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** Tokens of everything that is sent with this turn, estimated. */
	readonly sentTokens: number;
	/** More than one after "again". */
	readonly answers: readonly Answer[];
	/** Index of the answer that is shown and that later turns build on. */
	readonly shown: number;
	/** The answers are summaries of the turns before (core/chat/summary.ts); absent: a message of the user's. */
	readonly summary?: {
		/** It is sent instead of them. */
		readonly used: boolean;
		/** What the user wants kept, may be empty. */
		readonly wish: string;
		/** Of the shown summary, estimated; null before it is there. */
		readonly tokens: number | null;
		/** What it was to save with each later message when it was asked for, µ$; absent: that was not known. */
		readonly saves?: MicroDollars;
	};
	/** Which of the ways from here it is (core/chat/branches.ts); absent: the only one. */
	readonly version?: TurnVersion;
}

export interface TurnVersion {
	/** The turn where the ways parted, as it was called at first. */
	readonly fork: string;
	/** 0 = the oldest. */
	readonly index: number;
	/** Of all ways, this one included. */
	readonly count: number;
}

/** Another way of a chat from one message on, which is not shown. */
export interface Branch {
	readonly fork: string;
	readonly index: number;
	/** At least one, oldest first. */
	readonly turns: readonly Turn[];
}

/** A message that waits until the answer under way has ended. */
export interface QueuedMessage {
	readonly id: string;
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** Sent as it is, whatever it begins with; absent: a command is one. */
	readonly asText?: true;
}

export interface ChatSession {
	/** Of the stored form: 1 held an answer as two strings, 2 knew one way of a chat. */
	readonly version: 3;
	readonly id: string;
	readonly title: string;
	readonly createdAt: number;
	readonly updatedAt: number;
	/** The user named it: no message does any more. */
	readonly renamed?: true;
	/** Name of the workspace where it was held; absent: none was open, or an earlier version held it. */
	readonly folder?: string;
	/** What is shown and goes to a model. */
	readonly turns: readonly Turn[];
	/** The other ways of the chat; absent: there are none. */
	readonly branches?: readonly Branch[];
	/** Waits to be sent, in order; absent: nothing does. */
	readonly queue?: readonly QueuedMessage[];
	/** Unsent text of the input box. */
	readonly draft: string;
	/** The user took the open file out of this chat; absent: it goes along where the settings let it. */
	readonly withoutOpenFile?: true;
	/** Paths of instructions that the user took out of this chat; absent: none. */
	readonly withoutInstructions?: readonly string[];
}

export interface SessionSummary {
	readonly id: string;
	readonly title: string;
	readonly updatedAt: number;
	readonly turns: number;
	/** Of all its answers, µ$; absent: nothing, or an earlier version saved it. */
	readonly cost?: MicroDollars;
	readonly folder?: string;
}

/**
 * One file a session in the extension's global storage. Errors: RoutooError 'storage' (full disk) or 'damagedFile' (set aside, never
 * deleted).
 */
export interface SessionStore {
	list(): Promise<readonly SessionSummary[]>;
	load(id: string): Promise<ChatSession | null>;
	save(session: ChatSession): Promise<void>;
	delete(id: string): Promise<void>;
	deleteAll(): Promise<void>;
}

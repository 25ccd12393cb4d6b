import type { Attachment, ImagePart } from '../../../core/message/message.ts';
import type { RoutingRow } from '../../../core/routing/routing-line.ts';

/** What the user attached to a message, read. */
export interface Attached {
	readonly files: readonly Attachment[];
	readonly images: readonly ImagePart[];
	/** Texts without a file: the output of a terminal, problems. */
	readonly texts: readonly { readonly name: string; readonly text: string }[];
	/** What could not be attached, one sentence each. */
	readonly failed: readonly string[];
}

/** An earlier turn with this participant. */
export interface PastTurn {
	readonly command: string | null;
	readonly prompt: string;
	/** Names of what was attached to it. */
	readonly attached: readonly string[];
	/** As it stands in the view; empty where nothing came. */
	readonly answer: string;
	/** As the turn's result holds it; of any form. */
	readonly metadata: unknown;
}

export interface ParticipantRequest {
	/** Without the slash; null for a plain question. */
	readonly command: string | null;
	readonly prompt: string;
	readonly attached: Attached;
	/** Oldest first. */
	readonly history: readonly PastTurn[];
	readonly signal: AbortSignal;
}

/** Where an answer is written. */
export interface ParticipantOut {
	/** Markdown; what a model wrote is shown without trust. */
	markdown(text: string): void;
	progress(text: string): void;
	/** @param command without the prefix `routoo.` */
	button(command: string, title: string, ...args: readonly unknown[]): void;
}

/** Of a decision, what is kept with its answer: figures and names. */
export interface DecisionNote {
	readonly reason: string;
	readonly chosen: string;
	/** The chosen one first, then at most the runner-up, one cheaper and one better. */
	readonly rows: readonly (Omit<RoutingRow, 'firstUsefulMs'> & { readonly role: string })[];
	/** What the user's signals moved, and which slower reader spoke; absent: nothing. */
	readonly learned?: readonly string[] | undefined;
	readonly reading?: string | undefined;
	/** What it really cost, µ$; null where nothing was booked. */
	readonly cost: number | null;
}

/** Kept by VS Code with the answer, as JSON. */
export interface AnswerNote {
	readonly version: 1;
	/** Of all turns of one conversation. */
	readonly conversation: string;
	/** Of the run that answered, for what the user says of it; absent: nothing was asked. */
	readonly runId?: string | undefined;
	/** What stands in the answer before the model's own words. */
	readonly lead: string;
	readonly decision: DecisionNote | null;
	/** Kind of the error that ended it, null where none did. */
	readonly error: string | null;
	/** Names of two models that can be compared on the question; null where there are none. */
	readonly compare: readonly [string, string] | null;
}

export interface ParticipantResult {
	readonly note: AnswerNote;
	/** Shown instead of, or below, an answer. */
	readonly error: string | null;
}

export interface Followup {
	readonly prompt: string;
	readonly label: string;
	readonly command: string;
}

import type { ChatSession } from '../../protocol/chat.ts';

/**
 * The text of the input box. What was typed is never lost: after sending it stays until a new turn shows that the host has it.
 */
export interface Draft {
	readonly sessionId: string | null;
	readonly text: string;
	/** Text that was sent and not yet acknowledged, with the last turn known then. */
	readonly pending: {
		readonly text: string;
		readonly lastTurnId: string | null;
		/** The host has not answered for long: the text may be sent again. */
		readonly isLate?: boolean;
	} | null;
}

export const emptyDraft: Draft = { sessionId: null, text: '', pending: null };

export function typed(draft: Draft, text: string): Draft {
	return { ...draft, text };
}

export function sent(draft: Draft, session: ChatSession): Draft {
	return { ...draft, pending: { text: draft.text, lastTurnId: session.turns.at(-1)?.id ?? null } };
}

/** The host gives a text back (failed send) or puts one in. What was typed since it was sent stays. */
export function returned(draft: Draft, text: string): Draft {
	const typedSince = draft.pending !== null && draft.text !== draft.pending.text;
	return { ...draft, text: typedSince ? draft.text : text, pending: null };
}

/** A question may stand open that long: the text may be sent again, and is still known as sent when its turn comes. */
export function late(draft: Draft): Draft {
	return draft.pending === null ? draft : { ...draft, pending: { ...draft.pending, isLate: true } };
}

export function isWaiting({ pending }: Draft): boolean {
	return pending !== null && pending.isLate !== true;
}

/** Follows the session as the host shows it: acknowledges a send, or moves to another session with that session's own draft. */
export function follow(draft: Draft, session: ChatSession, kept: string): Draft {
	const lastTurn = session.turns.at(-1);
	const arrived = draft.pending !== null && lastTurn !== undefined && lastTurn.id !== draft.pending.lastTurnId;
	if (draft.sessionId === session.id || (arrived && lastTurn.text.trim() === draft.pending?.text.trim())) {
		if (!arrived) return draft;
		return { sessionId: session.id, text: draft.text === draft.pending?.text ? '' : draft.text, pending: null };
	}
	const text = session.draft || (draft.sessionId === null ? kept : (draft.pending?.text ?? ''));
	return { sessionId: session.id, text, pending: null };
}

/** What the panel keeps for itself, so that hiding it in mid-sentence loses nothing. */
export interface Kept {
	readonly sessionId: string;
	readonly draft: string;
	/** The first turn that was seen, and how many pixels below the top it began; null: the end was followed. */
	readonly seen: Seen | null;
}

export interface Seen {
	readonly turnId: string;
	readonly top: number;
}

export function readKept(value: unknown): Kept | null {
	if (typeof value !== 'object' || value === null) return null;
	const { sessionId, draft, seen } = value as Record<string, unknown>;
	if (typeof sessionId !== 'string' || typeof draft !== 'string') return null;
	return { sessionId, draft, seen: readSeen(seen) };
}

function readSeen(value: unknown): Seen | null {
	if (typeof value !== 'object' || value === null) return null;
	const { turnId, top } = value as Record<string, unknown>;
	return typeof turnId === 'string' && typeof top === 'number' ? { turnId, top } : null;
}

import * as l10n from '@vscode/l10n';
import type { HistoryMessage } from '../routing/types.ts';
import { answerText } from './answer.ts';
import { mapAllTurns } from './branches.ts';
import type { Answer, ChatSession, Turn } from './session.ts';

/** Pure changes of a session: each returns a new value, so that a view never sees a half-made one. */

const TITLE_LENGTH = 60;

export function emptySession(id: string, now: number): ChatSession {
	return { version: 3, id, title: l10n.t('New chat'), createdAt: now, updatedAt: now, turns: [], draft: '' };
}

/** First line of the first message, cut at a word. */
export function titleOf(text: string): string {
	const line = text.trim().split('\n')[0]!.replace(/\s+/g, ' ').trim();
	if (line === '') return l10n.t('New chat');
	if (line.length <= TITLE_LENGTH) return line;
	const cut = line.slice(0, TITLE_LENGTH);
	const space = cut.lastIndexOf(' ');
	return `${(space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** Longer than any list shows. */
const LONGEST_NAME = 120;

/** The chat under a name of the user's; the same where it is none. */
export function renamed(session: ChatSession, name: string): ChatSession {
	const title = name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME).trim();
	return title === '' ? session : { ...session, title, renamed: true };
}

export function emptyAnswer(id: string, now: number): Answer {
	return { id, at: now, state: 'routing', messages: [], routing: null, receipt: null, error: null, feedback: null };
}

export function addTurn(session: ChatSession, turn: Turn): ChatSession {
	const title = session.turns.length === 0 && session.renamed !== true ? titleOf(turn.text) : session.title;
	return { ...session, title, updatedAt: turn.at, turns: [...session.turns, turn] };
}

export function findTurn(session: ChatSession, turnId: string): Turn | null {
	return session.turns.find((t) => t.id === turnId) ?? null;
}

export function findAnswer(session: ChatSession, turnId: string, answerId: string): Answer | null {
	return findTurn(session, turnId)?.answers.find((a) => a.id === answerId) ?? null;
}

export function mapTurn(session: ChatSession, turnId: string, change: (turn: Turn) => Turn): ChatSession {
	return { ...session, turns: session.turns.map((t) => (t.id === turnId ? change(t) : t)) };
}

/** Adds an answer to a turn and shows it. */
export function addAnswer(session: ChatSession, turnId: string, answer: Answer): ChatSession {
	const next = mapTurn(session, turnId, (t) => ({ ...t, answers: [...t.answers, answer], shown: t.answers.length }));
	return { ...next, updatedAt: answer.at };
}

export function mapAnswer(session: ChatSession, turnId: string, answerId: string, change: (answer: Answer) => Answer): ChatSession {
	return mapTurn(session, turnId, (t) => ({ ...t, answers: t.answers.map((a) => (a.id === answerId ? change(a) : a)) }));
}

/** Drops a turn and all later ones: they were built on what is being edited. */
export function cutAt(session: ChatSession, turnId: string): ChatSession {
	const at = session.turns.findIndex((t) => t.id === turnId);
	return at < 0 ? session : { ...session, turns: session.turns.slice(0, at) };
}

/** Answers that a closed window left unfinished have ended with it; what was received stays. */
export function settleUnfinished(session: ChatSession): ChatSession {
	const unfinished = (a: Answer): boolean => a.state === 'routing' || a.state === 'streaming';
	const settle = (a: Answer): Answer => (unfinished(a) ? { ...a, state: 'cancelled', interrupted: 'reload' } : a);
	return mapAllTurns(session, (turn) => (turn.answers.some(unfinished) ? { ...turn, answers: turn.answers.map(settle) } : turn));
}

/**
 * The conversation as the predictor reads it, oldest first: the shown answer of each turn. A turn whose answer failed without a word is
 * left out as a pair, as in the prompt. What a summary stands for is read all the same: that costs nothing, and "yes" is judged by it.
 */
export function conversationOf(turns: readonly Turn[]): HistoryMessage[] {
	return turns.flatMap((turn) => {
		if (turn.summary !== undefined) return [];
		const answer = turn.answers[turn.shown];
		const said = answer === undefined ? '' : answerText(answer);
		if (said.trim() === '') return [];
		return [
			{ role: 'user' as const, content: turn.text },
			{ role: 'assistant' as const, content: said },
		];
	});
}

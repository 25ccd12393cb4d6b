import type { ChatSession, QueuedMessage } from './session.ts';

/** Messages that wait while an answer is written: more is no queue any more, but a plan. */
export const MOST_QUEUED = 10;

/** Puts a message at the end; null where MOST_QUEUED wait already. */
export function enqueue(session: ChatSession, message: QueuedMessage): ChatSession | null {
	const { queue = [] } = session;
	return queue.length >= MOST_QUEUED ? null : { ...session, queue: [...queue, message] };
}

/** Takes a message out; null where it is not there any more. */
export function dequeue(session: ChatSession, id: string): { readonly session: ChatSession; readonly message: QueuedMessage } | null {
	const { queue = [], ...rest } = session;
	const message = queue.find((one) => one.id === id);
	if (message === undefined) return null;
	const left = queue.filter((one) => one !== message);
	return { session: left.length === 0 ? rest : { ...rest, queue: left }, message };
}

import type { ChatState } from '../../protocol/chat-state.ts';

/** Texts that waited and are gone from the queue: kept, because a frame without them may come before their turn does. */
const MOST_KEPT = 20;

/** Tells whether a new turn or answer is what somebody has just asked for, so that the view goes to it. */
export class Growth {
	#waited: readonly string[] = [];

	/**
	 * @param before what was shown
	 * @param away somebody reads further up
	 */
	isToBeSeen(before: ChatState, now: ChatState, away: boolean): boolean {
		const queued = [before, now].flatMap(({ queue = [] }) => queue.map(({ text }) => text));
		this.#waited = [...new Set([...this.#waited, ...queued])].slice(-MOST_KEPT);
		const [old, turns] = [before.session.turns, now.session.turns];
		// One that waited is sent by itself.
		const isWaited = away && this.#waited.includes(turns.at(-1)?.text ?? '');
		if (before.session.id === now.session.id && beginsAtEnd(before, now)) return !isWaited;
		if (turns.length <= old.length) return false;
		// Another way of the same chat is looked at from where it was chosen.
		if (before.session.id === now.session.id && old.some(({ id }, index) => turns[index]?.id !== id)) return false;
		return !isWaited;
	}
}

/** Another answer is begun in the last turn: again, a retry, an edit, going on. */
function beginsAtEnd(before: ChatState, { busy, session }: ChatState): boolean {
	return busy !== null && busy.answerId !== before.busy?.answerId && busy.turnId === session.turns.at(-1)?.id;
}

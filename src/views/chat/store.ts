import { type Answer, answerText, type ChatSession, type ToChat, type Turn, withText } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';

/** State after a message; `resync` says that the view lost track and must ask for a snapshot with `ready`. */
export interface Reduced {
	readonly state: ChatState | null;
	readonly resync: boolean;
}

/** Pure: the view's state from the one before and a message of the host. Turns that did not change keep their identity. */
export function reduce(state: ChatState | null, message: ToChat): Reduced {
	if (message.type === 'snapshot') return { state: message.state, resync: false };
	if (message.type === 'contextMatches' || message.type === 'prepareImage') return { state, resync: false };
	if (message.type === 'setDraft' || message.type === 'notAttached' || message.type === 'focus') return { state, resync: false };
	if (state === null) return { state, resync: true };
	switch (message.type) {
		case 'frame':
			return { state: { ...message.state, session: state.session }, resync: false };
		case 'turn':
			return { state: { ...state, session: putTurn(state.session, message.turn) }, resync: false };
		case 'answer':
			return changeTurn(state, message.turnId, (turn) => putAnswer(turn, message.answer));
		case 'append':
			return changeTurn(state, message.turnId, (turn) => {
				const answer = turn.answers.find((each) => each.id === message.answerId);
				if (answer === undefined || answerText(answer).length !== message.length) return null;
				return putAnswer(turn, withText(answer, message.text));
			});
	}
}

function putTurn(session: ChatSession, turn: Turn): ChatSession {
	const known = session.turns.some((each) => each.id === turn.id);
	const turns = known ? session.turns.map((each) => (each.id === turn.id ? turn : each)) : [...session.turns, turn];
	return { ...session, turns };
}

/** A new answer is shown at once: the host does the same. */
function putAnswer(turn: Turn, answer: Answer): Turn {
	const index = turn.answers.findIndex((each) => each.id === answer.id);
	if (index === -1) return { ...turn, answers: [...turn.answers, answer], shown: turn.answers.length };
	return { ...turn, answers: turn.answers.with(index, answer) };
}

function changeTurn(state: ChatState, turnId: string, change: (turn: Turn) => Turn | null): Reduced {
	const index = state.session.turns.findIndex((turn) => turn.id === turnId);
	const turn = state.session.turns[index];
	const changed = turn === undefined ? null : change(turn);
	if (changed === null) return { state, resync: true };
	return { state: { ...state, session: { ...state.session, turns: state.session.turns.with(index, changed) } }, resync: false };
}

/** The answer of a turn that is shown, undefined before the first one. */
export function shownAnswer(turn: Turn): Answer | undefined {
	return turn.answers[turn.shown] ?? turn.answers.at(-1);
}

/** Whether nothing can be asked yet because no model is usable. */
export function needsSetup(state: ChatState): boolean {
	return !state.composer.models.some((model) => model.id !== 'auto' && model.usable);
}

/** Whether nothing changed that the composer shows: text that streams in does not. */
export function sameForComposer(a: ChatState, b: ChatState): boolean {
	return (
		a.composer === b.composer &&
		a.budget === b.budget &&
		a.busy === b.busy &&
		a.predictor === b.predictor &&
		a.estimateLabel === b.estimateLabel &&
		a.session.id === b.session.id &&
		a.session.turns.length === b.session.turns.length
	);
}

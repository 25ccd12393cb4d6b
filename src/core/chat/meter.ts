import type { MicroDollars } from '../base/micros.ts';
import { attachmentTokens } from '../message/tokens.ts';
import { answerText } from './answer.ts';
import { allTurns } from './branches.ts';
import type { Answer, ChatSession, Turn } from './session.ts';
import { sentTurns, summaryInForce } from './summary.ts';

/** What a chat costs, and when a summary would be worth more than it costs. All pure. */

/** What a summary takes in every later message, tokens: it is asked for in at most 500 words. */
export const SUMMARY_TOKENS = 700;
/** So many messages in a row must have cost more for what was said before than for themselves: one long answer is no long chat. */
export const SEVERAL_TURNS = 3;
/** What shortening must save with every message to be spoken of, µ$: a tenth of a cent; below that nobody minds. */
export const LEAST_SAVED: MicroDollars = 1_000;
/** It must also halve the price of a message, or the words that are lost are worth more. */
export const LEAST_SHARE = 0.5;
/** Who said "not now" hears of it again when a message costs so many times as much. */
export const AGAIN_AT = 2;

/** A summary is paid back by what so many messages save, or the user is asked first: few chats go on for longer. */
export const PAYS_BACK_WITHIN = 20;

/** Messages after which a summary has saved what it cost; null where it never does. @param saved with each of them, µ$ */
export function paidBackAfter(cost: MicroDollars, saved: MicroDollars): number | null {
	if (cost <= 0) return 0;
	return saved > 0 ? Math.ceil(cost / saved) : null;
}

/** Of some figures, the middle one, the lower of two: one that is far off moves it little. Null of none. */
export function middleOf(figures: readonly number[]): number | null {
	return [...figures].sort((a, b) => a - b)[(figures.length - 1) >> 1] ?? null;
}

/** Of one answer, with what going on with it cost, µ$. */
export function answerCost({ receipt, continued = [] }: Answer): MicroDollars {
	return continued.reduce((sum, part) => sum + part.receipt.cost, receipt?.cost ?? 0);
}

/** Of all that was answered in a chat, shown or not, µ$. */
export function chatCost(session: Pick<ChatSession, 'turns' | 'branches'>): MicroDollars {
	return allTurns(session)
		.flatMap(({ answers }) => answers)
		.reduce((sum, answer) => sum + answerCost(answer), 0);
}

/**
 * Tokens that go along with the next message, estimated; 0 before the first answer.
 * @param tokensOf of an answer's text
 */
export function historyTokens(turns: readonly Turn[], tokensOf: (answer: Answer) => number): number {
	const last = answeredTurns(turns).at(-1);
	if (last === undefined) return summaryInForce(turns)?.summary?.tokens ?? 0;
	return last.sentTokens + tokensOf(last.answers[last.shown]!);
}

/** Whether each of the last messages cost more for what went before than for itself. */
export function isLong(turns: readonly Turn[], estimate: (text: string) => number): boolean {
	const last = answeredTurns(turns).slice(-SEVERAL_TURNS);
	const own = ({ text, attachments }: Turn): number =>
		attachments.reduce((sum, one) => sum + attachmentTokens(one, estimate), estimate(text));
	return last.length === SEVERAL_TURNS && last.every((turn) => turn.sentTokens > 2 * own(turn));
}

/** @param perTurn what a message costs now, and `short` with a summary instead of the chat, µ$ */
export function isWorthShortening(perTurn: MicroDollars, short: MicroDollars): boolean {
	return perTurn - short >= LEAST_SAVED && short <= LEAST_SHARE * perTurn;
}

function answeredTurns(turns: readonly Turn[]): readonly Turn[] {
	return sentTurns(turns).turns.filter(({ answers, shown }) => answers[shown] !== undefined && answerText(answers[shown]) !== '');
}

import { answerText } from './answer.ts';
import type { Turn } from './session.ts';

/**
 * The request for a summary of a chat so far. It asks for a length, by which its price is foretold.
 * @param wish what the user wants kept, in his words; may be empty
 */
export function summaryRequest(wish: string): string {
	const asked = [
		'Summarise this conversation in at most 500 words, so that it can go on from your summary alone: nothing else of it will be read again.',
		'Keep what the user wants and asked for, decisions with their reasons, names of files, functions and settings, code that later work builds on (word for word, where it is short), and what is still open. Leave out greetings, detours and what was replaced later.',
		'Write it as notes, in the language of the conversation. Begin with the notes themselves.',
	];
	return (wish === '' ? asked : [...asked, `Keep in particular: ${wish}`]).join('\n');
}

/** Text of a summary that can stand for what was said before it; empty where there is none (yet). */
function textOf({ answers, shown }: Turn): string {
	const answer = answers[shown];
	return answer?.state === 'done' ? answerText(answer).trim() : '';
}

/** The turn whose summary is sent instead of the turns before it: the last that is in use. Null where all of them are sent. */
export function summaryInForce(turns: readonly Turn[]): Turn | null {
	return turns.findLast((turn) => turn.summary?.used === true && textOf(turn) !== '') ?? null;
}

/** What of a chat goes to a model: turns, oldest first, and what stands for those before them. No summary is a turn of its own. */
export function sentTurns(turns: readonly Turn[]): { readonly summary: string | null; readonly turns: readonly Turn[] } {
	const inForce = summaryInForce(turns);
	const after = inForce === null ? turns : turns.slice(turns.indexOf(inForce) + 1);
	return { summary: inForce === null ? null : textOf(inForce), turns: after.filter(({ summary }) => summary === undefined) };
}

/** In front of the first message behind a summary: the same bytes in every request, so that vendors' prompt caches hit. */
export function summaryBlock(summary: string): string {
	return `Summary of our conversation so far:\n\n${summary}\n\n(End of the summary.)`;
}

/** The turn with what its shown summary takes; of another turn the same. */
export function summaryCounted(turn: Turn, estimate: (text: string) => number): Turn {
	if (turn.summary === undefined) return turn;
	const text = textOf(turn);
	return { ...turn, summary: { ...turn.summary, tokens: text === '' ? null : estimate(text) } };
}

import { answerText, type Turn } from '../../protocol/chat.ts';
import { shownAnswer } from './store.ts';
import { STEP } from './turn-window.ts';

/** Guesses, rather small: a screen that is not full would fill up before one's eyes. */
const TURN_PX = 60;
const LINE_PX = 16;
const SIGN_PX = 5.5;

/** A part of the page, px. */
export interface Room {
	readonly width: number;
	readonly height: number;
}

/**
 * How many turns fill it, from one turn on in one direction, as far as their texts tell before they are rendered; at least one, where
 * there is one. @param textsOf what a turn shows
 */
export function filling(
	{ width, height }: Room,
	{
		count,
		at,
		by,
		textsOf,
	}: { readonly count: number; readonly at: number; readonly by: 1 | -1; textsOf(index: number): readonly string[] },
): number {
	const signs = Math.max(10, width / SIGN_PX);
	let left = height;
	let turns = 0;
	for (let index = at; left > 0 && index >= 0 && index < count && turns < STEP; index += by) {
		left -= TURN_PX;
		for (const text of textsOf(index)) left -= LINE_PX * linesOf(text, signs, left / LINE_PX);
		turns += 1;
	}
	return turns;
}

/** Counted no further than `most`. */
function linesOf(text: string, signs: number, most: number): number {
	let lines = 0;
	for (let at = 0; at < text.length && lines < most; ) {
		const next = text.indexOf('\n', at);
		const end = next === -1 ? text.length : next;
		lines += Math.ceil((end - at) / signs);
		at = end + 1;
	}
	return lines;
}

/** The same of a chat's turns for a box; before there is one, the window is as large. */
export function screenful(turns: readonly Turn[], at: number, by: 1 | -1, box: Element | null): number {
	const room = { width: box?.clientWidth || innerWidth, height: box?.clientHeight || innerHeight };
	return filling(room, { count: turns.length, at, by, textsOf: (index) => textsOf(turns[index]!) });
}

function textsOf(turn: Turn): readonly string[] {
	const answer = shownAnswer(turn);
	return answer === undefined ? [turn.text] : [turn.text, answerText(answer)];
}

import type { AnswerPart } from '../message/message.ts';
import { answerCalls, answerText } from './answer.ts';
import type { Answer, AnswerMessage } from './session.ts';

/** Going on with an answer that ended early: the same model is asked in the same thread, and what comes belongs to the same answer. */

/** What is asked behind the part that is there. */
export const GO_ON_REQUEST =
	'Your last message was cut off. Go on exactly where it stopped: begin with the very next character, repeat nothing of it, do not open a code block that is still open, and say nothing about the interruption.';

/** Whether there is a part of an answer, and a model that wrote it. A call of a tool cannot be gone on with. */
export function canGoOn(answer: Answer): boolean {
	if (answer.routing === null || answerText(answer).trim() === '' || answerCalls(answer).length > 0) return false;
	return answer.state === 'cancelled' || answer.state === 'failed' || (answer.state === 'done' && answer.interrupted === 'length');
}

/** What was there and what came behind it, as one: text that goes on is one text. */
export function joinedMessages(before: readonly AnswerMessage[], given: readonly AnswerPart[]): readonly AnswerMessage[] {
	const last = before.at(-1);
	if (last?.role !== 'assistant') return given.length === 0 ? before : [...before, { role: 'assistant', parts: given }];
	const parts = [...last.parts];
	for (const part of given) {
		const end = parts.at(-1);
		if (end?.type === 'text' && part.type === 'text') parts[parts.length - 1] = { ...end, text: end.text + part.text };
		else parts.push(part);
	}
	return [...before.slice(0, -1), { ...last, parts }];
}

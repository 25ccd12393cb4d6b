import { type AnswerPart, type Message, type Part, type ToolCallPart, textMessage, textOf } from '../message/message.ts';
import type { Answer, AnswerMessage } from './session.ts';

/** What an answer says, and how it grows while it streams. All pure. */

type Said = Pick<Answer, 'messages'>;

/** All that was said to the reader; the steps of a run stand apart by an empty line. */
export function answerText(answer: Said): string {
	return joined(answer, textOf);
}

/** What the model thought, as far as its vendor shows it. */
export function answerReasoning(answer: Said): string {
	return joined(answer, thoughtOf);
}

export function answerCalls({ messages }: Said): readonly ToolCallPart[] {
	return messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'toolCall'));
}

/** `answerText` grows by just `text`. */
export function withText<A extends Said>(answer: A, text: string): A {
	return grown(answer, (last) => (last?.type === 'text' ? { ...last, text: last.text + text } : { type: 'text', text }));
}

export function withReasoning<A extends Said>(answer: A, text: string): A {
	return grown(answer, (last) =>
		last?.type === 'reasoning' ? { ...last, text: last.text + text } : { type: 'reasoning', text, ...UNSIGNED },
	);
}

/** The text of the message that is streamed was reasoning all along. */
export function asThought<A extends Said>(answer: A): A {
	const { before, parts } = lastAssistant(answer.messages);
	const thought = parts.map((part) => (part.type === 'text' ? { type: 'reasoning' as const, text: part.text.trim(), ...UNSIGNED } : part));
	return parts.length === 0 ? answer : { ...answer, messages: [...before, { role: 'assistant', parts: thought }] };
}

/**
 * The message that was streamed last becomes what the gateway gives at the end: parts with their signatures and whole calls. Text or
 * thought that was shown and is in none of the given parts stays, for what the user has read must not vanish.
 */
export function settledMessages({ messages }: Said, given: readonly AnswerPart[]): readonly AnswerMessage[] {
	const { before, parts } = lastAssistant(messages);
	const shown = parts.filter(
		(part) => (part.type === 'text' && textOf(given) === '') || (part.type === 'reasoning' && thoughtOf(given) === ''),
	);
	const all = [...shown, ...given];
	return all.length === 0 ? before : [...before, { role: 'assistant', parts: all }];
}

/**
 * An earlier answer as it goes to a model again; empty where nothing of it can. A plain answer is its text. A run of steps goes as it came,
 * with the thoughts that its vendor signed. A call that never got its result is left out already here, before the prompt is counted: a chat
 * goes on after it, unlike a run that was stopped, which its adapter tells so (core/message/repair.ts).
 */
export function answerAsSent(answer: Said): readonly Message[] {
	const results = answer.messages.flatMap(({ role, parts }) => (role === 'tool' ? parts.map(({ callId }) => callId) : []));
	const answered = new Set(answerCalls(answer).flatMap(({ id }) => (results.includes(id) ? [id] : [])));
	if (answered.size === 0) {
		const text = answerText(answer);
		return text.trim() === '' ? [] : [textMessage('assistant', text)];
	}
	const goes = (part: Part): boolean => {
		if (part.type === 'text') return part.text.trim() !== '';
		if (part.type === 'toolCall') return answered.has(part.id);
		if (part.type === 'toolResult') return answered.has(part.callId);
		return part.type === 'reasoning' && part.model !== null;
	};
	const sent = answer.messages.map((message) => ({ ...message, parts: message.parts.filter(goes) }) as AnswerMessage);
	return sent.filter(({ parts }) => parts.length > 0);
}

/** A thought as a reader sees it: nothing of it has to go back. */
const UNSIGNED = { model: null, signature: null, encrypted: null, id: null };

/** The stored form of an answer that is known by its words alone. */
export function plainMessages(text: string, reasoning: string): readonly AnswerMessage[] {
	const thought = reasoning === '' ? { messages: [] } : withReasoning({ messages: [] }, reasoning);
	return (text === '' ? thought : withText(thought, text)).messages;
}

function thoughtOf(parts: readonly Part[]): string {
	return parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
}

function joined({ messages }: Said, of: (parts: readonly Part[]) => string): string {
	const all = messages.map(({ parts }) => of(parts));
	return all.filter((text) => text !== '').join('\n\n');
}

function lastAssistant(messages: readonly AnswerMessage[]): {
	readonly before: readonly AnswerMessage[];
	readonly parts: readonly AnswerPart[];
} {
	const last = messages.at(-1);
	return last?.role === 'assistant' ? { before: messages.slice(0, -1), parts: last.parts } : { before: messages, parts: [] };
}

/** `next` gives the last part anew where it extends it (the same type), else the part that follows it. */
function grown<A extends Said>(answer: A, next: (last: AnswerPart | undefined) => AnswerPart): A {
	const { before, parts } = lastAssistant(answer.messages);
	const last = parts.at(-1);
	const part = next(last);
	const kept = last?.type === part.type ? parts.slice(0, -1) : parts;
	return { ...answer, messages: [...before, { role: 'assistant', parts: [...kept, part] }] };
}

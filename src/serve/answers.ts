import { type AnswerMemory, placeBehind } from '../app/agent/answer-memory.ts';
import { addResults } from '../app/agent/tool-results.ts';
import type { ImagePart, Message, TextPart } from '../core/message/message.ts';
import type { WireRequest } from './wire.ts';

export interface Restored {
	readonly messages: readonly Message[];
	/** Indexes of `messages` behind which the client marked the end of what stays the same. */
	readonly cacheMarks: readonly number[];
	/** Of the calls, as the client knows them. */
	readonly callIds: ReadonlySet<string>;
	/** Of the answer that is asked for, to remember it by. */
	readonly place: string;
}

/**
 * The conversation as it was before the client had it: answers as their models wrote them, results in one message behind their calls.
 * What the user wrote stays as it is.
 */
export function restored({ prompt, cacheMarks: given }: WireRequest, answers: Pick<AnswerMemory, 'restore'>): Restored {
	const messages: Message[] = [];
	const cacheMarks: number[] = [];
	/** By the client's id: the model's own, which wires and runs know the call by. */
	const calls = new Map<string, { readonly name: string; readonly id: string }>();
	let place = '';
	for (const [n, message] of prompt.messages.entries()) {
		if (message.role === 'assistant') {
			const { parts, ids } = answers.restore(message.parts, place);
			place = placeBehind(place, message.parts);
			for (const part of message.parts)
				if (part.type === 'toolCall') calls.set(part.id, { name: part.name, id: ids.get(part.id) ?? part.id });
			if (parts.length > 0) messages.push({ role: 'assistant', parts });
		} else if (message.role === 'tool') {
			const results = message.parts.map((part) => {
				const call = calls.get(part.callId);
				return call === undefined ? part : { ...part, callId: call.id, name: part.name === '' ? call.name : part.name };
			});
			addResults(messages, results, cacheMarks);
			place = placeBehind(place, saidIn(results.flatMap(({ content }) => content)));
		} else {
			if (message.parts.length > 0) messages.push(message);
			place = placeBehind(place, saidIn(message.parts));
		}
		if (given.includes(n) && messages.length > 0 && cacheMarks.at(-1) !== messages.length - 1) cacheMarks.push(messages.length - 1);
	}
	return { messages, cacheMarks, callIds: new Set(calls.keys()), place };
}

/** Of images, as much as tells them apart. */
function saidIn(parts: readonly (TextPart | ImagePart)[]): string {
	return parts
		.map((part) => (part.type === 'text' ? part.text : `${part.mediaType} ${part.data.length} ${part.data.slice(-200)}`))
		.join('\0');
}

import { type AnswerMemory, placeBehind } from '../app/agent/answer-memory.ts';
import type { ImagePart, Message, TextPart, ToolResultPart } from '../core/message/message.ts';
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

/** A message and the results behind it, which go out as one message. */
interface Spot {
	/** Null for results of calls that are not in the conversation. */
	readonly message: Message | null;
	readonly results: ToolResultPart[];
	marked: boolean;
	resultsMarked: boolean;
}

/**
 * The conversation as it was before the client had it: answers as their models wrote them, results in one message behind their calls, as
 * every wire wants them. What the user wrote stays as it is. Takes time in proportion to the conversation, whatever it holds.
 */
export function restored({ prompt, cacheMarks }: WireRequest, answers: Pick<AnswerMemory, 'restore'>): Restored {
	const spots: Spot[] = [];
	/** By the client's id: the model's own, which wires and runs know the call by, and where its results belong. */
	const calls = new Map<string, { readonly name: string; readonly id: string; readonly spot: Spot }>();
	const given = new Set(cacheMarks);
	let place = '';
	const spotOf = (message: Message | null): Spot => {
		const spot: Spot = { message, results: [], marked: false, resultsMarked: false };
		spots.push(spot);
		return spot;
	};
	for (const [n, message] of prompt.messages.entries()) {
		if (message.role === 'assistant') {
			const { parts, ids } = answers.restore(message.parts, place);
			place = placeBehind(place, message.parts);
			if (parts.length > 0) {
				const spot = spotOf({ role: 'assistant', parts });
				for (const part of message.parts)
					if (part.type === 'toolCall') calls.set(part.id, { name: part.name, id: ids.get(part.id) ?? part.id, spot });
			}
		} else if (message.role === 'tool') {
			for (const result of message.parts) {
				const call = calls.get(result.callId);
				const last = spots.at(-1);
				const spot = call?.spot ?? (last !== undefined && last.results.length > 0 ? last : spotOf(null));
				spot.results.push(call === undefined ? result : { ...result, callId: call.id, name: result.name === '' ? call.name : result.name });
			}
			place = placeBehind(place, saidIn(message.parts.flatMap(({ content }) => content)));
		} else {
			if (message.parts.length > 0) spotOf(message);
			place = placeBehind(place, saidIn(message.parts));
		}
		const last = spots.at(-1);
		if (!given.has(n) || last === undefined) continue;
		if (last.results.length > 0) last.resultsMarked = true;
		else last.marked = true;
	}
	return { ...written(spots), callIds: new Set(calls.keys()), place };
}

function written(spots: readonly Spot[]): Pick<Restored, 'messages' | 'cacheMarks'> {
	const messages: Message[] = [];
	const cacheMarks: number[] = [];
	for (const { message, results, marked, resultsMarked } of spots) {
		if (message !== null) messages.push(message);
		if (marked) cacheMarks.push(messages.length - 1);
		if (results.length > 0) messages.push({ role: 'tool', parts: results });
		if (resultsMarked) cacheMarks.push(messages.length - 1);
	}
	return { messages, cacheMarks };
}

/** Of images, as much as tells them apart. */
function saidIn(parts: readonly (TextPart | ImagePart)[]): string {
	return parts
		.map((part) => (part.type === 'text' ? part.text : `${part.mediaType} ${part.data.length} ${part.data.slice(-200)}`))
		.join('\0');
}

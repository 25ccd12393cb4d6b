import { type Message, textOf } from '../message/message.ts';
import { beginsWrapped, wrapped } from './frames/editor.ts';
import { isSummaryPart } from './frames/parts.ts';
import { talkOf, textsOf } from './frames/talk.ts';
import { answeredSummary, opencodeSummedUp, type Spoken, spoken } from './frames/words.ts';

const SUMMARY = /<conversation-summary>|<conversationSummary>/;

/** `at`: place of its message. `text`: the user's own words. */
export type UserRequest = Spoken;

/** A conversation is read once: it is a value, and the same array is asked about several times a request. */
const known = new WeakMap<readonly Message[], readonly UserRequest[]>();

/**
 * The user's requests of a conversation, oldest first: what the user wrote, out of the wrapping of the editor or agent that he wrote it in,
 * without context, reminders and summaries. Told by the client's structure, never by length: the same tags in a user's own words are his.
 * Where an editor wraps the words of the user, a message without a wrapping is the editor's own.
 */
export function userRequests(messages: readonly Message[]): readonly UserRequest[] {
	const before = known.get(messages);
	if (before !== undefined) return before;
	const found = requestsOf(messages);
	known.set(messages, found);
	return found;
}

function requestsOf(messages: readonly Message[]): readonly UserRequest[] {
	const talk = talkOf(messages);
	if (talk.client === 'editor' || talk.client === 'plain') {
		const own = messages.flatMap((message, at) => {
			const words = message.role === 'user' ? wrapped(textOf(message.parts)) : null;
			return words === null || words === '' ? [] : [{ at, text: words }];
		});
		if (own.length > 0) return isEditors(messages, own[0]!.at) ? own : withUnwrapped(messages, own, spoken(talk));
	}
	return spoken(talk);
}

/** An editor puts something of its own beside the first words that it wraps, and nobody has spoken before. */
function isEditors(messages: readonly Message[], at: number): boolean {
	const from = messages.findIndex(({ role }) => role === 'user');
	if (messages.slice(from, at).some(({ role }) => role !== 'user')) return false;
	return from < at || !beginsWrapped(textOf(messages[at]!.parts as Message['parts']));
}

/** Somebody pasted a wrapping: the messages without one are the user's, too, but for reminders behind results. */
function withUnwrapped(messages: readonly Message[], own: readonly UserRequest[], all: readonly UserRequest[]): readonly UserRequest[] {
	const places = new Set(own.map(({ at }) => at));
	const others = all.filter(({ at }) => !places.has(at) && messages[at - 1]?.role !== 'tool');
	return [...own, ...others].sort((a, b) => a.at - b.at);
}

/** Whether an earlier part of the conversation stands in it as a summary. */
export function isSummarised(messages: readonly Message[]): boolean {
	const { client } = talkOf(messages);
	if (client === 'opencode') return opencodeSummedUp(messages);
	if (client === 'qwen' || client === 'gemini') return answeredSummary(messages);
	return messages.some(
		(message) =>
			message.role === 'user' &&
			(textsOf(message).some((text) => isSummaryPart(text, client)) || SUMMARY.test(textOf(message.parts).slice(0, 20_000))),
	);
}

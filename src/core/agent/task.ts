import { type Attachment, type Message, type Prompt, textOf } from '../message/message.ts';
import type { HistoryMessage, RouteRequest } from '../routing/types.ts';
import { userRequests } from './user-request.ts';

/** Messages before the request that the predictor is shown, and characters of each. */
const MOST_HISTORY = 6;
const MOST_HISTORY_CHARS = 4000;
const MOST_ATTACHMENTS = 8;
const MOST_ATTACHMENT_CHARS = 20_000;
const ATTACHMENT = /<attachment\s[^<>]{0,300}?\b(?:id|filePath)="([^"<>]{1,300})"[^<>]{0,300}>/g;

/** What the predictor reads of a conversation: the user's own request, what came before it, what is attached to it. */
export function taskOf({ messages, tools }: Pick<Prompt, 'messages' | 'tools'>): RouteRequest {
	const requests = userRequests(messages);
	const last = requests.at(-1);
	const at = last?.at ?? messages.findLastIndex(({ role }) => role === 'user');
	const asked = messages[at];
	const said = asked === undefined ? '' : textOf(asked.parts);
	return {
		kind: 'chat',
		text: last?.text ?? said.trim(),
		history: historyOf(messages.slice(0, Math.max(0, at)), new Map(requests.map((request) => [request.at, request.text]))),
		attachments: attachmentsOf(said),
		language: null,
		needs: { tools: tools.length > 0, vision: messages.some(hasImage) },
	};
}

function historyOf(before: readonly Message[], requests: ReadonlyMap<number, string>): readonly HistoryMessage[] {
	const said = before.flatMap((message, at): HistoryMessage[] => {
		const text = message.role === 'user' ? (requests.get(at) ?? '') : message.role === 'assistant' ? textOf(message.parts).trim() : '';
		return text === '' ? [] : [{ role: message.role === 'user' ? 'user' : 'assistant', content: text.slice(0, MOST_HISTORY_CHARS) }];
	});
	return said.slice(-MOST_HISTORY);
}

function attachmentsOf(text: string): readonly Attachment[] {
	const found: Attachment[] = [];
	for (const { 0: tag, 1: path = '', index } of text.matchAll(ATTACHMENT)) {
		if (found.length === MOST_ATTACHMENTS) break;
		const from = index + tag.length;
		const to = text.indexOf('</attachment>', from);
		if (to < 0) break;
		const content = text.slice(from, Math.min(to, from + MOST_ATTACHMENT_CHARS)).trim();
		if (content !== '') found.push({ kind: 'file', path, language: null, content, range: null });
	}
	return found;
}

function hasImage({ parts }: Message): boolean {
	return parts.some((part) => part.type === 'image' || (part.type === 'toolResult' && part.content.some(({ type }) => type === 'image')));
}

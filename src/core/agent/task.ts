import { type Attachment, type Message, type Prompt, type TextPart, textOf } from '../message/message.ts';
import type { HistoryMessage, RouteRequest } from '../routing/types.ts';
import { isAiderAnswer } from './frames/aider.ts';
import { attachedParts } from './frames/attached-parts.ts';
import { talkOf } from './frames/talk.ts';
import { userRequests } from './user-request.ts';

/** Messages before the request that the predictor is shown, and characters of each. */
const MOST_HISTORY = 6;
const MOST_HISTORY_CHARS = 4000;
const MOST_ATTACHMENTS = 8;
const MOST_ATTACHMENT_CHARS = 20_000;
const MOST_PATH = 300;

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
		attachments: attachmentsOf(messages, at),
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

/** Files that the client put beside the request: in its message, in those right before it, and in those that it answers by itself. */
function attachmentsOf(messages: readonly Message[], at: number): readonly Attachment[] {
	const found: Attachment[] = [];
	const attached = attachedParts(messages.slice(0, at + 1));
	const own = new Set<TextPart>(turnOf(messages, at).flatMap(({ parts }) => parts.filter((part) => part.type === 'text')));
	for (const [part, blocks] of attached) {
		if (!own.has(part)) continue;
		for (const { start, end, path } of blocks) {
			if (path === null || found.length === MOST_ATTACHMENTS) continue;
			const content = part.text.slice(start, Math.min(end, start + MOST_ATTACHMENT_CHARS)).trim();
			if (content !== '') found.push({ kind: 'file', path: path.slice(0, MOST_PATH), language: null, content, range: null });
		}
	}
	return found;
}

/** The user's messages up to `at` that stand together; aider's files stand before an answer of its own, right before the request. */
function turnOf(messages: readonly Message[], at: number): readonly Message[] {
	const turn: Message[] = [];
	const isAider = talkOf(messages).client === 'aider';
	for (let n = at; n >= 0; n--) {
		const message = messages[n]!;
		if (message.role === 'user') turn.push(message);
		else if (!isAider || !isAiderAnswer(message)) break;
	}
	return turn;
}

function hasImage({ parts }: Message): boolean {
	return parts.some((part) => part.type === 'image' || (part.type === 'toolResult' && part.content.some(({ type }) => type === 'image')));
}

import { SYSTEM_PROMPT } from '../../../core/chat/prompt.ts';
import { type Attachment, type Message, textMessage } from '../../../core/message/message.ts';
import type { Attached, ParticipantRequest, PastTurn } from './types.ts';
import { noteOf } from './why.ts';

/** What was sent for an earlier message, where it is still known; else it is built from its words and the names of what was attached. */
export type SentBefore = (conversation: string, prompt: string) => string | null;

/** The conversation as it goes to a model: commands about Routoo itself are no part of it. */
export function participantMessages(
	request: Pick<ParticipantRequest, 'prompt' | 'attached' | 'history'>,
	before: SentBefore,
): readonly Message[] {
	const messages: Message[] = [textMessage('system', SYSTEM_PROMPT)];
	for (const turn of request.history) {
		const answer = answerOf(turn);
		if (turn.command !== null || answer === '') continue;
		const conversation = noteOf(turn.metadata)?.conversation ?? '';
		const asked = before(conversation, turn.prompt) ?? userText(turn.prompt, [], turn.attached.map(named));
		messages.push(textMessage('user', asked), textMessage('assistant', answer));
	}
	const text = textMessage('user', attachedText(request.prompt, request.attached));
	return [...messages, { ...text, parts: [...text.parts, ...request.attached.images] } as Message];
}

/** As `participantMessages` has the newest message. */
export function attachedText(prompt: string, { files, texts }: Attached): string {
	return userText(
		prompt,
		[...files.map(fileBlock), ...texts.map(({ name, text }) => block('attachment', `id="${attribute(name)}"`, text))],
		[],
	);
}

/** What the model itself wrote: without the line that stands before it. */
function answerOf({ answer, metadata }: PastTurn): string {
	const lead = noteOf(metadata)?.lead ?? '';
	return (lead !== '' && answer.startsWith(lead) ? answer.slice(lead.length) : answer).trim();
}

function userText(prompt: string, blocks: readonly string[], names: readonly string[]): string {
	const attachments = [...blocks, ...names].join('\n');
	return `${attachments === '' ? '' : `<attachments>\n${attachments}\n</attachments>\n`}<userRequest>\n${prompt}\n</userRequest>`;
}

function fileBlock({ path, range, language, content }: Attachment): string {
	const lines = range === null ? '' : ` lines="${range.startLine}-${range.endLine}"`;
	return block(
		'attachment',
		`filePath="${attribute(path)}"${lines}${language === null ? '' : ` language="${attribute(language)}"`}`,
		content,
	);
}

function block(tag: string, attributes: string, text: string): string {
	// The text may hold the end of its own frame.
	return `<${tag} ${attributes}>\n${text.replaceAll(`</${tag}`, `<\\/${tag}`)}\n</${tag}>`;
}

function named(path: string): string {
	return `<attachment filePath="${attribute(path)}"/>`;
}

function attribute(text: string): string {
	return text.replace(/["<>\p{Cc}]/gu, ' ').slice(0, 300);
}

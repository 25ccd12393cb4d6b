import { type Message, textOf } from '../message/message.ts';

/** What editors wrap the user's own words in. */
const REQUEST_TAGS = ['userRequest', 'user_query', 'user_request'];
/** What editors and agents put beside them. */
const ADDED_TAGS = [
	'attachment',
	'attachments',
	'context',
	'conversation-summary',
	'conversationSummary',
	'current_datetime',
	'customizationsIndex',
	'editorContext',
	'environment_details',
	'environment_info',
	'file',
	'file-selection',
	'instructions',
	'notebookContext',
	'reminder',
	'reminderInstructions',
	'repoContext',
	'selection',
	'summary',
	'system-reminder',
	'system_reminder',
	'toolReferences',
	'userMemory',
	'workspace_info',
];

const ADDED = new RegExp(`<(${ADDED_TAGS.join('|')})(?:\\s[^<>]{0,500})?>`, 'y');
const EMPTY_REQUEST = new RegExp(`^<(${REQUEST_TAGS.join('|')})>\\s*</\\1>$`);
const SUMMARY = /<conversation-summary>|<conversationSummary>/;

/** The text in the last of the wrappings, null where there is none. */
function wrapped(text: string): string | null {
	for (const tag of REQUEST_TAGS) {
		const from = text.lastIndexOf(`<${tag}>`);
		if (from < 0) continue;
		const to = text.lastIndexOf(`</${tag}>`);
		return text.slice(from + tag.length + 2, to > from ? to : undefined).trim();
	}
	return null;
}

/** The text without the blocks that were added to it. Every character is looked at a bounded number of times. */
function withoutAdded(text: string): string {
	const unclosed = new Set<string>();
	let out = '';
	let at = 0;
	for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', open)) {
		ADDED.lastIndex = open;
		const tag = ADDED.exec(text)?.[1];
		const close = tag === undefined || unclosed.has(tag) ? -1 : text.indexOf(`</${tag}>`, open);
		if (tag === undefined || close < 0) {
			if (tag !== undefined) unclosed.add(tag);
			open++;
			continue;
		}
		out += text.slice(at, open);
		at = close + tag.length + 3;
		open = at;
	}
	return out + text.slice(at);
}

/** The words in a message without the usual wrapping: what was added goes, and so does the one tag around all that Ask mode writes. */
function bare(text: string): string {
	const own = withoutAdded(text).trim();
	const asked = /^<prompt>([\s\S]*)<\/prompt>$/.exec(own)?.[1] ?? own;
	return asked.replace(EMPTY_REQUEST, '').trim();
}

export interface UserRequest {
	/** Place of its message. */
	readonly at: number;
	/** The user's own words. */
	readonly text: string;
}

/**
 * The user's requests of a conversation, oldest first: what the user wrote, out of the editor's wrapping, without context, reminders and
 * summaries. Where an editor wraps the words of the user, a message without a wrapping is the editor's own.
 */
export function userRequests(messages: readonly Message[]): readonly UserRequest[] {
	const texts = messages.map((message) => (message.role === 'user' ? textOf(message.parts) : null));
	const own = texts.flatMap((text, at) => {
		const words = text === null ? null : wrapped(text);
		return words === null || words === '' ? [] : [{ at, text: words }];
	});
	if (own.length > 0) return own;
	return texts.flatMap((text, at) => {
		const words = text === null ? '' : bare(text);
		const pictured = messages[at]?.role === 'user' && messages[at].parts.some(({ type }) => type === 'image');
		return words === '' && !pictured ? [] : [{ at, text: words }];
	});
}

/** Whether an earlier part of the conversation stands in it as a summary. */
export function isSummarised(messages: readonly Message[]): boolean {
	return messages.some((message) => message.role === 'user' && SUMMARY.test(textOf(message.parts).slice(0, 20_000)));
}

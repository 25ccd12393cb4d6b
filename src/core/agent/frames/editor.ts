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
const BEGINS_WRAPPED = new RegExp(`^\\s*<(?:${REQUEST_TAGS.join('|')})>`);
const EMPTY_REQUEST = new RegExp(`^<(${REQUEST_TAGS.join('|')})>\\s*</\\1>$`);

/**
 * The words that an editor wrapped, null where it wrapped none. The wrapping stands behind the blocks that were added, so the first opening
 * behind them and the last closing of the message are the editor's; what is between is the user's, whatever it says.
 */
export function wrapped(text: string): string | null {
	if (!text.trimStart().startsWith('<')) return null;
	const from = blocksEnd(text);
	const tag = REQUEST_TAGS.find((one) => text.startsWith(`<${one}>`, from)) ?? loose(text);
	if (tag === undefined) return null;
	const open = text.startsWith(`<${tag}>`, from) ? from : text.lastIndexOf(`<${tag}>`);
	const to = text.lastIndexOf(`</${tag}>`);
	if (to > open && withoutAdded(text.slice(to + tag.length + 3)).trim() !== '') return null;
	return text.slice(open + tag.length + 2, to > open ? to : undefined).trim();
}

/** Whether a message begins with the wrapping itself. */
export function beginsWrapped(text: string): boolean {
	return BEGINS_WRAPPED.test(text);
}

/** A wrapping behind words that are the editor's, at the end of the message and on a line of its own. */
function loose(text: string): string | undefined {
	const end = text.trimEnd();
	return REQUEST_TAGS.find((tag) => {
		if (!end.endsWith(`</${tag}>`)) return false;
		const at = end.lastIndexOf(`<${tag}>`);
		return at === 0 || (at > 0 && end[at - 1] === '\n');
	});
}

/** Where the blocks end that a message begins with. */
function blocksEnd(text: string): number {
	for (let at = 0; ; ) {
		while (at < text.length && /\s/.test(text[at]!)) at++;
		ADDED.lastIndex = at;
		const tag = ADDED.exec(text)?.[1];
		const close = tag === undefined ? -1 : text.indexOf(`</${tag}>`, at);
		if (tag === undefined || close < 0) return at;
		at = close + tag.length + 3;
	}
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

/** The one tag around all that Ask mode writes. */
const PROMPT = /^<prompt>\n([\s\S]*)\n<\/prompt>$/;

/** Words without the one tag around all that Ask mode writes; the empty wrapping says nothing. */
export function unwrapped(text: string): string {
	const own = text.trim();
	return (PROMPT.exec(own)?.[1] ?? own).replace(EMPTY_REQUEST, '').trim();
}

/** The words in an editor's message without a wrapping: what was added goes. */
export function bare(text: string): string {
	return unwrapped(withoutAdded(text));
}

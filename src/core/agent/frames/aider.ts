import { type Message, textOf } from '../../message/message.ts';

/** What aider 0.86 has its assistant answer to its own messages. */
const ANSWERS =
	/^(?:Ok\.|Ok, any changes I propose will be to those files\.|Ok, I will use that as the true, current contents of the files\.|Ok, I won't try and edit those files without asking first\.|Ok, based on your requests I will suggest which files need to be edited and then stop and wait for your approval\.|Ok, I will use these (?:files|images) as references\.|I see that you interrupted my previous reply\.)$/;
/** How its own messages begin, each answered by such. */
const TOLD =
	/^(?:Here are summaries of some files present in my git repository|I have \*added these files to the chat\*|I am not sharing (?:any files that you can edit|the full contents of any files with you) yet|Don't try and edit any existing code without asking me|I am working with you on code in a git repository|Here are some READ ONLY files|Here are some READ ONLY images|Here are some images|I committed the changes with git hash|The user made edits to the files|I updated the files|I switched to a new code base|\^C KeyboardInterrupt|I ran this command:|I spoke to you previously about a number of things)/;
/** What it answers itself where an edit, a linter or a test failed; the last thing that is said, and no word of the user's. */
const REFLECTED =
	/^\s*(?:# Fix any errors below, if possible\.\n|# \d+ SEARCH\/REPLACE blocks? failed to match!\n|The LLM did not conform to the edit format\.|I added these files to the chat: )/;
const SWITCHED = 'I switched to a new code base.';
/** A shorter end says nothing by standing in the system text, too. */
const TELLING = 40;

/** Whether aider wrote this in its assistant's name. */
export function isAiderAnswer(message: Message): boolean {
	return message.role === 'assistant' && ANSWERS.test(textOf(message.parts).trim());
}

/** Index of the message behind which the conversation itself begins: what stands before is an example that is always the same. */
export function exampleEnd(messages: readonly Message[]): number {
	return messages.findIndex((message) => message.role === 'user' && textOf(message.parts).startsWith(SWITCHED));
}

/** The user's words in a message of aider's, '' where they are aider's own. */
export function aiderWords(messages: readonly Message[], at: number, example: number): string {
	if (at <= example) return '';
	const message = messages[at]!;
	const text = textOf(message.parts as Message['parts']);
	const next = messages[at + 1];
	if (TOLD.test(text) && next !== undefined && isAiderAnswer(next)) return '';
	return REFLECTED.test(text) ? '' : withoutReminder(text, messages).trim();
}

/**
 * Where a model does not heed the system text to its end, aider repeats that end behind the user's words, after an empty line. The
 * paragraph in which the two texts begin to be alike is the first of it.
 */
function withoutReminder(text: string, messages: readonly Message[]): string {
	const system = messages.find(({ role }) => role === 'system');
	const told = system === undefined ? '' : textOf(system.parts as Message['parts']);
	let alike = 0;
	while (alike < text.length && alike < told.length && text[text.length - 1 - alike] === told[told.length - 1 - alike]) alike++;
	if (alike < TELLING) return text;
	const from = text.indexOf('\n\n', Math.max(0, text.length - alike - 2));
	return from < 0 ? text : text.slice(0, from);
}

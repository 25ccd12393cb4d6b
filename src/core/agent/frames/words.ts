import { type Message, textOf } from '../../message/message.ts';
import { aiderWords, exampleEnd } from './aider.ts';
import { clineWords, isClines } from './cline.ts';
import { bare, unwrapped } from './editor.ts';
import { isOwnTalk, kindsOf, typed } from './parts.ts';
import { isReminder, type Talk, textsOf } from './talk.ts';
import { isElement } from './text.ts';

/** Words of a conversation's messages, by their places. */
export interface Spoken {
	readonly at: number;
	readonly text: string;
}

/**
 * The words of the user in each message that has some, out of the frame of the client that wrote it. At the user's turn somebody said
 * something: where every part looks like the client's, the last is what the user pasted. Behind the results of tools nobody need have.
 */
export function spoken(talk: Talk): readonly Spoken[] {
	const found: Spoken[] = [];
	const { messages } = talk;
	const read = readerOf(talk);
	for (let at = 0; at < messages.length; at++) {
		if (messages[at]!.role !== 'user') continue;
		const from = at;
		while (messages[at + 1]?.role === 'user') at++;
		found.push(...ofTurn(messages, from, at, read));
	}
	return found;
}

interface Reading {
	readonly words: string;
	/** Parts that look like the client's, in which words may stand where nothing else does. */
	readonly added: readonly string[];
	/** The client says itself that something happened. */
	readonly event: boolean;
}

type Reader = (at: number) => Reading;

function ofTurn(messages: readonly Message[], from: number, to: number, read: Reader): readonly Spoken[] {
	const readings = messages.slice(from, to + 1).map((_, n) => read(from + n));
	const said = readings.flatMap(({ words }, n): Spoken[] => {
		const message = messages[from + n]!;
		const pictured = (message.parts as readonly { readonly type: string }[]).some(({ type }) => type === 'image');
		return words === '' && !pictured ? [] : [{ at: from + n, text: words }];
	});
	if (said.some(({ text }) => text !== '')) return said;
	// A picture behind results is what a tool gave, where a wire has no other place for it.
	if (messages[from - 1]?.role === 'tool') return [];
	if (readings.some(({ event }) => event)) return said;
	// Beside a picture: reminders are the client's, a last block of another name is not.
	if (said.length > 0) return said.map(({ at }) => ({ at, text: besidePicture(readings[at - from]!) }));
	const last = readings.findLastIndex(({ added }) => added.length > 0);
	if (last < 0) return [];
	const { added } = readings[last]!;
	// Claude Code ends what it put before the user's part with a line break.
	const seam = added.slice(0, -1).findLastIndex((text) => text.endsWith('>\n'));
	const pasted = typed(added[seam + 1 > 0 ? seam + 1 : added.length - 1]!.trim()).trim();
	return pasted === '' ? [] : [{ at: from + last, text: pasted }];
}

function besidePicture({ added }: Reading): string {
	const last = added.at(-1);
	return last === undefined || isReminder(last) || !/^<(?:reminder|instructions)>/.test(last.trim()) ? '' : last.trim();
}

/** The endpoint's own words behind a beginning of the answer that a client sent. */
const GO_ON_WRITING = '<system-reminder>\nYour last message is the beginning of your answer.';

function readerOf(talk: Talk): Reader {
	const read = clientReader(talk);
	return (at) => {
		const [first = ''] = textsOf(talk.messages[at]!);
		return first.startsWith(GO_ON_WRITING) ? { words: '', added: [], event: true } : read(at);
	};
}

function clientReader({ messages, client }: Talk): Reader {
	if (client === 'aider') {
		const example = exampleEnd(messages);
		return (at) => ({ words: aiderWords(messages, at, example), added: [], event: false });
	}
	if (client === 'cline' && messages.some((message) => message.role === 'user' && isClines(textsOf(message))))
		return (at) => ({ words: clineWords(textsOf(messages[at]!)), added: [], event: false });
	if (client === 'editor') return (at) => ({ words: bare(textsOf(messages[at]!).join('')), added: [], event: false });
	if (client === 'plain' || client === 'cline') return (at) => plain(messages, at);
	return (at) => {
		if (startup(messages, at)) return { words: '', added: [], event: true };
		const texts = textsOf(messages[at]!);
		const kinds = kindsOf(texts, client);
		const speaks = texts.map((text) => client !== 'codex' && client !== 'opencode' && isOwnTalk(text, messages[at - 1]?.role));
		const said = texts.filter((_, n) => kinds[n] === 'own' && !speaks[n]).join('');
		const own = texts.length === 1 && client !== 'codex' && client !== 'opencode' ? unglued(said) : said;
		return {
			words: client === 'opencode' ? opencodeWords(messages, at, own.trim()) : own.trim(),
			added: texts.filter((_, n) => kinds[n] === 'added'),
			event: kinds.includes('event') || speaks.includes(true),
		};
	};
}

const INTERRUPTED = /^\[Request interrupted by user(?: for tool use)?\]\n\s{0,20}(?=\S)/;
const GLUED = /<system-reminder>\n[\s\S]*?\n<\/system-reminder>\s*/y;

/** Programs between a client and its model make one text of several parts: then the blocks stand before the words in it. */
function unglued(text: string): string {
	GLUED.lastIndex = 0;
	let end = 0;
	while (GLUED.test(text)) end = GLUED.lastIndex;
	const left = end < text.length ? text.slice(end) : text;
	return left.replace(INTERRUPTED, '');
}

/** Nothing tells who wrote it: all is the user's, but for a reminder behind the results of tools. */
function plain(messages: readonly Message[], at: number): Reading {
	const text = textsOf(messages[at]!).join('');
	const told = messages[at - 1]?.role === 'tool' && (isReminder(text) || isElement(text, 'system-reminder'));
	return { words: told ? '' : unwrapped(text), added: [], event: false };
}

/** Gemini CLI and its like tell of themselves first, and answer it themselves; so they do with the summary of what came before. */
function startup(messages: readonly Message[], at: number): boolean {
	const next = messages[at + 1];
	return next?.role === 'assistant' && /^Got it\. Thanks for the (?:additional )?context!$/.test(textOf(next.parts).trim());
}

const SUMMED_UP = 'What did we do so far?';
const GO_ON =
	/^(?:Continue if you have next steps, or stop and ask for clarification if you are unsure how to proceed\.|Summarize the task tool output above and continue with your task\.|The following tool was executed by the user|Attached (?:media|image\(s\)) from tool result:)$/;
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"$/;

/** opencode asks for its own summary where the user's messages were, and `opencode run` puts quotes around words with a space. */
function opencodeWords(messages: readonly Message[], at: number, words: string): string {
	if ((words === SUMMED_UP && isSummary(messages, at)) || GO_ON.test(words)) return '';
	const quoted = words.includes(' ') && words.length < 200_000 ? QUOTED.exec(words)?.[1] : undefined;
	return quoted === undefined ? words : quoted.replaceAll('\\"', '"');
}

/** Its question for the summary is the first that is left of the conversation; later the user may ask the same. */
function isSummary(messages: readonly Message[], at: number): boolean {
	return messages[at + 1]?.role === 'assistant' && messages.findIndex(({ role }) => role === 'user') === at;
}

/** Whether opencode put a summary in place of what came before. */
export function opencodeSummedUp(messages: readonly Message[]): boolean {
	return messages.some((message, at) => message.role === 'user' && isSummary(messages, at) && textOf(message.parts).trim() === SUMMED_UP);
}

/** Whether a summary stands in place of what came before, as Gemini CLI and Qwen Code put it. */
export function answeredSummary(messages: readonly Message[]): boolean {
	return messages.some(
		(message) => message.role === 'assistant' && textOf(message.parts).trim() === 'Got it. Thanks for the additional context!',
	);
}

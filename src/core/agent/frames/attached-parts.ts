import type { Message, TextPart } from '../../message/message.ts';
import { type AttachedBlock, attachedBlocks } from '../attached.ts';
import { isReminder } from './talk.ts';

/** A call that a client made by itself and tells of in a message of the user's side. */
type Told = NonNullable<AttachedBlock['call']>;

const REMINDER = '<system-reminder>\n';
const REMINDER_END = '\n</system-reminder>';
/** A resource of an MCP server that the user named, and what a hook printed, as Claude Code tells of them. */
const RESOURCE = 'Full contents of resource:';
const HOOK = /^[\w:. -]{1,120} hook (?:success|additional context|blocking error)\b[^\n:]{0,300}:/;
const CALLED = /^Called the (\w{1,60}) tool with the following input: (\{.*\})\s*$/s;
const RESULT = /^Result of calling the (\w{1,60}) tool:[ \n]/;
/** `Note: /w/.env was modified, either by …`, with the changed lines behind it. */
const CHANGED = /^Note: (.{1,1000}?) was modified\b/;
const SELECTED = /^<(?:ide_selection)>[^\n]{0,200}? from ([^\n]{1,1000}):\n/;
const TYPED = /^<bash-input>([\s\S]*)<\/bash-input>$/;
const PRINTED = /^<bash-std(?:out|err)>/;
const SHELL = /^<user_shell_command>\n<command>\n([\s\S]{1,20000}?)\n<\/command>\n/;
const CONTENT = /^\s{0,4}Content from @?([^\n]{1,1000}):\s{0,4}$/;
/** Cline's results where its model calls tools in its text: `[read_file for 'src/a.ts'] Result:`. */
const LABELLED = /^\[(\w{1,60})(?: for '([^\n]{0,4000}?)')?[^\]\n]{0,200}\] Result:\s{0,4}/;
const AIDER = /^(?:I have \*added these files to the chat\*|Here are some READ ONLY files)/;
const AIDER_FILE = /(?:^|\n)([^\n]{1,1000})\n(`{3,}|<source>|<code>|<pre>|<codeblock>|<sourcecode>)[^\n]{0,60}\n/g;
const MOST_FILES = 200;
/** opencode's summaries hold the conversation as one text. */
const TOLD_RESULT = /^\[Tool result\]: (?:<path>([^<>\n]{1,1000})<\/path>)?/gm;
const TOLD_NEXT = /^(?:\[(?:Assistant|User|Tool result)[^\]\n]{0,40}\]: |<\/conversation>)/gm;

/**
 * What clients show of files in messages of the user's side, by the part that holds it: the blocks of one text (`attachedBlocks`), and
 * those whose name stands in the part before.
 */
export function attachedParts(messages: readonly Message[]): ReadonlyMap<TextPart, readonly AttachedBlock[]> {
	const found = new Map<TextPart, readonly AttachedBlock[]>();
	let told: Told | null = null;
	for (const message of messages) {
		if (message.role !== 'user') {
			told = null;
			continue;
		}
		for (const part of message.parts) {
			if (part.type !== 'text') continue;
			const said = announced(part.text);
			const whole = said === null ? blockOf(part.text, told) : null;
			const several = whole === null ? [...fencedFiles(part.text), ...toldResults(part.text)] : [whole];
			const blocks = several.length > 0 ? several : attachedBlocks(part.text);
			if (blocks.length > 0) found.set(part, blocks);
			told = said;
		}
	}
	return found;
}

/** The call that the next part gives the result of. */
function announced(text: string): Told | null {
	const own = isReminder(text) ? text.trim().slice(REMINDER.length, -REMINDER_END.length) : text.trim();
	const called = CALLED.exec(own);
	if (called !== null) return { name: called[1]!, arguments: called[2]! };
	if (own === RESOURCE) return { name: 'resource', arguments: '{}' };
	const typed = TYPED.exec(own)?.[1];
	if (typed !== undefined) return { name: 'bash', arguments: JSON.stringify({ command: typed }) };
	const path = CONTENT.exec(text.slice(0, 1100))?.[1];
	if (path !== undefined && text.length < 1100) return { name: 'read', arguments: JSON.stringify({ path }) };
	const labelled = LABELLED.exec(text.slice(0, 5000));
	return labelled !== null && labelled[0].length === text.length ? calledBy(labelled) : null;
}

function calledBy([, name = '', what = '']: readonly (string | undefined)[]): Told {
	return { name, arguments: JSON.stringify(/command|shell|bash/i.test(name) ? { command: what } : { path: what }) };
}

/** A part that is one block as a whole. */
function blockOf(text: string, told: Told | null): AttachedBlock | null {
	const start = text.length - text.trimStart().length;
	if (isReminder(text)) {
		const from = start + REMINDER.length;
		const head = text.slice(from, from + 1200);
		const end = text.lastIndexOf(REMINDER_END);
		const result = RESULT.exec(head);
		if (result !== null)
			return { start: from + result[0].length, end, path: pathIn(told), call: told ?? { name: result[1]!, arguments: '' } };
		const path = CHANGED.exec(head)?.[1];
		if (path === undefined && (told?.name === 'resource' || HOOK.test(head))) return { start: from, end, path: null };
		return path === undefined ? null : { start: from, end, path };
	}
	const selected = SELECTED.exec(text.slice(start, start + 1300));
	if (selected !== null) return { start: start + selected[0].length, end: text.lastIndexOf('<'), path: selected[1]! };
	const shell = SHELL.exec(text.slice(start, start + 21_000));
	if (shell !== null)
		return {
			start: start + shell[0].length,
			end: text.length,
			path: null,
			call: { name: 'bash', arguments: JSON.stringify({ command: shell[1] }) },
		};
	const labelled = LABELLED.exec(text.slice(0, 5000));
	if (labelled !== null) {
		const call = calledBy(labelled);
		return { start: labelled[0].length, end: text.length, path: pathIn(call), call };
	}
	if (told === null) return null;
	const printed = PRINTED.exec(text.slice(start, start + 40));
	const from = printed === null ? 0 : start + printed[0].length;
	return { start: from, end: text.length, path: pathIn(told), call: told };
}

function pathIn(told: Told | null): string | null {
	return (
		/"(?:file_?path|path)"\s{0,3}:\s{0,3}"((?:[^"\\]|\\.){1,1000})"/i
			.exec(told?.arguments.slice(0, 5000) ?? '')?.[1]
			?.replaceAll('\\\\', '\\') ?? null
	);
}

/** aider names each file on a line of its own before its fence; the fence stands in no line of the file. */
function fencedFiles(text: string): readonly AttachedBlock[] {
	if (!AIDER.test(text)) return [];
	const found: AttachedBlock[] = [];
	const opening = new RegExp(AIDER_FILE);
	for (let open = opening.exec(text); open !== null && found.length < MOST_FILES; open = opening.exec(text)) {
		const [head, path = '', fence = ''] = open;
		const start = open.index + head.length;
		const close = `\n${fence.startsWith('`') ? fence : fence.replace('<', '</')}`;
		const end = text.indexOf(close, start - 1);
		if (end < start - 1) break;
		found.push({ start, end: Math.max(start, end), path });
		opening.lastIndex = end + close.length;
	}
	return found;
}

function toldResults(text: string): readonly AttachedBlock[] {
	if (!text.startsWith('Here is the conversation so far:\n')) return [];
	const next = [...text.matchAll(TOLD_NEXT)].map(({ index }) => index);
	let n = 0;
	return [...text.matchAll(TOLD_RESULT)].map(({ index, 0: head, 1: path }): AttachedBlock => {
		while (n < next.length && next[n]! <= index) n++;
		const start = index + '[Tool result]: '.length;
		return { start, end: Math.max(index + head.length, (next[n] ?? text.length + 1) - 1), path: path ?? null };
	});
}

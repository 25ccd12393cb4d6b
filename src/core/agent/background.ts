import { type Message, type ToolDefinition, textOf } from '../message/message.ts';

/** What an editor asks beside the user's own requests. */
export type BackgroundKind = 'title' | 'summary' | 'commit' | 'progress' | 'todo' | 'category' | 'other';

interface Pattern {
	readonly kind: BackgroundKind;
	/** In what the editor itself wrote: the text before the last message of the user. */
	readonly editor?: RegExp;
	/** The one tool that takes the answer. */
	readonly tool?: RegExp;
}

/**
 * How Copilot Chat 0.67 and VS Code 1.139 begin such requests, and others of their kind. Patterns of the editor's text and of the form of
 * the request, never of what a user may write: the same words in a user's message are that user's own question.
 */
const PATTERNS: readonly Pattern[] = [
	{ kind: 'title', editor: /\bcrafting\b.{0,40}\b(?:titles?|branch names?)\b/i },
	{ kind: 'title', editor: /^you (?:summari[sz]e|generate|write|create) .{0,80}\b(?:titles?|status badge|short (?:phrase|label))\b/i },
	{ kind: 'commit', editor: /^you are .{0,160}\bcommit messages?\b/is },
	{ kind: 'progress', editor: /^you are .{0,80}\bprogress messages?\b/i },
	{ kind: 'todo', editor: /\bbackground\b.{0,30}\btask tracker\b/i },
	{ kind: 'todo', tool: /^manage_todo_list$/ },
	{ kind: 'category', editor: /\bexpert classifier\b.{0,60}\bprompts\b/i },
	{ kind: 'category', tool: /^categori[sz]e_prompt$/ },
];

/** A summary of the conversation carries its messages, and often its tools. */
const SUMMARY_SYSTEM = /^\s*your task is to create a .{0,40}\bsummary of (?:the|this) (?:entire )?conversation\b/i;
const SUMMARY_ASKED =
	/^\s*(?:the conversation has grown too large\b.{0,120}\bcompacted\b|your task is to create a .{0,40}\bsummary of (?:the|this) (?:entire )?conversation\b)/is;
/** What such a request demands of the answer; a user who asks for a summary does not. */
const SUMMARY_FORM = /<\/?(?:summary|analysis)>/;
const BEGINNING = 1500;

export interface BackgroundInput {
	readonly entry: string;
	readonly messages: readonly Message[];
	readonly tools: readonly ToolDefinition[];
}

/** What an editor asks for by itself, null for a request of the user's. Length says nothing. */
export function backgroundKind({ entry, messages, tools }: BackgroundInput): BackgroundKind | null {
	const known = summary(messages) ?? (tools.length <= 1 ? small(messages, tools) : null);
	return known ?? (entry === 'background' ? 'other' : null);
}

function summary(messages: readonly Message[]): 'summary' | null {
	const last = messages.at(-1);
	if (last?.role !== 'user') return null;
	const system = messages[0]?.role === 'system' ? textOf(messages[0].parts).slice(0, BEGINNING) : '';
	if (SUMMARY_SYSTEM.test(system)) return 'summary';
	const said = textOf(last.parts);
	return SUMMARY_ASKED.test(said.slice(0, BEGINNING)) && SUMMARY_FORM.test(said) ? 'summary' : null;
}

function small(messages: readonly Message[], tools: readonly ToolDefinition[]): BackgroundKind | null {
	// Whoever has been answered is in a conversation.
	if (messages.some(({ role }) => role === 'assistant' || role === 'tool')) return null;
	const editor = editorText(messages);
	const tool = tools[0]?.name ?? '';
	// A tool alone is no proof: a user may leave one on.
	const found = PATTERNS.find((pattern) =>
		pattern.tool === undefined ? pattern.editor?.test(editor) : editor !== '' && pattern.tool.test(tool),
	);
	return found?.kind ?? null;
}

/** The beginning of the system text; where none is, that of a first message of the user that another one follows. */
function editorText(messages: readonly Message[]): string {
	const [first] = messages;
	if (first === undefined || (first.role !== 'system' && messages.length < 2)) return '';
	return textOf(first.parts).trimStart().slice(0, BEGINNING);
}

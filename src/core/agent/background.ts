import { type Message, type ToolDefinition, textOf, type Wishes } from '../message/message.ts';

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
 * How Copilot Chat 0.67, VS Code 1.139, Claude Code 2.1.332, opencode 1.18.33, Qwen Code 0.24.4 and aider 0.86 begin such requests, and
 * others of their kind. Patterns of the editor's text and of the form of the request, never of what a user may write: the same words in a
 * user's message are that user's own question.
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
	{
		kind: 'title',
		editor: /^(?:You are a title generator\b|You are naming a coding session\b|Generate a concise, sentence-case title\b)/m,
	},
	{ kind: 'category', editor: /^Analyze if this message indicates a new conversation topic\b/m },
	{
		kind: 'other',
		editor:
			/^(?:Your task is to process Bash commands that an AI coding agent wants to run|You are a security (?:classifier|monitor) for )/m,
	},
];

/** Agents' own requests that carry the conversation, whoever has been answered in it, by the system text. */
const ASIDE_SYSTEMS: readonly (readonly [BackgroundKind, RegExp])[] = [
	['summary', /^(?:You are a context summarization agent\b|You are the component that summarizes a conversation\b)/],
	[
		'summary',
		/^(?:\*Briefly\* summarize this partial conversation\b|You are a helpful AI assistant tasked with summarizing conversations\b)/m,
	],
	['title', /^Generate a concise, sentence-case title\b/m],
	['other', /^You are now acting as the managed memory (?:extraction|consolidation|dreaming)\b/],
];
/** The same by how the last message of the user's side begins. */
const ASIDES: readonly (readonly [BackgroundKind, RegExp])[] = [
	['summary', /^You are performing a CONTEXT CHECKPOINT COMPACTION\b/],
	['summary', /^You are the component that summarizes a conversation when its context window is about to overflow\b/],
	['summary', /^First, reason in your <\w{1,20}> block\. Then, produce the <state_snapshot> XML\./],
	['title', /^Generate the session title now\. Populate the schema\b/],
	['other', /^\[SUGGESTION MODE: Suggest what the user might naturally type next\b/],
	['other', /^Analyze \*only\* the content and structure of your immediately preceding response\b/],
];
/** What a page says that a tool fetched, asked about without tools and without a conversation. */
const FETCHED = /^\s*Web page content:\n---\n/;

/** A summary of the conversation carries its messages, and often its tools. */
const SUMMARY_SYSTEM = /^\s*your task is to create a .{0,40}\bsummary of (?:the|this) (?:entire )?conversation\b/i;
const SUMMARY_ASKED =
	/^\s*(?:CRITICAL: Respond with TEXT ONLY\b.{0,900}\n\n)?(?:the conversation has grown too large\b.{0,120}\bcompacted\b|your task is to create a .{0,40}\bsummary of (?:the|this) (?:entire )?conversation\b)/is;
/** What such a request demands of the answer; a user who asks for a summary does not. */
const SUMMARY_FORM = /<\/?(?:summary|analysis)>/;
const BEGINNING = 1500;

export interface BackgroundInput {
	readonly entry: string;
	readonly messages: readonly Message[];
	readonly tools: readonly ToolDefinition[];
	readonly wishes?: Pick<Wishes, 'maxOutputTokens'> | undefined;
}

/** What an editor asks for by itself, null for a request of the user's. Length says nothing. */
export function backgroundKind({ entry, messages, tools, wishes }: BackgroundInput): BackgroundKind | null {
	const known =
		summary(messages) ?? aside(messages) ?? (tools.length <= 1 ? small(messages, tools) : null) ?? probe(messages, tools, wishes);
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

function aside(messages: readonly Message[]): BackgroundKind | null {
	const system = messages[0]?.role === 'system' ? textOf(messages[0].parts).trimStart().slice(0, BEGINNING) : '';
	const bySystem = ASIDE_SYSTEMS.find(([, pattern]) => pattern.test(system));
	if (bySystem !== undefined) return bySystem[0];
	const last = messages.at(-1);
	// Nothing to ask about without an answer before it: the same words alone are a user's.
	if (last?.role !== 'user' || !messages.some(({ role }) => role === 'assistant')) return null;
	const said = textOf(last.parts).trimStart().slice(0, BEGINNING);
	return ASIDES.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}

/** An answer of one token is no user's wish: the client looks whether its key and its model are good. */
function probe(messages: readonly Message[], tools: readonly ToolDefinition[], wishes: BackgroundInput['wishes']): BackgroundKind | null {
	if (tools.length > 0 || messages.some(({ role }) => role === 'assistant')) return null;
	const last = messages.at(-1);
	if (wishes?.maxOutputTokens === 1) return 'other';
	return last?.role === 'user' && FETCHED.test(textOf(last.parts).slice(0, 100)) ? 'other' : null;
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

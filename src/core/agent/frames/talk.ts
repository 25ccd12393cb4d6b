import { type Message, textOf } from '../../message/message.ts';
import { isBlock } from './text.ts';

/** Of system texts, characters in which a client is looked for. */
const HEAD = 8000;

/** A conversation as the frames read it. */
export interface Talk {
	readonly messages: readonly Message[];
	/** Beginnings of the system texts before anything else is said. */
	readonly system: string;
	readonly client: Client;
}

/**
 * Who wrote the conversation, from what only that client writes. `reminders`: one that puts blocks of its own beside the user's words, as
 * Claude Code does, without another sign of who it is. `plain`: nothing tells, so every word is the user's.
 */
export type Client = 'claude' | 'codex' | 'opencode' | 'qwen' | 'gemini' | 'aider' | 'cline' | 'editor' | 'reminders' | 'plain';

/**
 * How their system texts begin (Claude Code 2.1.332, Codex 0.171.0, opencode 1.18.33, Qwen Code 0.24.4, aider 0.86.2, as recorded on
 * 2026-11-29; Gemini CLI and Cline by their public form). Of clients' texts only such short heads stand in this code: what tells them
 * apart, and no more.
 */
const SYSTEMS: readonly (readonly [Client, RegExp])[] = [
	['claude', /^You are (?:Claude Code|a Claude agent|an agent for Claude Code)\b/m],
	['codex', /^(?:You are Codex\b|You are a coding agent running in the Codex\b|You are .{0,60}\bCodex CLI\b)|^<permissions instructions>/m],
	['opencode', /^You are opencode\b|\bopencode\b(?=[\s\S]{0,4000}^<env>)/im],
	['qwen', /^You are Qwen Code\b|^You are now acting as the managed memory\b/m],
	['gemini', /^You are (?:Gemini CLI|an interactive CLI agent specializing in software engineering)\b/m],
	['aider', /^Act as an? expert (?:software|code|architect|Git)/m],
	['cline', /^You are (?:Cline|Roo|Kilo Code|Kilo)\b/m],
];

/** How messages of the user's side begin that no user writes. */
const STARTUP = /^\s*(?:<session_context>\s*)?This is the (Gemini CLI|Qwen Code)\b/;
const CLINE = /^\s*<(?:task|user_message)>\n[\s\S]*\n<\/(?:task|user_message)>\s*<environment_details>\n/;
/** What VS Code and its forks alone put into messages. */
const EDITOR =
	/^[ \t]{0,8}<(?:attachments|conversation-summary|conversationSummary|customizationsIndex|editorContext|environment_info|file-selection|notebookContext|reminderInstructions|repoContext|toolReferences|userMemory|userRequest|user_query|user_request|workspace_info)>/m;

export function talkOf(messages: readonly Message[]): Talk {
	const from = messages.findIndex(({ role }) => role !== 'system');
	const before = from < 0 ? messages : messages.slice(0, from);
	const system = before.map(({ parts }) => textOf(parts as Message['parts']).slice(0, HEAD)).join('\n');
	return { messages, system, client: clientOf(messages, system) };
}

function clientOf(messages: readonly Message[], system: string): Client {
	const named = SYSTEMS.find(([, pattern]) => pattern.test(system));
	if (named !== undefined) return named[0];
	for (const [at, message] of messages.entries()) {
		if (message.role !== 'user') continue;
		const texts = textsOf(message);
		const [first = ''] = texts;
		if (texts.length > 1 && texts.some(isReminder)) return 'reminders';
		const startup = STARTUP.exec(first.slice(0, 200))?.[1];
		if (startup !== undefined && messages[at + 1] !== undefined) return startup === 'Qwen Code' ? 'qwen' : 'gemini';
		// A frame of its own before the user's message.
		if (messages[at + 1]?.role === 'user' && texts.some(isCodexContext)) return 'codex';
		if (CLINE.test(texts.join('\n'))) return 'cline';
		if (texts.some((text) => text.trimStart().startsWith('<') && EDITOR.test(text))) return 'editor';
	}
	return 'plain';
}

/** The texts of a message, one a part. */
export function textsOf({ parts }: Message): string[] {
	return (parts as readonly Message['parts'][number][]).flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

export function isReminder(text: string): boolean {
	return isBlock(text, 'system-reminder');
}

export function isCodexContext(text: string): boolean {
	return isBlock(text, 'environment_context');
}

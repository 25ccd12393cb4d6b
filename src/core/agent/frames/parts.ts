import type { Message } from '../../message/message.ts';
import type { Client } from './talk.ts';
import { inner, isBlock, isElement } from './text.ts';

/**
 * What a part of a message is: the user's own words, a block that its client put beside them, what a command of the user's printed, or a
 * client's own message, which stands where no user said anything.
 */
export type PartKind = 'own' | 'added' | 'printed' | 'event';

/** Blocks of Claude Code 2.1.332 and Qwen Code 0.24.4, each a part of its own. */
const REMINDER_BLOCKS = ['system-reminder', 'reminder', 'instructions'];
const REMINDER_ELEMENTS = ['local-command-caveat', 'bash-input', 'ide_opened_file', 'ide_selection', 'ide_diagnostics'];
const EVENT =
	/^(?:<system-reminder>\n\[SYSTEM NOTIFICATION - NOT USER INPUT\]\n[\s\S]*<\/system-reminder>|<task-notification>\n<task-id>[\s\S]*<\/task-notification>|<(teammate-message|cross-session-message|agent-message) [^<>\n]{1,1000}>[\s\S]*<\/\1>)$/;
/** What it says behind an answer that a hook did not let pass, or that was cut off. */
const NUDGE = /^(?:Stop hook feedback:\s|Your response was cut off because it exceeded the output token limit\.|Output token limit hit\b)/;
/** What it says of a result, behind it: the skill that was loaded, the size of an image. */
const OF_RESULT = /^(?:Base directory for this skill: |\[Image: (?:source|original)\b)/;
const PRINTED =
	/^(?:\[Request interrupted by user(?: for tool use)?\]|<(?:bash|local-command)-std(?:out|err)>[\s\S]*<\/(?:bash|local-command)-std(?:out|err)>)$/;
const COMMAND = /^<command-(?:name|message)>[\s\S]*<\/command-(?:name|message|args)>$/;
/** Codex 0.171.0. */
const CODEX_BLOCKS = ['environment_context', 'user_instructions', 'user_shell_command', 'skill'];
const CODEX_EVENTS = ['subagent_notification', 'turn_aborted', 'user_action'];
const CODEX_IMAGE = /^(?:<image(?: name=[^<>\n]{1,1000})?>|<\/image>)$/;
const CODEX_RULES = /^# AGENTS\.md instructions\b[^\n]{0,1000}\n\n<INSTRUCTIONS>\n/;
const CALLED = /^Called the \w{1,60} tool with the following input: \{.*\}$/s;

/** Beginnings of the messages in which clients hand a summary of what came before on, and of what stands for the user's message then. */
const SUMMARIES: Readonly<Partial<Record<Client, RegExp>>> = {
	claude: /^This session is being continued from a previous conversation that ran out of context\./,
	reminders: /^This session is being continued from a previous conversation that ran out of context\./,
	codex: /^Another language model started to solve this problem and produced a summary of its thinking process\b/,
};

/** Whether a part hands a summary on. */
export function isSummaryPart(text: string, client: Client): boolean {
	return SUMMARIES[client]?.test(text.trimStart().slice(0, 200)) ?? false;
}

/** Whether Claude Code and its like say this of their own, where it stands behind `before`. */
export function isOwnTalk(text: string, before: Message['role'] | undefined): boolean {
	return (before === 'assistant' && NUDGE.test(text)) || (before === 'tool' && OF_RESULT.test(text));
}

/** By the texts of one message, what each of them is. */
export function kindsOf(texts: readonly string[], client: Client): readonly PartKind[] {
	switch (client) {
		case 'claude':
		case 'reminders':
		case 'qwen':
		case 'gemini':
			return referenced(texts, client);
		case 'codex':
			return texts.map((text) => codex(text));
		case 'opencode':
			return texts.map((text, n) => opencode(text, texts[n - 1] ?? ''));
		default:
			return texts.map(() => 'own');
	}
}

function reminder(text: string, client: Client): PartKind {
	const own = text.trim();
	if (isSummaryPart(own, client) || EVENT.test(own)) return 'event';
	if (PRINTED.test(own)) return 'printed';
	if (REMINDER_BLOCKS.some((tag) => isBlock(own, tag)) || REMINDER_ELEMENTS.some((tag) => isElement(own, tag))) return 'added';
	return COMMAND.test(own) ? 'added' : 'own';
}

const REFERENCED = '--- Content from referenced files ---';
const END = '--- End of content ---';

/** Qwen Code and Gemini CLI put the files that the user names behind his words, between two lines. */
function referenced(texts: readonly string[], client: Client): readonly PartKind[] {
	const from = texts.findIndex((text) => text.trim() === REFERENCED);
	const to = from < 0 ? -1 : texts.findLastIndex((text) => text.trim() === END);
	return texts.map((text, n) => (from >= 0 && n >= from && n <= Math.max(from, to) ? 'added' : reminder(text, client)));
}

function codex(text: string): PartKind {
	const own = text.trim();
	if (isSummaryPart(own, 'codex') || CODEX_EVENTS.some((tag) => isBlock(own, tag))) return 'event';
	if (CODEX_IMAGE.test(own) || CODEX_BLOCKS.some((tag) => isBlock(own, tag))) return 'added';
	return CODEX_RULES.test(own) && own.endsWith('</INSTRUCTIONS>') ? 'added' : 'own';
}

function opencode(text: string, before: string): PartKind {
	const own = text.trim();
	if (isBlock(own, 'system-reminder') || isElement(own, 'system-reminder') || CALLED.test(own)) return 'added';
	const read = own.startsWith('<path>') && /<\/(?:content|entries)>$/.test(own);
	return CALLED.test(before.trim()) && (read || /^Read tool failed to read\b/.test(own)) ? 'added' : 'own';
}

/** A command that the user typed for the shell, out of its tags. */
export function typed(text: string): string {
	return inner(text, 'bash-input') ?? text;
}

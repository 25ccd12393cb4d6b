import type { AnswerPart } from '../../../core/message/message.ts';
import { cannot, type Fields, field, fieldsOf, isObject, list, pathOf, shown, someString, string, wrong } from '../completions/fields.ts';
import { CLIENT_TOOLS, type ClientTool, clientOutput } from './client-tools.ts';
import type { Conversation } from './conversation.ts';
import { argumentsOfInput } from './custom-input.ts';
import type { KeptAnswers } from './kept.ts';
import { type Content, contentOf, textsOf } from './read-content.ts';
import { addTools } from './read-tools.ts';
import { readEncryptedContent } from './reasoning.ts';
import type { OfferedTools } from './tools.ts';

export interface Reading {
	readonly conversation: Conversation;
	readonly tools: OfferedTools;
	readonly kept: Pick<KeptAnswers, 'item'>;
}

/** `tool_search_output` of a vendor's own search. */
const WITHOUT_WORDS: ReadonlySet<unknown> = new Set(['additional_tools', 'configuration_update', 'web_search_call', 'tool_search_output']);

/** Tools stand before everything else, wherever the items have them (Codex 0.171, VS Code's search of tools). */
export function addItemTools(items: readonly unknown[], tools: OfferedTools): void {
	for (const [n, item] of items.entries()) {
		if (!isObject(item) || (item.type !== 'additional_tools' && item.type !== 'tool_search_output')) continue;
		const fields = fieldsOf(item, `input[${n}]`);
		addTools(list(fields, 'tools') ?? [], pathOf(fields, 'tools'), tools, item.type === 'tool_search_output');
	}
}

/**
 * One item of `input` (openai 7.59.0, ResponseInputItem, 2026-11). Left out, because they hold nothing that a model needs: the search of a
 * vendor (its answer follows as a message), changes of the configuration, and reasoning of other servers. Refused: what only the server
 * that wrote it can read.
 */
export function readItem(item: Fields, reading: Reading): void {
	const { conversation } = reading;
	const type = field(item, 'type') ?? (field(item, 'role') === null ? 'item_reference' : 'message');
	if (type === 'message') {
		message(item, conversation);
		return;
	}
	const answered = answerOf(item, type, reading);
	if (answered !== null) {
		conversation.answer(answered);
		return;
	}
	const given = resultOf(item, type);
	if (given !== null) {
		const callId = string(item, 'call_id') || someString(item, 'id');
		const name = conversation.nameOf(callId) || (string(item, 'name') ?? '');
		conversation.result({ type: 'toolResult', callId, name, content: given.parts, isError: given.isError ?? false });
		if (given.marked) conversation.mark();
		return;
	}
	if (!WITHOUT_WORDS.has(type)) throw refused(item, type);
}

/** Null for an item that is no part of an answer. */
function answerOf(item: Fields, type: unknown, { tools, kept }: Reading): readonly AnswerPart[] | null {
	switch (type) {
		case 'function_call':
			return [call(item, tools.nameOf(someString(item, 'name'), string(item, 'namespace')), argumentsText(item))];
		case 'custom_tool_call': {
			const name = tools.nameOf(someString(item, 'name'), string(item, 'namespace'));
			return [call(item, name, argumentsOfInput(string(item, 'input') ?? ''))];
		}
		case 'local_shell_call':
			return [clientCall(item, 'local_shell', tools)];
		case 'shell_call':
			return [clientCall(item, 'shell', tools)];
		case 'apply_patch_call':
			return [clientCall(item, 'apply_patch', tools)];
		case 'tool_search_call':
			// Of a vendor's own search the tools are there.
			return field(item, 'execution') === 'server' ? [] : [clientCall(item, 'tool_search', tools)];
		case 'reasoning':
			return readEncryptedContent(string(item, 'encrypted_content') ?? '');
		case 'item_reference':
			return referenced(item, kept);
		default:
			return null;
	}
}

interface Given extends Content {
	readonly isError?: boolean;
}

/** Null for an item that is no result of a call. */
function resultOf(item: Fields, type: unknown): Given | null {
	switch (type) {
		case 'function_call_output':
		case 'custom_tool_call_output':
		case 'local_shell_call_output':
			return contentOf(item, 'output');
		case 'shell_call_output':
		case 'apply_patch_call_output': {
			const { text, isError } = clientOutput(item);
			return { parts: text === '' ? [] : [{ type: 'text', text }], marked: false, isError };
		}
		case 'tool_search_output':
			return field(item, 'execution') === 'server' ? null : { parts: [{ type: 'text', text: found(item) }], marked: false };
		default:
			return null;
	}
}

function message(item: Fields, conversation: Conversation): void {
	const role = field(item, 'role');
	switch (role) {
		case 'system':
		case 'developer': {
			const { parts, marked } = textsOf(item);
			conversation.say('system', parts);
			if (marked) conversation.mark();
			return;
		}
		case 'user': {
			const { parts, marked } = contentOf(item, 'content');
			conversation.say('user', parts);
			if (marked) conversation.mark();
			return;
		}
		case 'assistant': {
			const { parts, marked } = textsOf(item);
			conversation.answer(parts);
			if (marked) conversation.mark();
			return;
		}
		default:
			throw wrong(pathOf(item, 'role'), `must be "user", "assistant", "system" or "developer", not ${shown(role)}`);
	}
}

function call(item: Fields, name: string, text: string): AnswerPart {
	return { type: 'toolCall', id: string(item, 'call_id') || someString(item, 'id'), name, arguments: text };
}

function clientCall(item: Fields, form: ClientTool, tools: OfferedTools): AnswerPart {
	const { arguments: argumentsOf } = CLIENT_TOOLS[form];
	return call(item, tools.ofForm(form)?.definition.name ?? form, JSON.stringify(argumentsOf(item.values)));
}

/** The very text. An object is against the rule, but what it means is plain. */
function argumentsText(item: Fields): string {
	const given = field(item, 'arguments');
	if (given === null) return '';
	if (typeof given === 'string') return given;
	if (isObject(given)) return JSON.stringify(given);
	throw wrong(pathOf(item, 'arguments'), 'must be a string that holds JSON');
}

function found(item: Fields): string {
	const names = (list(item, 'tools') ?? []).flatMap((one) => {
		if (!isObject(one)) return [];
		const inner = Array.isArray(one.tools) ? one.tools.filter(isObject).map(({ name }) => name) : [one.name ?? one.type];
		return inner.filter((name) => typeof name === 'string');
	});
	return names.length === 0 ? 'No tools were found.' : `Found, and ready to be called: ${names.join(', ')}.`;
}

function referenced(item: Fields, kept: Pick<KeptAnswers, 'item'>): readonly AnswerPart[] {
	const id = someString(item, 'id');
	const parts = kept.item(id);
	if (parts !== null) return parts;
	throw cannot(
		pathOf(item, 'id'),
		`Routoo keeps the last answers in memory alone, and ${shown(id)} is not among them`,
		'Send the item itself: with "store": false clients do.',
	);
}

function refused(item: Fields, type: unknown) {
	const at = pathOf(item, 'type');
	switch (type) {
		case 'compaction':
		case 'compaction_trigger':
		case 'context_compaction':
			return cannot(at, 'a conversation is shortened by the client', 'Send what was said, or a summary of it as a message.');
		case 'file_search_call':
		case 'code_interpreter_call':
		case 'image_generation_call':
		case 'computer_call':
		case 'computer_call_output':
		case 'mcp_call':
		case 'mcp_list_tools':
		case 'mcp_approval_request':
		case 'mcp_approval_response':
		case 'program':
		case 'program_output':
			return cannot(at, `${shown(type)} belongs to a tool that a vendor runs`, 'Leave the item out, or say what it gave in a message.');
		default:
			return wrong(at, `must be "message", "function_call", "function_call_output" or another known kind, not ${shown(type)}`);
	}
}

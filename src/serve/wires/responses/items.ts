import { argumentsObject, type ReasoningPart, type ToolCallPart } from '../../../core/message/message.ts';
import { NO_ARGUMENTS } from '../completions/write.ts';
import { CLIENT_TOOLS, isClientTool } from './client-tools.ts';
import { inputOfArguments } from './custom-input.ts';
import { encryptedContent } from './reasoning.ts';
import type { OfferedTool } from './tools.ts';

export type Status = 'in_progress' | 'completed' | 'incomplete';

/** An item of `output` (openai 7.59.0, ResponseOutputItem, 2026-11). */
export type Item = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

const PREFIXES = { message: 'msg_', reasoning: 'rs_', function: 'fc_', custom: 'ctc_' } as const;

/** Unlike any other's of the answer, and of other answers. */
export function itemId(kind: keyof typeof PREFIXES | OfferedTool['form'], answer: string, index: number): string {
	const prefix = isClientTool(kind) ? CLIENT_TOOLS[kind].prefix : PREFIXES[kind];
	return `${prefix}${answer}${index.toString(16).padStart(4, '0')}`;
}

/** @param text null: its content begins */
export function messageItem(id: string, text: string | null, status: Status): Item {
	return { id, type: 'message', status, role: 'assistant', content: text === null ? [] : [textContent(text)] };
}

export function textContent(text: string): object {
	return { type: 'output_text', annotations: [], logprobs: [], text };
}

/** @param text null: no summary is shown */
export function reasoningItem(id: string, text: string | null, parts: readonly ReasoningPart[]): Item {
	return { id, type: 'reasoning', summary: text === null ? [] : [summaryContent(text)], encrypted_content: encryptedContent(parts) };
}

export function summaryContent(text: string): object {
	return { type: 'summary_text', text };
}

/** What a call is called in the client's own words, before it is known whether it is one of its tools. */
export interface CallNames {
	readonly form: OfferedTool['form'];
	readonly name: string;
	readonly namespace: string | null;
}

export function callNames(name: string, tool: OfferedTool | undefined): CallNames {
	return tool ?? { form: 'function', name: name.toWellFormed(), namespace: null };
}

/** @param content the text of arguments or input as it goes out */
export function callItem(id: string, callId: string, { form, name, namespace }: CallNames, content: string, status: Status): Item {
	const spaced = namespace === null ? {} : { namespace };
	if (form === 'custom') return { id, type: 'custom_tool_call', status, call_id: callId, name, ...spaced, input: content };
	if (form === 'function') return { id, type: 'function_call', status, arguments: content, call_id: callId, name, ...spaced };
	return { id, type: `${form}_call`, call_id: callId, status, ...CLIENT_TOOLS[form].fields(wellFormed(content)) };
}

/** An escape in JSON may be half a character, too. */
function wellFormed(text: string): Readonly<Record<string, unknown>> {
	const { value } = argumentsObject(text);
	return JSON.parse(JSON.stringify(value), (_key, inner: unknown) => (typeof inner === 'string' ? inner.toWellFormed() : inner));
}

/** The very text, or the free text out of it. No client but one in JavaScript reads halves of characters. */
export function callContent({ form }: CallNames, { arguments: text }: Pick<ToolCallPart, 'arguments'>): string {
	const content = form === 'custom' ? inputOfArguments(text) : text.trim() === '' ? NO_ARGUMENTS : text;
	return content.toWellFormed();
}

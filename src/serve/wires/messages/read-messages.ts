import type { Message, ToolResultPart } from '../../../core/message/message.ts';
import {
	boolean,
	type Fields,
	field,
	fieldsOf,
	isObject,
	object,
	pathOf,
	shown,
	someString,
	string,
	wrong,
} from '../completions/fields.ts';
import { ownId } from './ids.ts';
import { assistantParts } from './read-assistant.ts';
import { blocksOf, contentParts, isMarked, type ReadPart, systemText } from './read-blocks.ts';
import { definitionOf, type ToolChange } from './read-tools.ts';

export interface ReadMessages {
	readonly messages: readonly Message[];
	readonly cacheMarks: readonly number[];
	readonly toolChanges: readonly ToolChange[];
	/** Of the last word that a system message has on it. */
	readonly effort: string | null;
	/** Thinking of an earlier answer came back, by whomever. */
	readonly thought: boolean;
}

/** Claude Code's own account of itself for its vendor: no model needs it, and it differs between a conversation and its sub-agents. */
const BILLING = /^x-anthropic-billing-header:/;
/** What Claude Code says behind the tools that its search found; the result says it, and the user did not. */
const LOADED = 'Tool loaded.';
/** Behind a last message of the assistant's, which is the beginning of the answer: most vendors' models would begin anew or refuse. */
const CONTINUE =
	'<system-reminder>\nYour last message is the beginning of your answer. Go on right behind its last character, without repeating any of it.\n</system-reminder>';
/** Wrappings that are known not to be the user's own words, in the order of preference. */
const ASIDE = ['system-reminder', 'reminder', 'instructions'];

/**
 * `system` and `messages`. Results stand before the other words of their message. A message of the role `system` becomes words of the
 * user's side at its place: most vendors take system text at the beginning alone, and there each new one would change what is cached.
 */
export function messagesOf(request: Fields, given: readonly unknown[]): ReadMessages {
	const reading = new Reading();
	reading.system(request);
	const messages = given.map((value, n) => fieldsOf(value, `messages.${n}`));
	const lastUser = messages.findLastIndex((message) => field(message, 'role') === 'user');
	for (const [n, message] of messages.entries()) {
		const role = field(message, 'role');
		if (role === 'user') reading.user(message);
		else if (role === 'assistant') reading.assistant(message);
		else if (role === 'system') reading.aside(message, n < lastUser);
		else throw wrong(pathOf(message, 'role'), `must be "user", "assistant" or "system", not ${shown(role)}`);
	}
	if (isMarked(request)) reading.mark(true);
	return reading.done();
}

class Reading {
	readonly #messages: Message[] = [];
	readonly #cacheMarks: number[] = [];
	readonly #changes: ToolChange[] = [];
	/** Names of tools by the id of their call. */
	readonly #names = new Map<string, string>();
	#effort: string | null = null;
	#thought = false;

	system(request: Fields): void {
		const blocks = blocksOf(request, 'system').filter(({ values: { text } }) => typeof text !== 'string' || !BILLING.test(text));
		const text = systemText(blocks);
		if (text === null) return;
		this.#messages.push({ role: 'system', parts: [{ type: 'text', text }] });
		this.mark(blocks.some(isMarked));
	}

	user(message: Fields): void {
		const blocks = blocksOf(message, 'content');
		const results: ToolResultPart[] = [];
		let content: ReadPart[] = [];
		let marked = false;
		let loaded = false;
		for (const block of blocks) {
			if (field(block, 'type') !== 'tool_result') {
				content.push(...contentParts(block, false));
				continue;
			}
			const inner = blocksOf(block, 'content');
			const names = inner.flatMap((one) => (field(one, 'type') === 'tool_reference' ? [someString(one, 'tool_name')] : []));
			for (const name of names) this.#changes.push({ name, there: true, definition: null });
			loaded ||= names.length > 0;
			marked ||= isMarked(block) || inner.some(isMarked);
			const callId = ownId(someString(block, 'tool_use_id'));
			const name = this.#names.get(callId) ?? '';
			const parts = inner.flatMap((one) => contentParts(one, true));
			results.push({ type: 'toolResult', callId, name, content: parts, isError: boolean(block, 'is_error') ?? false });
		}
		if (loaded) content = content.filter((part) => part.type !== 'text' || part.text.trim() !== LOADED);
		if (results.length > 0) {
			const last = this.#messages.at(-1);
			if (last?.role === 'tool') this.#messages[this.#messages.length - 1] = { role: 'tool', parts: [...last.parts, ...results] };
			else this.#messages.push({ role: 'tool', parts: results });
			this.mark(marked);
		}
		if (content.length > 0) this.#messages.push({ role: 'user', parts: content });
		this.mark(blocks.some((block) => field(block, 'type') !== 'tool_result' && isMarked(block)));
	}

	assistant(message: Fields): void {
		const blocks = blocksOf(message, 'content');
		const { parts, thought } = assistantParts(blocks);
		this.#thought ||= thought;
		for (const part of parts) if (part.type === 'toolCall') this.#names.set(part.id, part.name);
		// Reasoning alone answers nothing.
		if (parts.some(({ type }) => type !== 'reasoning')) this.#messages.push({ role: 'assistant', parts });
		this.mark(blocks.some(isMarked));
	}

	/** @param answered a message of the user's follows */
	aside(message: Fields, answered: boolean): void {
		const config = object(message, 'output_config');
		if (config !== null) this.#effort = string(config, 'effort') ?? this.#effort;
		const blocks = blocksOf(message, 'content');
		const texts = blocks.filter((block) => !this.#change(block));
		const text = systemText(texts);
		const over = string(message, 'clear_at') === 'next_user_message' && answered;
		if (text !== null && !over) this.#addAside(text);
		this.mark(blocks.some(isMarked));
	}

	mark(marked: boolean): void {
		const at = this.#messages.length - 1;
		if (marked && at >= 0 && this.#cacheMarks.at(-1) !== at) this.#cacheMarks.push(at);
	}

	done(): ReadMessages {
		const last = this.#messages.at(-1);
		if (last?.role === 'assistant' && !last.parts.some(({ type }) => type === 'toolCall'))
			this.#messages.push({ role: 'user', parts: [{ type: 'text', text: CONTINUE }] });
		const messages = this.#messages;
		return { messages, cacheMarks: this.#cacheMarks, toolChanges: this.#changes, effort: this.#effort, thought: this.#thought };
	}

	#addAside(text: string): void {
		const last = this.#messages.at(-1);
		// Before any other message it is system text like any other.
		if (last === undefined || last.role === 'system') {
			this.#messages.push({ role: 'system', parts: [{ type: 'text', text }] });
			return;
		}
		const tag = ASIDE.find((one) => !text.includes(`</${one}>`)) ?? ASIDE[0];
		const part = { type: 'text', text: `<${tag}>\n${text}\n</${tag}>` } as const;
		if (last.role === 'user') this.#messages[this.#messages.length - 1] = { role: 'user', parts: [...last.parts, part] };
		else this.#messages.push({ role: 'user', parts: [part] });
	}

	/** Whether a block says that a tool comes or goes. */
	#change(block: Fields): boolean {
		const type = field(block, 'type');
		if (type !== 'tool_addition' && type !== 'tool_removal') return false;
		const tool = object(block, 'tool');
		if (tool === null) throw wrong(pathOf(block, 'tool'), 'must be an object that names a tool');
		const given = isObject(field(tool, 'definition'))
			? definitionOf(fieldsOf(field(tool, 'definition'), pathOf(tool, 'definition')))
			: null;
		const name = given?.name ?? string(tool, 'name');
		if (name !== null) this.#changes.push({ name, there: type === 'tool_addition', definition: given });
		return true;
	}
}

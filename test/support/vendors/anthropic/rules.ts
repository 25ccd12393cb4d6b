import { imageFault } from '../images.ts';
import { toolSchemaFault } from '../json-schema.ts';
import { Rejection } from '../reject.ts';
import { LIFE_MS, MAX_MARKS, marksOf, promptBlocks } from './cache.ts';
import type { AnthropicBlock, AnthropicMessage, AnthropicRequest } from './shape.ts';

/*
 * The rules of the Messages API that no shape holds, with the words of the API as users report them in public issues. Rules from
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls,
 * https://platform.claude.com/docs/en/build-with-claude/thinking and /prompt-caching, and the comments of `MessageCreateParamsBase` in
 * `@anthropic-ai/sdk` 1.14.0, read 2026-11-28.
 */

/**
 * Most output tokens that a request may ask for: what the examples of https://platform.claude.com/docs/en/build-with-claude/streaming ask
 * for.
 */
export const MAX_OUTPUT_TOKENS = 128_000;

/** Throws the API's refusal of a body that has the right shape. `checkThinking` has a file of its own. */
export function checkAnthropicRules(request: AnthropicRequest): void {
	const { max_tokens: limit, thinking } = request;
	if (limit > MAX_OUTPUT_TOKENS) {
		throw new Rejection(
			`max_tokens: ${limit} > ${MAX_OUTPUT_TOKENS}, which is the maximum allowed number of output tokens for ${request.model}`,
		);
	}
	if (thinking?.type === 'enabled' && thinking.budget_tokens >= limit) {
		throw new Rejection('`max_tokens` must be greater than `thinking.budget_tokens`.');
	}
	checkTools(request);
	checkText(request);
	checkTurns(request.messages);
	checkPairs(request);
	checkMarks(request);
}

function checkTools({ tools, tool_choice: choice, thinking, messages }: AnthropicRequest): void {
	const names = (tools ?? []).map((tool) => tool.name);
	if (new Set(names).size < names.length) throw new Rejection('tools: Tool names must be unique.');
	for (const [index, tool] of (tools ?? []).entries()) {
		const fault = toolSchemaFault(tool.input_schema);
		if (fault) throw new Rejection(`tools.${index}.custom.input_schema: JSON schema is invalid. ${fault}`);
	}
	if (choice && names.length === 0) throw new Rejection('tool_choice may only be specified while providing tools.');
	if (choice?.type === 'tool' && !names.includes(choice.name))
		throw new Rejection(`tool_choice.tool.name: Tool '${choice.name}' not found in provided tools`);
	const thinks = thinking !== undefined && thinking.type !== 'disabled';
	if (thinks && (choice?.type === 'any' || choice?.type === 'tool')) {
		throw new Rejection('Thinking may not be enabled when tool_choice forces tool use.');
	}
	const used = messages.some((message) => blocksOf(message).some((block) => block.type === 'tool_use' || block.type === 'tool_result'));
	if (used && tools === undefined) throw new Rejection('Requests which include `tool_use` or `tool_result` blocks must define tools.');
}

function checkText(request: AnthropicRequest): void {
	for (const [at, message] of request.messages.entries()) {
		const blocks = blocksOf(message);
		if (blocks.length === 0)
			throw new Rejection(`messages.${at}: all messages must have non-empty content except for the optional final assistant message`);
		for (const [place, block] of blocks.entries()) checkBlock(block, `messages.${at}.content.${place}`);
	}
	const system = typeof request.system === 'string' ? [] : (request.system ?? []);
	if (system.some((block) => block.text.trim() === '' && block.cache_control))
		throw new Rejection('system: cache_control cannot be set for empty text blocks');
	if (system.some((block) => block.text === '')) throw new Rejection('system: text content blocks must be non-empty');
}

function checkBlock(block: AnthropicBlock, at: string): void {
	if (block.type === 'text') {
		if (block.text === '') throw new Rejection('messages: text content blocks must be non-empty');
		if (block.text.trim() === '') throw new Rejection('messages: text content blocks must contain non-whitespace text');
	}
	if (block.type === 'image' && block.source.type === 'base64') {
		const fault = imageFault(block.source.media_type, block.source.data);
		if (fault) throw new Rejection(`${at}.image.source.base64: ${fault}`);
	}
	if (block.type === 'tool_result' && block.is_error === true && (block.content ?? '').length === 0) {
		throw new Rejection(`${at}.tool_result: content cannot be empty if \`is_error\` is true`);
	}
	if (block.type === 'tool_result' && Array.isArray(block.content)) {
		for (const [inner, part] of block.content.entries()) checkBlock(part, `${at}.tool_result.content.${inner}`);
	}
}

/** First the user; several messages of one role in a row are one turn; the last is the user's, as the current models take no prefill. */
function checkTurns(messages: readonly AnthropicMessage[]): void {
	if (messages[0]?.role !== 'user') throw new Rejection('messages: first message must use the "user" role');
	if (messages.at(-1)?.role === 'assistant') {
		throw new Rejection('This model does not support assistant message prefill. The conversation must end with a user message.');
	}
}

/** Every call is answered once, in the next user turn, before anything else in it; nothing else is answered. */
function checkPairs({ messages }: AnthropicRequest): void {
	const seen = new Set<string>();
	const turns = mergeTurns(messages);
	for (const [turn, { at, role, blocks }] of turns.entries()) {
		const before = turns[turn - 1];
		const calls = (before?.blocks ?? []).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
		const results = blocks.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
		for (const block of blocks) {
			if (block.type !== 'tool_use') continue;
			if (seen.has(block.id)) throw new Rejection('messages: `tool_use` ids must be unique');
			seen.add(block.id);
		}
		for (const [place, block] of blocks.entries()) {
			if (block.type === 'tool_result' && !calls.includes(block.tool_use_id)) {
				throw new Rejection(
					`messages.${at}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. ` +
						'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
				);
			}
		}
		const twice = results.find((id, place) => results.indexOf(id) !== place);
		if (twice) {
			throw new Rejection(
				`messages.${at}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${twice}`,
			);
		}
		if (role !== 'user') continue;
		const first = new Set(blocks.slice(0, calls.length).map((block) => (block.type === 'tool_result' ? block.tool_use_id : '')));
		const open = calls.filter((id) => !first.has(id));
		if (open.length > 0) {
			throw new Rejection(
				`messages.${before?.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. ` +
					'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
			);
		}
	}
}

function checkMarks(request: AnthropicRequest): void {
	const blocks = promptBlocks(request);
	const marks = [...marksOf(request, blocks)];
	if (marks.length > MAX_MARKS)
		throw new Rejection(`A maximum of ${MAX_MARKS} blocks with cache_control may be provided. Found ${marks.length}.`);
	let shortest: number = LIFE_MS['1h'];
	for (const [, mark] of marks) {
		const life = LIFE_MS[mark.ttl ?? '5m'];
		if (life > shortest)
			throw new Rejection('cache_control: a ttl="1h" cache_control block must not come after a ttl="5m" cache_control block.');
		shortest = life;
	}
}

/** The content of a message as blocks. */
export function blocksOf(message: AnthropicMessage): readonly AnthropicBlock[] {
	return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}

interface Turn {
	/** The place of the turn's first message. */
	readonly at: number;
	readonly role: AnthropicMessage['role'];
	readonly blocks: AnthropicBlock[];
}

/** "Consecutive user or assistant turns in your request will be combined into a single turn" (the Messages reference). */
export function mergeTurns(messages: readonly AnthropicMessage[]): Turn[] {
	const turns: Turn[] = [];
	for (const [at, message] of messages.entries()) {
		const last = turns.at(-1);
		if (last?.role === message.role) last.blocks.push(...blocksOf(message));
		else turns.push({ at, role: message.role, blocks: [...blocksOf(message)] });
	}
	return turns;
}

import type { ReasoningPart } from '../../../core/message/message.ts';
import { readReasoningToken, reasoningToken } from '../../reasoning-token.ts';
import { isObject } from './fields.ts';

/*
 * Chat completions has no word for reasoning; three carriers for what a vendor needs back are known that clients keep and return unchanged:
 * - `reasoning_details` of a message: those who speak OpenRouter's form, and whoever returns the message object as it is
 *   (openrouter.ai/docs, "Reasoning tokens", 2026-11);
 * - `reasoning_opaque`, which VS Code's Custom Endpoint returns as `cot_id` (Copilot Chat in VS Code 1.139.1, read 2026-11-29);
 * - `extra_content.google.thought_signature` of a call, Google's own: `ai` and with it opencode (@ai-sdk/openai-compatible, source of the
 *   installed version, read 2026-11-29).
 *
 * The visible text goes out as `reasoning_content` and comes back under several names. The endpoint's memory of answers knows more than all
 * of them, while it lasts.
 */
const FORMAT = 'routoo-v1';

interface WrittenReasoning {
	readonly token: string;
	/** Of `reasoning_details`. */
	readonly details: readonly object[];
	/** Others of the message. */
	readonly fields: object;
}

/** What is written beside the text of a part; null where nothing has to come back. */
export function reasoningFields(part: ReasoningPart, index: number): WrittenReasoning | null {
	const token = reasoningToken(part);
	if (token === null) return null;
	// The id says how much of the joined text is this part's.
	const detail = { type: 'reasoning.encrypted', data: token, id: `${index}-${part.text.length}`, format: FORMAT, index };
	return { token, details: [detail], fields: { reasoning_opaque: token } };
}

/** The same on a call that follows. */
export function signedCall(token: string | null): object {
	return token === null ? {} : { extra_content: { google: { thought_signature: token } } };
}

/**
 * Of an assistant message as a client gave it back, LiteLLM's own place for fields of others included; empty where nothing in it is ours.
 */
export function givenReasoning(given: Readonly<Record<string, unknown>>): readonly ReasoningPart[] {
	const message = isObject(given.provider_specific_fields) ? { ...given.provider_specific_fields, ...given } : given;
	const text = firstText(message, ['reasoning_content', 'reasoning', 'reasoning_text', 'cot_summary', 'thinking']);
	const tokens = detailTokens(message) ?? [...new Set(singleTokens(message))].map((token) => ({ token, length: null }));
	const parts: ReasoningPart[] = [];
	let from = 0;
	for (const [n, { token, length }] of tokens.entries()) {
		const kept = readReasoningToken(token);
		if (kept === null) continue;
		// Without a length the first one has it all; the last takes what is left.
		const to = length === null || n === tokens.length - 1 ? text.length : Math.min(text.length, from + length);
		parts.push({ type: 'reasoning', text: text.slice(from, to), ...kept });
		from = to;
	}
	return parts;
}

interface Token {
	readonly token: string;
	/** Of its text, UTF-16 units; null where nothing says. */
	readonly length: number | null;
}

function detailTokens({ reasoning_details: details }: Readonly<Record<string, unknown>>): readonly Token[] | null {
	if (!Array.isArray(details)) return null;
	const found = details.filter(isObject).flatMap(({ data, signature, id }) => {
		const token = [data, signature].find((one) => typeof one === 'string');
		const length = typeof id === 'string' ? /^\d{1,6}-(\d{1,9})$/.exec(id)?.[1] : undefined;
		return token === undefined ? [] : [{ token, length: length === undefined ? null : Number(length) }];
	});
	return found.some(({ token }) => readReasoningToken(token) !== null) ? found : null;
}

/** Also LiteLLM's `thinking_blocks`, which it makes of Anthropic's. */
function* singleTokens({ reasoning_opaque, cot_id, signature, thinking_blocks, tool_calls }: Readonly<Record<string, unknown>>) {
	for (const one of [reasoning_opaque, cot_id, signature]) if (typeof one === 'string') yield one;
	for (const block of objects(thinking_blocks)) {
		for (const one of [block.signature, block.data]) if (typeof one === 'string') yield one;
	}
	for (const { extra_content: extra } of objects(tool_calls)) {
		const google = isObject(extra) ? extra.google : null;
		if (isObject(google) && typeof google.thought_signature === 'string') yield google.thought_signature;
	}
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function firstText(message: Readonly<Record<string, unknown>>, names: readonly string[]): string {
	const found = names.map((name) => message[name]).find((value) => typeof value === 'string' && value !== '');
	return typeof found === 'string' ? found : '';
}

import type { AnswerPart, ReasoningPart } from '../../../core/message/message.ts';
import type { EndReason } from '../../../core/message/stream.ts';
import type { TokenUsage } from '../../../core/model/prices.ts';
import { reasoningToken } from '../../reasoning-token.ts';
import type { AnswerStart, RoutingNote, WireAnswer, WireFailure } from '../../wire.ts';
import { clientId } from './ids.ts';
import type { Echo } from './read.ts';
import { callInput } from './tool-arguments.ts';

/** Characters of a token, roughly: what is counted at the end takes the place of the sum. */
const CHARACTERS = 4;
const IMAGE_TOKENS = 1500;

export function echoOf({ request }: AnswerStart): Echo {
	return request.echo as Echo;
}

/** A `Message` (@anthropic-ai/sdk 1.14.0, 2026-11), with `routoo` inside the usage. */
export function messageOf({ id, model }: AnswerStart, content: readonly object[], stopReason: string | null, usage: object): object {
	return {
		...{ id: `msg_${id}`, type: 'message', role: 'assistant', model, content },
		...{ stop_reason: stopReason, stop_sequence: null, stop_details: null, container: null, usage },
	};
}

export function messageBody(start: AnswerStart, answer: WireAnswer): object {
	const { tools } = start.request.prompt;
	const last = answer.parts.at(-1);
	const content = answer.parts.flatMap((part): readonly object[] => {
		if (part.type === 'text') return part.text === '' ? [] : [textBlock(part.text)];
		if (part.type === 'reasoning') return thinkingBlocks(part, echoOf(start));
		const input = callInput(part, answer.ended === 'length' && part === last, tools);
		if (input.kind === 'words') return [textBlock(input.words)];
		return [{ ...callBlock(part), input: input.value }];
	});
	const called = content.some((block) => (block as { type: string }).type === 'tool_use');
	return messageOf(start, content, stopReason(answer.ended, called), usageFields(answer.usage, answer.note));
}

export function textBlock(text: string): object {
	return { type: 'text', text, citations: null };
}

export function callBlock({ id, name }: Pick<Extract<AnswerPart, { type: 'toolCall' }>, 'id' | 'name'>): object {
	return { type: 'tool_use', id: clientId(id), name, input: {}, caller: { type: 'direct' } };
}

/** The signature is what brings the part home; one without words and without anything to bring home says nothing. */
function thinkingBlocks(part: ReasoningPart, { thinking: shown }: Echo): readonly object[] {
	if (shown === 'hidden') return [];
	const text = shown === 'omitted' && !needsText(part) ? '' : part.text;
	const token = reasoningToken(part) ?? '';
	return text === '' && token === '' ? [] : [{ type: 'thinking', thinking: text, signature: token }];
}

/** Its vendor wants the words themselves back: a client that shows none must carry them all the same. */
export function needsText({ model, signature, encrypted }: ReasoningPart): boolean {
	return model !== null && signature === null && encrypted === null;
}

/** Clients go on with a run where it says that there are calls, whatever the vendor said of an answer that has some. */
export function stopReason(ended: EndReason, called: boolean): string {
	if (ended === 'length') return 'max_tokens';
	if (ended === 'filter') return 'refusal';
	return called ? 'tool_use' : 'end_turn';
}

/** `input_tokens` leaves the cached ones out. */
export function usageFields(usage: TokenUsage, note: RoutingNote | null): object {
	const hour = usage.cacheWriteHour ?? 0;
	return {
		input_tokens: usage.input,
		cache_creation_input_tokens: usage.cacheWrite,
		cache_read_input_tokens: usage.cachedInput,
		cache_creation: { ephemeral_5m_input_tokens: Math.max(0, usage.cacheWrite - hour), ephemeral_1h_input_tokens: hour },
		output_tokens: usage.output,
		output_tokens_details: { thinking_tokens: usage.reasoning },
		server_tool_use: null,
		service_tier: 'standard',
		...(note === null ? {} : { routoo: note }),
	};
}

/** Before anything is counted: the size of what was sent, roughly. Lengths alone are looked at, as the first byte waits for it. */
export function startUsage({ request: { prompt }, note }: AnswerStart): object {
	let tokens = 0;
	for (const { parts } of prompt.messages) for (const part of parts) tokens += sizeOf(part);
	for (const { name, description } of prompt.tools) tokens += (name.length + description.length) / CHARACTERS + 50;
	const usage = { input: Math.ceil(tokens), cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
	return usageFields(usage, note);
}

function sizeOf(part: AnswerStart['request']['prompt']['messages'][number]['parts'][number]): number {
	switch (part.type) {
		case 'image':
			return IMAGE_TOKENS;
		case 'toolCall':
			return (part.name.length + part.arguments.length) / CHARACTERS;
		case 'toolResult':
			return part.content.reduce((sum, one) => sum + sizeOf(one), 0);
		default:
			return part.text.length / CHARACTERS;
	}
}

const INVALID = 'invalid_request_error';
/** Types by the kind of failure (platform.claude.com, "Errors"; types of @anthropic-ai/sdk 1.14.0, 2026-11). */
const TYPES: Readonly<Record<string, string>> = {
	...{ invalidInput: INVALID, contextTooLong: INVALID, refused: INVALID, noModel: INVALID, settings: INVALID, auth: INVALID },
	...{ wrongMethod: INVALID, noWebSocket: INVALID, wrongType: INVALID, tooLarge: 'request_too_large', wrongKey: 'authentication_error' },
	...{ forbidden: 'permission_error', modelNotFound: 'not_found_error', notFound: 'not_found_error' },
	...{ rateLimit: 'rate_limit_error', tooManyStreams: 'rate_limit_error', quota: 'billing_error', budget: 'billing_error' },
	...{ timeout: 'timeout_error', slow: 'timeout_error', cancelled: 'overloaded_error', resting: 'overloaded_error' },
};

/** The id of the request stands in the headers, where the clients look for it. */
export function errorBody({ kind, words }: WireFailure): object {
	const type = Object.hasOwn(TYPES, kind) ? TYPES[kind] : 'api_error';
	// Claude Code shortens its conversation at these words, whatever the type says.
	const message = kind === 'contextTooLong' && !/prompt is too long/i.test(words) ? `prompt is too long: ${words}` : words;
	return { type: 'error', error: { type, message }, request_id: null };
}

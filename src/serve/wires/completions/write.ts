import type { AnswerPart, ToolCallPart } from '../../../core/message/message.ts';
import { textOf } from '../../../core/message/message.ts';
import type { EndReason } from '../../../core/message/stream.ts';
import type { TokenUsage } from '../../../core/model/prices.ts';
import type { AnswerStart, RoutingNote, WireAnswer, WireFailure } from '../../wire.ts';
import type { Echo } from './read.ts';
import { reasoningFields, signedCall } from './reasoning.ts';

/** What every object of one answer begins with. */
export function envelope({ id, createdMs, model }: AnswerStart, object: string): Record<string, unknown> {
	return { id: `chatcmpl-${id}`, object, created: Math.floor(createdMs / 1000), model };
}

export function echoOf({ request }: AnswerStart): Echo {
	return request.echo as Echo;
}

/** `chat.completion`, with `routoo` inside the usage (openai 7.59.0, ChatCompletion, 2026-11). */
export function completionBody(start: AnswerStart, answer: WireAnswer): object {
	const finish = finishReason(answer.ended, answer.parts, echoOf(start).legacy);
	const choice = { index: 0, message: messageOf(answer.parts, echoOf(start).legacy), logprobs: null, finish_reason: finish };
	return {
		...envelope(start, 'chat.completion'),
		choices: [choice],
		usage: usageFields(answer.usage, answer.note),
	};
}

function messageOf(parts: readonly AnswerPart[], legacy: boolean): object {
	const calls: object[] = [];
	const details: object[] = [];
	let fields: object = {};
	let token: string | null = null;
	for (const part of parts) {
		if (part.type === 'reasoning') {
			const written = reasoningFields(part, details.length);
			if (written === null) continue;
			({ token, fields } = written);
			details.push(...written.details);
		} else if (part.type === 'toolCall') {
			calls.push({ ...callFields(part), ...signedCall(token) });
			token = null;
		}
	}
	const text = textOf(parts);
	const reasoning = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
	return {
		role: 'assistant',
		content: text === '' && calls.length > 0 ? null : text,
		refusal: null,
		...(reasoning === '' ? {} : { reasoning_content: reasoning }),
		...fields,
		...(details.length === 0 ? {} : { reasoning_details: details }),
		...callsOf(calls, parts, legacy),
	};
}

function callsOf(calls: readonly object[], parts: readonly AnswerPart[], legacy: boolean): object {
	const first = parts.find((part) => part.type === 'toolCall');
	if (first === undefined) return {};
	return legacy ? { function_call: { name: first.name, arguments: givenArguments(first.arguments) } } : { tool_calls: calls };
}

function callFields({ id, name, arguments: text }: ToolCallPart): object {
	return { id, type: 'function', function: { name, arguments: givenArguments(text) } };
}

/** Stands for what a model wrote as nothing at all, for a call without arguments: clients parse it. */
export const NO_ARGUMENTS = '{}';

/** The very text. */
function givenArguments(text: string): string {
	return text.trim() === '' ? NO_ARGUMENTS : text;
}

/** Clients go on with a run where it says that there are calls, whatever the vendor said of an answer that has some. */
export function finishReason(ended: EndReason, parts: readonly AnswerPart[], legacy: boolean): string {
	if (ended === 'length') return 'length';
	if (ended === 'filter') return 'content_filter';
	if (!parts.some(({ type }) => type === 'toolCall')) return 'stop';
	return legacy ? 'function_call' : 'tool_calls';
}

/** `prompt_tokens` counts the cached ones, too. */
export function usageFields(usage: TokenUsage, note: RoutingNote | null): object {
	const prompt = usage.input + usage.cachedInput + usage.cacheWrite;
	return {
		prompt_tokens: prompt,
		completion_tokens: usage.output,
		total_tokens: prompt + usage.output,
		prompt_tokens_details: { cached_tokens: usage.cachedInput, cache_write_tokens: usage.cacheWrite, audio_tokens: 0 },
		completion_tokens_details: {
			reasoning_tokens: usage.reasoning,
			audio_tokens: 0,
			accepted_prediction_tokens: 0,
			rejected_prediction_tokens: 0,
		},
		...(note === null ? {} : { routoo: note }),
	};
}

const INVALID = 'invalid_request_error';
/**
 * Type and code by the kind of failure, as OpenAI's API writes them (API reference, "Error codes", 2026-11); LiteLLM and others map the
 * code.
 */
const CODES: Readonly<Record<string, readonly [type: string, code: string | null]>> = {
	invalidInput: [INVALID, 'invalid_value'],
	tooLarge: [INVALID, 'request_too_large'],
	contextTooLong: [INVALID, 'context_length_exceeded'],
	modelNotFound: [INVALID, 'model_not_found'],
	noModel: [INVALID, 'model_not_available'],
	settings: [INVALID, 'model_not_available'],
	refused: [INVALID, 'content_policy_violation'],
	wrongKey: ['authentication_error', 'invalid_api_key'],
	auth: ['upstream_error', 'upstream_key_refused'],
	notFound: [INVALID, 'unknown_url'],
	wrongMethod: [INVALID, 'method_not_supported'],
	noWebSocket: [INVALID, 'websocket_not_supported'],
	wrongType: [INVALID, 'unsupported_media_type'],
	forbidden: ['permission_error', 'forbidden'],
	rateLimit: ['rate_limit_error', 'rate_limit_exceeded'],
	tooManyStreams: ['rate_limit_error', 'rate_limit_exceeded'],
	quota: ['insufficient_quota', 'insufficient_quota'],
	budget: ['insufficient_quota', 'insufficient_quota'],
};

/** The path with which errors of this wire begin. */
const FIELD = /^([a-z][\w]*(?:\[\d+\]|\.\w+)*) (?:must|cannot)\b/;

export function errorBody({ kind, words, retryAfter }: WireFailure): object {
	const [type, code] = Object.hasOwn(CODES, kind) ? CODES[kind]! : ['server_error', kind === 'internal' ? 'server_error' : snake(kind)];
	const param = kind === 'invalidInput' ? (FIELD.exec(words)?.[1] ?? null) : null;
	// LiteLLM and others tell by these words, whatever the code says (exception_mapping_utils.py of LiteLLM, read 2026-11-29).
	const message = kind === 'contextTooLong' && !/prompt is too long/i.test(words) ? `The prompt is too long. ${words}` : words;
	return { error: { message, type, param, code, ...(retryAfter === null ? {} : { retry_after: retryAfter }) } };
}

function snake(kind: string): string {
	return kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

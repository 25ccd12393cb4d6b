import type { AnswerPart, ReasoningPart } from '../../../core/message/message.ts';
import type { EndReason } from '../../../core/message/stream.ts';
import type { TokenUsage } from '../../../core/model/prices.ts';
import { mayRetry } from '../../status.ts';
import type { AnswerStart, RoutingNote, WireAnswer, WireFailure } from '../../wire.ts';
import { errorBody as completionsError } from '../completions/write.ts';
import { callContent, callItem, callNames, type Item, itemId, messageItem, reasoningItem, type Status } from './items.ts';
import type { KeptAnswers, KeptItem } from './kept.ts';
import type { Echo } from './read.ts';

export function echoOf({ request }: Pick<AnswerStart, 'request'>): Echo {
	return request.echo as Echo;
}

export function responseId({ id }: Pick<AnswerStart, 'id'>): string {
	return `resp_${id}`;
}

interface Outcome {
	readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
	readonly output: readonly Item[];
	readonly usage?: object | null;
	readonly incomplete?: string | null;
	readonly error?: object | null;
}

/** `response` with what the client asked for in it, as OpenAI repeats it (openai 7.59.0, Response, 2026-11). */
export function responseObject(start: AnswerStart, { status, output, usage = null, incomplete = null, error = null }: Outcome): object {
	const { body, keep } = echoOf(start);
	const created = Math.floor(start.createdMs / 1000);
	const asked = (name: string, otherwise: unknown): unknown => body[name] ?? otherwise;
	return {
		...{ id: responseId(start), object: 'response', created_at: created, status, background: false },
		error,
		incomplete_details: incomplete === null ? null : { reason: incomplete },
		instructions: asked('instructions', null),
		max_output_tokens: asked('max_output_tokens', null),
		max_tool_calls: asked('max_tool_calls', null),
		model: start.model,
		output,
		parallel_tool_calls: asked('parallel_tool_calls', true),
		previous_response_id: asked('previous_response_id', null),
		prompt_cache_key: asked('prompt_cache_key', null),
		reasoning: { effort: null, summary: null, ...(asked('reasoning', null) as object | null) },
		safety_identifier: asked('safety_identifier', null),
		service_tier: 'default',
		store: keep !== null,
		temperature: asked('temperature', null),
		text: { format: { type: 'text' }, ...(asked('text', null) as object | null) },
		tool_choice: asked('tool_choice', 'auto'),
		tools: asked('tools', []),
		top_logprobs: 0,
		top_p: asked('top_p', null),
		truncation: 'disabled',
		usage,
		user: asked('user', null),
		metadata: asked('metadata', {}),
	};
}

/** What the answer ended as. */
export function ending(ended: EndReason): Pick<Outcome, 'incomplete'> & { readonly status: 'completed' | 'incomplete' } {
	if (ended === 'length') return { status: 'incomplete', incomplete: 'max_output_tokens' };
	if (ended === 'filter') return { status: 'incomplete', incomplete: 'content_filter' };
	return { status: 'completed', incomplete: null };
}

/** `input_tokens` counts the cached ones, too; `routoo` is ours. */
export function usageFields(usage: TokenUsage, note: RoutingNote | null): object {
	const input = usage.input + usage.cachedInput + usage.cacheWrite;
	return {
		input_tokens: input,
		input_tokens_details: { cached_tokens: usage.cachedInput, cache_write_tokens: usage.cacheWrite },
		output_tokens: usage.output,
		output_tokens_details: { reasoning_tokens: usage.reasoning },
		total_tokens: input + usage.output,
		...(note === null ? {} : { routoo: note }),
	};
}

/** A whole answer that is not streamed, kept where the client lets it be. */
export function responseBody(start: AnswerStart, answer: WireAnswer, kept: KeptAnswers): object {
	const { status, incomplete } = ending(answer.ended);
	const written = itemsOf(start, answer.parts, status);
	const { keep } = echoOf(start);
	if (keep !== null) {
		kept.keep(
			responseId(start),
			keep,
			written.map(({ item, parts }): KeptItem => ({ id: item.id, parts })),
		);
	}
	const output = written.map(({ item }) => item);
	// Libraries make `output_text` themselves.
	return responseObject(start, { status, output, incomplete: incomplete ?? null, usage: usageFields(answer.usage, answer.note) });
}

interface WrittenItem {
	readonly item: Item;
	readonly parts: readonly AnswerPart[];
}

/** Texts and thoughts that follow each other are one item. */
function itemsOf(start: AnswerStart, all: readonly AnswerPart[], last: 'completed' | 'incomplete'): readonly WrittenItem[] {
	const groups: AnswerPart[][] = [];
	for (const part of all) {
		if (part.type === 'text' && part.text === '') continue;
		const group = groups.at(-1);
		if (part.type !== 'toolCall' && group?.[0]?.type === part.type) group.push(part);
		else groups.push([part]);
	}
	return groups.map((parts, n) => {
		const status = n === groups.length - 1 ? last : 'completed';
		return { item: itemOf(start, parts, n, status), parts };
	});
}

function itemOf(start: AnswerStart, parts: readonly AnswerPart[], n: number, status: Status): Item {
	const first = parts[0]!;
	if (first.type === 'toolCall') {
		const names = callNames(first.name, echoOf(start).tools.get(first.name));
		return callItem(itemId(names.form, start.id, n), first.id, names, callContent(names, first), 'completed');
	}
	const text = parts
		.map((part) => (part.type === 'toolCall' ? '' : part.text))
		.join('')
		.toWellFormed();
	if (first.type === 'text') return messageItem(itemId('message', start.id, n), text, status);
	return reasoningItem(itemId('reasoning', start.id, n), text === '' ? null : text, parts as readonly ReasoningPart[]);
}

/** OpenAI's form of both wires; clients that go on from an answer send everything where they are told that it is gone. */
export function errorBody(failure: WireFailure): object {
	const { error } = completionsError(failure) as { readonly error: Readonly<Record<string, unknown>> };
	return { error: error.param === 'previous_response_id' ? { ...error, code: 'previous_response_not_found' } : error };
}

/** Codes that tell Codex what to do: shorten, or stop (0.171). */
const KNOWN_CODES = new Set(['context_length_exceeded', 'insufficient_quota', 'content_policy_violation']);

/**
 * `error` of a response that failed after its beginning. Codex asks again at every code but a few, so what only the user can change has one
 * of those; it reads the seconds of a limit out of the words.
 */
export function streamError(failure: WireFailure): object {
	const { error } = errorBody(failure) as { readonly error: { readonly message: string; readonly code: string | null } };
	const { message, code } = error;
	if (code === 'rate_limit_exceeded' && failure.retryAfter !== null) {
		return { code, message: `${message} Please try again in ${Math.max(1, Math.ceil(failure.retryAfter))}s.` };
	}
	if (code !== null && (KNOWN_CODES.has(code) || code === 'rate_limit_exceeded')) return { code, message };
	return { code: mayRetry(failure) ? 'server_error' : 'invalid_prompt', message };
}

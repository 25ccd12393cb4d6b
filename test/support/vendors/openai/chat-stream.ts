import type { CachePlan } from '../prefix-store.ts';
import { type Answer, deltas, outputUsage } from '../script.ts';
import { plainEvent } from '../server.ts';
import type { ChatRequest } from './chat-shape.ts';

const FINISH = { stop: 'stop', length: 'length', toolCalls: 'tool_calls', filter: 'content_filter' } as const;

interface ChatAnswer {
	readonly request: ChatRequest;
	readonly id: string;
	/** Seconds since the epoch. */
	readonly created: number;
	readonly compatible: boolean;
}

/**
 * The chunks of a chat completion, as `ChatCompletionChunk` of `openai` 7.59.0 gives them (read 2026-11-28): the role first, tool calls by
 * `index` with their id in the first delta alone, the finish reason in an empty delta, then usage in a chunk without choices where
 * `stream_options.include_usage` asks for it. Compatible servers say reasoning in `reasoning_content`, as
 * https://api-docs.deepseek.com/guides/thinking_mode does (read 2026-11-28).
 */
export function chatEvents({ request, id, created, compatible }: ChatAnswer, answer: Answer, plan: CachePlan): string[] {
	const counts = request.stream_options?.include_usage === true;
	const obfuscated = !compatible && request.stream_options?.include_obfuscation !== false;
	const chunk = (choices: object[], more: object = {}) =>
		plainEvent({
			id,
			object: 'chat.completion.chunk',
			created,
			model: request.model,
			choices,
			...(counts ? { usage: null } : {}),
			...more,
		});
	const delta = (value: object) => {
		return chunk([{ index: 0, delta: value, logprobs: null, finish_reason: null }], obfuscated ? { obfuscation: 'x'.repeat(5) } : {});
	};
	let call = -1;
	const body = answer.parts.flatMap((part): string[] => {
		if (part.type === 'text') return deltas(part.text, answer.cut).map((content) => delta({ content }));
		if (part.type === 'reasoning') return deltas(part.text, answer.cut).map((text) => delta({ content: null, reasoning_content: text }));
		if (part.type !== 'toolCall') return [];
		const index = ++call;
		const begin = { index, id: part.id, type: 'function', function: { name: part.name, arguments: '' } };
		const pieces = deltas(part.arguments, answer.cut).map((text) => ({ index, function: { arguments: text } }));
		return [begin, ...pieces].map((piece) => delta({ tool_calls: [piece] }));
	});
	return [
		delta({ role: 'assistant', content: '', ...(compatible ? {} : { refusal: null }) }),
		...body,
		chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: FINISH[answer.end] }]),
		...(counts ? [chunk([], { usage: chatUsage(answer, plan) })] : []),
		plainEvent('[DONE]'),
	];
}

function chatUsage(answer: Answer, plan: CachePlan): object {
	const prompt = plan.read + plan.written + plan.fresh;
	const { output, reasoning } = outputUsage(answer);
	return {
		prompt_tokens: prompt,
		completion_tokens: output,
		total_tokens: prompt + output,
		prompt_tokens_details: { cached_tokens: plan.read, cache_write_tokens: plan.written, audio_tokens: 0 },
		completion_tokens_details: {
			reasoning_tokens: reasoning,
			audio_tokens: 0,
			accepted_prediction_tokens: 0,
			rejected_prediction_tokens: 0,
		},
	};
}

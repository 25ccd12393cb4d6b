import type { CachePlan } from '../prefix-store.ts';
import { type Answer, type AnswerPart, deltas, outputUsage } from '../script.ts';
import { namedEvent } from '../server.ts';

const STOP_REASON = { stop: 'end_turn', length: 'max_tokens', toolCalls: 'tool_use', filter: 'refusal' } as const;

/**
 * The events of a streamed message, https://platform.claude.com/docs/en/build-with-claude/streaming and the types of `@anthropic-ai/sdk`
 * 1.14.0, read 2026-11-28. Input is counted once, in `message_start`; the counts of `message_delta` are cumulative.
 */
export function anthropicEvents(model: string, id: string, answer: Answer, plan: CachePlan): string[] {
	const { output, reasoning } = outputUsage(answer);
	const input = { input_tokens: plan.fresh, cache_creation_input_tokens: plan.written, cache_read_input_tokens: plan.read };
	const creation = { ephemeral_5m_input_tokens: plan.written - plan.writtenForHour, ephemeral_1h_input_tokens: plan.writtenForHour };
	const message = {
		id,
		type: 'message',
		role: 'assistant',
		model,
		content: [],
		container: null,
		diagnostics: null,
		stop_reason: null,
		stop_details: null,
		stop_sequence: null,
		usage: {
			...input,
			cache_creation: creation,
			output_tokens: 1,
			output_tokens_details: null,
			server_tool_use: null,
			service_tier: 'standard',
			inference_geo: 'not_available',
			speed: null,
		},
	};
	const refusal = { type: 'refusal', category: null, explanation: null };
	return [
		namedEvent({ type: 'message_start', message }),
		namedEvent({ type: 'ping' }),
		...answer.parts.flatMap((part, index) => blockEvents(part, index, answer)),
		namedEvent({
			type: 'message_delta',
			delta: {
				stop_reason: STOP_REASON[answer.end],
				stop_sequence: null,
				stop_details: answer.end === 'filter' ? refusal : null,
				container: null,
			},
			usage: { ...input, output_tokens: output, output_tokens_details: { thinking_tokens: reasoning }, server_tool_use: null },
		}),
		namedEvent({ type: 'message_stop' }),
	];
}

function blockEvents(part: AnswerPart, index: number, answer: Answer): string[] {
	const [block, pieces] = blockOf(part, answer);
	const event = (type: string, more: object) => namedEvent({ type, index, ...more });
	return [
		event('content_block_start', { content_block: block }),
		...pieces.map((delta) => event('content_block_delta', { delta })),
		event('content_block_stop', {}),
	];
}

function blockOf(part: AnswerPart, { cut }: Answer): [block: object, deltas: object[]] {
	switch (part.type) {
		case 'text':
			return [{ type: 'text', text: '', citations: null }, deltas(part.text, cut).map((text) => ({ type: 'text_delta', text }))];
		case 'reasoning': {
			const thought = part.text === '' ? [] : deltas(part.text, cut).map((thinking) => ({ type: 'thinking_delta', thinking }));
			return [{ type: 'thinking', thinking: '', signature: '' }, [...thought, { type: 'signature_delta', signature: part.proof ?? '' }]];
		}
		case 'redacted':
			return [{ type: 'redacted_thinking', data: part.data }, []];
		case 'toolCall':
			// The API begins a call's input with an empty piece.
			return [
				{ type: 'tool_use', id: part.id, name: part.name, input: {}, caller: { type: 'direct' } },
				['', ...deltas(part.arguments, cut)].map((json) => ({ type: 'input_json_delta', partial_json: json })),
			];
	}
}

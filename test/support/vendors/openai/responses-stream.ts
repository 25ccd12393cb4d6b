import type { CachePlan } from '../prefix-store.ts';
import { type Answer, type AnswerPart, deltas, outputUsage } from '../script.ts';
import { namedEvent } from '../server.ts';
import type { OutputItem, ResponsesRequest } from './responses-shape.ts';

const INCOMPLETE = { length: 'max_output_tokens', filter: 'content_filter' } as const;

/** The output items of an answer, whole, one for each part of the script. `number` makes their ids. */
export function responseOutput(request: ResponsesRequest, number: number, script: Answer): OutputItem[] {
	const cutShort = script.end === 'length' || script.end === 'filter';
	return script.parts.flatMap((part, place): OutputItem[] => {
		const status = cutShort && place === script.parts.length - 1 ? 'incomplete' : 'completed';
		const suffix = `${number}_${place}`;
		if (part.type === 'text') {
			const content = [{ type: 'output_text' as const, text: part.text, annotations: [], logprobs: [] }];
			return [{ id: `msg_${suffix}`, type: 'message', status, role: 'assistant', content }];
		}
		if (part.type === 'toolCall') {
			return [{ id: `fc_${suffix}`, type: 'function_call', status, call_id: part.id, name: part.name, arguments: part.arguments }];
		}
		if (part.type !== 'reasoning') return [];
		// The summary is given to who asks for it alone; the encrypted reasoning "is populated by default" (`ResponseReasoningItem`).
		const summary = request.reasoning?.summary && part.text !== '' ? [{ type: 'summary_text' as const, text: part.text }] : [];
		const item = { id: part.id ?? `rs_${suffix}`, type: 'reasoning' as const, summary };
		return [part.proof !== undefined ? { ...item, encrypted_content: part.proof } : item];
	});
}

interface ResponseAnswer {
	readonly request: ResponsesRequest;
	readonly number: number;
	/** Seconds since the epoch. */
	readonly created: number;
	readonly output: readonly OutputItem[];
	readonly script: Answer;
	readonly plan: CachePlan;
}

type Emit = (type: string, more: object) => string;

/**
 * The events of a streamed response, as the types of `openai` 7.59.0 give them (generated from the published specification), read
 * 2026-11-28: numbered from 0, each item added, filled and done, the whole response at both ends, no `[DONE]`.
 */
export function responseEvents({ request, number, created, output, script, plan }: ResponseAnswer): string[] {
	let sequence = 0;
	const emit: Emit = (type, more) => namedEvent({ type, sequence_number: sequence++, ...more });
	const reason = script.end === 'length' || script.end === 'filter' ? INCOMPLETE[script.end] : null;
	const status = reason === null ? 'completed' : 'incomplete';
	const response = (more: object) => ({
		id: `resp_${number}`,
		object: 'response',
		created_at: created,
		error: null,
		incomplete_details: null,
		instructions: request.instructions ?? null,
		max_output_tokens: request.max_output_tokens ?? null,
		metadata: request.metadata ?? {},
		model: request.model,
		parallel_tool_calls: request.parallel_tool_calls ?? true,
		previous_response_id: null,
		prompt_cache_key: request.prompt_cache_key ?? null,
		reasoning: { effort: request.reasoning?.effort ?? null, summary: request.reasoning?.summary ?? null },
		service_tier: 'default',
		store: request.store ?? true,
		temperature: request.temperature ?? 1,
		text: { format: { type: 'text' }, ...request.text },
		tool_choice: request.tool_choice ?? 'auto',
		tools: request.tools ?? [],
		top_p: request.top_p ?? 1,
		truncation: request.truncation ?? 'disabled',
		...more,
	});
	const begun = response({ status: 'in_progress', output: [], usage: null });
	return [
		emit('response.created', { response: begun }),
		emit('response.in_progress', { response: begun }),
		...output.flatMap((item, place) => itemEvents(emit, item, place, script)),
		emit(`response.${status}`, {
			response: response({ status, incomplete_details: reason && { reason }, output, usage: responseUsage(script, plan) }),
		}),
	];
}

function itemEvents(emit: Emit, item: OutputItem, output_index: number, script: Answer): string[] {
	const at = { item_id: item.id, output_index };
	const pieces = (type: string, text: string, more: object) =>
		deltas(text, script.cut).map((delta) => emit(type, { ...at, ...more, delta }));
	const added = emit('response.output_item.added', { output_index, item: emptied(item) });
	const filled: string[] = [];
	const part = script.parts[output_index] as AnswerPart;
	if (part.type === 'text') {
		const place = { content_index: 0 };
		const content = { type: 'output_text', text: part.text, annotations: [], logprobs: [] };
		filled.push(emit('response.content_part.added', { ...at, ...place, part: { ...content, text: '' } }));
		filled.push(...pieces('response.output_text.delta', part.text, { ...place, logprobs: [], ...obfuscation }));
		filled.push(emit('response.output_text.done', { ...at, ...place, text: part.text, logprobs: [] }));
		filled.push(emit('response.content_part.done', { ...at, ...place, part: content }));
	} else if (part.type === 'toolCall') {
		filled.push(...pieces('response.function_call_arguments.delta', part.arguments, obfuscation));
		filled.push(emit('response.function_call_arguments.done', { ...at, name: part.name, arguments: part.arguments }));
	} else if (item.type === 'reasoning' && item.summary.length > 0) {
		const place = { summary_index: 0 };
		const text = item.summary[0]?.text ?? '';
		filled.push(emit('response.reasoning_summary_part.added', { ...at, ...place, part: { type: 'summary_text', text: '' } }));
		filled.push(...pieces('response.reasoning_summary_text.delta', text, { ...place, ...obfuscation }));
		filled.push(emit('response.reasoning_summary_text.done', { ...at, ...place, text }));
		filled.push(emit('response.reasoning_summary_part.done', { ...at, ...place, part: { type: 'summary_text', text } }));
	}
	return [added, ...filled, emit('response.output_item.done', { output_index, item })];
}

/** "Stream obfuscation adds random characters … included by default"; here always the same ones. */
const obfuscation = { obfuscation: 'x'.repeat(7) };

/** An item as it is announced: without what its deltas bring. */
function emptied(item: OutputItem): object {
	if (item.type === 'reasoning') {
		// "The `encrypted_content` in `response.output_item.added` may be incomplete": here it is.
		const proof = item.encrypted_content;
		return { ...item, summary: [], ...(proof == null ? {} : { encrypted_content: proof.slice(0, Math.floor(proof.length / 2)) }) };
	}
	return item.type === 'function_call'
		? { ...item, status: 'in_progress', arguments: '' }
		: { ...item, status: 'in_progress', content: [] };
}

function responseUsage(script: Answer, plan: CachePlan): object {
	const input = plan.read + plan.written + plan.fresh;
	const { output, reasoning } = outputUsage(script);
	return {
		input_tokens: input,
		input_tokens_details: { cached_tokens: plan.read, cache_write_tokens: plan.written },
		output_tokens: output,
		output_tokens_details: { reasoning_tokens: reasoning },
		total_tokens: input + output,
	};
}

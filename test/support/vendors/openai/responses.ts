import type { PrefixStore, VendorClock } from '../prefix-store.ts';
import { openAiShape, Rejection, shapeFault } from '../reject.ts';
import type { Protocol } from '../server.ts';
import { MINIMUM_TOKENS, type PromptSegment, planOpenAi } from './cache.ts';
import { checkFunctions, needKey, openAiError } from './chat.ts';
import { ResponsesItems } from './responses-items.ts';
import { type ResponsesItem, type ResponsesRequest, responsesShape } from './responses-shape.ts';
import { responseEvents, responseOutput } from './responses-stream.ts';

/** `POST /v1/responses`. `minimum`: the shortest cached prefix in tokens, default as published. */
export function openAiResponses(options: {
	readonly store: PrefixStore;
	readonly clock: VendorClock;
	readonly minimum: number | undefined;
}): Protocol {
	const items = new ResponsesItems();
	let answers = 0;
	return {
		path: '/v1/responses',
		says: new Set(['text', 'reasoning', 'toolCall']),
		errorBody: openAiError,
		open(headers, body) {
			needKey(headers.authorization);
			const fault = shapeFault(responsesShape, body);
			if (fault) throw openAiShape(fault);
			const request = body as ResponsesRequest;
			checkRequest(request);
			const input = items.resolve(request);
			const plan = planOpenAi(responsesPrompt(request, input), options.store, options.minimum ?? MINIMUM_TOKENS);
			return {
				plan,
				answer(script) {
					const number = ++answers;
					const output = responseOutput(request, number, script);
					const proofs = new Map(
						script.parts.flatMap((part, place) => {
							const id = output[place]?.id;
							return part.type === 'reasoning' && part.proof !== undefined && id !== undefined ? [[id, part.proof]] : [];
						}),
					);
					items.remember(output, request.store !== false, proofs);
					return responseEvents({ request, number, created: Math.floor(options.clock.now() / 1000), output, script, plan });
				},
			};
		},
	};
}

function checkRequest(request: ResponsesRequest): void {
	if (request.stream !== true) throw new Rejection('This stand-in answers streams alone.', { param: 'stream' });
	if (request.previous_response_id != null) {
		throw new Rejection(`Previous response with id '${request.previous_response_id}' not found.`, {
			param: 'previous_response_id',
			code: 'previous_response_not_found',
		});
	}
	checkFunctions(request.tools ?? [], (place) => `tools[${place}].parameters`);
	const choice = request.tool_choice;
	const names = (request.tools ?? []).map((tool) => tool.name);
	if (typeof choice === 'object' && choice.type === 'function' && !names.includes(choice.name)) {
		throw new Rejection(`Tool choice 'function' not found in 'tools' parameter.`, { param: 'tool_choice' });
	}
	if (choice === 'required' && names.length === 0) {
		throw new Rejection("Tool choice 'required' must be specified with 'tools' parameter.", { param: 'tool_choice' });
	}
}

function responsesPrompt(request: ResponsesRequest, items: readonly ResponsesItem[]): Parameters<typeof planOpenAi>[0] {
	const segments: PromptSegment[] = [{ text: JSON.stringify(request.tools ?? []), eligible: null, explicit: null }];
	const initial = (item: ResponsesItem | undefined) =>
		item !== undefined && 'role' in item && (item.role === 'system' || item.role === 'developer');
	const firstOther = items.findIndex((item) => !initial(item));
	if (request.instructions != null) {
		// Instructions stand before the input as a developer message; they carry no breakpoint of their own.
		segments.push({
			text: JSON.stringify({ instructions: request.instructions }),
			eligible: firstOther === 0 ? 'initial' : null,
			explicit: null,
		});
	}
	for (const [at, item] of items.entries()) {
		const endsOutputs = item.type === 'function_call_output' && items[at + 1]?.type !== 'function_call_output';
		const message = endsOutputs || ('role' in item && item.role === 'user');
		const eligible = at === firstOther - 1 ? 'initial' : message ? 'message' : null;
		const { head, parts } = splitItem(item);
		for (const [place, part] of parts.entries()) {
			const { prompt_cache_breakpoint: explicit, ...bare } = { prompt_cache_breakpoint: null, ...part };
			const text = (place === 0 ? JSON.stringify(head) : '') + JSON.stringify(bare);
			segments.push({ text, eligible: place === parts.length - 1 ? eligible : null, explicit: explicit ?? null });
		}
	}
	const { parallel_tool_calls, text, reasoning, prompt_cache_key, service_tier } = request;
	return {
		model: request.model,
		settings: [parallel_tool_calls, text?.format, text?.verbosity, reasoning?.effort, prompt_cache_key, service_tier].map(
			(value) => value ?? null,
		),
		segments,
		options: request.prompt_cache_options ?? {},
	};
}

type Part = { readonly prompt_cache_breakpoint?: PromptSegment['explicit'] | undefined };

/**
 * An item without its content, and its content in parts. A string is shorthand for one part of text; an item's id and status are no part
 * of the prompt.
 */
function splitItem(item: ResponsesItem): { readonly head: object; readonly parts: readonly Part[] } {
	const { id: _id, status: _status, ...bare } = item as ResponsesItem & { id?: string; status?: string };
	if (bare.type === 'function_call_output') {
		const { output, ...head } = bare;
		return { head, parts: asParts(output, 'input_text') };
	}
	if (!('role' in bare)) return { head: bare, parts: [{}] };
	const { content, ...head } = bare;
	return { head: { ...head, type: 'message' }, parts: asParts(content, bare.role === 'assistant' ? 'output_text' : 'input_text') };
}

function asParts(content: string | readonly object[], type: string): readonly Part[] {
	if (typeof content === 'string') return [{ type, text: content } as Part];
	if (content.length === 0) return [{}];
	return content.map((part) => {
		const { annotations: _annotations, logprobs: _logprobs, ...bare } = part as { annotations?: unknown; logprobs?: unknown };
		return bare;
	});
}

import { imageUrlFault } from '../images.ts';
import { strictSchemaFault, toolSchemaFault } from '../json-schema.ts';
import type { PrefixStore, VendorClock } from '../prefix-store.ts';
import { openAiShape, Rejection, shapeFault } from '../reject.ts';
import type { Protocol } from '../server.ts';
import { MINIMUM_TOKENS, type PromptSegment, planOpenAi } from './cache.ts';
import { type ChatMessage, type ChatRequest, chatShape, compatibleShape } from './chat-shape.ts';
import { chatEvents } from './chat-stream.ts';

/*
 * `POST /v1/chat/completions`. Fields from the types of `openai` 7.59.0, read 2026-11-28; what is refused beyond them, and the words, as
 * users report them in public issues.
 */

export interface ChatOptions {
	readonly store: PrefixStore;
	readonly clock: VendorClock;
	readonly minimum: number | undefined;
	/** A server that speaks OpenAI's language: no key needed, unknown fields passed over, reasoning as `reasoning_content`. */
	readonly compatible: boolean;
	readonly reasoningMustReturn: boolean;
}

export function openAiChat({ store, clock, minimum, compatible, reasoningMustReturn }: ChatOptions): Protocol {
	let answers = 0;
	/** The reasoning of an answer by the ids of its calls. */
	const reasonings = new Map<string, string>();
	return {
		path: '/v1/chat/completions',
		says: new Set(compatible ? ['text', 'reasoning', 'toolCall'] : ['text', 'toolCall']),
		errorBody: openAiError,
		open(headers, body) {
			if (!compatible) needKey(headers.authorization);
			const fault = shapeFault(compatible ? compatibleShape : chatShape, body);
			if (fault) throw openAiShape(fault);
			const request = body as ChatRequest;
			if (!compatible) checkOpenAiOnly(request);
			checkChat(request);
			if (reasoningMustReturn) checkReasoning(request.messages, reasonings);
			const plan = planOpenAi(chatPrompt(request), store, minimum ?? MINIMUM_TOKENS);
			return {
				plan,
				answer(script) {
					const reasoning = script.parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
					for (const part of script.parts) if (part.type === 'toolCall') reasonings.set(part.id, reasoning);
					const created = Math.floor(clock.now() / 1000);
					return chatEvents({ request, id: `chatcmpl-${++answers}`, created, compatible }, script, plan);
				},
			};
		},
	};
}

/** The error form of both interfaces, as the client library reads it. */
export function openAiError({ message, type, param, code }: Rejection): object {
	return { error: { message, type, param, code } };
}

export function needKey(authorization: string | undefined): void {
	if (/^Bearer \S+$/.test(authorization ?? '')) return;
	throw new Rejection("You didn't provide an API key.", { status: 401, code: 'invalid_api_key' });
}

function checkReasoning(messages: readonly ChatMessage[], reasonings: ReadonlyMap<string, string>): void {
	for (const message of messages) {
		if (message.role !== 'assistant') continue;
		const reasoning = reasonings.get(message.tool_calls?.[0]?.id ?? '') ?? '';
		if (reasoning === '' || message.reasoning_content === reasoning) continue;
		throw new Rejection('The reasoning_content in the thinking mode must be passed back to the API.', { code: 'invalid_request_error' });
	}
}

/** Models that reason take neither the old limit nor a temperature. */
const REASONS = /^(o\d|gpt-[5-9])/;

function checkOpenAiOnly(request: ChatRequest): void {
	const foreign = request.messages.findIndex((message) => 'reasoning_content' in message);
	if (foreign >= 0) throw unknown(`messages[${foreign}].reasoning_content`);
	if (!REASONS.test(request.model)) return;
	if (request.max_tokens != null) {
		throw new Rejection("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", {
			param: 'max_tokens',
			code: 'unsupported_parameter',
		});
	}
	if ((request.temperature ?? 1) !== 1) {
		throw new Rejection(
			`Unsupported value: 'temperature' does not support ${request.temperature} with this model. Only the default (1) value is supported.`,
			{ param: 'temperature', code: 'unsupported_value' },
		);
	}
}

function unknown(param: string): Rejection {
	return new Rejection(`Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
}

function checkChat(request: ChatRequest): void {
	if (request.stream !== true) throw new Rejection('This stand-in answers streams alone.', { param: 'stream' });
	checkFunctions(
		(request.tools ?? []).map((tool) => tool.function),
		(place) => `tools[${place}].function.parameters`,
	);
	for (const param of ['tool_choice', 'parallel_tool_calls'] as const) {
		if (request[param] != null && !request.tools) throw new Rejection(`'${param}' is only allowed when 'tools' are specified.`, { param });
	}
	const names = (request.tools ?? []).map((tool) => tool.function.name);
	const choice = request.tool_choice;
	if (typeof choice === 'object' && choice.type === 'function' && !names.includes(choice.function.name)) {
		throw new Rejection(`Tool choice '${choice.function.name}' not found in 'tools' parameter.`, { param: 'tool_choice' });
	}
	checkPairs(request.messages);
	for (const [at, message] of request.messages.entries()) {
		const path = `messages[${at}].content`;
		if (message.role === 'assistant' && message.content == null && !message.tool_calls && message.refusal == null) {
			throw new Rejection(`Invalid value for '${path}': expected a string, got null.`, { param: path, code: 'invalid_value' });
		}
		if (message.role !== 'user' || typeof message.content === 'string') continue;
		for (const [place, part] of message.content.entries()) {
			const fault = part.type === 'image_url' ? imageUrlFault(part.image_url.url) : null;
			if (fault) throw new Rejection(`Invalid image: ${fault}.`, { param: `${path}[${place}].image_url.url`, code: 'invalid_image_url' });
		}
	}
}

interface FunctionTool {
	readonly name: string;
	readonly parameters?: unknown;
	readonly strict?: boolean | null | undefined;
}

/** Names once, parameters a schema of an object, strict ones closed. Shared with Responses. */
export function checkFunctions(functions: readonly FunctionTool[], param: (place: number) => string): void {
	for (const [place, { name, parameters, strict }] of functions.entries()) {
		const invalid = (fault: string) => {
			return new Rejection(`Invalid schema for function '${name}': ${fault}`, { param: param(place), code: 'invalid_function_parameters' });
		};
		const fault = parameters == null ? null : toolSchemaFault(parameters);
		if (fault) throw invalid(fault);
		const open = strict === true ? strictSchemaFault(parameters) : null;
		if (open) throw invalid(open);
		if (functions.findIndex((other) => other.name === name) < place)
			throw new Rejection(`Duplicate function name '${name}'.`, { param: param(place) });
	}
}

/** The tool messages that answer an assistant's calls follow it at once; nothing else is answered. */
function checkPairs(messages: readonly ChatMessage[]): void {
	let open = new Set<string>();
	for (const [at, message] of messages.entries()) {
		if (message.role === 'tool') {
			if (!open.delete(message.tool_call_id)) {
				throw new Rejection("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", {
					param: `messages.[${at}].role`,
				});
			}
			continue;
		}
		if (open.size > 0) throw unanswered(open, `messages.[${at}].role`);
		open = new Set(message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.id) : []);
	}
	if (open.size > 0) throw unanswered(open, 'messages');
}

function unanswered(open: ReadonlySet<string>, param: string): Rejection {
	return new Rejection(
		"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
			`The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
		{ param },
	);
}

function chatPrompt(request: ChatRequest): Parameters<typeof planOpenAi>[0] {
	const { tools, parallel_tool_calls, response_format, reasoning_effort, verbosity, prompt_cache_key, service_tier } = request;
	const segments: PromptSegment[] = [{ text: JSON.stringify(tools ?? []), eligible: null, explicit: null }];
	const firstOther = request.messages.findIndex((message) => message.role !== 'system' && message.role !== 'developer');
	for (const [at, message] of request.messages.entries()) {
		const last = message.role === 'user' || (message.role === 'tool' && request.messages[at + 1]?.role !== 'tool');
		const eligible = at === firstOther - 1 ? 'initial' : last ? 'message' : null;
		const { content, ...rest } = message;
		const parts = Array.isArray(content) ? content : [content ?? ''];
		for (const [place, part] of parts.entries()) {
			const { prompt_cache_breakpoint: explicit, ...bare } =
				typeof part === 'string' ? { text: part } : { prompt_cache_breakpoint: null, ...part };
			const head = place === 0 ? JSON.stringify(rest) : '';
			segments.push({
				text: head + JSON.stringify(bare),
				eligible: place === parts.length - 1 ? eligible : null,
				explicit: explicit ?? null,
			});
		}
	}
	return {
		model: request.model,
		settings: [parallel_tool_calls, response_format, reasoning_effort, verbosity, prompt_cache_key, service_tier].map(
			(value) => value ?? null,
		),
		segments,
		options: request.prompt_cache_options ?? {},
	};
}

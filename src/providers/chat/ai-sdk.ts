import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Message } from '../../core/message/message.ts';
import { repairMessages, type WireRules } from '../../core/message/repair.ts';
import type { StreamRequest } from '../../core/message/stream.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { RequestFields } from '../request-fields.ts';
import type { Fetch } from '../types.ts';
import type { AnswerReader } from './answer-reader.ts';
import { AnthropicReader } from './anthropic-reader.ts';
import { CompletionsReader } from './completions-reader.ts';
import { anthropicThinking, lacksThoughts } from './effort.ts';
import { ExactArguments } from './exact-arguments.ts';
import { isOpenRouter, openRouterBody } from './openrouter.ts';
import { ResponsesReader } from './responses-reader.ts';
import { type SdkModel, type SdkOptions, toSdkPrompt, type Wire } from './sdk-prompt.ts';
import { toSdkTools } from './sdk-tools.ts';
import { saysFormat, sdkWishes, vendorWishes, withFormatInWords } from './sdk-wishes.ts';
import { ToolNames } from './tool-names.ts';

/**
 * The only module that imports the AI SDK: loaded with the first request, as a chunk of its own. The SDK writes the requests, and nothing
 * more: how each vendor wants messages, tools and thoughts is its strength. Answers are read by ours (`stream/`), since the SDK's parsers
 * are strict: one odd field, event or frame costs a whole answer there, an event may be of any size, and counts are lost with a break.
 */
export interface SdkCall {
	readonly endpoint: Endpoint;
	readonly request: StreamRequest;
	readonly key: string | null;
	/** Leaves out of the body what the server does not take. */
	readonly fields: Pick<RequestFields, 'applyTo'>;
}

interface Opened extends Pick<SdkOptions, 'maxOutputTokens' | 'providerOptions'> {
	readonly model: Pick<SdkModel, 'doStream'>;
}

/** A request as it goes over the wire, and who reads its answer. */
export interface WireRequest {
	readonly url: string;
	readonly init: RequestInit;
	readonly reader: AnswerReader;
}

export async function writeRequest(call: SdkCall): Promise<WireRequest> {
	const format = call.request.wishes?.format;
	if (format === undefined) return written(call);
	const request = await written(call);
	if (typeof request.init.body !== 'string' || saysFormat(request.init.body)) return request;
	// The wire, the model or this server has no field for it, or not for this schema.
	const { format: _, ...wishes } = call.request.wishes ?? {};
	return written({ ...call, request: { ...call.request, wishes, messages: withFormatInWords(call.request.messages, format) } });
}

async function written(call: SdkCall): Promise<WireRequest> {
	const { endpoint, request } = call;
	const wire: Wire = endpoint.kind === 'anthropic' ? 'anthropic' : endpoint.kind === 'openai' ? 'responses' : 'chat';
	const origin = `${endpoint.id}/${request.model}`;
	const repaired = repairMessages(request.messages, request.stableMessages, wireRules(endpoint, request.model, origin));
	const exact = new ExactArguments();
	const names = new ToolNames(request.tools, wire === 'anthropic' ? 128 : 64);
	const prompt = toSdkPrompt(repaired, { wire, marks: marksOf(call), exact, names });
	const taken = new Written();
	const { model, ...settings } = opened(call, taken.fetch, repaired.messages);
	const options = { ...settings, ...sdkWishes(request, wire), prompt, ...toSdkTools(request, repaired.messages, wire, names) };
	const { url, init } = await taken.by(() => model.doStream(options));
	// Fields go before the arguments are put back: those stay byte for byte.
	const body = typeof init.body === 'string' ? { body: exact.restore(call.fields.applyTo(init.body)) } : {};
	return { url, init: { ...init, ...body }, reader: new READERS[wire](origin, names) };
}

const READERS = { anthropic: AnthropicReader, responses: ResponsesReader, chat: CompletionsReader } as const;

/** Takes the request that the SDK would send, in place of sending it. */
class Written {
	#request: { readonly url: string; readonly init: RequestInit } | null = null;

	readonly fetch: Fetch = async (input, init) => {
		this.#request = { url: input instanceof Request ? input.url : String(input), init: init ?? {} };
		throw new Error('the request is written');
	};

	/** Throws what `write` throws before it has written one. */
	async by(write: () => PromiseLike<unknown>): Promise<{ readonly url: string; readonly init: RequestInit }> {
		try {
			await write();
		} catch (thrown) {
			if (this.#request === null) throw thrown;
		}
		if (this.#request === null) throw new TypeError('no request was written');
		return this.#request;
	}
}

function marksOf({ endpoint, request }: SdkCall): 'anthropic' | 'openRouter' | null {
	if (endpoint.kind === 'anthropic') return 'anthropic';
	return isOpenRouter(endpoint.baseUrl) && request.model.startsWith('anthropic/') ? 'openRouter' : null;
}

/**
 * What a wire takes, as the vendors' references and their refusals say (read 2026-11-28). OpenAI's ids have at most 64 characters, in chat
 * completions 40. Mistral wants ids of nine letters and digits ("must be a-z, A-Z, 0-9, with a length of 9"), and its models, wherever they
 * run, an answer between results and a message ("Unexpected role 'user' after role 'tool'").
 */
function wireRules({ kind, baseUrl }: Endpoint, model: string, origin: string): WireRules {
	if (kind === 'anthropic') return { origin, callId: /^[a-zA-Z0-9_-]+$/, answersResults: false, wordsOnly: true };
	if (kind === 'openai') return { origin, callId: /^.{1,64}$/s, answersResults: false, wordsOnly: false };
	const mistral = URL.parse(baseUrl)?.hostname.endsWith('mistral.ai') === true;
	const answersResults = mistral || /mistral|ministral|mixtral|devstral|magistral|codestral|pixtral/i.test(model);
	return { origin, callId: mistral ? /^[a-zA-Z0-9]{9}$/ : /^.{1,40}$/s, answersResults, wordsOnly: false };
}

function opened({ endpoint, request, key }: SdkCall, fetch: Fetch, messages: readonly Message[]): Opened {
	const common = { baseURL: endpoint.baseUrl, fetch };
	switch (endpoint.kind) {
		case 'anthropic': {
			// Anthropic does not let a model think that must call a tool.
			const forced = request.toolChoice === 'required' || typeof request.toolChoice === 'object';
			const effort = forced || lacksThoughts(request.model, messages) ? null : request.effort;
			const { options, maxOutputTokens } = anthropicThinking(request.model, effort, request.maxOutputTokens);
			const model = createAnthropic({ ...common, apiKey: key ?? '' })(request.model);
			return { model, maxOutputTokens, providerOptions: { anthropic: { ...options, ...vendorWishes(request, 'anthropic') } } };
		}
		case 'openai': {
			const model = createOpenAI({ ...common, apiKey: key ?? '' }).responses(request.model);
			// Nothing of the user's is kept at the vendor beyond the request.
			const effort = request.effort === null ? {} : { reasoningEffort: request.effort, forceReasoning: true };
			const openai = { store: false, ...effort, ...vendorWishes(request, 'responses') };
			return { model, maxOutputTokens: request.maxOutputTokens, providerOptions: { openai } };
		}
		default: {
			const provider = createOpenAICompatible({
				...common,
				name: 'endpoint',
				includeUsage: true,
				supportsStructuredOutputs: true,
				...(key === null ? {} : { apiKey: key }),
				transformRequestBody: (body) => oneCall(request, isOpenRouter(endpoint.baseUrl) ? openRouterBody(body) : body),
			});
			const effort = request.effort === null ? {} : { reasoningEffort: request.effort };
			return {
				model: provider.chatModel(request.model),
				maxOutputTokens: request.maxOutputTokens,
				providerOptions: { openaiCompatible: { ...effort, ...vendorWishes(request, 'chat') } },
			};
		}
	}
}

/** The SDK has no word for it on this wire. */
function oneCall({ wishes, tools }: StreamRequest, body: Record<string, unknown>): Record<string, unknown> {
	return wishes?.parallelToolCalls === false && tools.length > 0 ? { ...body, parallel_tool_calls: false } : body;
}

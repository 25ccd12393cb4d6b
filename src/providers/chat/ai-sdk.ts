import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type FinishReason, type LanguageModel, type ModelMessage, type SystemModelMessage, streamText } from 'ai';
import { type Message, textOf } from '../../core/message/message.ts';
import type { StreamRequest } from '../../core/message/stream.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { Fetch } from '../types.ts';
import { anthropicThinking } from './effort.ts';
import { isOpenRouter, openRouterBody } from './openrouter.ts';

/** The only module that imports the AI SDK: loaded with the first request, as a chunk of its own. */
export interface SdkCall {
	readonly endpoint: Endpoint;
	readonly request: StreamRequest;
	readonly key: string | null;
	readonly fetch: Fetch;
	readonly signal: AbortSignal;
}

export type SdkPart =
	| { readonly type: 'text' | 'reasoning'; readonly text: string }
	/** `rawUsage` is the vendor's own object; `complete` is false where the stream ended without the vendor's closing word. */
	| { readonly type: 'finish'; readonly reason: 'stop' | 'length' | 'filter'; readonly complete: boolean; readonly rawUsage: unknown }
	| { readonly type: 'error'; readonly error: unknown };

interface CallSettings {
	readonly model: LanguageModel;
	readonly maxOutputTokens: number;
	readonly providerOptions: NonNullable<Parameters<typeof streamText>[0]['providerOptions']>;
}

export async function* openStream(call: SdkCall): AsyncGenerator<SdkPart> {
	const settings = callSettings(call);
	const cache = call.endpoint.kind === 'anthropic';
	const result = streamText({
		...settings,
		instructions: call.request.messages.filter((message) => message.role === 'system').map((message) => systemMessage(message, cache)),
		messages: conversation(call.request.messages, call.request.stableMessages, cache),
		maxRetries: 0,
		abortSignal: call.signal,
		// The default writes errors, with the request, to the console; they reach the caller as parts.
		onError: () => {},
	});
	for await (const part of result.stream) {
		switch (part.type) {
			case 'text-delta':
				if (part.text !== '') yield { type: 'text', text: part.text };
				break;
			case 'reasoning-delta':
				if (part.text !== '') yield { type: 'reasoning', text: part.text };
				break;
			case 'error':
				yield { type: 'error', error: part.error };
				break;
			case 'finish-step':
				yield {
					type: 'finish',
					reason: part.finishReason === 'length' ? 'length' : part.finishReason === 'content-filter' ? 'filter' : 'stop',
					complete: isComplete(part.finishReason, part.rawFinishReason),
					rawUsage: part.usage.raw,
				};
				break;
		}
	}
}

/** Whether the vendor itself said that the answer is over. */
function isComplete(reason: FinishReason, vendorReason: string | undefined): boolean {
	return reason !== 'error' && reason !== 'interrupted' && (reason !== 'other' || vendorReason !== undefined);
}

function callSettings({ endpoint, request, key, fetch }: SdkCall): CallSettings {
	const common = { baseURL: endpoint.baseUrl, fetch };
	switch (endpoint.kind) {
		case 'anthropic': {
			const { options, maxOutputTokens } = anthropicThinking(request.model, request.effort, request.maxOutputTokens);
			const model = createAnthropic({ ...common, apiKey: key ?? '' })(request.model);
			return { model, maxOutputTokens, providerOptions: { anthropic: { ...options } } };
		}
		case 'openai': {
			const model = createOpenAI({ ...common, apiKey: key ?? '' }).responses(request.model);
			// Nothing of the user's is kept at the vendor beyond the request.
			const effort = request.effort === null ? {} : { reasoningEffort: request.effort, forceReasoning: true };
			return { model, maxOutputTokens: request.maxOutputTokens, providerOptions: { openai: { store: false, ...effort } } };
		}
		default: {
			const openRouter = isOpenRouter(endpoint.baseUrl);
			const provider = createOpenAICompatible({
				...common,
				name: 'endpoint',
				includeUsage: true,
				...(key === null ? {} : { apiKey: key }),
				...(openRouter ? { transformRequestBody: openRouterBody } : {}),
			});
			const effort = request.effort === null ? {} : { reasoningEffort: request.effort };
			return {
				model: provider.chatModel(request.model),
				maxOutputTokens: request.maxOutputTokens,
				providerOptions: { openaiCompatible: effort },
			};
		}
	}
}

const CACHE = { anthropic: { cacheControl: { type: 'ephemeral' as const } } };

function systemMessage(message: Message, cache: boolean): SystemModelMessage {
	return { role: 'system', content: textOf(message.parts), ...(cache ? { providerOptions: CACHE } : {}) };
}

/** The last stable message is a cache breakpoint at Anthropic: everything up to it comes back in the next request. */
function conversation(messages: readonly Message[], stable: number, cache: boolean): ModelMessage[] {
	return messages.flatMap((message, index): ModelMessage[] =>
		message.role === 'system'
			? []
			: [
					{
						role: message.role as 'user' | 'assistant',
						content: textOf(message.parts),
						...(cache && index === stable - 1 ? { providerOptions: CACHE } : {}),
					},
				],
	);
}

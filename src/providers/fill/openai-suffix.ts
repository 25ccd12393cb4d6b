import { type FillAdapter, mostStops, readCompletionChunk, sampling, stopField } from './adapter.ts';
import { promptWithComments } from './comments.ts';

/**
 * `POST /completions` with `suffix` (OpenAI API reference, "Create completion"; there for gpt-3.5-turbo-instruct, in the same form at
 * several local servers).
 */
export const openAiSuffix: FillAdapter = {
	call(endpoint, request) {
		const { context } = request;
		return {
			url: `${endpoint.baseUrl}/completions`,
			body: {
				model: request.model,
				prompt: promptWithComments(context),
				...(context.suffix === '' ? {} : { suffix: context.suffix }),
				max_tokens: request.maxOutputTokens,
				...sampling(request),
				...stopField(request.stop, [], mostStops(endpoint)),
				stream: true,
				stream_options: { include_usage: true },
			},
			format: 'sse',
		};
	},
	read: readCompletionChunk,
};

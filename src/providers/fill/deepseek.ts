import { type FillAdapter, readCompletionChunk, sampling, stopField } from './adapter.ts';
import { promptWithComments } from './comments.ts';

/**
 * Most tokens of one completion, and most stop sequences (api-docs.deepseek.com, "FIM Completion (Beta)" and "Create FIM Completion",
 * 2026-04).
 */
const MAX_TOKENS = 4096;
const MAX_STOPS = 16;

/** `POST /beta/completions` with `suffix`: OpenAI's form under another path, next to the `/v1` of the chat API. */
export const deepSeek: FillAdapter = {
	call(endpoint, request) {
		const { context } = request;
		return {
			url: `${endpoint.baseUrl.replace(/\/(v1|beta)$/, '')}/beta/completions`,
			body: {
				model: request.model,
				prompt: promptWithComments(context),
				...(context.suffix === '' ? {} : { suffix: context.suffix }),
				max_tokens: Math.min(MAX_TOKENS, request.maxOutputTokens),
				...sampling(request),
				...stopField(request.stop, [], MAX_STOPS),
				stream: true,
				stream_options: { include_usage: true },
			},
			format: 'sse',
		};
	},
	read: readCompletionChunk,
};

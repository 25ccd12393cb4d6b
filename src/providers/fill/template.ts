import { type FillAdapter, mostStops, readCompletionChunk, sampling, stopField } from './adapter.ts';
import { templateMarks, templatePrompt } from './templates.ts';

/**
 * `POST /completions` with the model's own tokens in the prompt: for servers that take a raw prompt but no `suffix` (vLLM, LM Studio, hosts
 * of open models).
 */
export const template: FillAdapter = {
	call(endpoint, request, family) {
		if (family === null) throw new TypeError('a template is needed');
		return {
			url: `${endpoint.baseUrl}/completions`,
			body: {
				model: request.model,
				prompt: templatePrompt(family, request.context, request.model),
				max_tokens: request.maxOutputTokens,
				...sampling(request),
				...stopField(request.stop, templateMarks(family), mostStops(endpoint)),
				stream: true,
				stream_options: { include_usage: true },
			},
			format: 'sse',
		};
	},
	read: readCompletionChunk,
};

import { serverRoot } from '../listing/local-servers.ts';
import { asFields } from '../types.ts';
import { type FillAdapter, sampling, stopField } from './adapter.ts';

/**
 * `POST /infill` of llama.cpp (tools/server/README.md there). The server knows the model's tokens and puts `input_extra` where the model
 * wants other files. Its stream ends with the message that has `stop: true`; `stop_type` tells why, `stopped_limit` did in older versions.
 */
export const llamaCpp: FillAdapter = {
	call(endpoint, request) {
		const { context } = request;
		return {
			url: `${serverRoot(endpoint.baseUrl)}/infill`,
			body: {
				model: request.model,
				input_extra: context.snippets.map(({ path, text }) => ({ filename: path, text })),
				input_prefix: context.prefix,
				input_suffix: context.suffix,
				prompt: '',
				n_predict: request.maxOutputTokens,
				...sampling(request),
				...stopField(request.stop, [], Number.POSITIVE_INFINITY),
				cache_prompt: true,
				stream: true,
			},
			format: 'sse',
		};
	},
	read(message) {
		const { content, stop } = message;
		if (typeof content !== 'string' || typeof stop !== 'boolean') return null;
		if (!stop) return { text: content, finish: null, usage: null };
		const length = message.stop_type === 'limit' || message.stopped_limit === true;
		const cached = asFields(message.timings).cache_n;
		const usage = {
			prompt_tokens: message.tokens_evaluated,
			completion_tokens: message.tokens_predicted,
			prompt_tokens_details: { cached_tokens: cached },
		};
		return { text: content, finish: length ? 'length' : 'stop', usage, last: true };
	},
};

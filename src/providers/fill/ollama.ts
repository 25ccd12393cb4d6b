import { serverRoot } from '../listing/local-servers.ts';
import { type FillAdapter, finishOf, sampling, stopField } from './adapter.ts';
import { promptWithComments } from './comments.ts';
import { templateMarks, templatePrompt } from './templates.ts';

/**
 * `POST /api/generate` of Ollama (docs/api.md there), NDJSON. Without a template of ours the model's own one inserts between `prompt` and
 * `suffix`; with one the whole prompt is ours and goes `raw`. An empty suffix would make Ollama take its chat form and an empty prompt
 * would only load the model, so neither is ever sent.
 */
export const ollama: FillAdapter = {
	call(endpoint, request, template) {
		const { context } = request;
		const asked =
			template === null
				? { prompt: promptWithComments(context), suffix: context.suffix === '' ? '\n' : context.suffix }
				: { prompt: templatePrompt(template, context, request.model), raw: true };
		return {
			url: `${serverRoot(endpoint.baseUrl)}/api/generate`,
			body: {
				model: request.model,
				...asked,
				stream: true,
				options: {
					num_predict: request.maxOutputTokens,
					...sampling(request),
					...stopField(request.stop, template === null ? [] : templateMarks(template), Number.POSITIVE_INFINITY),
				},
			},
			format: 'ndjson',
		};
	},
	read(message) {
		const { response, done } = message;
		if (typeof response !== 'string' && done !== true) return null;
		const text = typeof response === 'string' ? response : '';
		if (done !== true) return { text, finish: null, usage: null };
		const usage = { prompt_tokens: message.prompt_eval_count, completion_tokens: message.eval_count };
		return { text, ...finishOf(message.done_reason || 'stop'), usage, last: true };
	},
};

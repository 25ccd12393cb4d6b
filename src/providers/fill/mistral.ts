import { serverRoot } from '../listing/local-servers.ts';
import { asFields } from '../types.ts';
import { choiceOf, type FillAdapter, finishOf, sampling, stopField } from './adapter.ts';
import { promptWithComments } from './comments.ts';

/**
 * `POST /v1/fim/completions` of api.mistral.ai and codestral.mistral.ai (docs.mistral.ai, "Fim Completion"): asked like a completion,
 * answered like a chat, usage in the last chunk without being asked for. Unknown fields are refused, so `stream_options` is not sent.
 */
export const mistral: FillAdapter = {
	call(endpoint, request) {
		const { context } = request;
		return {
			url: `${serverRoot(endpoint.baseUrl)}/v1/fim/completions`,
			body: {
				model: request.model,
				prompt: promptWithComments(context),
				...(context.suffix === '' ? {} : { suffix: context.suffix }),
				max_tokens: request.maxOutputTokens,
				...sampling(request),
				...stopField(request.stop, [], Number.POSITIVE_INFINITY),
				stream: true,
			},
			format: 'sse',
		};
	},
	read(message) {
		const usage = message.usage ?? null;
		const choice = choiceOf(message);
		if (choice === null) return usage === null && !Array.isArray(message.choices) ? null : { text: '', finish: null, usage };
		return { text: textOf(asFields(choice.delta).content), ...finishOf(choice.finish_reason), usage };
	},
};

/** Content is a string or a list of parts of which the text ones count (CompletionChunk in the published OpenAPI description). */
function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content
		.map(asFields)
		.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : ''))
		.join('');
}

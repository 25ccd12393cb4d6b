import type { PrefixStore } from '../prefix-store.ts';
import { Rejection, type ShapeFault, shapeFault } from '../reject.ts';
import type { AnswerPart } from '../script.ts';
import type { Protocol } from '../server.ts';
import { minimumTokens, planAnthropic } from './cache.ts';
import { checkAnthropicRules } from './rules.ts';
import { type AnthropicRequest, anthropicShape } from './shape.ts';
import { anthropicEvents } from './stream.ts';
import { AnthropicThoughts } from './thinking.ts';

/** https://platform.claude.com/docs/en/api/versioning, read 2026-11-28. */
const VERSIONS = ['2023-06-01', '2026-10-21'];
/** "The `temperature`, `top_p`, and `top_k` request parameters are removed" from version 2026-10-21 on (same page). */
const SAMPLING = ['temperature', 'top_p', 'top_k'] as const;

/** `POST /v1/messages`. `minimum`: the shortest cached prefix in tokens, default as published for the model. */
export function anthropicMessages(options: {
	readonly store: PrefixStore;
	readonly minimum: number | undefined;
	readonly preservedThinking: boolean;
}): Protocol {
	const thoughts = new AnthropicThoughts(options.preservedThinking);
	let answers = 0;
	return {
		path: '/v1/messages',
		says: new Set(['text', 'reasoning', 'redacted', 'toolCall']),
		errorBody: ({ type, message }) => ({ type: 'error', error: { type, message }, request_id: `req_${answers}` }),
		open(headers, body) {
			const key = headers['x-api-key'] ?? headers.authorization;
			if (!key) throw new Rejection('x-api-key header is required', { status: 401, type: 'authentication_error' });
			const version = headers['anthropic-version'] ?? '';
			if (!VERSIONS.includes(String(version))) throw new Rejection(`anthropic-version: "${version}" is not a valid version`);
			const fault = shapeFault(anthropicShape, body);
			if (fault) throw new Rejection(words(fault));
			const request = body as AnthropicRequest;
			const removed = version === '2023-06-01' ? undefined : SAMPLING.find((field) => request[field] !== undefined);
			if (removed) throw new Rejection(`${removed}: Extra inputs are not permitted`);
			if (request.stream !== true) throw new Rejection('stream: this stand-in answers streams alone');
			checkAnthropicRules(request);
			thoughts.check(request);
			const plan = planAnthropic(request, options.store, options.minimum ?? minimumTokens(request.model));
			return {
				plan,
				answer(script) {
					const shown = omitsThinking(request) ? { ...script, parts: script.parts.map(withoutThought) } : script;
					thoughts.remember(request, shown);
					return anthropicEvents(request.model, `msg_${++answers}`, shown, plan);
				},
			};
		},
	};
}

/** `display: "omitted"`: the thinking block has a signature and no words (`ThinkingConfigAdaptive` in `@anthropic-ai/sdk` 1.14.0). */
function omitsThinking({ thinking }: AnthropicRequest): boolean {
	return thinking !== undefined && 'display' in thinking && thinking.display === 'omitted';
}

function withoutThought(part: AnswerPart): AnswerPart {
	return part.type === 'reasoning' ? { ...part, text: '' } : part;
}

/** A shape fault as users report it of the API in public issues. */
function words({ path, message, unknownField, missing }: ShapeFault): string {
	const at = path.join('.');
	if (unknownField) return `${at}: Extra inputs are not permitted`;
	return missing ? `${at}: Field required` : `${at}: ${message}`;
}

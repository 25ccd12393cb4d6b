import type { IncomingHttpHeaders } from 'node:http';
import type { Wishes } from '../../../core/message/message.ts';
import type { WireRequest } from '../../wire.ts';
import { askedEffort } from './effort.ts';
import {
	boolean,
	cannot,
	type Fields,
	field,
	fieldsOf,
	integer,
	list,
	mostTokens,
	number,
	object,
	shown,
	someString,
	strings,
	wrong,
} from './fields.ts';
import { messagesOf } from './read-messages.ts';
import { formatOf, toolsOf } from './read-tools.ts';

/** What the answer's form depends on. */
export interface Echo {
	/** The client asked for a chunk with the usage. */
	readonly usage: boolean;
	/** One `function_call` in place of `tool_calls`. */
	readonly legacy: boolean;
}

/**
 * A body of OpenAI's `POST /v1/chat/completions` (API reference, "Create chat completion", and the types of openai 7.59.0, 2026-11).
 *
 * Ignored, because a model that Routoo chooses need not know them and no answer becomes wrong without them: `user`, `safety_identifier`,
 * `metadata`, `store` (nothing is kept), `service_tier`, `prompt_cache_key` and its kin (clients put one name of their own there, which is
 * no conversation's), `prediction`, `verbosity`, `logit_bias`, both penalties, names of participants, `strict` of a tool, and every field
 * that is not known. Refused, because a client relies on them: more than one choice, log probabilities, audio, moderation, the vendor's web
 * search. Errors: RoutooError 'invalidInput'.
 */
export function readCompletions(body: unknown, headers: IncomingHttpHeaders): WireRequest {
	const request = fieldsOf(body, '');
	refuse(request);
	const given = list(request, 'messages');
	if (given === null || given.length === 0) throw wrong('messages', 'must be a list of at least one message');
	const { messages, cacheMarks } = messagesOf(given);
	if (messages.length === 0) throw wrong('messages', 'must say something; all of them are empty');
	const { tools, choice, legacy } = toolsOf(request);
	const wishes = wishesOf(request, legacy);
	return {
		model: someString(request, 'model'),
		stream: boolean(request, 'stream') ?? false,
		prompt: { messages, tools, toolChoice: choice, ...(Object.keys(wishes).length === 0 ? {} : { wishes }) },
		cacheMarks,
		effort: askedEffort(request),
		conversationId: conversationOf(request, headers),
		echo: { usage: wantsUsage(request), legacy } satisfies Echo,
	};
}

function refuse(request: Fields): void {
	const n = integer(request, 'n', 1);
	if (n !== null && n > 1) throw cannot('n', 'Routoo gives one answer a request', 'Ask again for another one.');
	if (boolean(request, 'logprobs') === true || (integer(request, 'top_logprobs', 0) ?? 0) > 0) {
		throw cannot('logprobs', 'most models that Routoo chooses among tell none', 'Leave logprobs and top_logprobs out.');
	}
	const modalities = list(request, 'modalities') ?? [];
	const other = modalities.find((one) => one !== 'text');
	if (other !== undefined) throw cannot('modalities', `answers are text; ${shown(other)} is not given`, 'Leave modalities out.');
	if (field(request, 'web_search_options') !== null) {
		throw cannot(
			'web_search_options',
			"a search runs on the vendor's own machines",
			'Leave it out, or give the model a tool that searches.',
		);
	}
	if (field(request, 'moderation') !== null) throw cannot('moderation', 'Routoo asks for no moderation', 'Leave it out.');
}

function wishesOf(request: Fields, legacy: boolean): Wishes {
	const maxOutputTokens = mostTokens(request, 'max_completion_tokens') ?? mostTokens(request, 'max_tokens');
	const temperature = number(request, 'temperature', 0, 2);
	const topP = number(request, 'top_p', 0, 1);
	const stop = strings(request, 'stop');
	const seed = integer(request, 'seed');
	// The old form has room for one call.
	const parallel = legacy ? false : boolean(request, 'parallel_tool_calls');
	const format = formatOf(request);
	return {
		...(maxOutputTokens === null ? {} : { maxOutputTokens }),
		...(temperature === null ? {} : { temperature }),
		...(topP === null ? {} : { topP }),
		...(stop.length === 0 ? {} : { stop }),
		...(seed === null ? {} : { seed }),
		...(parallel === null ? {} : { parallelToolCalls: parallel }),
		...(format === null ? {} : { format }),
	};
}

/** OpenRouter's `session_id` and the headers by which programs name a session; no other field is a conversation's own. */
function conversationOf(request: Fields, headers: IncomingHttpHeaders): string | null {
	const named = [field(request, 'session_id'), headers['x-session-id'], headers['x-session-affinity'], headers['x-opencode-session']];
	const first = named.find((one) => typeof one === 'string' && one.trim() !== '');
	return typeof first === 'string' ? first.slice(0, 200) : null;
}

function wantsUsage(request: Fields): boolean {
	const options = object(request, 'stream_options');
	return options !== null && boolean(options, 'include_usage') === true;
}

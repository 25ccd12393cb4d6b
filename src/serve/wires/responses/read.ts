import type { IncomingHttpHeaders } from 'node:http';
import type { Message, Wishes } from '../../../core/message/message.ts';
import type { WireRequest } from '../../wire.ts';
import {
	boolean,
	cannot,
	effortWord,
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
	string,
	wrong,
} from '../completions/fields.ts';
import { Conversation } from './conversation.ts';
import type { KeptAnswers } from './kept.ts';
import { addItemTools, readItem } from './read-items.ts';
import { addTools, choiceOf, formatOf } from './read-tools.ts';
import { OfferedTools } from './tools.ts';

/** What the answer's form depends on. */
export interface Echo {
	readonly tools: Pick<OfferedTools, 'get'>;
	/** Null where the client wants nothing kept. */
	readonly keep: readonly Message[] | null;
	/** As the client wrote it: the response repeats it. */
	readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A body of OpenAI's `POST /v1/responses` (API reference, "Create a model response", and the types of openai 7.59.0, 2026-11).
 *
 * Ignored, because a model that Routoo chooses need not know them and no answer becomes wrong without them: `user`, `safety_identifier`,
 * `metadata`, `client_metadata`, `service_tier`, `prompt_cache_key` and its kin, `truncation` and `context_management` (a conversation that
 * is too long is said to be), `text.verbosity`, `reasoning.summary`, `include`, `max_tool_calls` (of a vendor's tools), `strict` of a tool,
 * and every field that is not known. Refused, because a client relies on them: work in the background, conversations, prompts and files on
 * a vendor's server, log probabilities, moderation. Errors: RoutooError 'invalidInput'.
 */
export function readResponses(body: unknown, headers: IncomingHttpHeaders, kept: KeptAnswers): WireRequest {
	const request = fieldsOf(body, '');
	refuse(request);
	const items = itemsOf(request);
	const tools = new OfferedTools();
	addTools(list(request, 'tools') ?? [], 'tools', tools);
	addItemTools(items, tools);
	const { choice, offered } = choiceOf(request, tools);
	const conversation = new Conversation(before(request, kept));
	for (const [n, item] of items.entries()) readItem(fieldsOf(item, `input[${n}]`), { conversation, tools, kept });
	conversation.end();
	const { messages, cacheMarks } = conversation;
	if (messages.length === 0) throw wrong('input', 'must say something; all of it is empty');
	const instructions = string(request, 'instructions') ?? '';
	const head: readonly Message[] = instructions === '' ? [] : [{ role: 'system', parts: [{ type: 'text', text: instructions }] }];
	const wishes = wishesOf(request);
	return {
		model: someString(request, 'model'),
		stream: boolean(request, 'stream') ?? false,
		prompt: {
			messages: [...head, ...messages],
			tools: offered.map(({ definition }) => definition),
			toolChoice: choice,
			...(Object.keys(wishes).length === 0 ? {} : { wishes }),
		},
		cacheMarks: cacheMarks.map((mark) => mark + head.length),
		effort: effortOf(request),
		conversationId: conversationOf(headers),
		echo: { tools, keep: boolean(request, 'store') === false ? null : messages, body: request.values } satisfies Echo,
	};
}

function refuse(request: Fields): void {
	if (boolean(request, 'background') === true) {
		throw cannot('background', 'answers are written while the client waits', 'Leave it out, and ask for a stream.');
	}
	if (field(request, 'conversation') !== null) {
		throw cannot('conversation', 'Routoo keeps no conversations', 'Send the whole conversation in input.');
	}
	if (field(request, 'prompt') !== null) throw cannot('prompt', "templates lie on the vendor's server", 'Send its text in instructions.');
	if (field(request, 'moderation') !== null) throw cannot('moderation', 'Routoo asks for no moderation', 'Leave it out.');
	const logprobs = (list(request, 'include') ?? []).includes('message.output_text.logprobs');
	if (logprobs || (integer(request, 'top_logprobs', 0) ?? 0) > 0) {
		throw cannot(logprobs ? 'include' : 'top_logprobs', 'most models that Routoo chooses among tell none', 'Leave log probabilities out.');
	}
}

function itemsOf(request: Fields): readonly unknown[] {
	const input = field(request, 'input');
	if (typeof input === 'string') return [{ role: 'user', content: input }];
	const items = list(request, 'input');
	if (items === null) throw wrong('input', 'must be a string or a list of items');
	return items;
}

/** What was said up to the answer that the client goes on from. */
function before(request: Fields, kept: KeptAnswers): readonly Message[] {
	const id = string(request, 'previous_response_id');
	if (id === null || id === '') return [];
	const messages = kept.conversation(id);
	if (messages !== null) return messages;
	throw cannot(
		'previous_response_id',
		`Routoo keeps the last answers in memory alone, and ${shown(id)} is not among them`,
		'Send the whole conversation in input, with "store": false.',
	);
}

function wishesOf(request: Fields): Wishes {
	const maxOutputTokens = mostTokens(request, 'max_output_tokens');
	const temperature = number(request, 'temperature', 0, 2);
	const topP = number(request, 'top_p', 0, 1);
	const parallel = boolean(request, 'parallel_tool_calls');
	const format = formatOf(request);
	return {
		...(maxOutputTokens === null ? {} : { maxOutputTokens }),
		...(temperature === null ? {} : { temperature }),
		...(topP === null ? {} : { topP }),
		...(parallel === null ? {} : { parallelToolCalls: parallel }),
		...(format === null ? {} : { format }),
	};
}

function effortOf(request: Fields): string | null {
	const reasoning = object(request, 'reasoning');
	const asked = reasoning === null ? null : string(reasoning, 'effort');
	return asked === null || asked === '' ? null : effortWord(asked, 'reasoning.effort');
}

/**
 * Codex names its thread (0.171; `conversation_id` and `session_id` before), of which a sub-agent has one of its own; the others are those
 * of chat completions.
 */
const NAMES = ['thread-id', 'conversation_id', 'session_id', 'x-session-id', 'x-session-affinity', 'x-opencode-session'];

function conversationOf(headers: IncomingHttpHeaders): string | null {
	const first = NAMES.map((name) => headers[name]).find((one) => typeof one === 'string' && one.trim() !== '');
	return typeof first === 'string' ? first.slice(0, 200) : null;
}

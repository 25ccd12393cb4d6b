import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerFormat, Wishes } from '../../../core/message/message.ts';
import { effortOfBudget } from '../../../core/model/efforts.ts';
import type { WireRequest } from '../../wire.ts';
import {
	boolean,
	cannot,
	effortWord,
	type Fields,
	field,
	fieldsOf,
	integer,
	isObject,
	list,
	number,
	object,
	someString,
	string,
	strings,
	wrong,
} from '../completions/fields.ts';
import { messagesOf } from './read-messages.ts';
import { toolsOf } from './read-tools.ts';

/** What the answer's form depends on. */
export interface Echo {
	/** `hidden`: the client asked for no thinking; programs that take the first block for the answer's text ask for none. */
	readonly thinking: 'shown' | 'omitted' | 'hidden';
}

/** Of the user, where a program writes the session into its name; older Claude Code. */
const SESSION_IN_USER = /_session_([\w-]{8,80})$/;

/**
 * A body of Anthropic's `POST /v1/messages` (types of @anthropic-ai/sdk 1.14.0 with its betas, and what Claude Code 2.1.332 really sends,
 * 2026-11-29).
 *
 * Ignored, because no answer becomes wrong without them: `top_k`, `metadata` but for a session in it, `service_tier`, `speed`, `betas`,
 * `context_management` (the conversation is sent whole), `diagnostics`, `fallbacks`, `citations`, `strict` of a tool, and every field
 * that is not known. A missing `max_tokens` is no failure: clients of other wires behind a translation have none. Refused, because a
 * client relies on them: servers and containers of the vendor's, a place of inference, an answer of no tokens. Errors: RoutooError
 * 'invalidInput'.
 */
export function readMessages(body: unknown, headers: IncomingHttpHeaders): WireRequest {
	const request = fieldsOf(body, '');
	refuse(request);
	const given = list(request, 'messages');
	if (given === null || given.length === 0) throw wrong('messages', 'must be a list of at least one message');
	const { messages, cacheMarks, toolChanges, effort, thought } = messagesOf(request, given);
	if (!messages.some(({ role }) => role !== 'system')) throw wrong('messages', 'must say something; all of them are empty');
	const { tools, choice, single } = toolsOf(request, toolChanges);
	const wishes = wishesOf(request, single);
	return {
		model: someString(request, 'model'),
		stream: boolean(request, 'stream') ?? false,
		prompt: { messages, tools, toolChoice: choice, ...(Object.keys(wishes).length === 0 ? {} : { wishes }) },
		cacheMarks,
		effort: effort ?? effortOf(request),
		conversationId: conversationOf(request, headers),
		echo: { thinking: thinkingOf(request, thought) } satisfies Echo,
	};
}

function refuse(request: Fields): void {
	if ((list(request, 'mcp_servers') ?? []).length > 0) {
		throw cannot('mcp_servers', 'Anthropic’s own machines would call them', 'Call the servers yourself, and offer their tools in `tools`.');
	}
	if (field(request, 'container') !== null) throw cannot('container', 'containers run on Anthropic’s own machines', 'Leave it out.');
	const place = string(request, 'inference_geo');
	if (place !== null && place !== 'global') {
		throw cannot('inference_geo', 'Routoo cannot promise where a model runs', 'Leave it out, and allow only the models that you trust.');
	}
	if (integer(request, 'max_tokens', 0) === 0)
		throw cannot('max_tokens', 'an answer of no tokens only fills a vendor’s cache', 'Ask for at least 1.');
}

function wishesOf(request: Fields, single: boolean): Wishes {
	const maxOutputTokens = integer(request, 'max_tokens', 1);
	const temperature = number(request, 'temperature', 0, 2);
	const topP = number(request, 'top_p', 0, 1);
	const stop = strings(request, 'stop_sequences');
	const format = formatOf(request);
	return {
		...(maxOutputTokens === null ? {} : { maxOutputTokens }),
		...(temperature === null ? {} : { temperature }),
		...(topP === null ? {} : { topP }),
		...(stop.length === 0 ? {} : { stop }),
		...(single ? { parallelToolCalls: false } : {}),
		...(format === null ? {} : { format }),
	};
}

/** `output_config.format`, or `output_format` of its beta. */
function formatOf(request: Fields): AnswerFormat | null {
	const config = object(request, 'output_config');
	const format = (config === null ? null : object(config, 'format')) ?? object(request, 'output_format');
	if (format === null) return null;
	if (field(format, 'type') !== 'json_schema') throw wrong(`${format.path}.type`, 'must be "json_schema"');
	const schema = object(format, 'schema');
	if (schema === null) throw wrong(`${format.path}.schema`, 'must be a JSON Schema, an object');
	return { kind: 'schema', name: 'answer', schema: schema.values, strict: true };
}

/** The wire's own word, else one for the tokens of thinking; thinking that is merely adaptive wishes for none. */
function effortOf(request: Fields): string | null {
	const config = object(request, 'output_config');
	const word = config === null ? null : string(config, 'effort');
	if (word !== null && word !== '') return effortWord(word, 'output_config.effort');
	const thinking = object(request, 'thinking');
	if (thinking === null) return null;
	if (field(thinking, 'type') === 'disabled') return 'none';
	const budget = integer(thinking, 'budget_tokens', 0);
	return budget === null ? null : effortOfBudget(budget);
}

function thinkingOf(request: Fields, thought: boolean): Echo['thinking'] {
	const thinking = object(request, 'thinking');
	if (thinking === null) return thought ? 'shown' : 'hidden';
	if (field(thinking, 'type') === 'disabled') return 'hidden';
	return field(thinking, 'display') === 'omitted' ? 'omitted' : 'shown';
}

/**
 * Claude Code's session, from its header or `metadata.user_id`, with the sub-agent's name behind it: its sub-agents run beside the
 * conversation that began them and have its session. Any other `user_id` is a user's name and no conversation's.
 */
function conversationOf(request: Fields, headers: IncomingHttpHeaders): string | null {
	const session = named(headers['x-claude-code-session-id']) ?? sessionOf(request);
	if (session === null) return null;
	const agent = named(headers['x-claude-code-agent-id']);
	return agent === null ? session : `${session}/${agent}`;
}

function sessionOf(request: Fields): string | null {
	const metadata = field(request, 'metadata');
	const user = isObject(metadata) ? metadata.user_id : null;
	if (typeof user !== 'string' || user.length > 2000) return null;
	const plain = SESSION_IN_USER.exec(user)?.[1];
	if (plain !== undefined) return plain;
	try {
		const value: unknown = JSON.parse(user);
		return isObject(value) ? named(value.session_id) : null;
	} catch {
		return null;
	}
}

function named(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 200) : null;
}

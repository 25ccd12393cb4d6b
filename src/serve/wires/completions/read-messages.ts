import type { AnswerPart, Message, ToolCallPart, ToolResultPart } from '../../../core/message/message.ts';
import { cannot, type Fields, field, fieldsOf, isObject, list, object, pathOf, shown, someString, string, wrong } from './fields.ts';
import { contentOf, textParts, textsOf } from './read-content.ts';
import { givenReasoning } from './reasoning.ts';

export interface ReadMessages {
	readonly messages: readonly Message[];
	readonly cacheMarks: readonly number[];
}

/**
 * `messages` in their order, results of several calls in one message. A message that says nothing is left out, as are names of
 * participants: no vendor of the pool needs them. Results without a call and calls without a result stay: what goes to a vendor is mended
 * for each one (core/message/repair.ts).
 */
export function messagesOf(given: readonly unknown[]): ReadMessages {
	const messages: Message[] = [];
	const cacheMarks: number[] = [];
	const calls: Calls = { names: new Map(), legacy: new Map() };
	/** Of the message of results that is being read. */
	let results: ToolResultPart[] = [];
	for (const [n, value] of given.entries()) {
		const { message, marked } = messageOf(fieldsOf(value, `messages[${n}]`), calls, n);
		if (message.role === 'tool') {
			if (messages.at(-1)?.role !== 'tool') {
				results = [];
				messages.push({ role: 'tool', parts: results });
			}
			results.push(...message.parts);
		} else if (message.parts.length > 0) messages.push(message);
		if (marked && messages.length > 0 && cacheMarks.at(-1) !== messages.length - 1) cacheMarks.push(messages.length - 1);
	}
	return { messages, cacheMarks };
}

interface Calls {
	/** Names by the id of the call. */
	readonly names: Map<string, string>;
	/** Ids of the last `function_call` by its name. */
	readonly legacy: Map<string, string>;
}

interface One {
	readonly message: Message;
	readonly marked: boolean;
}

function messageOf(fields: Fields, calls: Calls, n: number): One {
	const role = field(fields, 'role');
	switch (role) {
		case 'system':
		case 'developer': {
			const { parts, marked } = textsOf(fields);
			return { message: { role: 'system', parts }, marked };
		}
		case 'user': {
			const { parts, marked } = contentOf(fields);
			return { message: { role, parts }, marked };
		}
		case 'assistant':
			return assistant(fields, calls, n);
		case 'tool': {
			const id = someString(fields, 'tool_call_id');
			return result(fields, id, calls.names.get(id) ?? string(fields, 'name') ?? '');
		}
		// Of before tools: a result names its function, and the last call of that name is meant.
		case 'function': {
			const name = someString(fields, 'name');
			return result(fields, calls.legacy.get(name) ?? `${LEGACY_ID}${n}`, name);
		}
		default:
			throw wrong(pathOf(fields, 'role'), `must be "system", "developer", "user", "assistant" or "tool", not ${shown(role)}`);
	}
}

/** Calls of `function_call` have no id; here they are called by their place, the same at each request. */
const LEGACY_ID = 'function_call_';

function assistant(fields: Fields, calls: Calls, n: number): One {
	if (field(fields, 'audio') !== null) throw cannot(pathOf(fields, 'audio'), 'Routoo passes no audio on', 'Send what was said as text.');
	const { parts: said, marked } = textsOf(fields);
	const texts = said.length > 0 ? said : textParts(string(fields, 'refusal'));
	const given = (list(fields, 'tool_calls') ?? []).map((call, i) =>
		toolCall(fieldsOf(call, `${pathOf(fields, 'tool_calls')}[${i}]`), n, i),
	);
	const legacy = object(fields, 'function_call');
	const all = legacy === null ? given : [...given, functionCall(legacy, `${LEGACY_ID}${n}`)];
	for (const call of all) calls.names.set(call.id, call.name);
	if (legacy !== null) for (const { id, name } of all.slice(given.length)) calls.legacy.set(name, id);
	const parts: readonly AnswerPart[] = [...givenReasoning(fields.values), ...texts, ...all];
	// Reasoning alone answers nothing.
	return { message: { role: 'assistant', parts: texts.length + all.length > 0 ? parts : [] }, marked };
}

function toolCall(call: Fields, n: number, i: number): ToolCallPart {
	const type = field(call, 'type');
	if (type !== null && type !== 'function') {
		throw cannot(
			pathOf(call, 'type'),
			`calls of the kind ${shown(type)} are not known; only "function" is`,
			'Use tools of type "function".',
		);
	}
	const called = object(call, 'function');
	if (called === null) throw wrong(pathOf(call, 'function'), 'must be an object with name and arguments');
	return functionCall(called, string(call, 'id') || `call_${n}_${i}`);
}

function functionCall(called: Fields, id: string): ToolCallPart {
	return { type: 'toolCall', id, name: someString(called, 'name'), arguments: argumentsOf(called) };
}

/** The very text. An object is against the rule, but what it means is plain. */
function argumentsOf(called: Fields): string {
	const given = field(called, 'arguments');
	if (given === null) return '';
	if (typeof given === 'string') return given;
	if (isObject(given)) {
		try {
			return JSON.stringify(given);
		} catch {
			// Nested beyond all measure.
		}
	}
	throw wrong(pathOf(called, 'arguments'), 'must be a string that holds JSON');
}

function result(fields: Fields, callId: string, name: string): One {
	const { parts, marked } = contentOf(fields);
	const part: ToolResultPart = { type: 'toolResult', callId, name, content: parts, isError: false };
	return { message: { role: 'tool', parts: [part] }, marked };
}

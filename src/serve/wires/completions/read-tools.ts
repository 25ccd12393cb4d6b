import type { AnswerFormat, ToolChoice, ToolDefinition } from '../../../core/message/message.ts';
import {
	boolean,
	cannot,
	type Fields,
	field,
	fieldsOf,
	isObject,
	list,
	object,
	pathOf,
	shown,
	someString,
	string,
	wrong,
} from './fields.ts';

export interface ReadTools {
	readonly tools: readonly ToolDefinition[];
	readonly choice: ToolChoice;
	/** The client knows the form of before tools: one `function_call` in place of `tool_calls`. */
	readonly legacy: boolean;
}

/**
 * `tools` and `tool_choice` (openai 7.59.0, ChatCompletionToolChoiceOption, 2026-11), or `functions` and `function_call`. A tool's `strict`
 * has no counterpart at most vendors and is left out. `allowed_tools` takes the other tools away.
 */
export function toolsOf(request: Fields): ReadTools {
	const given = list(request, 'tools');
	const functions = list(request, 'functions');
	const legacy = given === null && functions !== null;
	const written = legacy
		? functions.map((one, n) => definition(fieldsOf(one, `functions[${n}]`)))
		: (given ?? []).map((one, n) => tool(fieldsOf(one, `tools[${n}]`)));
	// Vendors refuse two of one name; the last one holds, as in the other wires.
	const tools = [...new Map(written.map((one) => [one.name, one])).values()];
	const read = legacy ? functionCallOf(request) : choiceOf(request);
	const allowed = read.allowed === null ? tools : tools.filter(({ name }) => read.allowed?.has(name));
	const path = legacy ? 'function_call' : 'tool_choice';
	const named = typeof read.choice === 'object' ? read.choice.name : null;
	if (named !== null && !allowed.some(({ name }) => name === named)) throw wrong(path, `must name one of the tools, not ${shown(named)}`);
	if (read.choice === 'required' && allowed.length === 0) throw wrong(path, 'must not ask for a call where there are no tools');
	return { tools: allowed, choice: read.choice, legacy };
}

function tool(one: Fields): ToolDefinition {
	const type = field(one, 'type');
	if (type !== 'function') {
		if (type === null) throw wrong(pathOf(one, 'type'), 'must be "function"');
		throw cannot(
			pathOf(one, 'type'),
			`tools of the kind ${shown(type)} are run by a vendor; only "function" is known`,
			'Use tools of type "function".',
		);
	}
	const described = object(one, 'function');
	if (described === null) throw wrong(pathOf(one, 'function'), 'must be an object with name and parameters');
	return definition(described);
}

function definition(described: Fields): ToolDefinition {
	const parameters = object(described, 'parameters')?.values ?? { type: 'object', properties: {} };
	return { name: someString(described, 'name'), description: string(described, 'description') ?? '', parameters };
}

interface ReadChoice {
	readonly choice: ToolChoice;
	/** Names; null: all. */
	readonly allowed: ReadonlySet<string> | null;
}

function choiceOf(request: Fields): ReadChoice {
	const value = field(request, 'tool_choice');
	if (value === null || value === 'auto' || value === 'none' || value === 'required') return { choice: value ?? 'auto', allowed: null };
	// Mistral's word.
	if (value === 'any') return { choice: 'required', allowed: null };
	const wanted = 'must be "auto", "none", "required", {"type": "function", …} or {"type": "allowed_tools", …}';
	if (!isObject(value)) throw wrong('tool_choice', wanted);
	const chosen = fieldsOf(value, 'tool_choice');
	switch (field(chosen, 'type')) {
		case 'function':
			// The form of Responses has the name beside the type.
			return { choice: { name: someString(object(chosen, 'function') ?? chosen, 'name') }, allowed: null };
		case 'allowed_tools':
			return allowedOf(object(chosen, 'allowed_tools') ?? chosen);
		case 'custom':
			throw cannot('tool_choice.type', 'custom tools are not known', 'Use tools of type "function".');
		default:
			throw wrong('tool_choice', wanted);
	}
}

function allowedOf(allowed: Fields): ReadChoice {
	const mode = field(allowed, 'mode') ?? 'auto';
	if (mode !== 'auto' && mode !== 'required') throw wrong(pathOf(allowed, 'mode'), 'must be "auto" or "required"');
	const names = (list(allowed, 'tools') ?? []).map((one, n) => {
		const fields = fieldsOf(one, `${pathOf(allowed, 'tools')}[${n}]`);
		return someString(object(fields, 'function') ?? fields, 'name');
	});
	return { choice: mode, allowed: new Set(names) };
}

function functionCallOf(request: Fields): ReadChoice {
	const value = field(request, 'function_call');
	if (value === null || value === 'auto' || value === 'none') return { choice: value ?? 'auto', allowed: null };
	if (!isObject(value)) throw wrong('function_call', 'must be "auto", "none" or an object with the name of a function');
	return { choice: { name: someString(fieldsOf(value, 'function_call'), 'name') }, allowed: null };
}

/** `response_format`; null for plain text. */
export function formatOf(request: Fields): AnswerFormat | null {
	const format = object(request, 'response_format');
	if (format === null) return null;
	const type = field(format, 'type');
	switch (type) {
		case 'text':
			return null;
		case 'json_object':
			return { kind: 'json' };
		case 'json_schema':
			return schemaOf(format);
		default:
			throw wrong(pathOf(format, 'type'), `must be "text", "json_object" or "json_schema", not ${shown(type)}`);
	}
}

function schemaOf(format: Fields): AnswerFormat {
	const given = object(format, 'json_schema');
	if (given === null) throw wrong(pathOf(format, 'json_schema'), 'must be an object with name and schema');
	const schema = object(given, 'schema');
	if (schema === null) return { kind: 'json' };
	const description = string(given, 'description');
	return {
		kind: 'schema',
		name: string(given, 'name') || 'answer',
		...(description === null ? {} : { description }),
		schema: schema.values,
		strict: boolean(given, 'strict') ?? false,
	};
}

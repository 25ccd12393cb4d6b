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
} from '../completions/fields.ts';
import { CLIENT_TOOLS, isClientTool } from './client-tools.ts';
import { customDefinition, type OfferedTool, type OfferedTools } from './tools.ts';

/** Of a vendor, and left out beside tools of the client's own: a client offers them to every model that it knows nothing of. */
const OFFERED_ALONG = /^(?:web_search|image_generation|programmatic_tool_calling)/;
/** Of a vendor, with what the user set up there: without them the answer would be another one. */
const HOSTED: Readonly<Record<string, string>> = {
	web_search: "a search runs on the vendor's own machines",
	image_generation: 'answers are text',
	programmatic_tool_calling: "programs run on the vendor's own machines",
	file_search: 'Routoo keeps and reads no files',
	code_interpreter: "code runs on the vendor's own machines",
	mcp: 'Routoo connects to no servers of tools',
	computer: 'no model of the pool drives a screen through Routoo',
};
const OWN_TOOLS = 'Use tools of type "function" or "custom".';

/**
 * Adds a list of tools (openai 7.59.0, Tool, 2026-11): functions, tools with free text, namespaces of both, and the built-in ones that a
 * client runs itself. `strict` has no counterpart at most vendors and is left out.
 * @param searched what stands here was found by the client's search of tools
 */
export function addTools(given: readonly unknown[], path: string, tools: OfferedTools, searched = false): void {
	const all = given.map((one, n) => fieldsOf(one, `${path}[${n}]`));
	const searches = !searched && all.some((one) => field(one, 'type') === 'tool_search' && field(one, 'execution') === 'client');
	const along: Fields[] = [];
	for (const one of all) {
		const type = field(one, 'type');
		if (typeof type === 'string' && OFFERED_ALONG.test(type)) along.push(one);
		else addTool(one, tools, searches);
	}
	const alone = along[0];
	if (alone !== undefined && tools.all.length === 0) throw hosted(alone);
}

function addTool(one: Fields, tools: OfferedTools, searches: boolean): void {
	const type = field(one, 'type');
	if (type === 'function' || type === 'custom') {
		// It comes with what is searched for.
		if (!searches || boolean(one, 'defer_loading') !== true) addNamed(one, type, null, '', tools);
	} else if (type === 'namespace') addNamespace(one, tools, searches);
	else if (isClientTool(type)) {
		// A vendor's search has no place here: all tools are there from the beginning.
		if (type === 'tool_search' && field(one, 'execution') !== 'client') return;
		const environment = object(one, 'environment');
		if (environment !== null && field(environment, 'type') !== 'local') {
			throw cannot(pathOf(environment, 'type'), "containers run on the vendor's own machines", 'Use {"type": "local"}.');
		}
		const { definition } = CLIENT_TOOLS[type];
		const described = {
			description: string(one, 'description') || definition.description,
			parameters: object(one, 'parameters')?.values ?? definition.parameters,
		};
		tools.add({ definition: described, form: type, name: type, namespace: null });
	} else if (type === null) throw wrong(pathOf(one, 'type'), 'must be "function", "custom" or another kind of tool');
	else throw hosted(one);
}

function hosted(one: Fields) {
	const type = someString(one, 'type');
	const known = Object.keys(HOSTED).find((name) => type.startsWith(name));
	return cannot(pathOf(one, 'type'), known === undefined ? `tools of the kind ${shown(type)} are not known` : HOSTED[known]!, OWN_TOOLS);
}

function addNamespace(one: Fields, tools: OfferedTools, searches: boolean): void {
	const namespace = someString(one, 'name');
	let about = string(one, 'description') ?? '';
	for (const [n, inner] of (list(one, 'tools') ?? []).entries()) {
		const tool = fieldsOf(inner, `${pathOf(one, 'tools')}[${n}]`);
		const type = field(tool, 'type') ?? 'function';
		if (type !== 'function' && type !== 'custom') throw wrong(pathOf(tool, 'type'), `must be "function" or "custom", not ${shown(type)}`);
		if (searches && boolean(tool, 'defer_loading') === true) continue;
		addNamed(tool, type, namespace, about, tools);
		// Said once, with the first.
		about = '';
	}
}

function addNamed(one: Fields, form: 'function' | 'custom', namespace: string | null, about: string, tools: OfferedTools): void {
	// Chat completions has the same one level deeper.
	const described = object(one, form) ?? one;
	const name = someString(described, 'name');
	const own = string(described, 'description') ?? '';
	const description = about === '' || namespace === null ? own : `(${namespace}: ${about})\n${own}`;
	const definition = form === 'custom' ? customDefinition(description, grammarOf(described)) : functionDefinition(described, description);
	tools.add({ definition, form, name, namespace });
}

function functionDefinition(described: Fields, description: string): Omit<ToolDefinition, 'name'> {
	return { description, parameters: object(described, 'parameters')?.values ?? { type: 'object', properties: {} } };
}

function grammarOf(described: Fields) {
	const format = object(described, 'format');
	if (format === null || field(format, 'type') !== 'grammar') return null;
	const inner = object(format, 'grammar') ?? format;
	return { syntax: string(inner, 'syntax') ?? '', grammar: string(inner, 'definition') ?? '' };
}

interface ReadChoice {
	readonly choice: ToolChoice;
	readonly offered: readonly OfferedTool[];
}

/** `tool_choice`; `allowed_tools` takes the other tools away. */
export function choiceOf(request: Fields, tools: OfferedTools): ReadChoice {
	const read = readChoice(request, tools);
	if (read.choice === 'required' && read.offered.length === 0) {
		throw wrong('tool_choice', 'must not ask for a call where there are no tools');
	}
	return read;
}

function readChoice(request: Fields, tools: OfferedTools): ReadChoice {
	const offered = tools.all;
	const value = field(request, 'tool_choice');
	if (value === null || value === 'auto' || value === 'none' || value === 'required') return { choice: value ?? 'auto', offered };
	if (!isObject(value)) throw wrong('tool_choice', 'must be "auto", "none", "required" or an object that names a tool');
	const chosen = fieldsOf(value, 'tool_choice');
	if (field(chosen, 'type') === 'allowed_tools') {
		const mode = field(chosen, 'mode') ?? 'auto';
		if (mode !== 'auto' && mode !== 'required') throw wrong('tool_choice.mode', 'must be "auto" or "required"');
		const allowed = (list(chosen, 'tools') ?? []).map((one, n) => fieldsOf(one, `tool_choice.tools[${n}]`));
		const named = new Set(allowed.flatMap((one) => namedTool(one, tools) ?? []));
		return { choice: mode, offered: offered.filter((one) => named.has(one)) };
	}
	const named = namedTool(chosen, tools);
	if (named === null) {
		throw cannot('tool_choice.type', `tools of the kind ${shown(field(chosen, 'type'))} are run by a vendor`, OWN_TOOLS);
	}
	return { choice: { name: named.definition.name }, offered };
}

/** Null for a vendor's own tool. Errors: invalidInput for a name that is not offered. */
function namedTool(chosen: Fields, tools: OfferedTools): OfferedTool | null {
	const type = field(chosen, 'type');
	if (type === 'function' || type === 'custom') {
		const name = someString(object(chosen, type) ?? chosen, 'name');
		const tool = tools.get(tools.nameOf(name, string(chosen, 'namespace')));
		if (tool === undefined) throw wrong(pathOf(chosen, 'name'), `must name one of the tools, not ${shown(name)}`);
		return tool;
	}
	if (!isClientTool(type)) return null;
	const tool = tools.ofForm(type);
	if (tool === null) throw wrong(pathOf(chosen, 'type'), `must name one of the tools, not ${shown(type)}`);
	return tool;
}

/** `text.format`; null for plain text. */
export function formatOf(request: Fields): AnswerFormat | null {
	const text = object(request, 'text');
	const format = text === null ? null : object(text, 'format');
	if (format === null) return null;
	const type = field(format, 'type');
	switch (type) {
		case 'text':
			return null;
		case 'json_object':
			return { kind: 'json' };
		case 'json_schema': {
			const given = object(format, 'json_schema') ?? format;
			const schema = object(given, 'schema');
			if (schema === null) return { kind: 'json' };
			const description = string(given, 'description');
			return {
				...{ kind: 'schema', name: string(given, 'name') || 'answer', ...(description === null ? {} : { description }) },
				...{ schema: schema.values, strict: boolean(given, 'strict') ?? false },
			};
		}
		default:
			throw wrong(pathOf(format, 'type'), `must be "text", "json_object" or "json_schema", not ${shown(type)}`);
	}
}

import type { ToolChoice, ToolDefinition } from '../../../core/message/message.ts';
import {
	boolean,
	cannot,
	type Fields,
	field,
	fieldsOf,
	list,
	object,
	pathOf,
	shown,
	someString,
	string,
	wrong,
} from '../completions/fields.ts';
import { clientTool } from './client-tools.ts';

export interface ReadTools {
	readonly tools: readonly ToolDefinition[];
	readonly choice: ToolChoice;
	/** At most one call an answer. */
	readonly single: boolean;
}

/** A tool that the conversation brings in or takes away. */
export interface ToolChange {
	readonly name: string;
	readonly there: boolean;
	/** Null: one of the request's own. */
	readonly definition: ToolDefinition | null;
}

interface Offered {
	readonly tool: ToolDefinition;
	/** Shown to a model when something in the conversation names it. */
	readonly deferred: boolean;
}

const ON_ITS_MACHINES = 'tools of this kind run on Anthropic’s own machines';
const GIVE_ONE = 'Give the model a tool that you run yourself.';

/**
 * `tools` and `tool_choice` (ToolUnion of @anthropic-ai/sdk 1.14.0, 2026-11). A tool of the vendor's machines that is offered beside the
 * client's own is left out: a model can do without. Where it is all that is offered, or is asked for, the request is about it and is
 * refused.
 * @param changes of the conversation, oldest first
 */
export function toolsOf(request: Fields, changes: readonly ToolChange[]): ReadTools {
	const offered: Offered[] = [];
	const hosted: { readonly name: string; readonly type: string; readonly path: string }[] = [];
	for (const [n, value] of (list(request, 'tools') ?? []).entries()) {
		const one = fieldsOf(value, `tools.${n}`);
		const tool = toolOf(one);
		if (tool === null) hosted.push({ name: string(one, 'name') ?? '', type: someString(one, 'type'), path: pathOf(one, 'type') });
		else offered.push({ tool, deferred: boolean(one, 'defer_loading') ?? false });
	}
	const first = hosted[0];
	if (first !== undefined && offered.length === 0) throw cannot(first.path, `${ON_ITS_MACHINES} (${shown(first.type)})`, GIVE_ONE);
	const chosen = object(request, 'tool_choice');
	const choice = chosen === null ? 'auto' : choiceOf(chosen);
	const named = typeof choice === 'object' ? choice.name : null;
	if (named !== null && !offered.some(({ tool }) => tool.name === named) && hosted.some(({ name }) => name === named))
		throw cannot('tool_choice.name', ON_ITS_MACHINES, GIVE_ONE);
	// Nobody else can look for those that are held back.
	const searched = hosted.some(({ type }) => type.startsWith('tool_search'));
	const tools = changed(offered, searched, changes, named);
	if (named !== null && !tools.some(({ name }) => name === named))
		throw wrong('tool_choice.name', `must name one of the tools, not ${shown(named)}`);
	if (choice === 'required' && tools.length === 0) throw wrong('tool_choice.type', 'must not ask for a call where there are no tools');
	return { tools, choice, single: chosen !== null && boolean(chosen, 'disable_parallel_tool_use') === true };
}

function changed(offered: readonly Offered[], searched: boolean, changes: readonly ToolChange[], named: string | null): ToolDefinition[] {
	const shownNow = new Map<string, boolean>(offered.map(({ tool, deferred }) => [tool.name, !deferred || searched]));
	const added: ToolDefinition[] = [];
	for (const { name, definition, there } of changes) {
		shownNow.set(name, there);
		if (definition !== null) added.push(definition);
	}
	// The last definition of a name holds, at the place of the first.
	const all = new Map([...offered.map(({ tool }) => tool), ...added].map((tool) => [tool.name, tool]));
	return [...all.values()].filter(({ name }) => shownNow.get(name) === true || name === named);
}

/** Null for one that runs on the vendor's machines. */
function toolOf(one: Fields): ToolDefinition | null {
	const type = string(one, 'type');
	if (type === null || type === 'custom') return definitionOf(one);
	if (/^(?:computer|browser)/.test(type)) {
		throw cannot(pathOf(one, 'type'), `only Anthropic’s own models know ${shown(type)}`, 'Describe the tool with an input_schema.');
	}
	const known = clientTool(type);
	return known === null ? null : { name: someString(one, 'name'), ...known };
}

export function definitionOf(one: Fields): ToolDefinition {
	const schema = object(one, 'input_schema');
	if (schema === null) throw wrong(pathOf(one, 'input_schema'), 'must be a JSON Schema, an object');
	return { name: someString(one, 'name'), description: string(one, 'description') ?? '', parameters: schema.values };
}

function choiceOf(chosen: Fields): ToolChoice {
	const type = field(chosen, 'type');
	switch (type) {
		case 'auto':
		case 'none':
			return type;
		case 'any':
			return 'required';
		case 'tool':
			return { name: someString(chosen, 'name') };
		default:
			throw wrong('tool_choice.type', `must be "auto", "any", "tool" or "none", not ${shown(type)}`);
	}
}

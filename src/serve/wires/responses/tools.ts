import type { ToolDefinition } from '../../../core/message/message.ts';
import { shown } from '../completions/fields.ts';
import type { ClientTool } from './client-tools.ts';

/** How a call goes to the client: as a function's, with free text, or as one of the built-in tools that it runs. */
export type ToolForm = 'function' | 'custom' | ClientTool;

interface Named {
	/** As the client calls it. */
	readonly name: string;
	readonly namespace: string | null;
}

export interface OfferedTool extends Named {
	readonly definition: ToolDefinition;
	readonly form: ToolForm;
}

/** The namespace of what stands in none (OpenAI's models, as Codex 0.171 names it). */
const ROOT = 'functions';

/**
 * What a client offers, under names that are one in the whole request: a model of another vendor knows functions alone, without namespaces.
 */
export class OfferedTools {
	/** By the name that the model sees. */
	readonly #byName = new Map<string, OfferedTool>();
	/** By the client's own, for a model that leaves the namespace out; null where several have it. */
	readonly #byBareName = new Map<string, OfferedTool | null>();
	/** The model's name by the client's own. */
	readonly #names = new Map<string, string>();

	get all(): readonly OfferedTool[] {
		return [...this.#byName.values()];
	}

	/** The last one under a name holds: a tool that was searched for is often there already. */
	add(tool: Omit<OfferedTool, 'definition'> & { readonly definition: Omit<ToolDefinition, 'name'> }): void {
		const { name, namespace } = tool;
		let flat = this.nameOf(name, namespace);
		// Two ways to one name: "a__b", and "b" of the namespace "a".
		for (let other = this.#byName.get(flat); other !== undefined && !same(other, tool); other = this.#byName.get(flat)) flat += '_';
		const offered = { ...tool, definition: { ...tool.definition, name: flat } };
		this.#byName.set(flat, offered);
		this.#names.set(ownName(name, namespace), flat);
		const other = this.#byBareName.get(name);
		this.#byBareName.set(name, other === undefined || other?.namespace === namespace ? offered : null);
	}

	/** The tool that a model means. */
	get(name: string): OfferedTool | undefined {
		return this.#byName.get(name) ?? this.#byBareName.get(name) ?? undefined;
	}

	/** What the model knows a client's tool by, also one that is not offered any more. */
	nameOf(name: string, namespace: string | null): string {
		const offered = this.#names.get(ownName(name, namespace));
		if (offered !== undefined) return offered;
		if (namespace === null || namespace === '' || namespace === ROOT || namespace === name) return name;
		return namespace.endsWith('__') ? namespace + name : `${namespace}__${name}`;
	}

	/** Of the form, null where none is offered. */
	ofForm(form: ToolForm): OfferedTool | null {
		return this.all.find((one) => one.form === form) ?? null;
	}
}

function same(one: Named, other: Named): boolean {
	return one.name === other.name && one.namespace === other.namespace;
}

function ownName(name: string, namespace: string | null): string {
	return `${namespace ?? ''}\0${name}`;
}

/** A tool with free text as a function: what a vendor's grammar would hold it to is said in words. */
export function customDefinition(description: string, format: { readonly syntax: string; readonly grammar: string } | null) {
	const free = 'Put the whole text into the one argument, as it is.';
	const held = format === null ? '' : `\n\nThe text must follow this grammar (${shown(format.syntax).slice(1, -1)}):\n${format.grammar}`;
	return {
		description: `${description}${description === '' ? '' : '\n\n'}${free}${held}`,
		parameters: {
			type: 'object',
			properties: { input: { type: 'string', description: 'The whole text.' } },
			required: ['input'],
			additionalProperties: false,
		},
	};
}

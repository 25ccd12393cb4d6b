/** A tool that a request offers. */
export interface OfferedTool {
	readonly name: string;
	/** Names of its parameters. */
	readonly parameters: readonly string[];
}

export type Said =
	| { readonly by: 'user' | 'system'; readonly text: string }
	| { readonly by: 'model'; readonly text: string; readonly calls: readonly { readonly id: string; readonly name: string }[] }
	| { readonly by: 'tool'; readonly id: string; readonly text: string };

/** What a model is asked, out of a vendor's body of either form. */
export interface Asked {
	readonly model: string;
	readonly tools: readonly OfferedTool[];
	readonly said: readonly Said[];
}

type Json = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/** A text, or the texts of its parts. */
function textOf(content: unknown): string {
	if (typeof content === 'string') return content;
	return list(content)
		.map((part) => (typeof part.text === 'string' ? part.text : 'content' in part ? textOf(part.content) : ''))
		.join('\n');
}

function toolOf(tool: Json): OfferedTool {
	const of = (tool.function ?? tool) as Json;
	const schema = (of.parameters ?? of.input_schema ?? {}) as Json;
	return { name: String(of.name), parameters: Object.keys((schema.properties ?? {}) as Json) };
}

/** Reads chat completions and Anthropic's messages, the two forms that the stand-ins upstream speak. */
export function readAsked(body: unknown): Asked {
	const { model, tools, messages, system } = body as Json;
	const said: Said[] = system === undefined ? [] : [{ by: 'system', text: textOf(system) }];
	for (const message of list(messages)) said.push(...saidOf(message));
	return { model: String(model), tools: list(tools).map(toolOf), said };
}

function saidOf({ role, content, tool_calls, tool_call_id }: Json): Said[] {
	if (role === 'tool') return [{ by: 'tool', id: String(tool_call_id), text: textOf(content) }];
	if (role === 'system' || role === 'developer') return [{ by: 'system', text: textOf(content) }];
	const parts = list(content);
	if (role === 'assistant') {
		const calls = [
			...list(tool_calls).map((call) => ({ id: String(call.id), name: String((call.function as Json).name) })),
			...parts.filter(({ type }) => type === 'tool_use').map(({ id, name }) => ({ id: String(id), name: String(name) })),
		];
		return [{ by: 'model', text: textOf(typeof content === 'string' ? content : parts.filter(({ type }) => type === 'text')), calls }];
	}
	const results = parts
		.filter(({ type }) => type === 'tool_result')
		.map((part): Said => ({ by: 'tool', id: String(part.tool_use_id), text: textOf(part.content) }));
	const words = typeof content === 'string' ? content : textOf(parts.filter(({ type }) => type === 'text'));
	return words === '' ? results : [...results, { by: 'user', text: words }];
}

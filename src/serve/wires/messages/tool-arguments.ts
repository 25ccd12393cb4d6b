import { refusesUnknown, toolInput } from '../../../app/agent/tool-input.ts';
import type { ToolCallPart, ToolDefinition } from '../../../core/message/message.ts';

/** The one field of an object that stands for arguments which nobody can read; core wraps them alike for vendors. */
export const MALFORMED = 'malformed_arguments';
/** Characters of such arguments that go back to the model. */
const MAX_SHOWN = 4000;

export type CallInput =
	| { readonly kind: 'input'; readonly value: Readonly<Record<string, unknown>>; readonly text: string }
	/** Nothing is to be run; the user is told. */
	| { readonly kind: 'words'; readonly words: string };

/**
 * The object that a client runs a tool with. Arguments that nobody can read go to it all the same where the tool refuses them: the client
 * tells the model what is wrong, and the run goes on by itself. A tool that takes anything would do something that nobody asked for.
 * @param cut the answer ended at its longest, and this call is its end
 */
export function callInput({ name, arguments: text }: ToolCallPart, cut: boolean, tools: readonly ToolDefinition[]): CallInput {
	const input = toolInput(text, cut);
	if (input.kind === 'object') return { kind: 'input', value: input.value, text: input.arguments.trim() === '' ? '{}' : input.arguments };
	const schema = tools.find((tool) => tool.name === name)?.parameters;
	if (schema === undefined || refusesUnknown(schema)) {
		const value = { [MALFORMED]: text.slice(0, MAX_SHOWN).toWellFormed() };
		return { kind: 'input', value, text: JSON.stringify(value) };
	}
	const why = cut ? 'were cut off at the longest answer that the model may give' : 'are no JSON object';
	return { kind: 'words', words: `The model called ${name} with arguments that ${why}, so it was not run. Send "continue" to try again.` };
}

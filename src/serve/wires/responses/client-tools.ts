import type { ToolDefinition } from '../../../core/message/message.ts';
import { type Fields, isObject } from '../completions/fields.ts';

/** Tools with a type of their own in place of a name and a schema, which the client runs all the same. */
export type ClientTool = 'local_shell' | 'shell' | 'apply_patch' | 'tool_search';

type Values = Readonly<Record<string, unknown>>;

interface ClientToolForm {
	/** As the model sees it; a client that describes its tool itself is heard. */
	readonly definition: Omit<ToolDefinition, 'name'>;
	/** Of the item's id. */
	readonly prefix: string;
	/** What the item of a call has beside `id`, `type`, `call_id` and `status`, from the arguments that the model wrote. */
	fields(given: Values): Values;
	/** The arguments that make an item. */
	arguments(item: Values): Values;
}

const text = (description: string) => ({ type: 'string', description });
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description });
const schema = (properties: Values, required: readonly string[]) => ({ type: 'object', properties, required, additionalProperties: false });
const TIMEOUT = { type: 'integer', description: 'Milliseconds after which it is stopped.' };

/** The built-in tools of Responses that run at the client, as functions (openai 7.59.0, types of the items; 2026-11). */
export const CLIENT_TOOLS: Readonly<Record<ClientTool, ClientToolForm>> = {
	local_shell: {
		definition: {
			description: "Runs a command on the user's machine and gives its output.",
			parameters: schema(
				{
					command: texts('The program and its arguments, such as ["bash", "-lc", "ls"].'),
					working_directory: text('Where it runs.'),
					timeout_ms: TIMEOUT,
				},
				['command'],
			),
		},
		prefix: 'lsh_',
		fields: ({ command, working_directory, timeout_ms }) => ({
			action: {
				type: 'exec',
				command: typeof command === 'string' ? ['bash', '-lc', command] : strings(command),
				env: {},
				...(typeof working_directory === 'string' ? { working_directory } : {}),
				...(typeof timeout_ms === 'number' ? { timeout_ms } : {}),
			},
		}),
		arguments: ({ action }) => pick(action, ['command', 'working_directory', 'timeout_ms']),
	},
	shell: {
		definition: {
			description: "Runs commands in a shell on the user's machine and gives the output of each.",
			parameters: schema({ commands: texts('Lines for the shell.'), timeout_ms: TIMEOUT }, ['commands']),
		},
		prefix: 'sh_',
		fields: ({ commands, timeout_ms }) => ({
			action: {
				commands: typeof commands === 'string' ? [commands] : strings(commands),
				timeout_ms: typeof timeout_ms === 'number' ? timeout_ms : null,
				max_output_length: null,
			},
			environment: { type: 'local' },
		}),
		arguments: ({ action }) => pick(action, ['commands', 'timeout_ms']),
	},
	apply_patch: {
		definition: {
			description:
				'Makes, changes or deletes one file. A diff is in the V4A form: lines with "+", "-" or a blank before them, places in the file by "@@" and a line of it; a new file has "+" lines alone.',
			parameters: schema(
				{
					type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
					path: text('Of the file.'),
					diff: text('What is written; left out to delete.'),
				},
				['type', 'path'],
			),
		},
		prefix: 'apc_',
		fields: ({ type, path, diff }) => ({
			operation: {
				type: type === 'create_file' || type === 'delete_file' ? type : 'update_file',
				path: typeof path === 'string' ? path : '',
				...(type === 'delete_file' ? {} : { diff: typeof diff === 'string' ? diff : '' }),
			},
		}),
		arguments: ({ operation }) => pick(operation, ['type', 'path', 'diff']),
	},
	tool_search: {
		definition: {
			description: 'Finds further tools by what they do. Those that are found can be called afterwards.',
			parameters: schema({ query: text('What the tool is to do.') }, ['query']),
		},
		prefix: 'tsc_',
		fields: (given) => ({ execution: 'client', arguments: given }),
		arguments: ({ arguments: given }) => (isObject(given) ? given : { query: typeof given === 'string' ? given : '' }),
	},
};

export function isClientTool(type: unknown): type is ClientTool {
	return typeof type === 'string' && Object.hasOwn(CLIENT_TOOLS, type);
}

/** What an item with the result of a shell's or a patch's call says. */
export function clientOutput({ values: { type, output, status } }: Fields): { readonly text: string; readonly isError: boolean } {
	if (type === 'shell_call_output') return { text: shellOutput(output), isError: false };
	const text = typeof output === 'string' && output !== '' ? output : status === 'failed' ? 'The patch failed.' : 'Done.';
	return { text, isError: status === 'failed' };
}

function shellOutput(output: unknown): string {
	if (typeof output === 'string') return output;
	const chunks = Array.isArray(output) ? output.filter(isObject) : [];
	return chunks
		.map(({ stdout, stderr, outcome }) => {
			const ended = isObject(outcome) && outcome.type === 'timeout' ? 'It was stopped: it took too long.' : exit(outcome);
			return [stdout, stderr, ended].filter((one) => typeof one === 'string' && one !== '').join('\n');
		})
		.join('\n');
}

function exit(outcome: unknown): string {
	return isObject(outcome) && typeof outcome.exit_code === 'number' && outcome.exit_code !== 0 ? `Exit code ${outcome.exit_code}.` : '';
}

function strings(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function pick(from: unknown, names: readonly string[]): Values {
	if (!isObject(from)) return {};
	return Object.fromEntries(names.flatMap((name) => (from[name] === undefined || from[name] === null ? [] : [[name, from[name]]])));
}

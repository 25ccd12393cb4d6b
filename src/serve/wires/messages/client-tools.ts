import type { ToolDefinition } from '../../../core/message/message.ts';

const text = (description: string): object => ({ type: 'string', description });
const whole = (description: string): object => ({ type: 'integer', description });
const range = (description: string): object => ({ type: 'array', items: { type: 'integer' }, description });
const command = (...names: readonly string[]): object => ({ type: 'string', enum: names, description: 'What to do.' });

type Described = Pick<ToolDefinition, 'description' | 'parameters'>;

function described(description: string, properties: Readonly<Record<string, object>>, required: readonly string[]): Described {
	return { description, parameters: { type: 'object', properties, required } };
}

const BASH = described(
	'Runs a command in a bash shell that stays open between calls. Give a command, or restart to begin with a fresh shell.',
	{ command: text('The command.'), restart: { type: 'boolean', description: 'True: a fresh shell, no command.' } },
	[],
);
/** Also the text of an insertion, which the versions call by two names. */
const EDIT = {
	path: text('Absolute path of a file or folder.'),
	file_text: text('create: what the file holds.'),
	old_str: text('str_replace: the exact text to replace; it must stand in the file once.'),
	new_str: text('str_replace: what takes its place.'),
	insert_line: whole('insert: the number of the line behind which it goes; 0 is the beginning.'),
	view_range: range('view: first and last line, counted from 1; -1 is the end.'),
};
const editor = (undo: boolean): Described =>
	described(
		'Shows, makes and edits text files.',
		{
			command: command('view', 'create', 'str_replace', 'insert', ...(undo ? ['undo_edit'] : [])),
			...EDIT,
			...(undo ? {} : { insert_text: text('insert: the text.') }),
		},
		['command', 'path'],
	);
const MEMORY = described(
	'Notes that last beyond this conversation, as files below /memories. Look there before you begin, and write down what will be of use later.',
	{
		command: command('view', 'create', 'str_replace', 'insert', 'delete', 'rename'),
		...EDIT,
		insert_text: text('insert: the text.'),
		old_path: text('rename: where it is.'),
		new_path: text('rename: where it goes.'),
	},
	['command'],
);

/**
 * Tools that Anthropic's models know by a type alone and that the client itself runs: their arguments are written out, so that any model
 * can call them (platform.claude.com/docs: "Bash tool", "Text editor tool", "Memory tool", 2026-11). Null for any other type.
 */
export function clientTool(type: string): Described | null {
	const [, kind, date = ''] = /^(bash|text_editor|memory)_(\d{8})$/.exec(type) ?? [];
	if (kind === 'bash') return BASH;
	if (kind === 'memory') return MEMORY;
	return kind === 'text_editor' ? editor(date < '20250429') : null;
}

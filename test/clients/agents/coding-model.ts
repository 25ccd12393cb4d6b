import type { Answer, AnswerPart, ToolCallPart } from '../../support/vendors/script.ts';
import type { Asked, OfferedTool } from './asked.ts';

/** What a model is told to do with the files that it is asked about. */
export interface Task {
	/** The client's folder, absolute: some tools take no other paths. */
	readonly folder: string;
	readonly edits: readonly Edit[];
	/** What proves that it is done. */
	readonly test: string;
}

export interface Edit {
	readonly file: string;
	readonly before: string;
	readonly after: string;
}

type Job = 'read' | 'edit' | 'run' | 'patch';

/** How coding agents call the tools for each job, nearest first. */
const NAMES: Readonly<Record<Job, RegExp>> = {
	read: /^(read|read_file|view)$/i,
	edit: /^(edit|replace|str_replace)$/i,
	run: /^(bash|run_shell_command|exec_command|shell|shell_command)$/i,
	patch: /^apply_patch$/i,
};

const PARAMETERS = {
	path: /path/i,
	before: /^old/i,
	after: /^new/i,
	command: /^(cmd|command)$/i,
} as const;

/**
 * A model that does its task with whatever tools a client offers: it reads every file, changes every file, runs the test and says how that
 * ended. What it does next depends on the conversation alone, so that nothing of the way may lose, double or mix up a message.
 */
export function codingModel(task: Task): (asked: Asked) => Answer {
	let ids = 0;
	const call = (name: string, args: object): ToolCallPart => {
		return { type: 'toolCall', id: `call_${++ids}`, name, arguments: JSON.stringify(args) };
	};
	return (asked) => {
		const tool = (job: Job): OfferedTool | undefined => asked.tools.find(({ name }) => NAMES[job].test(name));
		if (asked.tools.length === 0) return says('Area and volume');
		const done = asked.said.flatMap((said) => (said.by === 'model' && said.calls.length > 0 ? [said.calls.length] : [])).length;
		if (done === 0) return calls('I read the files first.', task.edits.map(({ file }) => read(tool, call, file, task)));
		if (done === 1) return calls('', task.edits.map((edit) => change(tool, call, edit, task)));
		if (done === 2) return calls('Now the test.', [run(tool, call, task.test)]);
		const last = asked.said.findLast((said) => said.by === 'tool')?.text ?? '';
		return says(/\bpass 1\b/.test(last) ? 'Both files are changed and the test passes.' : `The test did not pass: ${last.slice(0, 200)}`);
	};
}

type Tools = (job: Job) => OfferedTool | undefined;
type Call = (name: string, args: object) => ToolCallPart;

function read(tool: Tools, call: Call, file: string, { folder }: Task): ToolCallPart {
	const reader = tool('read');
	if (reader === undefined) return run(tool, call, `cat ${file}`);
	return call(reader.name, { [parameter(reader, 'path')]: `${folder}/${file}` });
}

function change(tool: Tools, call: Call, { file, before, after }: Edit, { folder }: Task): ToolCallPart {
	const editor = tool('edit');
	if (editor !== undefined) {
		return call(editor.name, {
			[parameter(editor, 'path')]: `${folder}/${file}`,
			[parameter(editor, 'before')]: before,
			[parameter(editor, 'after')]: after,
		});
	}
	const patch = `*** Begin Patch\n*** Update File: ${file}\n@@\n-${before}\n+${after}\n*** End Patch\n`;
	const patcher = tool('patch');
	if (patcher !== undefined) return call(patcher.name, { input: patch });
	return run(tool, call, `apply_patch <<'END'\n${patch}END`);
}

function run(tool: Tools, call: Call, command: string): ToolCallPart {
	const shell = tool('run');
	if (shell === undefined) throw new Error('the client offers no way to run a command');
	const more = shell.parameters.includes('description') ? { description: 'Runs it' } : {};
	const background = shell.parameters.includes('is_background') ? { is_background: false } : {};
	return call(shell.name, { [parameter(shell, 'command')]: command, ...more, ...background });
}

function parameter({ name, parameters }: OfferedTool, what: keyof typeof PARAMETERS): string {
	const found = parameters.find((parameter) => PARAMETERS[what].test(parameter));
	if (found === undefined) throw new Error(`${name} has no parameter for ${what}, but ${parameters.join(', ')}`);
	return found;
}

function calls(text: string, parts: readonly AnswerPart[]): Answer {
	return { parts: text === '' ? parts : [{ type: 'text', text }, ...parts], end: 'toolCalls' };
}

export function says(text: string): Answer {
	return { parts: [{ type: 'text', text }], end: 'stop' };
}

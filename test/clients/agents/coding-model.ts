import type { Turn } from '../support/turn.ts';
import type { Said, Scripted } from '../support/upstream.ts';

/** What the user asks for and a model does. */
export interface Task {
	/** In the user's message, and in no other. */
	readonly words: string;
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

interface OfferedTool {
	readonly name: string;
	/** Names of its parameters. */
	readonly parameters: readonly string[];
}

type Call = readonly [name: string, input: object];
type Job = 'read' | 'edit' | 'run' | 'patch' | 'delegate';

/** How coding agents name the tools for each job. */
const NAMES: Readonly<Record<Job, RegExp>> = {
	read: /^(read|read_file|view)$/i,
	edit: /^(edit|replace|str_replace)$/i,
	run: /^(bash|run_shell_command|exec_command|shell|shell_command)$/i,
	patch: /^apply_patch$/i,
	delegate: /^(agent|task)$/i,
};
const PARAMETERS = { path: /path/i, before: /^old/i, after: /^new/i, command: /^(cmd|command)$/i } as const;

/**
 * A model that does its task with whatever tools a client offers: it reads every file, changes every file, runs the test and says how that
 * ended. What comes next follows from what it was told of the steps before, so that nothing on the way may lose, double or mix up a message.
 */
export function codingModel(task: Task): Scripted {
	return { words: task.words, say: (turn) => step(task, turn) };
}

function step(task: Task, turn: Turn): Said {
	// A title and the like.
	if (turn.tools.length === 0) return { text: 'Area and volume' };
	const tools = new Offered(turn);
	const last = turn.results.slice(-task.edits.length);
	switch (turn.step) {
		case 0:
			return { text: 'I read the files first.', calls: task.edits.map(({ file }) => tools.read(task.folder, file)) };
		case 1: {
			const unread = task.edits.filter(({ before }, n) => !last[n]?.includes(before.trim()));
			if (unread.length > 0)
				return { text: `I did not see ${unread.map(({ file }) => file).join(', ')}: ${last.join(' | ').slice(0, 500)}` };
			return { calls: task.edits.map((edit) => tools.change(task.folder, edit)) };
		}
		case 2:
			return { text: 'Now the test.', calls: [tools.run(task.test)] };
		default: {
			const result = turn.results.at(-1) ?? '';
			return { text: /\bpass 1\b/.test(result) ? DONE : `The test did not pass: ${turn.results.slice(-3).join(' | ').slice(0, 800)}` };
		}
	}
}

/** How the model ends where everything went as it should. */
export const DONE = 'Both files are changed and the test passes.';

/** The tools of one request, called as their schemas want it. */
export class Offered {
	readonly #tools: readonly OfferedTool[];

	constructor({ body }: Pick<Turn, 'body'>) {
		const { tools = [] } = body as { readonly tools?: readonly object[] };
		this.#tools = tools.map(toolOf);
	}

	read(folder: string, file: string): Call {
		const tool = this.#find('read');
		return tool === undefined ? this.run(`cat ${file}`) : [tool.name, { [parameter(tool, 'path')]: `${folder}/${file}` }];
	}

	change(folder: string, { file, before, after }: Edit): Call {
		const editor = this.#find('edit');
		if (editor !== undefined) {
			const at = { [parameter(editor, 'path')]: `${folder}/${file}` };
			return [editor.name, { ...at, [parameter(editor, 'before')]: before, [parameter(editor, 'after')]: after }];
		}
		const patch = `*** Begin Patch\n*** Update File: ${file}\n@@\n-${before}\n+${after}\n*** End Patch\n`;
		const patcher = this.#find('patch');
		return patcher === undefined
			? this.run(`apply_patch <<'END'\n${patch}END`)
			: [patcher.name, { [patcher.parameters[0] ?? 'input']: patch }];
	}

	run(command: string): Call {
		const tool = this.#find('run');
		if (tool === undefined) throw new Error('the client offers no way to run a command');
		return [tool.name, { [parameter(tool, 'command')]: command, ...wanted(tool, { description: 'Runs it', is_background: false }) }];
	}

	/** Null where the client has no agents below its own. */
	delegate(prompt: string, kind: string): Call | null {
		const tool = this.#find('delegate');
		if (tool === undefined) return null;
		return [tool.name, { description: 'Count functions', prompt, subagent_type: kind, ...wanted(tool, { run_in_background: false }) }];
	}

	#find(job: Job): OfferedTool | undefined {
		return this.#tools.find(({ name }) => NAMES[job].test(name));
	}
}

type Json = Readonly<Record<string, unknown>>;

function toolOf(tool: object): OfferedTool {
	const of = ((tool as Json).function ?? tool) as Json;
	const schema = (of.parameters ?? of.input_schema ?? {}) as Json;
	return { name: String(of.name), parameters: Object.keys((schema.properties ?? {}) as Json) };
}

/** Of these arguments those that the tool takes. */
function wanted({ parameters }: OfferedTool, more: Json): Json {
	return Object.fromEntries(Object.entries(more).filter(([name]) => parameters.includes(name)));
}

function parameter({ name, parameters }: OfferedTool, what: keyof typeof PARAMETERS): string {
	const found = parameters.find((each) => PARAMETERS[what].test(each));
	if (found === undefined) throw new Error(`${name} has no parameter for ${what}, but ${parameters.join(', ')}`);
	return found;
}

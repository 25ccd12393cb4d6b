import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolStep } from '../../src/core/agent/types.ts';
import { delivered } from './deliveries.ts';
import type { Half, Line } from './types.ts';

type Run = Extract<Line, { run: string }>;
type Pair = Extract<Line, { pair: string }>;

/** A labelled pair as a run of an agent: the tool results as its tools deliver them. */
export interface LabelledRun {
	readonly name: string;
	readonly project: string;
	readonly runner: string;
	readonly half: Half;
	readonly stuck: boolean;
	readonly why: string;
	readonly steps: readonly ToolStep[];
	/** Index of the edit between the two outputs, where there is one. */
	readonly editAt: number;
}

/** The recorded pairs of a folder. Which tools, shells and ways of editing a pair comes with is told by its number: the same on every machine. */
export function readPairs(folder: string): LabelledRun[] {
	const runs: LabelledRun[] = [];
	// Each reader's pairs have numbers of their own: what one adds does not change how the other's are delivered.
	const counted = (pair: Pair) => runs.filter((run) => (run.half === 'secondReader') === (pair.half === 'secondReader')).length;
	for (const name of readdirSync(folder).sort()) {
		if (!name.endsWith('.jsonl')) continue;
		const lines = readFileSync(path.join(folder, name), 'utf8').trim().split('\n');
		const all = lines.map((line): Line => JSON.parse(line));
		const recorded = new Map(all.filter((line): line is Run => 'run' in line).map((run) => [run.run, run]));
		for (const pair of all.filter((line): line is Pair => 'pair' in line)) {
			runs.push(asRun(pair, recorded.get(pair.first)!, recorded.get(pair.second)!, counted(pair)));
		}
	}
	return runs;
}

function asRun(pair: Pair, first: Run, second: Run, number: number): LabelledRun {
	const { pair: name, project, runner, half, stuck, why } = pair;
	if (half === 'secondReader') return { name, project, runner, half, stuck, why, ...delivered(pair, first, second, number) };
	const steps: ToolStep[] = [];
	const add = (tool: string, args: unknown, result: string, isError = false) =>
		steps.push({ id: `${pair.pair}#${steps.length}`, name: tool, arguments: JSON.stringify(args), result, isError });
	const shell = SHELLS[number % SHELLS.length]!;
	const lines = pair.edit ?? { file: 'orders.py', before: 'a = 1', after: 'a = 2' };
	const edit = EDITS[Math.floor(number / 3) % EDITS.length]!;
	add('read_file', { filePath: `/home/dev/work/${lines.file}`, startLine: 1, endLine: 20 }, lines.before);
	add(shell.tool, { [shell.field]: first.command, explanation: 'Runs it' }, shell.wrap(first));
	if (pair.why === 'failedEdit')
		add('replace_string_in_file', EDITS[0]!.args(lines), `Could not find matching text to replace in ${lines.file}.`);
	else if (pair.why === 'docsEdit')
		add(
			'create_file',
			{ filePath: '/home/dev/work/NOTES.md', content: '# Notes' },
			'The following files were successfully edited:\n/home/dev/work/NOTES.md',
		);
	else if (pair.why !== 'noEdit') add(edit.tool, edit.args(lines), edit.result(lines.file));
	if (pair.why === 'quoted')
		add(
			shell.tool,
			{ [shell.field]: 'cat build.log | tail -n 60' },
			shell.wrap({ ...second, command: 'cat build.log | tail -n 60', exit: 0 }),
		);
	else if (pair.why === 'grepped')
		add('read_file', { filePath: '/home/dev/work/docs/known-problems.md' }, `# Known problems\n\n\`\`\`\n${second.output}\n\`\`\`\n`);
	else add(shell.tool, { [shell.field]: second.command, explanation: 'Runs it again' }, shell.wrap(second));
	return { name, project, runner, half, stuck, why, steps, editAt: 2 };
}

interface Shell {
	readonly tool: string;
	readonly field: string;
	readonly wrap: (run: Run) => string;
}

const code = (run: Run) => (run.exit === 0 ? '' : `\n\nCommand exited with code ${run.exit}`);

/** Ways in which tools deliver a terminal's output, as seen in editors and agents. */
const SHELLS: readonly Shell[] = [
	{ tool: 'run_in_terminal', field: 'command', wrap: (run) => broken(run.output) },
	{ tool: 'run_in_terminal', field: 'command', wrap: (run) => `dev@host:~/work$ ${run.command}\n${run.output}dev@host:~/work$ ` },
	{ tool: 'bash', field: 'command', wrap: (run) => `${run.exit === 0 ? '' : `Exit code ${run.exit}\n`}${run.output.trim()}` },
	{
		tool: 'execute_command',
		field: 'command',
		wrap: (run) =>
			`Command executed in terminal within working directory '/home/dev/work'.\nExit code: ${run.exit}\nOutput:\n${omitMiddle(run.output)}`,
	},
	{
		tool: 'run_in_terminal',
		field: 'command',
		wrap: (run) => `PS C:\\work> ${run.command}\r\n${run.output.replaceAll('\n', '\r\n')}PS C:\\work> ${code(run)}`,
	},
	{
		tool: 'shell',
		field: 'command',
		wrap: (run) => JSON.stringify({ output: run.output, metadata: { exit_code: run.exit, duration_seconds: 1.2 } }),
	},
];

/** As VS Code gives the text of a terminal: drawn, so without colours, and broken at its width; a command that fails leaves no exit code. */
function broken(output: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: colours
	const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '');
	return plain
		.split('\n')
		.map((line) => (line.length > 100 ? line.replaceAll(/(.{100})(?=.)/g, '$1\n') : line))
		.join('\n');
}

/** Long outputs lose their middle. */
function omitMiddle(output: string): string {
	const lines = output.split('\n');
	if (lines.length <= 140) return output;
	return [...lines.slice(0, 60), `... ${lines.length - 120} lines omitted ...`, ...lines.slice(-60)].join('\n');
}

interface Lines {
	readonly file: string;
	readonly before: string;
	readonly after: string;
}

interface EditTool {
	readonly tool: string;
	readonly args: (lines: Lines) => unknown;
	readonly result: (file: string) => string;
}

const edited = (file: string) => `The following files were successfully edited:\n/home/dev/work/${file}`;

const EDITS: readonly EditTool[] = [
	{
		tool: 'replace_string_in_file',
		args: (l) => ({ filePath: `/home/dev/work/${l.file}`, oldString: l.before, newString: l.after }),
		result: edited,
	},
	{
		tool: 'apply_patch',
		args: (l) => ({
			input: `*** Begin Patch\n*** Update File: /home/dev/work/${l.file}\n@@\n${l.before.replaceAll(/^/gm, '-')}\n${l.after.replaceAll(/^/gm, '+')}\n*** End Patch`,
			explanation: 'Mends it',
		}),
		result: edited,
	},
	{
		tool: 'multi_replace_string_in_file',
		args: (l) => ({ replacements: [{ filePath: `/home/dev/work/${l.file}`, oldString: l.before, newString: l.after }] }),
		result: edited,
	},
	{
		tool: 'insert_edit_into_file',
		args: (l) => ({ filePath: `/home/dev/work/${l.file}`, code: l.after, explanation: 'Mends it' }),
		result: edited,
	},
	{
		tool: 'str_replace_editor',
		args: (l) => ({ command: 'str_replace', path: `/home/dev/work/${l.file}`, old_str: l.before, new_str: l.after }),
		result: (file) => `The file /home/dev/work/${file} has been edited.`,
	},
	{ tool: 'bash', args: (l) => ({ command: `cat > ${l.file} <<'EOF'\n${l.after}\nEOF` }), result: () => '' },
];

import type { ToolStep } from '../../src/core/agent/types.ts';
import type { Line } from './types.ts';

type Run = Extract<Line, { run: string }>;
type Pair = Extract<Line, { pair: string }>;
type Add = (name: string, args: unknown, result: string, isError?: boolean) => void;

/**
 * A pair of the second reader: its outputs come through wrappers (workspace runners, containers, scripts), in several calls, cut or broken,
 * with other steps between, and the edit is made by the other tools of agents. `editAt`: index of the step with the edit.
 */
export function delivered(pair: Pair, first: Run, second: Run, number: number): { steps: ToolStep[]; editAt: number } {
	const steps: ToolStep[] = [];
	const add: Add = (name, args, result, isError = false) =>
		steps.push({ id: `${pair.pair}#${steps.length}`, name, arguments: JSON.stringify(args), result, isError });
	const deliver = DELIVERIES[number % DELIVERIES.length]!;
	const lines = pair.edit ?? { file: 'notes.py', before: 'a = 1', after: 'a = 2' };
	add(
		'grep_search',
		{ query: 'test', isRegexp: false },
		`2 matches\n<match path="/home/dev/work/${lines.file}" line=1>\n${lines.before}\n</match>`,
	);
	deliver(add, first, 'one');
	const editAt = steps.length;
	add('read_file', { filePath: `/home/dev/work/${lines.file}`, startLine: 1, endLine: 40 }, lines.before);
	if (pair.why !== 'noEdit') EDITS[Math.floor(number / 2) % EDITS.length]!(add, lines);
	add('run_in_terminal', { command: 'git status --short' }, ` M ${lines.file}`);
	if (pair.why === 'quoted') add('run_in_terminal', { command: 'tail -n 80 test.log' }, second.output);
	else deliver(add, second, 'two');
	return { steps, editAt: editAt + 1 };
}

const script = (add: Add, command: string, output: string) =>
	add('run_in_terminal', { command, explanation: 'Runs the tests', goal: 'Tests', mode: 'sync' }, output);

/** Of a terminal: drawn, so without colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours
const plain = (run: Run) => run.output.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '');
const prefixed = (run: Run, prefix: string) => plain(run).trimEnd().replaceAll(/^/gm, prefix);

const DELIVERIES: readonly ((add: Add, run: Run, id: string) => void)[] = [
	(add, run) => script(add, `cd /home/dev/work && ${run.command}`, plain(run).replaceAll(/(.{80})(?=.)/g, '$1\n')),
	(add, run, id) => {
		add('run_in_terminal', { command: run.command, isBackground: true }, `Command is running in terminal with ID=${id}`);
		const text = plain(run);
		const half = Math.floor(text.length / 2);
		add('get_terminal_output', { id }, `Output of terminal ${id}:\n${text.slice(0, half)}`);
		add(
			'get_terminal_output',
			{ id },
			`Output of terminal ${id} since previous poll (${text.length - half} new characters, ${text.length} total characters):\n${text.slice(half)}`,
		);
	},
	(add, run) =>
		script(
			add,
			'yarn test',
			`yarn run v1.22.22\n$ ${run.command}\n${plain(run)}${
				run.exit === 0
					? 'Done in 1.24s.'
					: `error Command failed with exit code ${run.exit}.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.`
			}`,
		),
	(add, run) =>
		script(
			add,
			'npx turbo run test --filter=tools',
			`• Packages in scope: @acme/tools\n• Running test in 1 packages\n@acme/tools:test: cache miss, executing 4b1d0c\n${prefixed(run, '@acme/tools:test: ')}\n${
				run.exit === 0 ? '' : `@acme/tools:test: ERROR: command finished with error: exit status ${run.exit}\n`
			}\n Tasks:    ${run.exit === 0 ? 1 : 0} successful, 1 total\nCached:    0 cached, 1 total\n  Time:    2.1s\n${run.exit === 0 ? '' : 'Failed:    @acme/tools#test\n'}`,
		),
	(add, run) =>
		script(
			add,
			'docker compose up --abort-on-container-exit tests',
			`Attaching to tests-1\n${prefixed(run, 'tests-1  | ')}\ntests-1 exited with code ${run.exit}\n`,
		),
	(add, run) =>
		script(
			add,
			'tox -e py311',
			`py311: commands[0]> ${run.command}\n${plain(run)}${run.exit === 0 ? '' : `py311: exit ${run.exit} (0.92 seconds) /home/dev/work> ${run.command} pid=417\n`}  py311: ${
				run.exit === 0 ? 'OK' : `FAIL code ${run.exit}`
			} (0.95=setup[0.03]+cmd[0.92] seconds)\n`,
		),
	(add, run) =>
		script(
			add,
			'pnpm nx test tools',
			`\n> nx run tools:test\n\n> ${run.command}\n\n${plain(run)}\n———————————————————————————————\n\n NX   ${
				run.exit === 0
					? 'Successfully ran target test for project tools'
					: 'Ran target test for project tools (2s)\n\n   ✖  1/1 failed\n   ✔  0/1 succeeded [0 read from cache]'
			}\n`,
		),
	(add, run) =>
		add(
			'run_command',
			{ command: 'just test', cwd: '/home/dev/work' },
			JSON.stringify({ stdout: plain(run), stderr: '', exitCode: run.exit }),
		),
	(add, run) => {
		const noise = Array.from(
			{ length: 300 },
			(_, n) => `2026-01-04T10:00:${String(n % 60).padStart(2, '0')}Z DEBUG pool: connection ${n} opened`,
		);
		const text = `${noise.join('\n')}\n${plain(run)}`;
		script(add, `bash scripts/check.sh`, `${text.slice(0, 4000)}\n\n[... ${9000} characters omitted ...]\n\n${text.slice(13_007)}`);
	},
	(add, run) => script(add, `docker-compose run --rm app ${run.command}`, ` Container work-db-1  Running\n${plain(run)}`),
];

interface Lines {
	readonly file: string;
	readonly before: string;
	readonly after: string;
}

const edited = (file: string) => `The following files were successfully edited:\n/home/dev/work/${file}`;

const EDITS: readonly ((add: Add, lines: Lines) => void)[] = [
	(add, l) =>
		add(
			'apply_patch',
			{
				input: `*** Begin Patch\n*** Update File: /home/dev/work/${l.file}\n@@ def\n${l.before.replaceAll(/^/gm, '-')}\n${l.after.replaceAll(/^/gm, '+')}\n*** End Patch`,
			},
			edited(l.file),
		),
	(add, l) =>
		add(
			'insert_edit_into_file',
			{ filePath: `/home/dev/work/${l.file}`, code: `// ...existing code...\n${l.after}`, explanation: 'Fix' },
			edited(l.file),
		),
	(add, l) =>
		add(
			'run_in_terminal',
			{
				command: `python3 - <<'PY'\nimport pathlib\np = pathlib.Path('${l.file}')\np.write_text(p.read_text().replace('''${l.before}''', '''${l.after}'''))\nPY`,
			},
			'',
		),
	(add, l) => add('run_in_terminal', { command: `sed -i 's/${l.before.split('\n')[0]}/${l.after.split('\n')[0]}/' ${l.file}` }, ''),
	(add, l) =>
		add(
			'run_in_terminal',
			{
				command: `git apply <<'EOF'\n--- a/${l.file}\n+++ b/${l.file}\n@@ -1,2 +1,2 @@\n${l.before.replaceAll(/^/gm, '-')}\n${l.after.replaceAll(/^/gm, '+')}\nEOF`,
			},
			'',
		),
	(add, l) =>
		add(
			'Edit',
			{ file_path: `/home/dev/work/${l.file}`, old_string: l.before, new_string: l.after },
			`The file /home/dev/work/${l.file} has been updated.`,
		),
	(add, l) =>
		add('replace_string_in_file', { filePath: `/home/dev/work/${l.file}`, oldString: l.before, newString: l.after }, edited(l.file)),
];

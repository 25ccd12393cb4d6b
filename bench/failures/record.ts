import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Files, Line, Project } from './types.ts';

/** What stands in the fixture instead of the folder that the tools ran in. */
const NEUTRAL = '/home/dev/work';

/** Runs the project's command once in each state that a pair needs. */
export function recordProject(project: Project, modules: string): Line[] {
	const parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'routoo-failures-')));
	const folder = path.join(parent, project.name.replaceAll(/[^a-z+-]/g, '-'));
	try {
		mkdirSync(folder);
		symlinkSync(modules, path.join(parent, 'node_modules'));
		write(folder, project.fixed);
		const needed = [...new Set(project.pairs.flatMap((pair) => [pair.first, pair.second]))];
		const lines: Line[] = [];
		for (const name of needed) {
			const files = project.states[name];
			if (files === undefined) throw new Error(`${project.name} has no state ${name}`);
			write(folder, files);
			const { output, exit } = run(project.command, folder, path.join(modules, '.bin'));
			lines.push({ run: `${project.name}/${name}`, command: project.command, exit, output: neutral(output.replaceAll(parent, NEUTRAL)) });
		}
		return lines;
	} finally {
		rmSync(parent, { recursive: true, force: true });
	}
}

/** The pairs with their labels, as lines; their outputs are named, not held. */
export function labelled(project: Project): Line[] {
	return project.pairs.map((pair) => ({
		pair: `${project.name}: ${pair.first} > ${pair.second}${/^\w+$/.test(pair.why) ? ` (${pair.why})` : ''}`,
		project: project.name,
		runner: project.runner,
		half: project.half,
		first: `${project.name}/${pair.first}`,
		second: `${project.name}/${pair.second}`,
		edit: editBetween(project.states[pair.first]!, project.states[pair.second]!),
		stuck: pair.stuck,
		why: pair.why,
	}));
}

/** The file that differs, and its lines that do with one more on each side. */
function editBetween(first: Files, second: Files): { file: string; before: string; after: string } | null {
	const file = Object.keys(first).find((name) => first[name] !== second[name]);
	if (file === undefined) return null;
	const a = first[file]!.split('\n');
	const b = second[file]!.split('\n');
	let head = 0;
	while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
	let tail = 0;
	while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
	const part = (lines: readonly string[]) => lines.slice(Math.max(0, head - 1), Math.min(lines.length, lines.length - tail + 1)).join('\n');
	return { file, before: part(a), after: part(b) };
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
	for (const [name, text] of Object.entries(files)) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

/** `npx` finds what it is given in `bin`, and nothing is installed. */
function run(command: string, folder: string, bin: string): { output: string; exit: number } {
	const env = {
		...process.env,
		PATH: `${bin}:${process.env.PATH}`,
		GOFLAGS: '-count=1',
		NO_UPDATE_NOTIFIER: '1',
		COLUMNS: '100',
		PYTHONDONTWRITEBYTECODE: '1',
		CI: '',
	};
	if (/vet|build/.test(command)) env.GOFLAGS = '';
	const done = spawnSync('bash', ['-c', `{ ${command.replaceAll('npx ', '')}; } 2>&1`], {
		cwd: folder,
		encoding: 'utf8',
		timeout: 300_000,
		maxBuffer: 1 << 24,
		env,
	});
	if (done.error || /command not found|npm error/.test(done.stdout))
		throw new Error(`${command}: ${done.error ?? done.stdout.slice(0, 300)}`);
	return { output: done.stdout, exit: done.status ?? 1 };
}

/** Nothing of this machine: its folders, and what happens to be installed on it. */
export function neutral(output: string): string {
	return output
		.replaceAll(homedir(), '/home/dev')
		.replaceAll(/(?:file:\/\/)?(?:\/tmp\/[\w/.-]*?|(?:\.\.\/)+[\w/.-]*?)node_modules\//g, '/home/dev/node_modules/')
		.replaceAll(/\/usr\/(?:local\/|share\/|lib\/)[\w./+-]*/g, (file) => `/usr/lib/${path.basename(file)}`)
		.replaceAll(/^(?:benchmark|plugins|hypothesis profile)\b.*\n/gm, '');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXTENSION, VIEWS, WORKERS } from '../../../scripts/build/entries.ts';
import { root } from '../../../scripts/kit/paths.ts';

interface Matcher {
	readonly fileLocation: readonly [string, string];
	readonly pattern: {
		readonly regexp: string;
		readonly file: number;
		readonly line: number;
		readonly column: number;
		readonly severity: number;
		readonly message: number;
	};
	readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
}

interface Task {
	readonly label: string;
	readonly type: string;
	readonly script: string;
	readonly isBackground?: boolean;
	readonly problemMatcher: Matcher;
}

interface Launch {
	readonly name: string;
	readonly type: string;
	readonly preLaunchTask?: string;
	readonly args: readonly string[];
}

/** Where a problem stands, as VS Code's Problems view would show it; line and column count from 1. */
interface Problem {
	readonly file: string;
	readonly line: number;
	readonly column: number;
	readonly severity: string;
	readonly message: string;
}

const readJsonc = (file: string): unknown => parse(fs.readFileSync(path.join(root, '.vscode', file), 'utf8'));
const tasks = (readJsonc('tasks.json') as { tasks: readonly Task[] }).tasks;
const launches = (readJsonc('launch.json') as { configurations: readonly Launch[] }).configurations.filter(
	(c) => c.type === 'extensionHost',
);
const task = tasks.find(({ label }) => label === 'watch') as Task;

/** Reads lines as VS Code does with a background problem matcher: each is a begin, an end, a problem, or nothing. */
class Watched {
	begun = 0;
	/** What each finished build reported. */
	readonly builds: (readonly Problem[])[] = [];
	readonly #matcher: Matcher;
	#problems: Problem[] = [];
	#waiting: (() => void)[] = [];

	constructor(matcher: Matcher) {
		this.#matcher = matcher;
	}

	take(line: string): void {
		const { pattern, background } = this.#matcher;
		if (new RegExp(background.beginsPattern).test(line)) {
			this.begun++;
			this.#problems = [];
		} else if (new RegExp(background.endsPattern).test(line)) {
			this.builds.push(this.#problems);
			for (const wake of this.#waiting.splice(0)) wake();
		} else {
			const match = new RegExp(pattern.regexp).exec(line);
			if (!match) return;
			const text = (group: number): string => match[group] as string;
			const { file, line: row, column, severity, message } = pattern;
			this.#problems.push({
				file: text(file),
				line: Number(text(row)),
				column: Number(text(column)),
				severity: text(severity),
				message: text(message),
			});
		}
	}

	/** The problems of the last build that a change causes: on a busy machine several writes may be taken for several changes. */
	async build(change: () => void): Promise<readonly Problem[]> {
		const before = this.builds.length;
		change();
		while (this.builds.length === before) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		do await new Promise((resolve) => setTimeout(resolve, 400));
		while (this.begun > this.builds.length);
		return this.builds.at(-1) as readonly Problem[];
	}
}

const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-watch-'));
const watched = new Watched(task.problemMatcher);
const edit = (file: string, text: (before: string) => string): void => {
	const full = path.join(copy, file);
	fs.writeFileSync(full, text(fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : ''));
};
let child: ChildProcess;

beforeAll(async () => {
	for (const name of ['src', 'scripts', 'test/host', 'test/support', 'esbuild.mjs', 'package.json', 'tsconfig.json'])
		fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
	fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
	child = spawn('npm', ['run', task.script], { cwd: copy, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
	readline.createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => watched.take(line));
	await watched.build(() => {});
}, 120_000);

afterAll(async () => {
	const ended = once(child, 'exit');
	process.kill(-(child.pid as number), 'SIGKILL');
	await ended;
	fs.rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
});

describe('the watching build that F5 starts', { timeout: 120_000 }, () => {
	test('every launch of an extension host waits for it and finds what it names', () => {
		expect(task).toMatchObject({
			type: 'npm',
			isBackground: true,
			problemMatcher: { fileLocation: ['relative', '$' + '{workspaceFolder}'] },
		});
		expect(launches.map(({ name }) => name)).toEqual(['Run Extension', 'In-host Tests']);
		expect(watched.builds).toEqual([[]]);
		for (const { preLaunchTask, args } of launches) {
			expect(preLaunchTask).toBe(task.label);
			const paths = args.flatMap((arg) => arg.split('$' + '{workspaceFolder}')[1] ?? []);
			for (const each of paths) {
				const built = each.startsWith('/dist/');
				expect(fs.existsSync(path.join(built ? copy : root, each)), each).toBe(true);
			}
			expect(paths).toContain('/samples/workspace');
		}
		const { main } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { main: string };
		expect(fs.existsSync(path.join(copy, main))).toBe(true);
	});

	test('one change of files in every bundle causes one begin and one end', async () => {
		const now = new Date();
		const before = watched.builds.length;
		const problems = await watched.build(() => {
			for (const file of [EXTENSION, ...Object.values(WORKERS), ...Object.values(VIEWS)]) fs.utimesSync(path.join(copy, file), now, now);
		});
		expect(problems).toEqual([]);
		expect([watched.begun, watched.builds.length]).toEqual([before + 1, before + 1]);
	});

	test('a fault is matched with its place, and is gone when it is repaired', async () => {
		const whole = fs.readFileSync(path.join(copy, EXTENSION), 'utf8');
		const line = whole.split('\n').length;
		const fault = { file: EXTENSION, line, column: 'const größe = '.length + 1, severity: 'error', message: 'Unexpected ";"' };
		expect(await watched.build(() => edit(EXTENSION, (before) => `${before}const größe = ;\n`))).toEqual([fault]);
		expect(await watched.build(() => edit(EXTENSION, () => whole))).toEqual([]);
	});

	test('a fault of a file in several bundles is told once', async () => {
		const planted = 'src/planted.ts';
		const problems = await watched.build(() => {
			edit(planted, () => 'export const x = 1;\nimport "./nowhere.ts";\n');
			for (const file of [EXTENSION, WORKERS.storage]) {
				const specifier = path.relative(path.dirname(file), planted).replaceAll('\\', '/');
				edit(file, (before) => `import '${specifier.startsWith('.') ? specifier : `./${specifier}`}';\n${before}`);
			}
		});
		expect(problems).toEqual([{ file: planted, line: 2, column: 8, severity: 'error', message: 'Could not resolve "./nowhere.ts"' }]);
	});
});

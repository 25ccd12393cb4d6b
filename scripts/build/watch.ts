import { once } from 'node:events';
import path from 'node:path';
import chokidar from 'chokidar';
import * as esbuild from 'esbuild';
import { root } from '../kit/paths.ts';
import { prepare } from './build.ts';
import { type BuildOptions, configurations } from './configurations.ts';

/** `.vscode/tasks.json` waits for these lines. One pair encloses the rebuild of all bundles. */
const BEGIN = '[watch] build started';
const END = '[watch] build finished';

/** Sources lie here; a change elsewhere (a dependency, this script) needs a new start. */
const FOLDERS = ['src', 'test/host'];

/** An editor that saves several files, or one by several steps, causes one rebuild. */
const SETTLE_MS = 80;

type Severity = 'error' | 'warning';

/** `src/a.ts:3:7: error: text`: lines and columns count from 1, columns in UTF-16 units, as editors have them. */
function line(severity: Severity, { text, location }: esbuild.Message): string {
	if (!location) return `${severity}: ${text}`;
	// esbuild counts bytes.
	const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1;
	return `${location.file}:${location.line}:${column}: ${severity}: ${text}`;
}

/** Rebuilds every bundle and says what is wrong, each fault once, also where several bundles hold the file. */
async function rebuild(contexts: readonly esbuild.BuildContext[]): Promise<void> {
	console.log(BEGIN);
	const faults = new Set<string>();
	const add = ({ errors, warnings }: { errors: readonly esbuild.Message[]; warnings: readonly esbuild.Message[] }): void => {
		for (const message of errors) faults.add(line('error', message));
		for (const message of warnings) faults.add(line('warning', message));
	};
	await Promise.all(contexts.map((context) => context.rebuild().then(add, (failure: esbuild.BuildFailure) => add(failure))));
	for (const fault of faults) console.log(fault);
	console.log(END);
}

/**
 * Builds, and builds anew on every change until the process ends. esbuild's own `watch` looks at each bundle apart, so that nothing would tell
 * when the last of them is done.
 */
export async function watch(options: BuildOptions): Promise<void> {
	let changed = true;
	let wake = (): void => {};
	const watcher = chokidar.watch(
		FOLDERS.map((folder) => path.join(root, folder)),
		{ ignoreInitial: true },
	);
	watcher.on('all', () => {
		changed = true;
		wake();
	});
	await Promise.all([once(watcher, 'ready'), prepare(options)]);
	const contexts = await Promise.all(configurations(options).map((c) => esbuild.context({ ...c, logLevel: 'silent' })));
	for (;;) {
		if (!changed) {
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
			await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
		}
		changed = false;
		await rebuild(contexts);
	}
}

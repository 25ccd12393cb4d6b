import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const FIXTURES = fileURLToPath(new URL('../../fixtures/ledgers', import.meta.url));

/** A new window in a process of its own, which opens the ledger of `folder` and ends. `begun` resolves when it is about to open. */
export function openingProcess(folder: string): NewProcess {
	return newProcess(new URL('./opening-window.ts', import.meta.url), folder);
}

/** The same of one that takes over what an editor kept in `own`. */
export function adoptingProcess(folder: string, own: string): NewProcess {
	return newProcess(new URL('./opening-window.ts', import.meta.url), folder, own);
}

interface NewProcess {
	readonly child: ChildProcess;
	readonly begun: Promise<void>;
	readonly said: Promise<string>;
}

function newProcess(script: URL, ...args: string[]): NewProcess {
	const child = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	onTestFinished(() => void child.kill('SIGKILL'));
	let out = '';
	const begun = new Promise<void>((resolve) => {
		child.stdout.on('data', (part) => {
			out += String(part);
			resolve();
		});
	});
	return { child, begun, said: once(child, 'close').then(() => out) };
}

/** Calls of a window of that version in a process of its own, one after another; rejects with its errors. */
export function oldWindow(version: number, folder: string): (method: string, ...args: unknown[]) => Promise<unknown> {
	const script = fileURLToPath(new URL('./old-window.ts', import.meta.url));
	const child = spawn(process.execPath, [script, join(FIXTURES, `window-${version}.mjs`), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
	onTestFinished(() => void child.kill());
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return async (method, ...args) => {
		child.stdin.write(`${JSON.stringify({ method, args })}\n`);
		const { value, error } = JSON.parse(String((await lines.next()).value));
		if (error !== undefined) throw Object.assign(new Error(error.message), error);
		return value;
	};
}

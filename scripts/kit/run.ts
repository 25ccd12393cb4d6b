import { type SpawnOptions, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A failure with one line for the user: printed without a stack. */
export class ScriptError extends Error {}

export interface RunResult {
	readonly code: number;
	/** stdout and stderr, interleaved as they came. */
	readonly output: string;
	/** stdout alone, for what a program reads. */
	readonly stdout: string;
}

/** Runs a program to its end. `echo` also prints its output while it runs. Never rejects for an exit code. */
export function run(
	command: string,
	args: readonly string[],
	options: SpawnOptions & { echo?: boolean; timeoutMs?: number } = {},
): Promise<RunResult> {
	const { echo = false, timeoutMs, ...rest } = options;
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		const take = (chunk: Buffer): void => {
			output += chunk;
			if (echo) process.stdout.write(chunk);
		};
		let stdout = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			stdout += chunk;
			take(chunk);
		});
		child.stderr?.on('data', take);
		const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
		child.on('error', (error) => reject(new ScriptError(`cannot run ${command}: ${error.message}`)));
		child.on('close', (code) => {
			clearTimeout(timer);
			resolve({ code: code ?? 1, output, stdout });
		});
	});
}

/** As `run`, but a non-zero exit code is a ScriptError with the last lines of the output and `nextStep`. */
export async function runOrFail(
	command: string,
	args: readonly string[],
	options: Parameters<typeof run>[2] & { nextStep?: string } = {},
): Promise<string> {
	const { nextStep, ...rest } = options;
	const { code, output } = await run(command, args, rest);
	if (code === 0) return output;
	const tail = output.trim().split('\n').slice(-12).join('\n');
	throw new ScriptError(
		`${path.basename(command)} ${args.join(' ')} failed (exit code ${code}):\n${tail}${nextStep ? `\n${nextStep}` : ''}`,
	);
}

/** Full path of a program on PATH, or null. */
export function which(program: string): string | null {
	const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
	for (const dir of (process.env.PATH ?? '').split(path.delimiter)) {
		for (const name of names) {
			const full = path.join(dir, name);
			try {
				fs.accessSync(full, fs.constants.X_OK);
				if (fs.statSync(full).isFile()) return full;
			} catch {
				// not in this folder
			}
		}
	}
	return null;
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

export function isPortFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.on('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a script's main function: a ScriptError prints its one message, anything else its stack; both end with exit code 1. */
export function main(body: () => Promise<number | undefined>): void {
	body().then(
		(code) => process.exit(code ?? 0),
		(error: unknown) => {
			console.error(error instanceof ScriptError ? error.message : error);
			process.exit(1);
		},
	);
}

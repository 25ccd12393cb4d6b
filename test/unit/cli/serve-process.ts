import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { budgetPeriod } from '../../../src/core/money/period.ts';
import { StorageClient } from '../../../src/storage/sqlite/storage-client.ts';
import { bareEnvironment } from '../../support/bare-environment.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const WORKER = join(import.meta.dirname, '../../../src/storage/sqlite/worker.ts');
/** A machine under load starts a process in seconds. */
export const SLOW_MS = 60_000;

/** A data folder of its own, and the processes of the real command line in it. */
export class ServeHome {
	readonly folder: string;
	readonly #processes: RoutooProcess[] = [];

	private constructor(folder: string) {
		this.folder = folder;
	}

	static async make(): Promise<ServeHome> {
		return new ServeHome(await mkdtemp(join(tmpdir(), 'routoo-serve-')));
	}

	get settingsPath(): string {
		return join(this.folder, 'settings.json');
	}

	async write(settings: object | string): Promise<void> {
		await writeFile(this.settingsPath, typeof settings === 'string' ? settings : JSON.stringify(settings, null, 2));
	}

	/** The endpoint's own key. */
	async key(): Promise<string> {
		return (await readFile(join(this.folder, 'endpoint-key'), 'utf8')).trim();
	}

	/** `routoo` with these words. */
	run(args: readonly string[], env: Readonly<Record<string, string>> = {}, input: string | null = null): RoutooProcess {
		const process = new RoutooProcess(args, { HOME: this.folder, ROUTOO_DATA: this.folder, ...env }, input);
		this.#processes.push(process);
		return process;
	}

	/** `routoo serve` on a free port, when it has said where everything lies. */
	async serve(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<RoutooProcess> {
		const process = this.run(['serve', ...(args.includes('--port') ? [] : ['--port', '0']), ...args], env);
		// The last of the lines that it begins with: each comes in a write of its own, so the first is there alone for a moment.
		await process.said(/^ {2}ledger .*\n/m);
		return process;
	}

	/** The same, when it has a model to ask. */
	async ready(env: Readonly<Record<string, string>> = {}): Promise<RoutooProcess> {
		const process = await this.serve([], env);
		await process.said(/Models that can be asked: [1-9]/);
		return process;
	}

	/** POST to a running one, with the endpoint's key. */
	async ask(process: RoutooProcess, path: string, body: object, signal?: AbortSignal): Promise<Response> {
		const headers = { authorization: `Bearer ${await this.key()}`, 'content-type': 'application/json' };
		return fetch(`${process.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
	}

	chat(process: RoutooProcess, more: object = {}, signal?: AbortSignal): Promise<Response> {
		const messages = [{ role: 'user', content: 'Say something short.' }];
		return this.ask(process, '/v1/chat/completions', { model: 'routoo/auto', messages, max_tokens: 100, ...more }, signal);
	}

	/** µ$ of this month, as the ledger's file has it. */
	async spent(): Promise<{ readonly settled: number; readonly outstanding: number }> {
		const folders = { ledgerFolder: join(this.folder, 'ledger'), stateFolder: join(this.folder, 'state') };
		const client = new StorageClient({ ...folders, workerPath: WORKER, notices: () => {} });
		const { settled, outstanding } = await client.ledger.summary(budgetPeriod(Date.now(), 1, null));
		await client.dispose();
		return { settled, outstanding };
	}

	async close(): Promise<void> {
		await Promise.all(this.#processes.map((process) => process.end('SIGKILL')));
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** One process of the command line. Its lines are kept as they come. */
export class RoutooProcess {
	readonly child: ChildProcess;
	stdout = '';
	stderr = '';
	readonly #exited: Promise<number | null>;

	constructor(args: readonly string[], env: Readonly<Record<string, string>>, input: string | null) {
		this.child = spawn(process.execPath, [MAIN, ...args], {
			env: bareEnvironment(env),
			stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
		});
		this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
			this.stdout += text;
		});
		this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
			this.stderr += text;
		});
		this.child.stdin?.end(input);
		this.#exited = once(this.child, 'close').then(([code]) => code as number | null);
	}

	get origin(): string {
		const origin = /listens at (\S+)/.exec(this.stdout)?.[1];
		if (origin === undefined) throw new Error(`it does not listen: ${this.stdout}${this.stderr}`);
		return origin;
	}

	/** Waits for a line; rejects where the process ends without it. */
	async said(words: RegExp): Promise<void> {
		let code: number | null | undefined;
		void this.#exited.then((one) => {
			code = one;
		});
		await vi.waitFor(
			() => {
				if (words.test(this.stdout)) return;
				throw new Error(`no ${words} in ${this.stdout}${this.stderr}${code === undefined ? '' : ` (ended with ${code})`}`);
			},
			{ timeout: SLOW_MS, interval: 20 },
		);
	}

	/** Its exit code; null where a signal ended it. */
	exited(): Promise<number | null> {
		return this.#exited;
	}

	end(signal: NodeJS.Signals): Promise<number | null> {
		this.child.kill(signal);
		return this.#exited;
	}
}

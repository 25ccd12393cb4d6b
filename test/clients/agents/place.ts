import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../../scripts/kit/paths.ts';
import { runOrFail } from '../../../scripts/kit/run.ts';
import { exported, guideBlocks } from '../support/guide.ts';

/** What a program did. */
export interface Ran {
	/** Null where it was killed. */
	readonly code: number | null;
	/** What it printed to either, without colours. */
	readonly output: string;
	readonly ms: number;
}

export interface Running {
	readonly ended: Promise<Ran>;
	/** Ends it as a computer does that has no time to ask. */
	kill(): void;
}

export interface Command {
	readonly program: string;
	readonly args: readonly string[];
}

/** The longest that a client may take for anything here, ms. */
const PATIENCE_MS = 170_000;

/** A user's home and a repository in it, both new; every program here sees nothing else of whoever runs the tests. */
export class Place {
	readonly home = mkdtempSync(join(tmpdir(), 'routoo-agent-'));
	readonly repo = join(this.home, 'project');
	readonly #env: Record<string, string> = {
		HOME: this.home,
		USERPROFILE: this.home,
		PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
		LANG: 'C.UTF-8',
		TERM: 'dumb',
		SHELL: '/bin/bash',
		// Of git, whatever a client may do.
		...{ GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@localhost', GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@localhost' },
	};

	/** @param files by path in the repository, which commits them */
	static async with(files: Readonly<Record<string, string>>): Promise<Place> {
		const place = new Place();
		for (const [file, text] of Object.entries(files)) place.write(join(place.repo, file), text);
		await place.git('init', '--quiet', '--initial-branch', 'main');
		await place.git('add', '--all', '--force');
		await place.git('commit', '--quiet', '--message', 'start');
		return place;
	}

	/** Every block of a tool's page where the page says that it goes: in files of the home, and in the environment. */
	paste(tool: string, router: { readonly origin: string; readonly key: string }): void {
		for (const block of guideBlocks(tool, router)) {
			if (block.file !== null) this.write(join(this.home, block.file), block.text);
			else if (block.language === 'sh') Object.assign(this.#env, exported(block.text));
		}
	}

	/** Whatever a program asks of other computers goes to this address. */
	wall(proxy: string): void {
		const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
		for (const name of names) this.#env[name] = proxy;
		for (const name of ['NO_PROXY', 'no_proxy']) this.#env[name] = '127.0.0.1,localhost';
		this.#env.NODE_USE_ENV_PROXY = '1';
	}

	read(file: string): string {
		return readFileSync(join(this.repo, file), 'utf8');
	}

	git(...args: string[]): Promise<string> {
		return runOrFail('git', args, { cwd: this.repo, env: this.#env });
	}

	start({ program, args }: Command): Running {
		const started = performance.now();
		// A group of its own, so that nothing that it started is left.
		const child = spawn(program, args, { cwd: this.repo, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
		const kill = (): void => {
			try {
				process.kill(-child.pid!, 'SIGKILL');
			} catch {
				// It has ended.
			}
		};
		const timer = setTimeout(kill, PATIENCE_MS);
		process.on('exit', kill);
		let output = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => {
				output += chunk;
			});
		const ended = new Promise<Ran>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code) => {
				clearTimeout(timer);
				process.off('exit', kill);
				kill();
				// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal.
				resolve({ code, output: output.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, ''), ms: performance.now() - started });
			});
		});
		return { ended, kill };
	}

	remove(): void {
		rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
	}

	private write(file: string, text: string): void {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import * as l10n from '@vscode/l10n';

/** With what one process is started. All of it is ours: nothing comes from the file or a workspace. */
export interface LlamaStart {
	/** Absolute path of llama-server. */
	readonly program: string;
	/** Absolute path of the model file. */
	readonly model: string;
	readonly contextTokens: number;
	readonly port: number;
	/** Whoever asks must show it. */
	readonly key: string;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** Bytes of its words that are kept. */
const TAIL_BYTES = 8192;
const TAIL_LINES = 6;
/** A process that does not end when asked is ended after this time. */
const KILL_AFTER_MS = 3000;

/**
 * One llama-server from the outside. It has its program's path and an array of arguments, and no shell; the key goes in its environment,
 * because arguments can be read by everyone on the computer.
 */
export class LlamaProcess {
	readonly #child: ChildProcess | null;
	#gone: ((why: string) => void) | null;
	#words = '';
	readonly #ended = Promise.withResolvers<void>();
	/** Without it a window that ends in haste would leave the model in memory. */
	readonly #atExit = (): void => void this.#child?.kill('SIGKILL');

	/** @param gone the process ended by itself, or never came: once, and never after `stop` */
	constructor(start: LlamaStart, gone: (why: string) => void) {
		this.#gone = gone;
		this.#child = this.#begun(start);
	}

	#begun({ program, model, contextTokens, port, key, env }: LlamaStart): ChildProcess | null {
		const args = [
			...['--model', model, '--host', '127.0.0.1', '--port', String(port)],
			// One request after another, each with the whole context.
			...['--ctx-size', String(contextTokens), '--parallel', '1', '--jinja'],
		];
		try {
			const child = spawn(program, args, {
				shell: false,
				windowsHide: true,
				stdio: ['ignore', 'pipe', 'pipe'],
				env: { ...cleared(env), LLAMA_API_KEY: key },
			});
			for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => this.#heard(piece));
			child.on('error', (error) => this.#end(error.message));
			child.on('close', (code, signal) => this.#end(signal === null ? l10n.t('exit code {0}', code ?? '?') : l10n.t('signal {0}', signal)));
			process.once('exit', this.#atExit);
			return child;
		} catch (error) {
			setImmediate(() => this.#end(error instanceof Error ? error.message : String(error)));
			return null;
		}
	}

	/** Of the system; undefined where it could not be started. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** Its last lines, without what could not stand in a message. */
	lastLines(): readonly string[] {
		return this.#words
			.split(/[\r\n]+/)
			.map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim())
			.filter((line) => /\p{L}/u.test(line))
			.slice(-TAIL_LINES)
			.map((line) => line.slice(0, 300));
	}

	/** Resolves when it has ended. Nothing is heard of it afterwards. */
	stop(): Promise<void> {
		this.#gone = null;
		const child = this.#child;
		if (child === null || child.exitCode !== null || child.signalCode !== null) this.#ended.resolve();
		else {
			child.kill();
			const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
			void this.#ended.promise.then(() => clearTimeout(timer));
		}
		return this.#ended.promise;
	}

	#heard(piece: Buffer): void {
		this.#words = (this.#words + piece.toString('utf8')).slice(-TAIL_BYTES);
	}

	#end(why: string): void {
		process.off('exit', this.#atExit);
		this.#ended.resolve();
		const gone = this.#gone;
		this.#gone = null;
		gone?.(why);
	}
}

/**
 * The environment without what would change how the program starts (its own variables name models to download, too), what belongs to the
 * editor, and what it has no need of: keys.
 */
function cleared(env: LlamaStart['env']): NodeJS.ProcessEnv {
	const kept = Object.entries(env).filter(
		([name]) => !/^(?:LLAMA_|HF_|ELECTRON_|VSCODE_|NODE_)/i.test(name) && !/KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i.test(name),
	);
	return Object.fromEntries(kept);
}

/** A port of this computer that nobody listens on now. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
}

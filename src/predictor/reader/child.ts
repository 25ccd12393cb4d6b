import { type ChildProcess, fork } from 'node:child_process';
import * as l10n from '@vscode/l10n';
import { spokenTexts } from '../../core/base/language.ts';
import { type FromReader, isFromReader, type ToReader } from './messages.ts';

export interface ChildEvents {
	message(reply: FromReader): void;
	/** The process is gone, or never came: once, and never after `kill`. */
	gone(why: string): void;
}

/** One process of the reader's, from the outside. */
export class ReaderChild {
	/** Null where the system gave none: it is told as gone. */
	readonly #child: ChildProcess | null;
	#events: ChildEvents | null;

	/** @param processPath `dist/reader-process.mjs` when packed, `src/predictor/reader/process.ts` in a checkout */
	constructor(processPath: string, events: ChildEvents) {
		this.#events = events;
		this.#child = this.#begun(processPath);
	}

	/** Without memory, or with an environment too large, starting throws in place of an event. */
	#begun(processPath: string): ChildProcess | null {
		try {
			return this.#heard(forked(processPath));
		} catch (error) {
			setImmediate(() => this.#gone(error instanceof Error ? error.message : String(error)));
			return null;
		}
	}

	#heard(child: ChildProcess): ChildProcess {
		const texts = spokenTexts();
		if (texts !== null) child.send({ type: 'speak', texts } satisfies ToReader, () => undefined);
		child.on('message', (reply) => {
			if (isFromReader(reply)) this.#events?.message(reply);
			else this.#gone(l10n.t('it sent what is no reply'));
		});
		child.on('error', (error) => this.#gone(error.message));
		child.on('exit', (code, signal) => this.#gone(signal === null ? `exit code ${code}` : `signal ${signal}`));
		return child;
	}

	/** Of the system; undefined where it could not be started. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	send(message: ToReader): void {
		this.#child?.send(message, (error) => {
			if (error !== null) this.#gone(error.message);
		});
	}

	/** Whether this process stays for its sake; it does from the start. */
	keepAwake(on: boolean): void {
		for (const handle of [this.#child, this.#child?.channel]) {
			if (on) handle?.ref();
			else handle?.unref();
		}
	}

	/** At once; nothing is heard of it afterwards. */
	kill(): void {
		this.#events = null;
		this.#child?.kill('SIGKILL');
	}

	#gone(why: string): void {
		const events = this.#events;
		this.kill();
		events?.gone(why);
	}
}

function forked(processPath: string): ChildProcess {
	return fork(processPath, [], {
		// Of an editor it is Electron, which is Node only where it is told so.
		env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
		execArgv: [],
		serialization: 'advanced',
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
}

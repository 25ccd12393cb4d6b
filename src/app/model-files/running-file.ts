import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Timers } from '../../core/base/time.ts';
import { MODEL_FILES_ENDPOINT } from '../../core/model/endpoint.ts';
import { authHeaders } from '../../providers/http.ts';
import type { Fetch } from '../../providers/types.ts';
import { freePort, LlamaProcess, type LlamaStart } from './llama-process.ts';

export type FileState =
	| { readonly kind: 'stopped' }
	| { readonly kind: 'starting' }
	/** `at`: its address without a path. */
	| { readonly kind: 'running'; readonly at: string }
	/** One or more sentences for the user, with the program's last lines. */
	| { readonly kind: 'failed'; readonly reason: string };

export interface RunningOptions {
	readonly name: string;
	/** What it is started with, looked up anew each time. Errors: RoutooError, which the state says too. */
	readonly prepare: () => Promise<Pick<LlamaStart, 'program' | 'model' | 'contextTokens' | 'env'>>;
	readonly fetch: Fetch;
	readonly timers: Timers;
	readonly changed: () => void;
	/** It failed, and nobody waits who started it by hand. */
	readonly failed: (reason: string) => void;
	/** Numbers and states only. */
	readonly log: (line: string) => void;
	/** Between two looks at a process that loads, and until it has failed, ms. */
	readonly lookEveryMs?: number;
	readonly loadWithinMs?: number;
}

/** A large model on a slow disk takes minutes. */
const LOAD_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 250;
const ONE_LOOK_MS = 2000;
/** No automatic retry comes this late: who asks after it has read what failed, and wants it tried again. */
const FAILED_FOR_MS = 5000;

/**
 * One model file and the process that runs it, where one does. One that ends by itself while it runs is started once more; then, and where
 * it never came up, it has failed until the user starts it or sends it another message.
 */
export class RunningFile {
	readonly #options: RunningOptions;
	#state: FileState = { kind: 'stopped' };
	#process: LlamaProcess | null = null;
	#key = '';
	#starting: Promise<void> | null = null;
	#restarted = false;
	#byHand = false;
	/** Ends the time after a failure in which nothing is tried by itself; null: it is over. */
	#resting: (() => void) | null = null;
	/** Which start the events are of: one that was stopped says nothing any more. */
	#turn = 0;

	constructor(options: RunningOptions) {
		this.#options = options;
	}

	get state(): FileState {
		return this.#state;
	}

	/** Of the process, null where none is there. */
	get pid(): number | null {
		return this.#process?.pid ?? null;
	}

	/** The user wants it: what failed before is tried again. Errors: as `ready`. */
	async start(signal: AbortSignal): Promise<void> {
		this.#restarted = false;
		this.#anew();
		this.#byHand = true;
		try {
			await this.ready(signal);
		} finally {
			this.#byHand = false;
		}
	}

	/**
	 * Resolves when it answers; starts it where it is stopped, or failed some time ago. Errors: RoutooError 'server' where it failed, now or
	 * just before; 'cancelled'. An aborted wait stops nothing.
	 */
	async ready(signal: AbortSignal): Promise<void> {
		const { name } = this.#options;
		if (this.#resting === null) this.#anew();
		const before = this.state;
		if (before.kind === 'failed') throw failure(before.reason);
		if (before.kind === 'stopped') this.#starting = this.#begin();
		await orAborted(this.#starting ?? Promise.resolve(), signal);
		const now = this.state;
		if (now.kind === 'running') return;
		if (now.kind === 'failed') throw failure(now.reason);
		throw new RoutooError('cancelled', l10n.t('{0} was stopped before it was ready.', name), l10n.t('Start it on the models page.'));
	}

	#anew(): void {
		if (this.#state.kind !== 'failed') return;
		this.#restarted = false;
		this.#set({ kind: 'stopped' });
	}

	/** Resolves when its process has ended. */
	async stop(): Promise<void> {
		this.#turn++;
		const ending = this.#process;
		this.#process = null;
		this.#set({ kind: 'stopped' });
		await ending?.stop();
	}

	/** Asks the running process in place of the address that a request names, with its key. Errors: TypeError where none runs. */
	readonly fetch: Fetch = async (input, init) => {
		if (this.#state.kind !== 'running') throw new TypeError(`${this.#options.name} does not run`);
		const named = new URL(input instanceof Request ? input.url : input);
		const url = new URL(`${named.pathname}${named.search}`, this.#state.at);
		const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
		for (const [name, value] of Object.entries(authHeaders(MODEL_FILES_ENDPOINT, this.#key))) headers.set(name, value);
		return this.#options.fetch(url.href, { ...init, headers });
	};

	/** Never rejects: the state says what came of it. */
	async #begin(): Promise<void> {
		const turn = ++this.#turn;
		this.#set({ kind: 'starting' });
		try {
			const [start, port] = await Promise.all([this.#options.prepare(), freePort()]);
			if (turn !== this.#turn) return;
			this.#key = randomBytes(24).toString('base64url');
			const ended = Promise.withResolvers<never>();
			ended.promise.catch(() => undefined);
			const child = new LlamaProcess({ ...start, port, key: this.#key }, (why) => {
				ended.reject(this.#ended(child, why));
				if (turn === this.#turn && this.#state.kind === 'running') this.#crashed(child, why);
			});
			this.#process = child;
			const at = `http://127.0.0.1:${port}`;
			await Promise.race([this.#loaded(at, turn), ended.promise]);
			if (turn !== this.#turn) return;
			this.#options.log(`a model file runs (process ${child.pid})`);
			this.#set({ kind: 'running', at });
		} catch (error) {
			if (turn === this.#turn) this.#fail(error);
		}
	}

	/** Resolves when the process answers and asks for its key. */
	async #loaded(at: string, turn: number): Promise<void> {
		const { lookEveryMs = LOOK_EVERY_MS, loadWithinMs = LOAD_WITHIN_MS, timers, name } = this.#options;
		for (let waited = 0; ; waited += lookEveryMs) {
			if (turn !== this.#turn) return;
			if (waited > loadWithinMs) {
				throw failure(l10n.t('{0} was not ready after {1} minutes.', name, Math.ceil(loadWithinMs / 60_000)));
			}
			if ((await this.#status(`${at}/health`, null)) === 200) break;
			await new Promise<void>((resolve) => void timers.after(lookEveryMs, resolve));
		}
		// Another program may have taken the port in between, and an old version knows no key.
		const [open, own] = [await this.#status(`${at}/props`, null), await this.#status(`${at}/props`, this.#key)];
		if (open !== 401 || own !== 200) {
			throw failure(l10n.t('{0}: what answers does not ask for its key, so it is not used. Update llama.cpp.', name));
		}
	}

	/** Null where nothing answers. */
	async #status(url: string, key: string | null): Promise<number | null> {
		const headers = authHeaders(MODEL_FILES_ENDPOINT, key);
		try {
			const answer = await this.#options.fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(ONE_LOOK_MS) });
			await answer.body?.cancel();
			return answer.status;
		} catch {
			return null;
		}
	}

	#crashed(child: LlamaProcess, why: string): void {
		this.#options.log(`a model file's process ended (${why})${this.#restarted ? '' : ' and is started once more'}`);
		this.#process = null;
		if (this.#restarted) this.#fail(this.#ended(child, why));
		else this.#starting = this.#begin();
		this.#restarted = true;
	}

	#fail(error: unknown): void {
		this.#turn++;
		const ending = this.#process;
		this.#process = null;
		void ending?.stop();
		const reason = error instanceof RoutooError && error.kind !== 'server' ? `${error.message} ${error.nextStep}` : wordsOf(error);
		this.#options.log(`a model file failed (${error instanceof RoutooError ? error.kind : 'internal'})`);
		this.#resting?.();
		this.#resting = this.#options.timers.after(FAILED_FOR_MS, () => {
			this.#resting = null;
		});
		this.#set({ kind: 'failed', reason });
		if (!this.#byHand) this.#options.failed(reason);
	}

	#ended(child: LlamaProcess, why: string): RoutooError {
		const { name } = this.#options;
		const lines = child.lastLines();
		const said =
			lines.length === 0
				? l10n.t('llama-server ended with {0} ({1}) and said nothing.', name, why)
				: l10n.t('llama-server ended with {0} ({1}). Its last lines: {2}', name, why, lines.join(' | '));
		return failure(said);
	}

	#set(state: FileState): void {
		this.#state = state;
		this.#options.changed();
	}
}

function wordsOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function failure(reason: string): RoutooError {
	return new RoutooError('server', reason, l10n.t('Try again. Another program, and its removal, are on the models page.'));
}

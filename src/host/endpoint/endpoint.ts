import * as l10n from '@vscode/l10n';
import { Emitter } from '../../core/base/emitter.ts';
import { inWords, RoutooError } from '../../core/base/errors.ts';
import type { EndpointDeps, RunningEndpoint } from '../../serve/endpoint-types.ts';
import type { HeldBy } from '../../serve/join.ts';

/** What src/serve gives, loaded when it is first needed. */
export interface ServeParts {
	start(deps: EndpointDeps, port: number): Promise<RunningEndpoint>;
	heldBy(port: number, key: string): Promise<HeldBy>;
}

export interface WindowEndpointDeps extends EndpointDeps {
	/** The port to listen on, null where it is off. */
	wanted(): number | null;
	trusted(): boolean;
	load(): Promise<ServeParts>;
	/** 0..1 */
	random(): number;
	/** Once, until `withdraw`: something keeps the endpoint from serving. */
	warn(text: string): void;
	withdraw(): void;
}

export type EndpointState =
	| { readonly kind: 'off' | 'untrusted' | 'starting' }
	/** `serving`: this window; `joined`: another window, with the same key; `other`: a Routoo with a key of its own. */
	| { readonly kind: 'serving' | 'joined' | 'other' | 'foreign'; readonly port: number }
	| { readonly kind: 'failed'; readonly port: number; readonly words: string };

/** A window that has joined tries to listen itself after this time, ms, and up to twice that: the serving one may have closed. */
const TAKE_OVER_MS = 1000;
/** The same beside a program that is not ours. */
const LOOK_AGAIN_MS = 5000;
/** Who holds the port is asked again after so many tries. */
const ASK_EVERY = 10;
/** Between two holders of the port nobody answers for a moment. */
const BETWEEN_MS = 200;

/**
 * The endpoint of one window: listens while the setting is on and the workspace trusted. Of several windows one serves; the others join it,
 * and one of them takes over within seconds when it closes.
 */
export class WindowEndpoint {
	readonly changed = new Emitter<EndpointState>();
	readonly #deps: WindowEndpointDeps;
	#state: EndpointState = { kind: 'off' };
	#running: RunningEndpoint | null = null;
	/** Of the setting, as `sync` found it last. */
	#port: number | null = null;
	#stopTimer: (() => void) | null = null;
	/** One after another: a setting may change while a server starts. */
	#queue: Promise<void> = Promise.resolve();
	#tries = 0;
	/** Times in a row that the port was taken and nobody answered there. */
	#silent = 0;
	#disposed = false;
	#warned = false;

	constructor(deps: WindowEndpointDeps) {
		this.#deps = deps;
	}

	get state(): EndpointState {
		return this.#state;
	}

	/** Brings it to what the settings and the trust say now. Never rejects. */
	sync(): Promise<void> {
		this.#queue = this.#queue.then(() => this.#toWanted());
		return this.#queue;
	}

	/** Ends open streams, booked. Never rejects. */
	async dispose(): Promise<void> {
		this.#disposed = true;
		await this.sync();
		this.changed.clear();
	}

	async #toWanted(): Promise<void> {
		const on = this.#disposed ? null : this.#deps.wanted();
		const port = on !== null && this.#deps.trusted() ? on : null;
		const idle = on === null ? 'off' : 'untrusted';
		if (port === this.#port && (port !== null || this.#state.kind === idle)) return;
		this.#stopTimer?.();
		this.#port = port;
		this.#tries = 0;
		this.#silent = 0;
		this.#withdraw();
		const running = this.#running;
		this.#running = null;
		await running?.close();
		if (port === null) this.#be({ kind: idle });
		else {
			this.#be({ kind: 'starting' });
			await this.#listen(port);
		}
	}

	async #listen(port: number): Promise<void> {
		try {
			const { start, heldBy } = await this.#deps.load();
			try {
				this.#running = await start(this.#deps, port);
				this.#withdraw();
				this.#be({ kind: 'serving', port: this.#running.port });
			} catch (error) {
				if (!RoutooError.is(error, 'settings')) throw error;
				const isKnown = (this.#state.kind === 'joined' || this.#state.kind === 'other') && ++this.#tries % ASK_EVERY !== 0;
				if (!isKnown) await this.#heldBy(port, await heldBy(port, await this.#deps.key()), error);
				this.#later(port, this.#wait());
			}
		} catch (error) {
			const words = error instanceof RoutooError ? inWords(error) : String(error);
			this.#deps.log(`endpoint: ${words}`);
			this.#be({ kind: 'failed', port, words });
			this.#warn(l10n.t('The endpoint for other tools cannot start: {0}', words));
			this.#later(port, LOOK_AGAIN_MS);
		}
	}

	async #heldBy(port: number, holder: HeldBy, why: RoutooError): Promise<void> {
		this.#silent = holder === 'nobody' ? this.#silent + 1 : 0;
		switch (holder) {
			case 'ours':
				this.#withdraw();
				return this.#be({ kind: 'joined', port });
			case 'anotherRoutoo':
				this.#withdraw();
				return this.#be({ kind: 'other', port });
			case 'foreign':
				this.#be({ kind: 'foreign', port });
				return this.#warn(
					l10n.t(
						"Port {0} is taken by another program, so Routoo's endpoint for other tools is not there. Set routoo.endpoint.port to a free one, or end that program.",
						port,
					),
				);
			case 'nobody':
				// Freed meanwhile, or not for us at all.
				if (this.#silent < ASK_EVERY) return;
				this.#be({ kind: 'failed', port, words: inWords(why) });
				return this.#warn(l10n.t('The endpoint for other tools cannot start: {0}', inWords(why)));
		}
	}

	#wait(): number {
		switch (this.#state.kind) {
			case 'starting':
				return BETWEEN_MS;
			case 'joined':
			case 'other':
				return TAKE_OVER_MS;
			default:
				return LOOK_AGAIN_MS;
		}
	}

	/** Apart from those of other windows, so that they do not all ask at once. */
	#later(port: number, ms: number): void {
		this.#stopTimer = this.#deps.timers.after(ms * (1 + this.#deps.random()), () => {
			this.#queue = this.#queue.then(async () => {
				if (this.#port === port && this.#running === null) await this.#listen(port);
			});
		});
	}

	#be(state: EndpointState): void {
		this.#state = state;
		this.changed.emit(state);
	}

	#warn(text: string): void {
		if (this.#warned) return;
		this.#warned = true;
		this.#deps.warn(text);
	}

	#withdraw(): void {
		if (this.#warned) this.#deps.withdraw();
		this.#warned = false;
	}
}

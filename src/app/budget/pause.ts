import { Emitter } from '../../core/base/emitter.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Clock } from '../../core/base/time.ts';

export const PAUSE_KEY = 'routoo.paidPaused';
/** Completions come at every pause of the typing: for them the state is read at most this often, ms. */
const RECENT_MS = 1000;

/**
 * Whether the user paused all paid requests, in all windows. Read before each of them; what streams already is finished. A state that
 * cannot be read changes nothing: what this window knew last holds, and before it knew anything the ledger, on the same disk, says what is
 * wrong.
 */
export class PaidPause {
	readonly changed = new Emitter();
	readonly #state: StateStore;
	readonly #clock: Clock;
	readonly #log: (line: string) => void;
	#paused = false;
	#readAt = Number.NEGATIVE_INFINITY;
	/** What the user said last and the state has not taken; undefined where it has. */
	#unwritten: boolean | undefined;
	#asked: Promise<unknown> = Promise.resolve();
	/** A read that has not begun. */
	#next: Promise<boolean> | null = null;

	/** @param log never receives text of the user */
	constructor(state: StateStore, clock: Clock, log: (line: string) => void) {
		this.#state = state;
		this.#clock = clock;
		this.#log = log;
	}

	/** As known last. */
	current(): boolean {
		return this.#paused;
	}

	/** Read anew; callers that wait for the same read share it. Never rejects. */
	fresh(): Promise<boolean> {
		this.#next ??= this.#inTurn(() => {
			this.#next = null;
			return this.#read();
		});
		return this.#next;
	}

	/** No older than a second. Never rejects. */
	async recent(): Promise<boolean> {
		const age = this.#clock.now() - this.#readAt;
		return age >= 0 && age < RECENT_MS ? this.#paused : this.fresh();
	}

	/** Holds in this window in any case. Errors: RoutooError 'storage': the other windows do not know of it yet. */
	set(on: boolean): Promise<void> {
		this.#unwritten = on;
		this.#know(on);
		return this.#inTurn(() => this.#write(on));
	}

	async #read(): Promise<boolean> {
		try {
			if (this.#unwritten !== undefined) await this.#write(this.#unwritten);
			else this.#know((await this.#state.get('global', PAUSE_KEY)) === true);
		} catch (error) {
			this.#log(`whether paid requests are paused cannot be read: ${error instanceof Error ? error.message : String(error)}`);
		}
		return this.#paused;
	}

	async #write(on: boolean): Promise<void> {
		await this.#state.set('global', PAUSE_KEY, on ? true : undefined);
		if (this.#unwritten === on) this.#unwritten = undefined;
		this.#readAt = this.#clock.now();
	}

	/** One after another, so that a read that began before a word of the user cannot undo it. */
	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#asked.then(work);
		this.#asked = done.catch(() => undefined);
		return done;
	}

	#know(paused: boolean): void {
		// What the user has just said stands, whatever a read finds that began before.
		if (this.#unwritten !== undefined && paused !== this.#unwritten) return;
		this.#readAt = this.#clock.now();
		if (paused === this.#paused) return;
		this.#paused = paused;
		this.changed.emit();
	}
}

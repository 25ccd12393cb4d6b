import type { StateStore } from '../../core/base/state.ts';

/** No snooze is longer; a state that says so is damaged, or the clock was set back. */
const LONGEST_MS = 24 * 3_600_000;
export const SNOOZE_KEY = 'completions.snoozedUntil';

/** Until when completions are snoozed, in all windows. */
export class Snooze {
	readonly #state: StateStore;
	/** Never receives text of the user. */
	readonly #log: (line: string) => void;
	#writing: Promise<void> = Promise.resolve();
	/** What could not be written; undefined where the state has it. */
	#unwritten: number | null | undefined;

	constructor(state: StateStore, log: (line: string) => void) {
		this.#state = state;
		this.#log = log;
	}

	/** ms since epoch, null where nothing is snoozed. Never rejects. */
	async read(now: number): Promise<number | null> {
		await this.#writing;
		if (this.#unwritten !== undefined) return this.#unwritten !== null && this.#unwritten > now ? this.#unwritten : null;
		const until = await this.#state.get('global', SNOOZE_KEY).catch(() => null);
		return typeof until === 'number' && until > now && until <= now + LONGEST_MS ? until : null;
	}

	/** Never rejects: without the state the snooze holds in this window until it is reloaded. */
	write(until: number | null): Promise<void> {
		this.#writing = this.#writing.then(async () => {
			try {
				await this.#state.set('global', SNOOZE_KEY, until);
				this.#unwritten = undefined;
			} catch (error) {
				this.#unwritten = until;
				this.#log(`the snooze cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
			}
		});
		return this.#writing;
	}
}

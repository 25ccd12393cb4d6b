import type { StateStore } from '../core/base/state.ts';

export interface KeptLearningOptions<Learned> {
	/** Of all windows. */
	readonly state: Pick<StateStore, 'get' | 'update'>;
	/** Where the state keeps it. */
	readonly key: string;
	/** What it is of, in the log's words: `runs`, `answer lengths`. */
	readonly of: string;
	readonly nothing: Learned;
	/** Null: what was kept is damaged. */
	parse(kept: unknown): Learned | null;
	/** Never receives text of a request. */
	log(line: string): void;
}

/** What was learned of the user's own work, kept beyond the window. What other windows learned comes in with each lesson. */
export class KeptLearning<Learned> {
	readonly #options: KeptLearningOptions<Learned>;
	#learned: Learned;
	#saving: Promise<boolean> = Promise.resolve(true);

	constructor(options: KeptLearningOptions<Learned>) {
		this.#options = options;
		this.#learned = options.nothing;
	}

	current(): Learned {
		return this.#learned;
	}

	/** Never rejects: what cannot be read is learned anew. */
	async load(): Promise<void> {
		await this.#attempt('read', async () => {
			this.#learned = this.#parsed(await this.#options.state.get('global', this.#options.key));
		});
	}

	/** @param lesson returns what it is given where there is nothing to learn. Resolves to whether it is written; never rejects. */
	learn(lesson: (before: Learned) => Learned): Promise<boolean> {
		// It counts in this window even where it cannot be written.
		this.#learned = lesson(this.#learned);
		this.#saving = this.#saving.then(() =>
			this.#attempt('kept', () =>
				this.#options.state.update('global', this.#options.key, (kept) => {
					const before = this.#parsed(kept);
					this.#learned = lesson(before);
					return this.#learned === before && kept !== undefined ? kept : this.#learned;
				}),
			),
		);
		return this.#saving;
	}

	/** @returns null for what is no such learning */
	parse(kept: unknown): Learned | null {
		return this.#options.parse(kept);
	}

	/** What is given takes the place of all that was learned. Resolves to whether it is written; never rejects. */
	replace(learned: Learned): Promise<boolean> {
		return this.learn(() => learned);
	}

	/** In all windows: another one forgets with its next lesson. Resolves to whether it is written; never rejects. */
	forget(): Promise<boolean> {
		return this.replace(this.#options.nothing);
	}

	/** Resolves when all is written. Never rejects. */
	async saved(): Promise<void> {
		await this.#saving;
	}

	#parsed(kept: unknown): Learned {
		const { of, nothing, parse, log } = this.#options;
		if (kept === undefined) return nothing;
		const parsed = parse(kept);
		if (parsed !== null) return parsed;
		log(`what was learned of ${of} was damaged and has been begun anew`);
		return nothing;
	}

	async #attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (error) {
			const { of, log } = this.#options;
			log(`what was learned of ${of} cannot be ${what}: ${error instanceof Error ? error.message : String(error)}`);
			return false;
		}
	}
}

/**
 * One run at a time. A call during a run causes one more round after the one that is under way, however many calls there are, and every
 * caller waits for the last round. Where a round rejects, all of them hear of it and no further round follows; the next call starts anew.
 */
export class SingleFlight {
	readonly #round: () => Promise<void>;
	readonly #around: (rounds: () => Promise<void>) => Promise<void>;
	#running: Promise<void> | null = null;
	#again = false;

	/** @param around what is done once before the first and once behind the last round: it awaits `rounds()`. */
	constructor(round: () => Promise<void>, around = (rounds: () => Promise<void>) => rounds()) {
		this.#round = round;
		this.#around = around;
	}

	run(): Promise<void> {
		if (this.#running) {
			this.#again = true;
			return this.#running;
		}
		this.#running = this.#around(() => this.#untilCurrent()).finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	async #untilCurrent(): Promise<void> {
		do {
			this.#again = false;
			await this.#round();
		} while (this.#again);
	}
}

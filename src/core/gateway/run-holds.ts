import type { MicroDollars } from '../base/micros.ts';

/**
 * What requests of a run hold reserved while they are under way, so that steps and sub-agents that ask at once cannot pass the run's
 * maximum together: each looks and holds within one turn of the event loop. A run lives in one window, so memory is enough.
 */
export class RunHolds {
	readonly #held = new Map<string, MicroDollars>();

	/** µ$ that other requests of the run may still cost. */
	of(runId: string | null): MicroDollars {
		return runId === null ? 0 : (this.#held.get(runId) ?? 0);
	}

	/** Returns what gives it back, once. */
	hold(runId: string | null, most: MicroDollars): () => void {
		if (runId === null || most <= 0) return () => {};
		this.#add(runId, most);
		let held = true;
		return () => {
			if (held) this.#add(runId, -most);
			held = false;
		};
	}

	#add(runId: string, amount: MicroDollars): void {
		const sum = this.of(runId) + amount;
		if (sum > 0) this.#held.set(runId, sum);
		else this.#held.delete(runId);
	}
}

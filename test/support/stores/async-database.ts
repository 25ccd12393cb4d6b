import { RoutooError } from '../../../src/core/base/errors.ts';

export interface Chaos {
	/** Same seed, same delays and failures. */
	readonly seed: number;
	/** Chance that a statement or a commit fails, 0..1. Of failed commits half had taken effect: the connection broke before the answer. */
	failures: number;
}

/**
 * A database at the other end of a network, as far as a store can tell: every statement takes a random time, transactions run side by
 * side on what they saw when they began, and one that another has overtaken runs again. That is what serializable PostgreSQL does, so a
 * store that is right here relies on no synchronous transaction.
 */
export class AsyncDatabase<Data> {
	readonly chaos: Chaos;
	#data: Data;
	#random: number;
	/** Transactions that had to run again, since the start. */
	overtaken = 0;

	constructor(data: Data, chaos: Partial<Chaos> = {}) {
		this.chaos = { seed: 1, failures: 0, ...chaos };
		this.#data = data;
		this.#random = this.chaos.seed;
	}

	/** @param work gives the changed data (the same object for none) and its result; called again after a conflict, so it must be pure */
	async transaction<R>(work: (data: Data) => Promise<readonly [Data, R]>): Promise<R> {
		for (;;) {
			await this.statement();
			const before = this.#data;
			const [after, result] = await work(before);
			await this.statement();
			if (after === before) return result;
			if (this.#data === before) {
				this.#data = after;
				if (this.#next() < this.chaos.failures / 2) throw lost();
				return result;
			}
			this.overtaken++;
		}
	}

	/** The time of one round trip, which may fail. */
	async statement(): Promise<void> {
		const turns = Math.floor(this.#next() * 4);
		if (turns === 3) await new Promise((resolve) => setTimeout(resolve, this.#next() * 3));
		else for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
		if (this.#next() < this.chaos.failures) throw lost();
	}

	/** mulberry32 */
	#next(): number {
		this.#random = (this.#random + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}
}

function lost(): RoutooError {
	return new RoutooError('storage', 'The connection to the database was lost.', 'Try again.');
}

import type { MicroDollars } from '../../core/base/micros.ts';
import type { Timers } from '../../core/base/time.ts';
import type { ReadBy, Reading } from '../../core/reading/reading.ts';
import type { ReadingShown } from '../../core/routing/types.ts';

/** A reading that is known. */
export interface KnownReading {
	readonly reading: Reading;
	readonly by: ReadBy;
	/** Run or request that it was paid for. */
	readonly payer: string;
}

/** Who reads, as it is said while somebody waits. */
export interface Reader extends Pick<ReadingShown, 'modelName'> {
	readonly by: ReadingShown['source'];
	/** µ$; 0 for one that costs nothing. */
	readonly expected: MicroDollars;
}

/** No reading goes on longer, ms. */
const LATEST_MS = 20_000;

/** One reading under way, with those that wait for it. */
export class ReadingJob {
	/** Null where nobody could read it. Never rejects. */
	readonly done: Promise<KnownReading | null>;
	/** Resolves once it is known who reads; with null where nobody does. */
	readonly reader: Promise<Reader | null>;
	readonly named: (reader: Reader) => void;
	readonly #abort = new AbortController();
	readonly #timers: Timers;
	readonly #graceMs: number;
	#waiting = 0;
	#kept = false;
	#over = false;
	#stopLater: () => void = () => {};

	constructor(timers: Timers, graceMs: number, work: (job: ReadingJob, signal: AbortSignal) => Promise<KnownReading | null>) {
		this.#timers = timers;
		this.#graceMs = graceMs;
		const late = timers.after(LATEST_MS, () => this.stop());
		const { promise, resolve } = Promise.withResolvers<Reader | null>();
		this.reader = promise;
		this.named = resolve;
		this.done = work(this, this.#abort.signal).finally(() => {
			this.#over = true;
			late();
			resolve(null);
		});
	}

	/** Somebody waits: returns what says that he left. @param goOn whether it goes on without him */
	joined(): (goOn: boolean) => void {
		this.#stopLater();
		this.#waiting++;
		let here = true;
		return (goOn) => {
			if (!here) return;
			here = false;
			this.#waiting--;
			this.#kept ||= goOn;
			if (this.#waiting > 0 || this.#kept) return;
			if (this.#graceMs === 0) this.stop();
			else this.#stopLater = this.#timers.after(this.#graceMs, () => this.stop());
		};
	}

	/** Nobody waits for it, and nobody wanted it to go on. */
	get left(): boolean {
		return this.#waiting === 0 && !this.#kept;
	}

	stop(): void {
		this.#stopLater();
		if (!this.#over) this.#abort.abort();
	}
}

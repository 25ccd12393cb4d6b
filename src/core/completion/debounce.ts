/** Bounds of the wait after a key, milliseconds. */
export const MIN_DELAY_MS = 40;
export const MAX_DELAY_MS = 400;

/** A gap of more is a pause, not typing: it says nothing about the next one. */
const PAUSE_MS = 1_000;
/** Where nothing is known yet: 150 ms between keys, about 80 words a minute at five letters and a space each; log standard deviation 0.4. */
const PRIOR_LOG_MEAN = Math.log(150);
const PRIOR_LOG_VARIANCE = 0.16;
/** Weight of the newest gap: about the last thirty keys count. */
const NEWEST = 1 / 30;
const SHORTER = 0.5;

/**
 * How long to wait after a key before a model is asked: a bit longer than this person's keys usually lie apart, so that a burst of typing asks nothing and a stop asks soon.
 *
 * Gaps within a burst are taken as log-normal, their mean and variance learned with forgetting; the wait is one deviation above the mean, which about five of six gaps do not reach. It is
 * halved for the first key after a pause, and behind `.`, an opening bracket or a new line, where people stop to think.
 */
export class AdaptiveDebounce {
	readonly #mode: 'adaptive' | 'off';
	#last: number | null = null;
	#gap: number | null = null;
	#mean = PRIOR_LOG_MEAN;
	#variance = PRIOR_LOG_VARIANCE;

	constructor(mode: 'adaptive' | 'off' = 'adaptive') {
		this.#mode = mode;
	}

	/** A key was typed, `at` milliseconds of the clock. */
	key(at: number): void {
		this.#gap = this.#last === null ? null : Math.max(0, at - this.#last);
		this.#last = at;
		if (this.#gap === null || this.#gap > PAUSE_MS) return;
		const difference = Math.log(Math.max(1, this.#gap)) - this.#mean;
		this.#mean += NEWEST * difference;
		this.#variance = (1 - NEWEST) * (this.#variance + NEWEST * difference * difference);
	}

	/** Milliseconds to wait at `at`: 0 on a manual trigger or when off, else MIN_DELAY_MS to MAX_DELAY_MS. `before` is the text before the caret, of which the end counts. */
	delayMs(at: number, trigger: 'automatic' | 'manual', before = ''): number {
		if (trigger === 'manual' || this.#mode === 'off') return 0;
		const usual = Math.exp(this.#mean + Math.sqrt(this.#variance));
		const rested = this.#gap === null || this.#gap > PAUSE_MS || (this.#last !== null && at - this.#last > PAUSE_MS);
		const thinks = /(?:[.({[]|\n[ \t]*)$/.test(before.slice(-200));
		return Math.round(Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, usual * (rested || thinks ? SHORTER : 1))));
	}
}

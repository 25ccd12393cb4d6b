import { normalQuantile } from '../base/statistics.ts';

/** Bounds of the wait after a key, milliseconds. */
export const MIN_DELAY_MS = 40;
export const MAX_DELAY_MS = 400;

/** A gap of more is a pause, within which a completion can be read; a shorter one belongs to a burst. */
const PAUSE_MS = 700;
/** Nobody thinks that long about the next key: the gap says nothing. */
const ABSENT_MS = 60_000;
/**
 * Where nothing is known yet: 150 ms between keys, about 80 words a minute at five letters and a space each; log standard deviation 0.4.
 */
const PRIOR_LOG_MEAN = Math.log(150);
const PRIOR_LOG_VARIANCE = 0.16;
/** Weight of the newest gap: about the last thirty keys count. */
const NEWEST = 1 / 30;

/**
 * How likely the key that was just typed is followed by a pause, by where the caret stands. People stop where the next thing has to be
 * thought of. Before anything is known: assumptions of the right order; what is seen takes their place, PRIOR_KEYS keys of it weighing as
 * much.
 */
const PAUSE_CHANCE = { lineStart: 0.3, thought: 0.12, word: 0.03 };
type Place = keyof typeof PAUSE_CHANCE;
const PRIOR_KEYS = 30;
/** Keys of one kind of place that are remembered. */
const MOST_KEYS = 300;

/**
 * A request may be overtaken by the next key in so many of 100 cases: few where each costs money, more where it only warms the machine. In
 * the replay (npm run bench:completion) the cost falls little below .08, and the wait is longer.
 */
export const MOST_OVERTAKEN = { paid: 0.08, free: 0.35 };

/**
 * How long to wait after a key before a model is asked: until another key of the same burst has become unlikely, given how this person
 * types and where the caret stands.
 *
 * Gaps within a burst are taken as log-normal, mean and variance learned with forgetting; a pause follows with a chance that is learned for
 * each kind of place. After w ms without a key the burst goes on with probability (1 - pause) S(w) / ((1 - pause) S(w) + pause), S being
 * the share of longer gaps; the wait is the smallest w at which that is below MOST_OVERTAKEN.
 */
export class AdaptiveDebounce {
	readonly #pauses = { lineStart: 0, thought: 0, word: 0 };
	readonly #keys = { lineStart: 0, thought: 0, word: 0 };
	#last: { readonly at: number; readonly place: Place } | null = null;
	#mean = PRIOR_LOG_MEAN;
	#variance = PRIOR_LOG_VARIANCE;

	/** A key was typed, `at` milliseconds of the clock. `before` is the text before the caret, of which the end counts. */
	key(at: number, before = ''): void {
		const last = this.#last;
		this.#last = { at, place: placeOf(before) };
		if (last === null) return;
		const gap = Math.max(1, at - last.at);
		if (gap > ABSENT_MS) return;
		this.#keys[last.place]++;
		if (gap > PAUSE_MS) this.#pauses[last.place]++;
		if (this.#keys[last.place] > MOST_KEYS) {
			this.#keys[last.place] /= 2;
			this.#pauses[last.place] /= 2;
		}
		if (gap > PAUSE_MS) return;
		const difference = Math.log(gap) - this.#mean;
		this.#mean += NEWEST * difference;
		this.#variance = (1 - NEWEST) * (this.#variance + NEWEST * difference * difference);
	}

	/**
	 * Milliseconds to wait: 0 on a manual trigger, else MIN_DELAY_MS to MAX_DELAY_MS. `before` as for `key`; `paid`: the model that is
	 * likely to be asked costs money.
	 */
	delayMs(trigger: 'automatic' | 'manual', before = '', paid = true): number {
		if (trigger === 'manual') return 0;
		const place = placeOf(before);
		const pause = (this.#pauses[place] + PAUSE_CHANCE[place] * PRIOR_KEYS) / (this.#keys[place] + PRIOR_KEYS);
		const most = paid ? MOST_OVERTAKEN.paid : MOST_OVERTAKEN.free;
		// (1 - pause) S / ((1 - pause) S + pause) = most, solved for the share S of gaps in a burst that are longer than the wait.
		const longer = Math.min(1, ((most / (1 - most)) * pause) / Math.max(1e-9, 1 - pause));
		const wait = Math.exp(this.#mean + Math.sqrt(this.#variance) * normalQuantile(1 - longer));
		return Math.round(Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, wait)));
	}
}

function placeOf(before: string): Place {
	const end = before.slice(-200);
	if (/(?:^|\n)[ \t]*$/.test(end)) return 'lineStart';
	return /[\w$]$/.test(end) ? 'word' : 'thought';
}

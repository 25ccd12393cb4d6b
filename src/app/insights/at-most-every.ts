import type { Timers } from '../../core/base/time.ts';

/** What is shown of runs follows them at most four times a second. */
export const RUNS_EVERY_MS = 250;

/**
 * Calls `work` at once, and then, however often it is asked for, once every `ms`: the last call is never lost.
 * @param ms milliseconds between two calls
 */
export function atMostEvery(ms: number, timers: Timers, work: () => void): () => void {
	let resting = false;
	let again = false;
	const go = (): void => {
		resting = true;
		again = false;
		timers.after(ms, () => {
			resting = false;
			if (again) go();
		});
		work();
	};
	return () => {
		if (resting) again = true;
		else go();
	};
}

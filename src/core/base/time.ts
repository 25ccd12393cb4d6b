/** The only source of time in core, predictor, providers, storage and app, so that tests can set it. */
export interface Clock {
	/** Milliseconds since the Unix epoch. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Waiting, so that tests can set the time. */
export interface Timers {
	/** Calls `run` once after `ms`; returns what takes it back. */
	after(ms: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
	after: (ms, run) => {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};

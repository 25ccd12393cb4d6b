/** The only source of time in core, predictor, providers, storage and host, so that tests can set it. */
export interface Clock {
	/** Milliseconds since the Unix epoch. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

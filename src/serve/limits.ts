/** Bounds of the endpoint; tests set shorter ones. */
export interface Limits {
	/** Bytes of a body. */
	readonly body: number;
	/** Answers at once. */
	readonly streams: number;
	/** Open connections: streams, and those that wait for their next request. */
	readonly connections: number;
	/** Until all headers are there, ms. */
	readonly headersMs: number;
	/** Until the whole request is there, ms. */
	readonly requestMs: number;
	/** How often slow ones are looked for, ms. */
	readonly checkMs: number;
	/** An idle connection, ms. */
	readonly idleMs: number;
	/** How long headers wait for the first content, so that a failure has its status, ms. */
	readonly holdMs: number;
	/** Silence before a ping, ms. */
	readonly pingMs: number;
	/** A client that takes nothing, before it counts as gone, ms. */
	readonly stalledMs: number;
	/** How long the rest of a refused body is taken, so that its client reads the refusal, ms. */
	readonly lingerMs: number;
}

export const LIMITS: Limits = {
	body: 32 * 1024 * 1024,
	streams: 64,
	connections: 512,
	headersMs: 10_000,
	requestMs: 120_000,
	checkMs: 2000,
	idleMs: 60_000,
	holdMs: 10_000,
	pingMs: 10_000,
	stalledMs: 600_000,
	lingerMs: 2000,
};

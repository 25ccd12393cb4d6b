import { DROP, REQUESTS, type Signals } from './scenario.ts';

/** What can be known of a drop at all, by signals of a kind. */
export interface DropBound {
	/** P(a signal speaks for the answer) before and after. */
	readonly before: number;
	readonly after: number;
	/** Kullback-Leibler divergence, nats a signal. */
	readonly nats: number;
	/** Requests until it is told, where every request goes to the model and a false alarm comes once in REQUESTS, the length of a stream. */
	readonly requests: number;
}

/**
 * No procedure is faster than ln(signals between two false alarms) / divergence, as these grow (Lorden, Annals of Mathematical Statistics 42,
 * 1971), even one that knows the chance before, the size of the drop and what a signal is worth.
 * @param chance of an adequate answer before the drop, 0..1
 */
export function dropBound(chance: number, { sensitivity, specificity, share }: Signals): DropBound {
	const good = (p: number): number => sensitivity * p + (1 - specificity) * (1 - p);
	const [before, after] = [good(chance), good(chance - DROP)];
	const nats = after * Math.log(after / before) + (1 - after) * Math.log((1 - after) / (1 - before));
	return { before, after, nats, requests: Math.log(REQUESTS * share) / nats / share };
}

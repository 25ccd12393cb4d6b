import * as z from 'zod/mini';
import { beyond, Z90 } from '../../base/statistics.ts';
import type { Clock } from '../../base/time.ts';
import type { CompletionCandidate, FirstLineEstimate } from '../types.ts';
import { firstLinePrior } from './latency-prior.ts';

export interface LatencyObservation {
	readonly candidate: CompletionCandidate;
	readonly inputTokens: number;
	/** From the request to the first whole line, or to the end of the answer where that came first. */
	readonly ms: number;
	/** False where the request was given up after `ms` without a first line: it would have taken longer. */
	readonly complete: boolean;
}

const entrySchema = z.object({
	/** Measurements after forgetting. */
	count: z.number().check(z.nonnegative()),
	/** Of ln(measured / prior median), and the sum of squares around it. */
	mean: z.number(),
	squares: z.number().check(z.nonnegative()),
	/** ms since epoch of the newest. */
	at: z.number().check(z.nonnegative()),
});
const stateSchema = z.object({ format: z.literal(1), candidates: z.record(z.string(), entrySchema) });

type Entry = z.infer<typeof entrySchema>;
/** Plain JSON, for the extension's storage. */
export type LatencyState = z.infer<typeof stateSchema>;

/** Half of what was measured is forgotten in this time, so that a model that was slow for an hour is tried again. An assumption. */
const HALF_LIFE_MS = 3_600_000;
/** More measurements than this never count, so that the newest always do. */
const MOST_COUNT = 30;
/** The prior weighs as much as one measurement of the median and two of the spread. */
const PRIOR_COUNT = 1;
const PRIOR_FREEDOM = 2;
const MOST_CANDIDATES = 300;

/**
 * Time to the first line of each candidate: log-normal, a sourced or stated prior (latency-prior.ts) updated by every request, with
 * forgetting by time. A request that the next key cancelled counts as "longer than that"; left out, a slow model would look quick, because
 * only its quick answers arrive.
 */
export class LatencyBook {
	readonly #clock: Clock;
	readonly #entries = new Map<string, Entry>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	estimate(candidate: CompletionCandidate, inputTokens: number): FirstLineEstimate {
		const { median, spread } = this.#logNormal(candidate, inputTokens);
		const entry = this.#entries.get(candidate.model.id);
		return {
			p50: Math.round(Math.exp(median)),
			p90: Math.round(Math.exp(median + Z90 * spread)),
			measured: entry === undefined ? 0 : this.#remembered(entry),
		};
	}

	observe({ candidate, inputTokens, ms, complete }: LatencyObservation): void {
		if (!Number.isFinite(ms) || ms < 0) return;
		const logMs = Math.log(Math.max(1, ms));
		const { median, spread } = this.#logNormal(candidate, inputTokens);
		const value = complete ? logMs : median + spread * beyond((logMs - median) / spread);
		this.#add(candidate.model.id, value - Math.log(firstLinePrior(candidate, inputTokens).medianMs), complete ? 1 : CANCELLED_WEIGHT);
	}

	reset(): void {
		this.#entries.clear();
	}

	snapshot(): LatencyState {
		return { format: 1, candidates: Object.fromEntries(this.#entries) };
	}

	/** Takes a parsed snapshot. False where it is damaged: then nothing of it is taken, and the caller sets the file aside. */
	restore(json: unknown): boolean {
		const parsed = z.safeParse(stateSchema, json);
		if (!parsed.success) return false;
		this.#entries.clear();
		for (const [id, entry] of Object.entries(parsed.data.candidates)) this.#entries.set(id, entry);
		return true;
	}

	/** Of the next request, in ln ms: the spread holds the doubt about the median too. */
	#logNormal(candidate: CompletionCandidate, inputTokens: number): { median: number; spread: number } {
		const prior = firstLinePrior(candidate, inputTokens);
		const entry = this.#entries.get(candidate.model.id);
		const count = entry === undefined ? 0 : this.#remembered(entry);
		if (entry === undefined || count === 0) return { median: Math.log(prior.medianMs), spread: prior.logSpread };
		const share = count / entry.count;
		const between = (PRIOR_COUNT * count * entry.mean ** 2) / (PRIOR_COUNT + count);
		const variance = (PRIOR_FREEDOM * prior.logSpread ** 2 + entry.squares * share + between) / (PRIOR_FREEDOM + count);
		return {
			median: Math.log(prior.medianMs) + (entry.mean * count) / (PRIOR_COUNT + count),
			spread: Math.sqrt(variance * (1 + 1 / (PRIOR_COUNT + count))),
		};
	}

	#add(id: string, value: number, weight: number): void {
		const old = this.#entries.get(id);
		const count = old === undefined ? 0 : Math.min(this.#remembered(old), MOST_COUNT - weight);
		const squares = old === undefined || old.count === 0 ? 0 : (old.squares * count) / old.count;
		const mean = old?.mean ?? 0;
		const total = count + weight;
		const next = mean + (weight * (value - mean)) / total;
		this.#entries.delete(id);
		this.#entries.set(id, {
			count: total,
			mean: next,
			squares: squares + weight * (value - mean) * (value - next),
			at: this.#clock.now(),
		});
		if (this.#entries.size > MOST_CANDIDATES) this.#entries.delete(this.#entries.keys().next().value!);
	}

	#remembered({ count, at }: Entry): number {
		return count * 0.5 ** (Math.max(0, this.#clock.now() - at) / HALF_LIFE_MS);
	}
}

/** What an unfinished request tells is a bound, not a time. */
const CANCELLED_WEIGHT = 0.5;

import type { Candidate } from '../../src/core/model/candidate.ts';
import type { BenchSet } from '../routing/types.ts';

/** What the replay reads of a recorded set: outcomes and out-of-fold predictions, rows x columns, NaN where a model was not run. */
export type ReplaySet = Pick<BenchSet, 'set' | 'columns' | 'ids' | 'categories' | 'outcome' | 'predicted' | 'characters'>;

export const PRICE_CLASSES = ['small', 'medium', 'large'] as const;
export type PriceClass = (typeof PRICE_CLASSES)[number];

export type TrafficKind = 'chat' | 'code' | 'maths';

/** One model's recorded outcome on a prompt and what was predicted of it, 0..1. */
export interface Outcome {
	readonly column: string;
	readonly p: number;
	readonly y: number;
}

/** One recorded prompt with the models that stand for the price classes; null where the set has none for a class. */
export interface ReplayRow {
	readonly set: string;
	readonly id: string;
	readonly kind: TrafficKind;
	readonly promptTokens: number;
	/** In the order of PRICE_CLASSES. */
	readonly outcomes: readonly (Outcome | null)[];
}

/** One model that may answer a request. */
export interface ReplayOption {
	readonly candidate: Candidate;
	readonly p: number;
	readonly y: number;
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	/** Tokens that the model writes when it is asked. */
	readonly drawnTokens: number;
	readonly latencyMs: number;
}

export interface ReplayRequest {
	/** ms since epoch */
	readonly at: number;
	readonly conversation: number;
	/** 0 for the first of its conversation. */
	readonly turn: number;
	readonly row: ReplayRow;
	/** History, attachments and the message itself, the same whichever model answered before. */
	readonly inputTokens: number;
	/** Tokens that this request and its answer leave in a cache. */
	readonly prefixTokens: number;
	/** Cheapest class first. */
	readonly options: readonly ReplayOption[];
}

export interface Traffic {
	/** In the order of time. */
	readonly requests: readonly ReplayRequest[];
	/** ms since epoch; the local month of the traffic. */
	readonly start: number;
	readonly end: number;
	/** Times of requests in the eight weeks before the month. */
	readonly earlier: readonly number[];
	/** Requests whose prompt stood in the traffic before. */
	readonly repeats: number;
}

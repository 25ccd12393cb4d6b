import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { effortRank } from '../model/efforts.ts';
import type { Prediction } from '../routing/types.ts';

/**
 * Points of predicted quality that another model must add. A verified failure says more than the predictor does: on recorded issues
 * "better at all" solves more for its cost than two points, or two by the bound (docs/evidence/benchmarks/agents.md).
 */
const LEAST_POINTS = 0.01;

export interface StrongerInput {
	readonly current: Candidate;
	/** Same order as `prediction.candidates`. */
	readonly candidates: readonly Candidate[];
	readonly prediction: Prediction;
	/** Whether the next step may go to it: its abilities, the user's limits, the money left of run, share and month. */
	fits(candidate: Candidate): boolean;
	/** What the rest of the run costs with it, µ$; null where that is not known. */
	cost(candidate: Candidate): MicroDollars | null;
}

export interface Stronger {
	readonly kind: 'effort' | 'model';
	readonly candidate: Candidate;
}

/**
 * Who takes over from a model that is stuck: the next higher effort of the same model, else the cheapest model of higher predicted
 * quality. Never one of lower predicted quality; null where nothing stronger exists or fits.
 */
export function stronger(input: StrongerInput): Stronger | null {
	const { current, candidates, prediction, fits, cost } = input;
	const own = candidates.findIndex(({ id }) => id === current.id);
	if (own < 0) return null;
	const qualityOf = (i: number): number => prediction.candidates[i]!.quality.mean;
	const siblings = candidates.filter((c) => isSameName(c, current));
	const rank = effortRank(current, siblings);
	const places = candidates.map((_, i) => i).filter((i) => i !== own && qualityOf(i) >= qualityOf(own) && fits(candidates[i]!));
	const [effort] = places
		.filter((i) => isSameName(candidates[i]!, current) && effortRank(candidates[i]!, siblings) > rank)
		.sort((a, b) => effortRank(candidates[a]!, siblings) - effortRank(candidates[b]!, siblings));
	if (effort !== undefined) return { kind: 'effort', candidate: candidates[effort]! };
	const dearness = (i: number): number => cost(candidates[i]!) ?? Number.POSITIVE_INFINITY;
	const [model] = places
		.filter((i) => !isSameName(candidates[i]!, current) && 100 * (qualityOf(i) - qualityOf(own)) >= LEAST_POINTS)
		.sort((a, b) => dearness(a) - dearness(b) || qualityOf(b) - qualityOf(a));
	return model === undefined ? null : { kind: 'model', candidate: candidates[model]! };
}

/** The same model at the same endpoint, whatever the effort. */
export function isSameName(a: Candidate, b: Candidate): boolean {
	return a.endpointId === b.endpointId && a.wireModel === b.wireModel;
}

import type { MicroDollars } from '../base/micros.ts';
import type { RouteWeights } from './types.ts';

export type RoutingPreset = 'save' | 'balanced' | 'best';

interface PresetValues {
	/** What one quality point below the bar is worth, µ$. */
	readonly pointValue: MicroDollars;
	/** Quality from which a model is good enough, 0..1, where the user sets none. */
	readonly goodEnough: number;
	/** Points that a model which costs anything must add to a free one. */
	readonly paidPoints: number;
}

/**
 * On recorded traffic (docs/evidence/benchmarks/presets.md, predictions out of fold) Save costs 28 % of always asking the best model,
 * Balanced 63 % and Best 87 %; each lies 1.4 to 1.7 recorded points above a coin of the same cost, Best 0.8 above always the best. Between
 * $0.0004 and $0.02 a point the lead over the coin is 0.9 to 1.9 points, so the values were chosen for two other ends: the presets part
 * clearly, and Save still sends the hardest up where the stronger model adds 45 points (test/unit/predictor/sanity.test.ts; below $0.0011
 * it does not). A tenth of a few points is worth more than a cheap model's whole price: in Save what costs anything adds a point or more to
 * what is free.
 */
export const PRESETS: Readonly<Record<RoutingPreset, PresetValues>> = {
	save: { pointValue: 1200, goodEnough: 0.85, paidPoints: 1 },
	balanced: { pointValue: 3000, goodEnough: 0.92, paidPoints: 0 },
	best: { pointValue: 10_000, goodEnough: 0.98, paidPoints: 0 },
};

/** Waiting of this length costs as much as one quality point (t in ARCHITECTURE.md, "How the decoder decides"). */
export const MS_PER_POINT = 4000;
/** A wait for the first useful token that a person does not mind; what goes beyond it counts. */
export const UNNOTICED_MS = 2000;

/** `goodEnough`, 0..1: the user's own bar; null = the preset's. */
export function presetWeights(preset: RoutingPreset, lambda = 0, goodEnough: number | null = null): RouteWeights {
	const { pointValue, paidPoints, goodEnough: own } = PRESETS[preset];
	return { pointValue, lambda, msPerPoint: MS_PER_POINT, unnoticedMs: UNNOTICED_MS, goodEnough: goodEnough ?? own, paidPoints };
}

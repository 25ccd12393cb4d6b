import type { MicroDollars } from '../base/micros.ts';
import type { RouteWeights } from './types.ts';

/**
 * What one quality point is worth, µ$. The first values ($0.0002, $0.001, $0.01) sent every request of a two-model pool to the weaker model
 * under Save, also where the stronger one adds 50 points; with these the gain decides (test/unit/predictor/sanity.test.ts). To be tuned by
 * the replay benchmark.
 */
export const PRESET_POINT_VALUE: Readonly<Record<'save' | 'balanced' | 'best', MicroDollars>> = {
	save: 1000,
	balanced: 3000,
	best: 10_000,
};

/** Waiting of this length costs as much as one quality point (t in ARCHITECTURE.md, "How the decoder decides"). */
export const MS_PER_POINT = 4000;

export function presetWeights(preset: keyof typeof PRESET_POINT_VALUE, lambda = 0): RouteWeights {
	return { pointValue: PRESET_POINT_VALUE[preset], lambda, msPerPoint: MS_PER_POINT };
}

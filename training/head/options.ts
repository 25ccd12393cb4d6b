import type { FitOptions } from './fit.ts';

/** Settings of the item-response fit, chosen on out-of-fold figures. */
export const FIT: FitOptions & { readonly dimensions: number } = {
	seed: 1,
	epochs: 8,
	guess: 0.8,
	ceiling: 0.995,
	ridge: 150,
	consistency: 120,
	differences: 30,
	dimensions: 4,
};

/** Ridge penalty of the head that reads the features alone: there are few of them, and no encoder has seen the rows. */
export const FEATURE_RIDGE = 12;

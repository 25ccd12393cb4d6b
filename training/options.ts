import type { FitOptions } from './fit.ts';

/** Settings of the item-response fit, chosen on out-of-fold figures. */
export const FIT: FitOptions & { readonly dimensions: number } = {
	seed: 1,
	epochs: 8,
	guess: 0.8,
	ceiling: 0.995,
	ridge: 12,
	dimensions: 4,
};

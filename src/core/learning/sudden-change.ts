/**
 * A sum for either direction that grows while a model does worse, or better, than is believed of it, and falls back to 0 while it does as
 * believed: Page's cumulative sum of log likelihood ratios (Biometrika 41, 1954) against a change of SHIFT logits.
 */
export interface Change {
	readonly worse: number;
	readonly better: number;
}

export const NO_CHANGE: Change = { worse: 0, better: 0 };

/** Fifteen points of quality at a chance of .8, in logits: .8 against .65. */
export const SHIFT = 0.75;
/** Log likelihood ratio from which a change is taken as one; of 1.3, 1.6, 2 and 2.5 the best on the simulation's tuning seeds. */
const ALARM = 1.6;

/**
 * @param chance of evidence that speaks for the model, as believed; `worse` and `better`: were it SHIFT logits below or above
 * @returns the sums after it, and the change that they give away: -1 for the worse, 1 for the better, 0 for none
 */
export function watched(
	before: Change,
	chance: { readonly believed: number; readonly worse: number; readonly better: number },
	good: boolean,
	weight: number,
): { readonly change: Change; readonly alarm: -1 | 0 | 1 } {
	const of = (p: number): number => Math.log(Math.max(1e-6, good ? p : 1 - p));
	const worse = Math.max(0, before.worse + weight * (of(chance.worse) - of(chance.believed)));
	const better = Math.max(0, before.better + weight * (of(chance.better) - of(chance.believed)));
	if (worse >= ALARM) return { change: NO_CHANGE, alarm: -1 };
	if (better >= ALARM) return { change: NO_CHANGE, alarm: 1 };
	return { change: { worse, better }, alarm: 0 };
}

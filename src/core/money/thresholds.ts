import { dollarsFromMicros, type MicroDollars } from '../base/micros.ts';
import { isSpent, TOLD_AT, type ToldAt } from './level.ts';

/** What was already told in the period; plain JSON, kept by the host so that every window tells once. */
export interface ThresholdState {
	/** ms since epoch; another value begins anew. */
	readonly periodStart: number;
	readonly told: readonly ToldAt[];
}

export interface ThresholdNotice {
	readonly percent: ToldAt;
	/** One line for the user. */
	readonly text: string;
}

export const initialThresholds: ThresholdState = { periodStart: 0, told: [] };

/**
 * Tells once at 75, 90 and 100 % of the limit in each period. Crossing several at once tells the highest only. A threshold that is no
 * longer reached (the limit was raised, or an estimate was corrected downwards) is armed again at once. With no limit, or a limit of 0
 * (no paid requests: nothing is ever "spent"), nothing is told.
 */
export function checkThresholds(
	state: ThresholdState,
	input: { readonly periodStart: number; readonly spent: MicroDollars; readonly limit: MicroDollars | null },
): { readonly state: ThresholdState; readonly notice: ThresholdNotice | null } {
	const { periodStart, spent, limit } = input;
	if (limit === null || limit === 0) return { state: { periodStart, told: [] }, notice: null };
	const reached = TOLD_AT.filter((percent) => isSpent(percent, spent, limit));
	const told = state.periodStart === periodStart ? state.told : [];
	const highest = reached.at(-1);
	const isNew = highest !== undefined && !told.some((percent) => percent >= highest);
	return { state: { periodStart, told: reached }, notice: isNew ? { percent: highest, text: words(highest, spent, limit) } : null };
}

function words(percent: ToldAt, spent: MicroDollars, limit: MicroDollars): string {
	const of = `${dollars(spent)} of ${dollars(limit)}`;
	return percent === 100 ? `This period's budget is spent: ${of}.` : `${percent} % of this period's budget is spent: ${of}.`;
}

function dollars(micros: MicroDollars): string {
	return `$${dollarsFromMicros(micros).toFixed(2)}`;
}

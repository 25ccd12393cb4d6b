import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../base/micros.ts';
import { moneyInWords } from '../base/money-words.ts';
import { isSpent, TOLD_AT, type ToldAt } from './level.ts';

/**
 * What was already told; plain JSON that all windows share, so that one of them tells. A period and a limit have a list of their own: of
 * two windows that reckon with other ones neither takes back what the other told.
 */
export interface ThresholdState {
	/** Those told of last come last. */
	readonly lists: readonly ThresholdList[];
}

interface ThresholdList {
	/** ms since epoch. */
	readonly periodStart: number;
	/** µ$. */
	readonly limit: MicroDollars;
	readonly told: readonly ToldAt[];
}

export interface ThresholdNotice {
	readonly percent: ToldAt;
	/** Of which it was told, µ$. */
	readonly limit: MicroDollars;
	/** One line for the user. */
	readonly text: string;
}

export const initialThresholds: ThresholdState = { lists: [] };

/** Limits and periods that are in use at once are few. */
const MOST_LISTS = 8;

/**
 * Tells once at 75, 90 and 100 % of a limit in each period. Crossing several at once tells the highest only. A threshold that is no longer
 * reached, because an estimate was corrected downwards, is armed again at once. With no limit, or a limit of 0 (no paid requests: nothing
 * is ever "spent"), nothing is told.
 * @returns the very state where it stays as it is; `lowered` where something told is not reached any more, which is also how it looks to
 * whoever read the ledger before another window's request was booked
 */
export function checkThresholds(
	state: ThresholdState,
	input: { readonly periodStart: number; readonly spent: MicroDollars; readonly limit: MicroDollars | null },
): { readonly state: ThresholdState; readonly notice: ThresholdNotice | null; readonly lowered: boolean } {
	const { periodStart, spent, limit } = input;
	if (limit === null || limit === 0) return { state, notice: null, lowered: false };
	const reached = TOLD_AT.filter((percent) => isSpent(percent, spent, limit));
	const own = state.lists.find((list) => list.periodStart === periodStart && list.limit === limit);
	const before = own?.told ?? [];
	if (before.length === reached.length) return { state, notice: null, lowered: false };
	const others = state.lists.filter((list) => list !== own);
	const lists = reached.length === 0 ? others : [...others, { periodStart, limit, told: reached }].slice(-MOST_LISTS);
	const highest = reached.at(-1);
	const isNew = highest !== undefined && !before.some((percent) => percent >= highest);
	const notice = isNew ? { percent: highest, limit, text: words(highest, spent, limit) } : null;
	return { state: { lists }, notice, lowered: reached.length < before.length };
}

function words(percent: ToldAt, spent: MicroDollars, limit: MicroDollars): string {
	const [sum, most] = [moneyInWords(spent), moneyInWords(limit)];
	if (percent === 100) return l10n.t("This month's budget is spent: {0} of {1}.", sum, most);
	return l10n.t("{0} % of this month's budget is spent: {1} of {2}.", percent, sum, most);
}

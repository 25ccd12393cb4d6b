import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod, PeriodSpend, Purpose } from './ledger.ts';
import { lesser, limitOf, spentOfShare } from './ledger-rules.ts';

/** `warn` from 75 %, `high` from 90 %, `reached` from 100 % of the limit. */
export type BudgetLevel = 'ok' | 'warn' | 'high' | 'reached';

/** Percent of the limit at which the user is told, once a period each. */
export const TOLD_AT = [75, 90, 100] as const;
export type ToldAt = (typeof TOLD_AT)[number];

/** Whether `percent` of the limit is spent. A limit of 0 is reached from the start; no limit (null) never is. */
export function isSpent(percent: number, spent: MicroDollars, limit: MicroDollars | null): boolean {
	return limit !== null && spent * 100 >= limit * percent;
}

/** A limit of 0 is a choice (no paid request): it is reached only where something was spent all the same. */
export function budgetLevel(spent: MicroDollars, limit: MicroDollars | null): BudgetLevel {
	if (limit === 0) return spent > 0 ? 'reached' : 'ok';
	if (isSpent(100, spent, limit)) return 'reached';
	if (isSpent(90, spent, limit)) return 'high';
	return isSpent(75, spent, limit) ? 'warn' : 'ok';
}

/** Money left, never below 0; null without a limit. */
export function remainingBudget(spent: MicroDollars, outstanding: MicroDollars, limit: MicroDollars | null): MicroDollars | null {
	return limit === null ? null : Math.max(0, limit - spent - outstanding);
}

/** What a purpose may still take: the smaller of what the budget and the purpose's share of it leave, µ$; null where neither is limited. */
export function remainingFor(period: BudgetPeriod, spend: PeriodSpend, purpose: Purpose): MicroDollars | null {
	return lesser(remainingBudget(spend.settled, spend.outstanding, period.limit), remainingOfShare(period, spend, purpose));
}

/** Whether the share that the purpose takes from leaves less than the budget does. */
export function isShareTighter(period: BudgetPeriod, spend: PeriodSpend, purpose: Purpose): boolean {
	const whole = remainingBudget(spend.settled, spend.outstanding, period.limit);
	const share = remainingOfShare(period, spend, purpose);
	return share !== null && (whole === null || share < whole);
}

function remainingOfShare(period: BudgetPeriod, spend: PeriodSpend, purpose: Purpose): MicroDollars | null {
	const { settled, outstanding } = spentOfShare(spend, purpose);
	return remainingBudget(settled, outstanding, limitOf(period, purpose));
}

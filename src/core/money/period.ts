import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod } from './ledger.ts';

/**
 * The budget period that contains `now`: from local midnight of the reset day to local midnight of the next one.
 * In a month shorter than the reset day the period begins on its last day (31 in February: the 28th or 29th).
 *
 * Local time is the computer's own zone. Daylight saving: the boundaries are wall-clock midnights, so a period with a change is an hour
 * shorter or longer; where midnight itself does not exist that day, the boundary is the first moment after it. The end of one period is
 * computed exactly as the start of the next, so there is never a gap or an overlap.
 *
 * Windows of two zones on one ledger (a remote host beside the desktop, a journey): the zone of the window that reserves decides. Its limit
 * is held against every request that was reserved within its own period, by whatever window, so that near the reset, hours apart, each of
 * them may begin its new period with money that the other still counts to the old one.
 *
 * @param now ms since epoch
 * @param resetDay day of the month, 1..31; other values are brought into that range
 * @param limit µ$, null for no limit
 */
export function budgetPeriod(now: number, resetDay: number, limit: MicroDollars | null): BudgetPeriod {
	const day = clampResetDay(resetDay);
	const date = new Date(now);
	const year = date.getFullYear();
	const month = date.getMonth();
	const thisMonth = resetInMonth(year, month, day);
	return now >= thisMonth
		? { start: thisMonth, end: resetInMonth(year, month + 1, day), limit }
		: { start: resetInMonth(year, month - 1, day), end: thisMonth, limit };
}

/** Local midnight that begins the day of `at`, ms since epoch. */
export function startOfLocalDay(at: number): number {
	const date = new Date(at);
	return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Local midnight that ends the day of `at`, ms since epoch. */
export function endOfLocalDay(at: number): number {
	const date = new Date(at);
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** `YYYY-MM-DD` in local time. */
export function localDay(at: number): string {
	const date = new Date(at);
	const two = (n: number) => String(n).padStart(2, '0');
	return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clampResetDay(resetDay: number): number {
	return Number.isFinite(resetDay) ? Math.min(31, Math.max(1, Math.trunc(resetDay))) : 1;
}

/** `month` may lie outside 0..11; Date carries it into the year. */
function resetInMonth(year: number, month: number, day: number): number {
	const lastDay = new Date(year, month + 1, 0).getDate();
	return new Date(year, month, Math.min(day, lastDay)).getTime();
}

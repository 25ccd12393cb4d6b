import type { TimeRange } from '../../core/money/insights.ts';
import { budgetPeriod, endOfLocalDay } from '../../core/money/period.ts';
import type { Range } from '../../protocol/insights.ts';

/** Days of "the last 30 days", today counted. */
const DAYS = 30;

/** @param resetDay of the budget, 1..31 */
export function rangeOf(range: Range, now: number, resetDay: number): TimeRange {
	const end = endOfLocalDay(now);
	if (range === 'all') return { start: 0, end };
	if (range === 'days30') {
		const date = new Date(now);
		return { start: new Date(date.getFullYear(), date.getMonth(), date.getDate() - DAYS + 1).getTime(), end };
	}
	const period = budgetPeriod(now, resetDay, null);
	const { start, end: until } = range === 'month' ? period : budgetPeriod(period.start - 1, resetDay, null);
	return { start, end: until };
}

/** The part of a range that lies on one local day, `2026-11-22`; an empty one where the day is none. */
export function withinDay({ start, end }: TimeRange, day: string | null): TimeRange {
	if (day === null) return { start, end };
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	const midnight = new Date(year, month - 1, date).getTime();
	const next = new Date(year, month - 1, date + 1).getTime();
	return Number.isFinite(midnight) ? { start: Math.max(start, midnight), end: Math.min(end, next) } : { start: 0, end: 0 };
}

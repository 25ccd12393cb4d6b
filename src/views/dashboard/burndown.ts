import type { SpendSummary } from '../../protocol/dashboard.ts';

/** Series of the month's chart. Times are seconds since epoch, money is dollars; null leaves a gap. */
export interface Burndown {
	readonly times: readonly number[];
	readonly spent: readonly (number | null)[];
	readonly budget: readonly (number | null)[];
	readonly projection: readonly (number | null)[];
	/** Ends of the band that opens from now to the end of the period. */
	readonly low: readonly (number | null)[];
	readonly high: readonly (number | null)[];
}

/** What the end of the period is expected to be, µ$; null where that is not known yet. */
export interface Projected {
	readonly projected: number | null;
	/** Where eight of ten such ends lie. */
	readonly band: { readonly low: number; readonly high: number } | null;
}

/**
 * Cumulative spend at the end of each day up to now, the budget as a level line, and a line to what is projected for
 * the end of the period with its band (core/money/pacing.ts, `projectedSpend`, `projectionBand`); null draws none.
 */
export function burndown(summary: SpendSummary, { projected, band }: Projected, now: number): Burndown {
	const { start, end, limit } = summary.period;
	const at = Math.min(Math.max(now, start), end);
	const perDay = new Map(summary.byDay.map(({ day, cost }) => [day, cost]));
	const times: number[] = [start];
	const spent: number[] = [0];
	let sum = 0;
	for (let midnight = nextMidnight(start); ; midnight = nextMidnight(midnight)) {
		sum += perDay.get(localDay(midnight - 1)) ?? 0;
		// Also where a time is none: the days would have no end.
		const last = !(midnight < at);
		times.push(last ? at : midnight);
		// The last point is the ledger's own sum, which also holds rows whose day the summary does not list.
		spent.push(last ? summary.settled : sum);
		if (last) break;
	}
	const dollars = (micros: number): number => micros / 1_000_000;
	const open = at < end;
	const ends = open ? [end] : [];
	const toEnd = (value: number | null): (number | null)[] => [
		...spent.map((_, index) => (index === spent.length - 1 && value !== null ? dollars(summary.settled) : null)),
		...ends.map(() => (value === null ? null : dollars(value))),
	];
	return {
		times: [...times, ...ends].map((ms) => ms / 1000),
		spent: [...spent.map(dollars), ...ends.map(() => null)],
		budget: [...times, ...ends].map(() => (limit === null ? null : dollars(limit))),
		projection: toEnd(projected),
		low: toEnd(band?.low ?? null),
		high: toEnd(band?.high ?? null),
	};
}

/** Local midnight after `ms`; days of 23 and 25 hours are right too. */
function nextMidnight(ms: number): number {
	const date = new Date(ms);
	return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** `2026-11-22` in local time, as the ledger names its days. */
function localDay(ms: number): string {
	const date = new Date(ms);
	const two = (value: number): string => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

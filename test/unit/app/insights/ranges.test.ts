import { expect, test } from 'vitest';
import { rangeOf, withinDay } from '../../../../src/app/insights/ranges.ts';

const at = (month: number, day: number, hour = 0) => new Date(2026, month - 1, day, hour).getTime();

test('months follow the day on which the budget begins anew', () => {
	expect(rangeOf('month', at(11, 20, 9), 1)).toEqual({ start: at(11, 1), end: at(12, 1) });
	expect(rangeOf('lastMonth', at(11, 20, 9), 1)).toEqual({ start: at(10, 1), end: at(11, 1) });
	expect(rangeOf('month', at(11, 20, 9), 25)).toEqual({ start: at(10, 25), end: at(11, 25) });
	expect(rangeOf('lastMonth', at(3, 31, 9), 31)).toEqual({ start: at(2, 28), end: at(3, 31) });
	expect(rangeOf('lastMonth', at(11, 1), 1)).toEqual({ start: at(10, 1), end: at(11, 1) });
});

test('thirty days end with today, all begins with everything', () => {
	expect(rangeOf('days30', at(3, 2, 23), 1)).toEqual({ start: at(2, 1), end: at(3, 3) });
	expect(rangeOf('all', at(3, 2, 23), 1)).toEqual({ start: 0, end: at(3, 3) });
});

test('a day is the part of it that lies in the range, and what is no day is empty', () => {
	const month = { start: at(11, 1), end: at(12, 1) };
	expect(withinDay(month, '2026-11-30')).toEqual({ start: at(11, 30), end: at(12, 1) });
	expect(withinDay(month, null)).toEqual(month);
	for (const day of ['2026-12-02', '9999-99-99']) {
		const { start, end } = withinDay(month, day);
		expect(end).toBeLessThanOrEqual(start);
	}
});

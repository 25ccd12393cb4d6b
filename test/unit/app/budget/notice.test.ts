import { expect, test } from 'vitest';
import { BudgetNotice } from '../../../../src/app/budget/notice.ts';
import { Notices } from '../../../../src/app/chat/notices.ts';
import { checkThresholds, initialThresholds, type ThresholdState } from '../../../../src/core/money/thresholds.ts';

const GONE = 'No monthly budget is set any more: paid models can cost any amount.';

/** A window that reads `spent` of `limit` again and again, in whole dollars. */
function bench() {
	const notices = new Notices(() => undefined, { after: () => () => undefined });
	const notice = new BudgetNotice({
		tell: (level, text, options) => notices.add(level, text, options),
		withdraw: (subject) => notices.withdraw(subject),
	});
	let state: ThresholdState = initialThresholds;
	return (spent: number, limit: number | null, periodStart = 0): readonly string[] => {
		const amounts = { spent: spent * 1e6, limit: limit === null ? null : limit * 1e6 };
		const checked = checkThresholds(state, { ...amounts, periodStart });
		state = checked.state;
		if (checked.notice !== null) notice.tell(checked.notice);
		notice.look(amounts);
		return notices.current().map(({ text }) => text);
	};
}

test('a raised budget takes back what was said of the older one, whatever is said of the new', () => {
	const read = bench();
	expect(read(3, 4)).toEqual(["75 % of this month's budget is spent: $3.00 of $4.00."]);
	expect(read(3, 3.2)).toEqual(["90 % of this month's budget is spent: $3.00 of $3.20."]);
	// Of $4 it was told already: nothing new, and no word of $3.20 either.
	expect(read(3, 4)).toEqual([]);
	expect(read(3.2, 4)).toEqual([]);
	expect(read(3.7, 4)).toEqual(["90 % of this month's budget is spent: $3.70 of $4.00."]);
	expect(read(3.7, 20)).toEqual([]);
});

test('no limit, a new period and a correction take it back', () => {
	const ends: readonly [spent: number, limit: number | null, periodStart?: number][] = [
		[4, null],
		[0, 4, 1],
		[1, 4],
		[4, 0],
	];
	for (const after of ends) {
		const read = bench();
		expect(read(4, 4)).toHaveLength(1);
		expect(read(4, 4)).toHaveLength(1);
		expect(read(...after)).toEqual(after[1] === null ? [GONE] : []);
	}
});

test('a limit that is taken away is said until there is one again; one that never was is not', () => {
	const read = bench();
	expect(read(1, null)).toEqual([]);
	expect(read(1, 20)).toEqual([]);
	expect(read(1, null)).toEqual([GONE]);
	expect(read(2, null)).toEqual([GONE]);
	expect(read(2, 0.5)).toEqual(["This month's budget is spent: $2.00 of $0.50."]);
	expect(read(2, 0)).toEqual([]);
});

import { expect, test } from 'vitest';
import { moneyStage, raisedCap, runCap } from '../../../../src/core/agent/run-money.ts';

test('the cap is the lesser of the setting and five times the estimate', () => {
	expect(runCap(2_000_000, 100_000, true)).toBe(500_000);
	expect(runCap(2_000_000, 1_000_000, true)).toBe(2_000_000);
	expect(runCap(null, 100_000, true)).toBe(500_000);
	expect(runCap(2_000_000, null, true)).toBe(2_000_000);
	expect(runCap(null, null, true)).toBeNull();
	expect(runCap(0, 100_000, true)).toBe(0);
	expect(runCap(2_000_000, 100_000, false)).toBeNull();
});

test('near the cap the answer is asked for, at it the run stops', () => {
	const of = (remaining: number, over = {}) => moneyStage({ cap: 1000, remaining, step: 50, shortAnswer: 40, ...over });
	expect(of(500)).toBe('go');
	expect(of(151)).toBe('go');
	expect(of(150)).toBe('finish');
	expect(of(200, { step: 180 })).toBe('finish');
	expect(of(40)).toBe('finish');
	expect(of(39)).toBe('stop');
	expect(of(0)).toBe('stop');
});

test('a run without a cap, or that costs nothing, goes on', () => {
	expect(moneyStage({ cap: null, remaining: null, step: 50, shortAnswer: 40 })).toBe('go');
	expect(moneyStage({ cap: 1000, remaining: 0, step: 0, shortAnswer: 0 })).toBe('go');
});

test('a stronger model may cost five times its estimate on top of what was spent, within the setting', () => {
	expect(raisedCap({ cap: 100_000, spent: 60_000 }, 2_000_000, 300_000)).toBe(1_560_000);
	expect(raisedCap({ cap: 100_000, spent: 60_000 }, 500_000, 300_000)).toBe(500_000);
	expect(raisedCap({ cap: 100_000, spent: 60_000 }, null, 300_000)).toBe(1_560_000);
	// Never less than before, and a run without a maximum gets none here.
	expect(raisedCap({ cap: 900_000, spent: 0 }, 500_000, 1)).toBe(900_000);
	expect(raisedCap({ cap: 100_000, spent: 0 }, 2_000_000, null)).toBe(100_000);
	expect(raisedCap({ cap: null, spent: 0 }, 2_000_000, 1)).toBeNull();
});

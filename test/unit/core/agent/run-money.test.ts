import { expect, test } from 'vitest';
import { moneyStage, runCap } from '../../../../src/core/agent/run-money.ts';

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

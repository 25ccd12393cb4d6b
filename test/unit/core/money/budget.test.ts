import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetLevel } from '../../../../src/core/money/level.ts';
import * as pacing from '../../../../src/core/money/pacing.ts';
import { budgetPeriod } from '../../../../src/core/money/period.ts';
import { applyBudgetPolicy } from '../../../../src/core/money/policy.ts';
import { checkThresholds, initialThresholds } from '../../../../src/core/money/thresholds.ts';

const time = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 0, 1) });
const money = fc.nat(50_000_000);

describe('budget period', () => {
	it('contains now, begins where the last one ends, and is clamped to short months', () => {
		fc.assert(
			fc.property(time, fc.integer({ min: 1, max: 31 }), (now, day) => {
				const period = budgetPeriod(now, day, 1);
				expect(period.start).toBeLessThanOrEqual(now);
				expect(period.end).toBeGreaterThan(now);
				expect(budgetPeriod(period.end, day, 1).start).toBe(period.end);
				expect(budgetPeriod(period.start - 1, day, 1).end).toBe(period.start);
				const start = new Date(period.start);
				const last = new Date(start.getFullYear(), start.getMonth() + 1, 0).getDate();
				expect(start.getDate()).toBe(Math.min(day, last));
			}),
		);
		expect(budgetPeriod(new Date(2028, 1, 29, 12).getTime(), 31, null).start).toBe(new Date(2028, 1, 29).getTime());
		expect(budgetPeriod(new Date(2026, 1, 27, 12).getTime(), 31, null).end).toBe(new Date(2026, 1, 28).getTime());
		expect(budgetPeriod(new Date(2026, 0, 1).getTime(), 15, null).start).toBe(new Date(2025, 11, 15).getTime());
	});
});

describe('thresholds', () => {
	const at = (spent: number, limit: number | null, state = initialThresholds, periodStart = 1) =>
		checkThresholds(state, { periodStart, spent, limit });

	it('tell once each, the highest of several, again in a new period and after the limit was raised', () => {
		const first = at(76, 100);
		expect(first.notice?.percent).toBe(75);
		expect(at(80, 100, first.state).notice).toBeNull();
		const full = at(120, 100, first.state);
		expect(full.notice?.percent).toBe(100);
		expect(at(120, 100, full.state).notice).toBeNull();
		expect(at(80, 100, full.state, 2).notice?.percent).toBe(75);
		const raised = at(120, 150, full.state);
		expect(raised.notice?.percent).toBe(75);
		expect(at(140, 150, raised.state).notice?.percent).toBe(90);
		expect(at(500, null, full.state).notice).toBeNull();
		expect(at(0, 0).notice).toBeNull();
	});

	it('are armed again where less is spent after all, which is said', () => {
		const full = at(120, 100);
		const corrected = at(80, 100, full.state);
		expect([full.lowered, corrected.lowered, corrected.notice]).toEqual([false, true, null]);
		expect(at(120, 100, corrected.state).notice?.percent).toBe(100);
		expect(at(10, 100, corrected.state).state).toEqual(initialThresholds);
	});

	it('of windows that reckon with other limits or periods are told once each, however they take turns', () => {
		let state = initialThresholds;
		const told: unknown[] = [];
		for (let turn = 0; turn < 4; turn++) {
			for (const [limit, periodStart] of [
				[100, 1],
				[200, 1],
				[100, 2],
				[null, 1],
				[0, 1],
			] as const) {
				const result = at(95, limit, state, periodStart);
				state = result.state;
				if (result.notice) told.push([limit, periodStart]);
			}
		}
		expect(told).toEqual([
			[100, 1],
			[100, 2],
		]);
		for (let limit = 1; limit < 50; limit++) state = at(95, limit, state).state;
		expect(state.lists).toHaveLength(8);
	});

	it('tell at most three times while spending grows', () => {
		fc.assert(
			fc.property(fc.array(money), fc.integer({ min: 1, max: 50_000_000 }), (costs, limit) => {
				let [state, spent] = [initialThresholds, 0];
				const told: number[] = [];
				for (const cost of costs) {
					spent += cost;
					const result = checkThresholds(state, { periodStart: 1, spent, limit });
					state = result.state;
					if (result.notice) told.push(result.notice.percent);
				}
				expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
			}),
		);
	});
});

it('levels and the rule at the limit', () => {
	expect([0, 74, 75, 90, 100].map((spent) => budgetLevel(spent, 100))).toEqual(['ok', 'ok', 'warn', 'high', 'reached']);
	expect([budgetLevel(5, null), budgetLevel(0, 0), budgetLevel(5, 0)]).toEqual(['ok', 'ok', 'reached']);
	expect(applyBudgetPolicy(null, 'block', 10).kind).toBe('allowed');
	expect(applyBudgetPolicy(0, 'block', 0).kind).toBe('allowed');
	expect(applyBudgetPolicy(10, 'block', 10).kind).toBe('allowed');
	expect((['free', 'ask', 'block'] as const).map((rule) => applyBudgetPolicy(9, rule, 10).kind)).toEqual(['freeOnly', 'ask', 'block']);
});

describe('pacing', () => {
	const empty = pacing.arrivalHistory([], 0, 0);

	it('spreads the remaining money over the expected requests and some in reserve, at least twenty', () => {
		expect(pacing.pacingTarget(1000, 0)).toBe(50);
		expect(pacing.pacingTarget(1300, 100)).toBe(10);
		expect(pacing.pacingTarget(-5, 100)).toBe(0);
	});

	it('learns how much somebody works within a day, and at which hours over weeks', () => {
		const hour = 3_600_000;
		const monday = new Date(2026, 5, 1, 9).getTime();
		const day = Array.from({ length: 240 }, (_, i) => monday + (i * 9 * hour) / 240);
		const after = pacing.arrivalHistory(day, monday - 1, monday + 9 * hour);
		const month = new Date(2026, 6, 1).getTime();
		const expected = pacing.expectedRequests(after, monday + 9 * hour, month);
		// 21 more working days of 240, and the quiet hours in proportion; the prior alone says a sixth.
		expect(expected).toBeGreaterThan(0.8 * 21 * 240);
		expect(expected).toBeLessThan(2 * 21 * 240);
		const evenings = Array.from({ length: 8 * 7 * 20 }, (_, i) => monday + Math.floor(i / 20) * 24 * hour + 12 * hour + (i % 20));
		const rates = pacing.expectedRates(pacing.arrivalHistory(evenings, monday - 1, monday + 8 * 7 * 24 * hour));
		expect(rates[24 + 21]).toBeGreaterThan(16);
		expect(rates[24 + 10]).toBeLessThan(3);
	});

	it('expects requests in proportion to time, additively, and more after a busier history', () => {
		fc.assert(
			fc.property(time, fc.nat(7 * 86_400_000), fc.nat(7 * 86_400_000), (now, a, b) => {
				const whole = pacing.expectedRequests(empty, now, now + a + b);
				const parts = pacing.expectedRequests(empty, now, now + a) + pacing.expectedRequests(empty, now + a, now + a + b);
				expect(whole).toBeCloseTo(parts, 6);
			}),
			{ numRuns: 30 },
		);
		const week = 7 * 86_400_000;
		const busy = { counts: new Array(168).fill(100), from: 0, to: week };
		expect(pacing.expectedRequests(busy, 0, week)).toBeGreaterThan(pacing.expectedRequests(empty, 0, week));
	});

	it('raises lambda when a request costs more than its target, lowers it otherwise, within its bounds', () => {
		const initial = pacing.initialPacing.logLambda;
		fc.assert(
			fc.property(fc.double({ min: initial, max: Math.log(100_000), noNaN: true }), money, money, (logLambda, cost, target) => {
				const next = pacing.updatePacing({ logLambda }, cost, target).logLambda;
				if (cost > target) expect(next).toBeGreaterThanOrEqual(logLambda);
				if (cost < target) expect(next).toBeLessThanOrEqual(logLambda);
				expect(pacing.lambdaOf({ logLambda: next })).toBeLessThanOrEqual(pacing.LAMBDA_MAX);
				expect(Math.abs(next - logLambda)).toBeLessThanOrEqual(pacing.ETA * pacing.MAX_OVERSHOOT + 1e-9);
			}),
		);
		let state = pacing.initialPacing;
		expect(pacing.lambdaOf(state)).toBe(0);
		for (let n = 0; n < 200; n++) state = pacing.updatePacing(state, 10, 2);
		expect(pacing.lambdaOf(state)).toBeCloseTo(pacing.LAMBDA_MAX, 3);
		for (let n = 0; n < 400; n++) state = pacing.updatePacing(state, 0, 2);
		expect(pacing.lambdaOf(state)).toBe(0);
		expect(pacing.updatePacing({ logLambda: 9 }, 1, null)).toEqual(pacing.initialPacing);
	});
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyond } from '../../../../../src/core/base/statistics.ts';
import { surelyAtLeastMs } from '../../../../../src/core/completion/routing/decide.ts';
import { LatencyBook } from '../../../../../src/core/completion/routing/latency.ts';
import { firstLinePrior, thinkingTokens } from '../../../../../src/core/completion/routing/latency-prior.ts';
import { filler } from './support.ts';

const HOSTED = filler('hosted');
const HOUR = 3_600_000;

class TestClock {
	time = 1_700_000_000_000;
	now(): number {
		return this.time;
	}
}

function book(): { book: LatencyBook; clock: TestClock } {
	const clock = new TestClock();
	return { book: new LatencyBook(clock), clock };
}

/** Deterministic log-normal times: quantiles in a scattered order. */
function times(count: number, median: number, spread: number): number[] {
	const z = [0.1, -1.3, 0.6, -0.4, 1.4, -0.9, 0.3, -0.1, 0.9, -0.6];
	return Array.from({ length: count }, (_, i) => median * Math.exp(spread * z[i % z.length]!));
}

const observe = (b: LatencyBook, ms: number, complete = true, candidate = HOSTED): void =>
	b.observe({ candidate, inputTokens: 1000, ms, complete });

describe('LatencyBook', () => {
	it('starts at the prior and says that nothing was measured', () => {
		const { medianMs, logSpread } = firstLinePrior(HOSTED, 1000);
		const { p50, p90, measured } = book().book.estimate(HOSTED, 1000);
		expect(measured).toBe(0);
		expect(p50).toBeCloseTo(medianMs, -1);
		expect(p90).toBeCloseTo(medianMs * Math.exp(1.2816 * logSpread), -1);
	});

	it('learns median and 90th percentile of each candidate apart', () => {
		const { book: b } = book();
		for (const ms of times(30, 220, 0.3)) observe(b, ms);
		const { p50, p90, measured } = b.estimate(HOSTED, 1000);
		expect(p50).toBeGreaterThan(200);
		expect(p50).toBeLessThan(250);
		expect(p90).toBeGreaterThan(290);
		expect(p90).toBeLessThan(400);
		expect(measured).toBeCloseTo(30, 5);
		expect(b.estimate(filler('other'), 1000).measured).toBe(0);
	});

	it('takes a shift in within a few dozen requests, and forgets with time', () => {
		const { book: b, clock } = book();
		for (const ms of times(100, 200, 0.2)) observe(b, ms);
		for (const ms of times(40, 900, 0.2)) observe(b, ms);
		expect(b.estimate(HOSTED, 1000).p90).toBeGreaterThan(700);
		clock.time += 4 * HOUR;
		const later = b.estimate(HOSTED, 1000);
		expect(later.measured).toBeLessThan(3);
		clock.time += 1000 * HOUR;
		const prior = book().book.estimate(HOSTED, 1000);
		expect(b.estimate(HOSTED, 1000)).toMatchObject({ p50: prior.p50 });
	});

	it('a cancelled request speaks for a slower model, the more the longer it was waited for', () => {
		const cancelledAfter = (ms: number): number => {
			const { book: b } = book();
			for (const t of times(5, 300, 0.3)) observe(b, t);
			for (let i = 0; i < 10; i++) observe(b, ms, false);
			return b.estimate(HOSTED, 1000).p50;
		};
		const alone = cancelledAfter(1);
		expect(cancelledAfter(600)).toBeGreaterThan(alone * 1.3);
		expect(cancelledAfter(2000)).toBeGreaterThan(cancelledAfter(600));
		// Given up at once, it says next to nothing.
		expect(alone).toBeGreaterThan(270);
		expect(alone).toBeLessThan(500);
	});

	it('only quick answers and many cancelled ones do not make a slow model look quick', () => {
		const { book: b } = book();
		// Typing cuts every request off after 350 ms; the model takes about 600.
		for (const ms of times(200, 600, 0.5)) observe(b, Math.min(ms, 350), ms <= 350);
		expect(b.estimate(HOSTED, 1000).p90).toBeGreaterThan(600);
	});

	it('ignores what is no time, and survives as plain JSON', () => {
		const { book: b } = book();
		for (const ms of [Number.NaN, -1, Number.POSITIVE_INFINITY]) observe(b, ms);
		expect(b.snapshot().candidates).toEqual({});
		observe(b, 0);
		for (const ms of times(9, 250, 0.3)) observe(b, ms);
		const copy = book().book;
		expect(copy.restore(JSON.parse(JSON.stringify(b.snapshot())))).toBe(true);
		expect(copy.estimate(HOSTED, 1000)).toEqual(b.estimate(HOSTED, 1000));
		expect(copy.restore({ format: 1, candidates: { hosted: { count: -1, mean: 0, squares: 0, at: 0 } } })).toBe(false);
		expect(copy.restore('[')).toBe(false);
		expect(copy.estimate(HOSTED, 1000)).toEqual(b.estimate(HOSTED, 1000));
		copy.reset();
		expect(copy.estimate(HOSTED, 1000).measured).toBe(0);
	});

	it('p50 is never above p90, and both are finite, whatever was seen', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.boolean(), fc.integer({ min: 0, max: 3 * HOUR })), { maxLength: 60 }),
				(seen) => {
					const { book: b, clock } = book();
					for (const [ms, complete, gap] of seen) {
						clock.time += gap;
						observe(b, ms, complete);
					}
					const { p50, p90 } = b.estimate(HOSTED, 500);
					expect(p50).toBeLessThanOrEqual(p90);
					expect(Number.isFinite(p90)).toBe(true);
				},
			),
			{ numRuns: 200 },
		);
	});
});

describe('prior of the latency', () => {
	it('a local model takes longer the larger it and the prompt are', () => {
		const local = (parametersB: number | null): ReturnType<typeof filler> => filler('l', { local: true, parametersB });
		const median = (b: number | null, tokens = 1000): number => firstLinePrior(local(b), tokens).medianMs;
		expect(median(1.5)).toBeLessThan(600);
		expect(median(7)).toBeGreaterThan(median(1.5));
		expect(median(7, 4000)).toBeGreaterThan(median(7, 1000));
		expect(median(null)).toBe(median(7));
	});

	it('takes a measured speed where the catalog has one', () => {
		const quick = filler('q', { speed: { tokensPerSecond: 200, firstTokenSeconds: 0.2 } });
		expect(firstLinePrior(quick, 1000)).toEqual({ medianMs: 260, logSpread: 0.5 });
		expect(firstLinePrior(filler('i', { included: true }), 1000).medianMs).toBeGreaterThan(firstLinePrior(HOSTED, 1000).medianMs);
	});

	it('counts thinking in chat form only', () => {
		expect(thinkingTokens(filler('t', { reasoning: true, effort: 'low' }, { method: 'chat' }))).toBe(600);
		expect(thinkingTokens(filler('t', { reasoning: true }, { method: 'chat' }))).toBe(1500);
		expect(thinkingTokens(filler('t', { reasoning: true, effort: 'none' }, { method: 'chat' }))).toBe(0);
		expect(thinkingTokens(filler('t', { reasoning: true }))).toBe(0);
	});
});

describe('mean of a normal variable beyond a bound', () => {
	it.each([
		[-8, 0],
		[0, 0.79788],
		[1, 1.52514],
		[3, 3.2831],
		[6, 6.1585],
	])('beyond(%d)', (x, mean) => {
		expect(beyond(x)).toBeCloseTo(mean, 1);
	});
});

describe('the limit to the first line', () => {
	const LIMIT = 600;
	const boundAfter = (count: number, median: number): number => {
		const { book: own } = book();
		for (const ms of times(count, median, 0.25)) observe(own, ms);
		return surelyAtLeastMs(own.estimate(HOSTED, 1000));
	};

	it('lets a model that nobody measured be tried, and a quick one stay, however few measurements there are', () => {
		for (const count of [0, 1, 2, 3, 5, 10, 20, 30]) expect(boundAfter(count, 370), `${count} measurements`).toBeLessThan(LIMIT);
	});

	it('leaves a slow one out after a few', () => {
		for (const count of [10, 20, 30]) expect(boundAfter(count, 900), `${count} measurements`).toBeGreaterThan(LIMIT);
	});

	it('tries a slow one again when its measurements are old', () => {
		const { book: own, clock } = book();
		for (const ms of times(20, 800, 0.25)) observe(own, ms);
		expect(surelyAtLeastMs(own.estimate(HOSTED, 1000))).toBeGreaterThan(LIMIT);
		clock.time += 12 * HOUR;
		expect(surelyAtLeastMs(own.estimate(HOSTED, 1000))).toBeLessThan(LIMIT);
	});
});

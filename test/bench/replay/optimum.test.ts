import { describe, expect, it } from 'vitest';
import { fixedPlan, offlineOptimum, optionCost } from '../../../bench/replay/optimum.ts';
import type { ReplayOption, ReplayRequest } from '../../../bench/replay/types.ts';
import { randomOf } from '../../../training/kit/random.ts';
import { LARGE, request, SMALL } from './support.ts';

/** Two conversations of three turns, some pauses longer than the cache lives. */
function tiny(seed: number): ReplayRequest[] {
	const random = randomOf(seed);
	return Array.from({ length: 6 }, (_, i) => {
		const p = 0.3 + 0.4 * random();
		const turn = i % 3;
		const over = {
			at: Math.floor(turn * 600_000 * random()),
			conversation: Math.floor(i / 3),
			turn,
			inputTokens: 2000 + 1500 * turn,
			prefixTokens: 3000 + 1500 * turn,
		};
		return request(over, [p, p + 0.2 * random(), p + 0.3 * random()]);
	});
}

/** The most expected quality of all ways to answer or not to answer each request. */
function bruteForce(requests: readonly ReplayRequest[], budget: number): number {
	let best = 0;
	const go = (i: number, quality: number, cost: number, chosen: readonly (ReplayOption | null)[]): void => {
		if (cost > budget) return;
		if (i === requests.length) {
			best = Math.max(best, quality);
			return;
		}
		const current = requests[i]!;
		const previous = i > 0 && requests[i - 1]!.conversation === current.conversation ? chosen[i - 1] : null;
		const before = previous ? { request: requests[i - 1]!, candidateId: previous.candidate.id } : null;
		for (const option of current.options) go(i + 1, quality + option.p, cost + optionCost(current, option, before), [...chosen, option]);
		go(i + 1, quality, cost, [...chosen, null]);
	};
	go(0, 0, 0, []);
	return best;
}

describe('offline optimum', () => {
	it('bounds the best of all plans from above, closely, and meets it where money does not bind', () => {
		for (let seed = 1; seed <= 6; seed++) {
			const requests = tiny(seed);
			const all = fixedPlan({ requests }, (r) => r.options.at(-1)!, 'expected').cost;
			for (const share of [0.05, 0.3, 0.6]) {
				const budget = Math.round(share * all);
				const exact = bruteForce(requests, budget);
				const bound = offlineOptimum({ requests }, budget);
				expect(bound.predicted).toBeGreaterThanOrEqual(exact - 1e-6);
				// The relaxation may split one conversation.
				expect(bound.predicted - exact).toBeLessThan(0.9);
				expect(bound.cost).toBeLessThanOrEqual(budget + 1e-6);
			}
			expect(offlineOptimum({ requests }, 2 * all).predicted).toBeCloseTo(bruteForce(requests, 2 * all), 9);
		}
	});

	it('grows with the budget and never costs more', () => {
		const requests = Array.from({ length: 20 }, (_, c) => tiny(c).map((r) => ({ ...r, conversation: 2 * c + r.conversation }))).flat();
		let last = 0;
		for (const budget of [0, 2000, 20_000, 100_000, 400_000]) {
			const { predicted, cost } = offlineOptimum({ requests }, budget);
			expect(predicted).toBeGreaterThanOrEqual(last - 1e-9);
			expect(cost).toBeLessThanOrEqual(budget + 1e-6);
			last = predicted;
		}
		expect(offlineOptimum({ requests }, 0).predicted).toBeCloseTo(0, 5);
	});

	it('reads a warm history at the cached price, and only where the same model answered in time', () => {
		const first = request({ turn: 0 }, [0.5, 0.5, 0.5]);
		const next = request({ at: 60_000, turn: 1, inputTokens: 2400 }, [0.5, 0.5, 0.5]);
		const late = { ...next, at: 301_000 };
		const large = next.options[2]!;
		const warm = optionCost(next, large, { request: first, candidateId: LARGE.id });
		expect(warm).toBe(2300 * 0.5 + 100 * 6.25 + 300 * 25);
		const cold = 2400 * 6.25 + 300 * 25;
		expect(optionCost(next, large, { request: first, candidateId: SMALL.id })).toBe(cold);
		expect(optionCost(late, large, { request: first, candidateId: LARGE.id })).toBe(cold);
		expect(optionCost(next, large, null)).toBe(cold);
	});
});

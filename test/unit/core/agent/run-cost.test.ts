import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costPath, estimateRun, type RunCostInput, runEstimates, stepsFor } from '../../../../src/core/agent/run-cost.ts';
import type { RunShape } from '../../../../src/core/agent/run-prior.ts';
import { FREE_PRICES } from '../../../../src/core/model/prices.ts';
import { candidate, prices } from '../routing/support.ts';

const input: RunCostInput = { taskKind: 'fix', inputTokens: 15_000, learned: null, now: 1_000_000 };
const shape: RunShape = { steps: 12, spread: 0.5, outputTokens: 500, addedTokens: 1500 };
const cached = candidate('cached', { prices: prices(3, 15, 0.3, 3.75) });
const fixed = (over: Partial<RunShape>) => estimateRun(cached, { ...shape, ...over }, input, 'recorded')!;

/** Of any estimate. */
const MOST_STEPS = 400;
const price = fc.integer({ min: 1, max: 20_000_000 });
const anyShape = fc.record({
	steps: fc.double({ min: 1, max: 120, noNaN: true }),
	spread: fc.double({ min: 0, max: 1.2, noNaN: true }),
	outputTokens: fc.integer({ min: 1, max: 4000 }),
	addedTokens: fc.integer({ min: 0, max: 8000 }),
});

describe('the expected cost of a run', () => {
	it('adds up what each step costs by hand: the first from nothing, later ones from the cache', () => {
		const path = costPath(cached, { outputTokens: 100, addedTokens: 900 }, { inputTokens: 10_000, now: 0 }, 3)!;
		// Written to the cache at $3.75, read at $0.30, output at $15 a million.
		const first = 37_500 + 1500;
		const second = first + 10_100 * 0.3 + 900 * 3.75 + 1500;
		const third = second + 11_100 * 0.3 + 900 * 3.75 + 1500;
		expect(path).toEqual([first, second, third].map((micros) => expect.closeTo(micros, -0.5)));
	});

	it('is null where nothing is paid or no price is known, in the order of the candidates', () => {
		const free = candidate('free', { prices: FREE_PRICES });
		const included = candidate('plan', { included: true });
		const unknown = candidate('unknown', { prices: null });
		const estimates = runEstimates([free, cached, included, unknown, candidate('other')], input);
		expect(estimates.map((estimate) => estimate === null)).toEqual([true, false, true, true, false]);
	});

	it('is whole micro-dollars, with the mean inside its interval', () => {
		fc.assert(
			fc.property(anyShape, fc.integer({ min: 0, max: 100_000 }), (some, inputTokens) => {
				const { low, expected, high } = estimateRun(cached, some, { ...input, inputTokens }, 'recorded')!;
				for (const micros of [low, expected, high]) expect(Number.isSafeInteger(micros) && micros > 0).toBe(true);
				expect(low).toBeLessThanOrEqual(expected);
				// The mean of a log-normal this wide still lies below its 90 % end.
				expect(expected).toBeLessThanOrEqual(high + 1);
			}),
		);
	});

	it('never falls with steps, tokens a step or a longer first prompt', () => {
		fc.assert(
			fc.property(anyShape, fc.double({ min: 0, max: 40, noNaN: true }), (some, more) => {
				const of = (steps: number) => estimateRun(cached, { ...some, steps }, input, 'recorded')!;
				const [before, after] = [of(some.steps), of(some.steps + more)];
				expect(after.expected).toBeGreaterThanOrEqual(before.expected);
				expect(after.low).toBeGreaterThanOrEqual(before.low);
				expect(after.high).toBeGreaterThanOrEqual(before.high);
			}),
		);
		expect(fixed({ outputTokens: 900 }).expected).toBeGreaterThan(fixed({}).expected);
		expect(fixed({ addedTokens: 2500 }).expected).toBeGreaterThan(fixed({}).expected);
	});

	it('is never dearer with the cache than without', () => {
		fc.assert(
			fc.property(anyShape, price, price, fc.double({ min: 0, max: 1, noNaN: true }), (some, inPrice, outPrice, share) => {
				const own = { input: inPrice, output: outPrice, cachedInput: Math.floor(inPrice * share), cacheWrite: Math.ceil(inPrice * 1.25) };
				const model = candidate('m', { prices: own });
				const of = (shown: boolean) => estimateRun(model, some, { ...input, cacheShown: () => shown }, 'recorded')!.expected;
				// A part is rounded up, and the cache makes two of one.
				expect(of(true)).toBeLessThanOrEqual(of(false) + MOST_STEPS);
			}),
		);
		// An endpoint that caches by no word of its own is taken at its word only once it was seen.
		const elsewhere = candidate('m', { endpointId: 'somewhere', prices: prices(3, 15, 0.3) });
		const [silent] = runEstimates([elsewhere], input);
		const [seen] = runEstimates([elsewhere], { ...input, cacheShown: () => true });
		expect(seen!.expected).toBeLessThan(silent!.expected / 2);
	});

	it('never falls with a price', () => {
		fc.assert(
			fc.property(anyShape, price, price, price, price, (some, a, b, more, muchMore) => {
				const of = (inPrice: number, outPrice: number) =>
					estimateRun(
						candidate('m', { prices: { input: inPrice, output: outPrice, cachedInput: null, cacheWrite: null } }),
						some,
						input,
						'recorded',
					)!;
				expect(of(a + more, b + muchMore).expected).toBeGreaterThanOrEqual(of(a, b).expected);
			}),
		);
	});

	it('ends a prompt that outgrows the context, and pays for reading what is left of it anew', () => {
		const small = candidate('small', { contextTokens: 20_000, prices: prices(1, 1, 0.1) });
		const path = costPath(small, { outputTokens: 100, addedTokens: 1900 }, { inputTokens: 8000, now: 0 }, 60)!;
		const steps = path.map((cost, i) => cost - (path[i - 1] ?? 0));
		// Nothing is ever sent that does not fit, and some steps read without the cache.
		expect(Math.max(...steps)).toBeLessThanOrEqual(20_000 + 100);
		expect(steps.slice(1).filter((cost) => cost > 9000).length).toBeGreaterThan(3);
	});

	it('finds the steps that a cost comes to', () => {
		const path = costPath(cached, shape, input, 50)!;
		for (const steps of [1, 7, 50]) expect(stepsFor(path, path[steps - 1]!)).toBe(steps);
		expect(stepsFor(path, (path[4]! + path[5]!) / 2)).toBeCloseTo(5.5, 6);
		expect(stepsFor(path, path[49]! + 1)).toBeNull();
	});

	it('expects more of an issue than of a question, and of a higher effort', () => {
		const [issue] = runEstimates([cached], { ...input, taskKind: 'issue' });
		const [question] = runEstimates([cached], { ...input, taskKind: 'question' });
		expect(question!.expected).toBeLessThan(issue!.expected / 3);
		const efforts = ['low', 'medium', 'high', 'xhigh', 'max'].map((effort) => ({ ...cached, effort }));
		const costs = runEstimates(efforts, input).map((estimate) => estimate!.expected);
		expect(costs).toEqual(costs.toSorted((a, b) => a - b));
		expect(new Set(costs).size).toBe(5);
		const [odd] = runEstimates([{ ...cached, effort: 'toString' }], { ...input, taskKind: 'constructor' });
		expect(Number.isSafeInteger(odd!.expected)).toBe(true);
	});
});

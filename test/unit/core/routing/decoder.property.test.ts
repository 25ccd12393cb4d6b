import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, lowerBoundPoints } from '../../../../src/core/routing/decoder.ts';
import { countedPoints } from '../../../../src/core/routing/good-enough.ts';
import {
	AUTO,
	type DecodeInput,
	NO_LIMITS,
	type RouteAlternative,
	type RouteLimits,
	type RouteWeights,
} from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction } from './support.ts';

interface Model {
	readonly mean: number;
	readonly perTurn: number;
	readonly latencyMs: number;
	readonly firstUsefulMs: number;
	/** Half the interval's width, 0..1. */
	readonly spread: number;
	readonly local: boolean;
	readonly context: number;
}

const model: fc.Arbitrary<Model> = fc.record({
	mean: fc.double({ min: 0, max: 1, noNaN: true }),
	perTurn: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500_000 })),
	latencyMs: fc.integer({ min: 0, max: 120_000 }),
	firstUsefulMs: fc.integer({ min: 0, max: 60_000 }),
	spread: fc.double({ min: 0, max: 0.3, noNaN: true }),
	local: fc.boolean(),
	context: fc.constantFrom(600, 4096, 128_000),
});
const models = fc.array(model, { minLength: 1, maxLength: 12 });
const pointValue = fc.integer({ min: 1, max: 100_000 });
const lambda = fc.double({ min: 0, max: 1e5, noNaN: true });
const sd = fc.double({ min: 0, max: 0.2, noNaN: true });

/** What presets set beside the worth of a point: the bar, the preference for what is free, the wait that nobody minds. */
type Bar = Pick<RouteWeights, 'goodEnough' | 'paidPoints' | 'unnoticedMs'>;
const bar: fc.Arbitrary<Bar> = fc.oneof(
	fc.constant({}),
	fc.record({
		goodEnough: fc.double({ min: 0, max: 1, noNaN: true }),
		paidPoints: fc.constantFrom(0, 1, 3),
		unnoticedMs: fc.constantFrom(0, 2000),
	}),
);

function inputOf(
	list: readonly Model[],
	deviation: number,
	value: number,
	pressure: number,
	limits: RouteLimits = NO_LIMITS,
	extra: Bar = {},
): DecodeInput {
	const ids = list.map((_, i) => `m${String(i).padStart(2, '0')}`);
	return {
		candidates: list.map((m, i) => candidate(ids[i]!, { local: m.local, contextTokens: m.context })),
		prediction: prediction(
			list.map((m, i) =>
				predicted(ids[i]!, m.mean, {
					quality: { mean: m.mean, low: Math.max(0, m.mean - m.spread), high: Math.min(1, m.mean + m.spread) },
					latencyMs: m.latencyMs,
					firstUsefulMs: m.firstUsefulMs,
					outputTokens: { mean: 50, p90: 100 },
				}),
			),
			deviation,
		),
		costs: list.map((m) => cost(m.perTurn)),
		needs: { tools: false, vision: false },
		limits,
		weights: { pointValue: value, lambda: pressure, msPerPoint: 4000, ...extra },
		because: new Set(),
		choice: AUTO,
	};
}

const utility = (a: RouteAlternative, { unnoticedMs = 0 }: Bar): number =>
	a.gainPoints! - Math.max(0, a.firstUsefulMs - unnoticedMs) / 4000;

describe('decoder properties', () => {
	it('never breaks a hard limit', () => {
		const limits = fc.record({
			pool: fc.option(fc.subarray(['m00', 'm01', 'm02', 'm03', 'm04']), { nil: null }),
			localOnly: fc.boolean(),
			maxCost: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: null }),
			maxLatencyMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: null }),
			minQuality: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
			remaining: fc.option(fc.integer({ min: -1000, max: 3_000_000 }), { nil: null }),
			circuitOpen: fc.subarray(['m00', 'm01', 'm02']).map((ids) => new Set(ids)),
		});
		fc.assert(
			fc.property(models, limits, sd, pointValue, lambda, bar, (list, limit, deviation, value, pressure, extra) => {
				const { chosen, alternatives, reason } = decide(inputOf(list, deviation, value, pressure, limit, extra));
				expect(alternatives).toHaveLength(list.length);
				expect(reason.length).toBeGreaterThan(10);
				const allowed = alternatives.filter((a) => a.excluded === null);
				expect(chosen).toBe(allowed[0] ?? null);
				for (const a of allowed) {
					expect(limit.pool === null || limit.pool.includes(a.candidate.id)).toBe(true);
					expect(!limit.localOnly || a.candidate.local).toBe(true);
					expect(limit.circuitOpen.has(a.candidate.id)).toBe(false);
					expect(a.cost.max).toBeLessThanOrEqual(limit.maxCost ?? Number.POSITIVE_INFINITY);
					expect(a.cost.max).toBeLessThanOrEqual(Math.max(0, limit.remaining ?? Number.POSITIVE_INFINITY));
					expect(a.latencyMs).toBeLessThanOrEqual(limit.maxLatencyMs ?? Number.POSITIVE_INFINITY);
					expect(a.quality.mean).toBeGreaterThanOrEqual(limit.minQuality ?? 0);
					expect(a.candidate.contextTokens).toBeGreaterThan(600);
				}
				for (const a of alternatives) expect(a === chosen || a.whyNot.length > 3).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('a higher point value never lowers LB - latency/t and never lowers the cost', () => {
		fc.assert(
			fc.property(models, sd, pointValue, pointValue, lambda, bar, (list, deviation, v1, v2, pressure, extra) => {
				const low = decide(inputOf(list, deviation, Math.min(v1, v2), pressure, NO_LIMITS, extra)).chosen;
				const high = decide(inputOf(list, deviation, Math.max(v1, v2), pressure, NO_LIMITS, extra)).chosen;
				fc.pre(low !== null && high !== null);
				expect(utility(high!, extra)).toBeGreaterThanOrEqual(utility(low!, extra) - 1e-9);
				expect(high!.cost.perTurn).toBeGreaterThanOrEqual(low!.cost.perTurn);
			}),
			{ numRuns: 1000 },
		);
	});

	it('a further limit of money, a smaller one or a pause never raises the cost, and is never broken', () => {
		const left = fc.option(fc.integer({ min: -1000, max: 3_000_000 }), { nil: null });
		const money = fc.record({
			maxCost: left.map((limit) => (limit === null ? null : Math.max(0, limit))),
			remaining: left,
			runRemaining: left,
			paused: fc.boolean(),
			share: fc.constantFrom(undefined, 'agent' as const),
		});
		const smaller = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
		fc.assert(
			fc.property(models, money, money, sd, pointValue, lambda, bar, (list, first, further, deviation, value, pressure, extra) => {
				const both = {
					maxCost: smaller(first.maxCost, further.maxCost),
					remaining: smaller(first.remaining, further.remaining),
					runRemaining: smaller(first.runRemaining, further.runRemaining),
					paused: first.paused || further.paused,
				};
				const at = ({ share, ...limits }: typeof first) =>
					decide(inputOf(list, deviation, value, pressure, { ...NO_LIMITS, ...limits, ...(share ? { share } : {}) }, extra)).chosen;
				const [before, after] = [at(first), at({ ...both, share: first.share })];
				if (before === null) expect(after).toBeNull();
				if (after === null) return;
				expect(after.cost.perTurn).toBeLessThanOrEqual(before!.cost.perTurn);
				for (const most of [both.maxCost, both.remaining, both.runRemaining])
					expect(after.cost.max).toBeLessThanOrEqual(Math.max(0, most ?? Number.POSITIVE_INFINITY));
				if (both.paused) expect(after.cost.max).toBe(0);
			}),
			{ numRuns: 1000 },
		);
	});

	it('a higher lambda never raises the cost', () => {
		fc.assert(
			fc.property(models, sd, pointValue, lambda, lambda, bar, (list, deviation, value, l1, l2, extra) => {
				const relaxed = decide(inputOf(list, deviation, value, Math.min(l1, l2), NO_LIMITS, extra)).chosen;
				const pressed = decide(inputOf(list, deviation, value, Math.max(l1, l2), NO_LIMITS, extra)).chosen;
				fc.pre(relaxed !== null && pressed !== null);
				expect(pressed!.cost.perTurn).toBeLessThanOrEqual(relaxed!.cost.perTurn);
			}),
			{ numRuns: 1000 },
		);
	});

	it('adding a model that is no better in bound, cost and latency than another changes nothing', () => {
		fc.assert(
			fc.property(
				models,
				sd,
				pointValue,
				lambda,
				fc.nat(),
				fc.double({ min: 0, max: 0.3, noNaN: true }),
				fc.nat(10_000),
				fc.nat(10_000),
				bar,
				(list, deviation, value, pressure, pick, worse, dearer, slower, extra) => {
					const input = inputOf(list, deviation, value, pressure, NO_LIMITS, extra);
					const before = decide(input);
					fc.pre(before.chosen !== null);
					const allowed = list.flatMap((m, i) => (m.context > 600 ? [i] : []));
					const by = list[allowed[pick % allowed.length]!]!;
					// Appended last: the id is the largest, so an exact tie goes to the model that was there.
					const added = [
						...list,
						{
							...by,
							mean: Math.max(0, by.mean - worse),
							perTurn: by.perTurn + dearer,
							latencyMs: by.latencyMs + slower,
							firstUsefulMs: by.firstUsefulMs + slower,
						},
					];
					const after = decide(inputOf(added, deviation, value, pressure, NO_LIMITS, extra));
					const reference = after.alternatives.find((a) => a.candidate.id === before.chosen!.candidate.id)!;
					// The newcomer's errors are independent of the reference's, so its bound is "no better" only where the decoder says so.
					const dominated = after.alternatives.find((a) => a.candidate.id === `m${String(list.length).padStart(2, '0')}`)!;
					const dominating = after.alternatives.find((a) => a.candidate.id === input.candidates[list.indexOf(by)]!.id)!;
					fc.pre(dominated.gainPoints! <= dominating.gainPoints!);
					expect(after.chosen!.candidate.id).toBe(before.chosen!.candidate.id);
					expect(reference.score).toBeCloseTo(before.chosen!.score!, 9);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('breaks ties the same way every time, whatever the order of the candidates', () => {
		fc.assert(
			fc.property(models, fc.integer({ min: 0, max: 11 }), pointValue, bar, (list, rotate, value, extra) => {
				const same = list.map((m) => ({
					...m,
					mean: Math.round(m.mean * 4) / 4,
					perTurn: m.perTurn - (m.perTurn % 100_000),
					latencyMs: 0,
					firstUsefulMs: 0,
				}));
				const input = inputOf(same, 0, value, 0, NO_LIMITS, extra);
				const k = rotate % list.length;
				const turn = <T>(a: readonly T[]): T[] => [...a.slice(k), ...a.slice(0, k)];
				const turned: DecodeInput = {
					...input,
					candidates: turn(input.candidates),
					costs: turn(input.costs),
					prediction: { ...input.prediction, candidates: turn(input.prediction.candidates) },
				};
				const ids = (d: ReturnType<typeof decide>): readonly string[] =>
					d.alternatives.filter((a) => a.excluded === null).map((a) => a.candidate.id);
				expect(ids(decide(turned))).toEqual(ids(decide(input)));
			}),
			{ numRuns: 500 },
		);
	});
});

describe('the bar', () => {
	it('set higher never lowers what the chosen one counts as between the two bars', () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(models, pointValue, lambda, share, share, (list, value, pressure, b1, b2) => {
				// Without doubt and without wide intervals, which count by the bar.
				const sure = list.map((m) => ({ ...m, spread: 0.05 }));
				const [low, high] = [Math.min(b1, b2), Math.max(b1, b2)];
				const at = (goodEnough: number) => decide(inputOf(sure, 0, value, pressure, NO_LIMITS, { goodEnough })).chosen;
				const [lower, higher] = [at(low), at(high)];
				fc.pre(lower !== null && higher !== null);
				const between = (a: RouteAlternative) => Math.min(high, Math.max(low, a.quality.mean));
				expect(between(higher!)).toBeGreaterThanOrEqual(between(lower!) - 1e-9);
			}),
			{ numRuns: 1000 },
		);
	});

	it('never counts a better mean as less, whatever the width of the interval', () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(share, share, fc.double({ min: 0, max: 0.5, noNaN: true }), share, (m1, m2, spread, goodEnough) => {
				const counted = (mean: number) => countedPoints({ mean, low: mean - spread, high: mean + spread }, goodEnough);
				expect(counted(Math.max(m1, m2))).toBeGreaterThanOrEqual(counted(Math.min(m1, m2)) - 1e-9);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('lower bound of the gain', () => {
	it('cancels the error that two models share', () => {
		const independent = prediction([predicted('a', 0.7), predicted('b', 0.8)], 0.1);
		const shared = {
			...independent,
			covariance: [
				[0.01, 0.01],
				[0.01, 0.01],
			],
		};
		expect(lowerBoundPoints(shared, 1, 0)).toBeCloseTo(10, 9);
		expect(lowerBoundPoints(independent, 1, 0)).toBeLessThan(5);
	});
});

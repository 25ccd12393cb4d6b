import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, lowerBoundPoints } from '../../../../src/core/routing/decoder.ts';
import { AUTO, type DecodeInput, type RouteAlternative, type RouteLimits } from '../../../../src/core/routing/types.ts';
import { candidate, cost, NO_LIMITS, predicted, prediction } from './support.ts';

interface Model {
	readonly mean: number;
	readonly perTurn: number;
	readonly latencyMs: number;
	readonly local: boolean;
	readonly context: number;
}

const model: fc.Arbitrary<Model> = fc.record({
	mean: fc.double({ min: 0, max: 1, noNaN: true }),
	perTurn: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500_000 })),
	latencyMs: fc.integer({ min: 0, max: 120_000 }),
	local: fc.boolean(),
	context: fc.constantFrom(600, 4096, 128_000),
});
const models = fc.array(model, { minLength: 1, maxLength: 12 });
const pointValue = fc.integer({ min: 1, max: 100_000 });
const lambda = fc.double({ min: 0, max: 1e5, noNaN: true });
const sd = fc.double({ min: 0, max: 0.2, noNaN: true });

function inputOf(list: readonly Model[], deviation: number, value: number, pressure: number, limits: RouteLimits = NO_LIMITS): DecodeInput {
	const ids = list.map((_, i) => `m${String(i).padStart(2, '0')}`);
	return {
		candidates: list.map((m, i) => candidate(ids[i]!, { local: m.local, contextTokens: m.context })),
		prediction: prediction(
			list.map((m, i) => predicted(ids[i]!, m.mean, { latencyMs: m.latencyMs, outputTokens: { mean: 50, p90: 100 } })),
			deviation,
		),
		costs: list.map((m) => cost(m.perTurn)),
		needs: { tools: false, vision: false },
		limits,
		weights: { pointValue: value, lambda: pressure, msPerPoint: 4000 },
		because: new Set(),
		choice: AUTO,
	};
}

const utility = (a: RouteAlternative): number => a.gainPoints! - a.latencyMs / 4000;

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
			fc.property(models, limits, sd, pointValue, lambda, (list, limit, deviation, value, pressure) => {
				const { chosen, alternatives, reason } = decide(inputOf(list, deviation, value, pressure, limit));
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
			fc.property(models, sd, pointValue, pointValue, lambda, (list, deviation, v1, v2, pressure) => {
				const low = decide(inputOf(list, deviation, Math.min(v1, v2), pressure)).chosen;
				const high = decide(inputOf(list, deviation, Math.max(v1, v2), pressure)).chosen;
				fc.pre(low !== null && high !== null);
				expect(utility(high!)).toBeGreaterThanOrEqual(utility(low!) - 1e-9);
				expect(high!.cost.perTurn).toBeGreaterThanOrEqual(low!.cost.perTurn);
			}),
			{ numRuns: 1000 },
		);
	});

	it('a higher lambda never raises the cost', () => {
		fc.assert(
			fc.property(models, sd, pointValue, lambda, lambda, (list, deviation, value, l1, l2) => {
				const relaxed = decide(inputOf(list, deviation, value, Math.min(l1, l2))).chosen;
				const pressed = decide(inputOf(list, deviation, value, Math.max(l1, l2))).chosen;
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
				(list, deviation, value, pressure, pick, worse, dearer, slower) => {
					const input = inputOf(list, deviation, value, pressure);
					const before = decide(input);
					fc.pre(before.chosen !== null);
					const allowed = list.flatMap((m, i) => (m.context > 600 ? [i] : []));
					const by = list[allowed[pick % allowed.length]!]!;
					// Appended last: the id is the largest, so an exact tie goes to the model that was there.
					const added = [
						...list,
						{ ...by, mean: Math.max(0, by.mean - worse), perTurn: by.perTurn + dearer, latencyMs: by.latencyMs + slower },
					];
					const after = decide(inputOf(added, deviation, value, pressure));
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
			fc.property(models, fc.integer({ min: 0, max: 11 }), pointValue, (list, rotate, value) => {
				const same = list.map((m) => ({
					...m,
					mean: Math.round(m.mean * 4) / 4,
					perTurn: m.perTurn - (m.perTurn % 100_000),
					latencyMs: 0,
				}));
				const input = inputOf(same, 0, value, 0);
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecideCompletionInput, decideCompletion, surelyAtLeastMs } from '../../../../../src/core/completion/routing/decide.ts';
import type { CompletionAlternative, CompletionDecision, CompletionLimits } from '../../../../../src/core/completion/types.ts';
import { prices } from '../../routing/support.ts';
import { expected, filler, NO_LIMITS } from './support.ts';

interface Model {
	readonly mean: number;
	/** Dollars per million tokens; 0 = local. */
	readonly price: number;
	readonly p50: number;
	readonly spread: number;
	readonly measured: number;
	readonly context: number;
}

const model: fc.Arbitrary<Model> = fc.record({
	mean: fc.double({ min: 0, max: 1, noNaN: true }),
	price: fc.oneof(
		fc.constant(0),
		fc.integer({ min: 1, max: 500 }).map((n) => n / 100),
	),
	p50: fc.integer({ min: 1, max: 700 }),
	spread: fc.double({ min: 1, max: 4, noNaN: true }),
	measured: fc.constantFrom(0, 1, 3, 20),
	context: fc.constantFrom(1200, 8192, 128_000),
});
const models = fc.array(model, { minLength: 1, maxLength: 20 });
const pointValue = fc.integer({ min: 1, max: 5000 });
const lambda = fc.double({ min: 0, max: 1e5, noNaN: true });
const minAcceptance = fc.constantFrom(0, 0.1, 0.5);
const name = (i: number): string => `m${String(i).padStart(2, '0')}`;

function inputOf(list: readonly Model[], value: number, pressure: number, limits: CompletionLimits = NO_LIMITS): DecideCompletionInput {
	return {
		candidates: list.map((m, i) =>
			filler(name(i), { local: m.price === 0, contextTokens: m.context, prices: m.price === 0 ? null : prices(m.price, 3 * m.price) }),
		),
		predictions: list.map((m, i) =>
			expected(name(i), m.mean, { firstLineMs: { p50: m.p50, p90: m.p50 * m.spread, measured: m.measured } }),
		),
		inputTokens: 1400,
		maxOutputTokens: 64,
		limits,
		weights: { pointValue: value, lambda: pressure, msPerPoint: 150 },
		trigger: 'automatic',
	};
}

/** To ask nothing costs nothing and is worth nothing. */
const costOf = (d: CompletionDecision): number => d.chosen?.cost.expected ?? 0;
const worthOf = ({ chosen }: CompletionDecision): number =>
	chosen === null ? 0 : 100 * chosen.prediction.acceptance.mean - chosen.prediction.firstLineMs.p50 / 150;
const idOf = (d: CompletionDecision): string | null => d.chosen?.candidate.model.id ?? null;

describe('properties of the decision on a completion', () => {
	it('never breaks a hard limit, and says one thing only', () => {
		const limits = fc.record({
			pool: fc.option(fc.subarray(['m00', 'm01', 'm02', 'm03', 'm04']), { nil: null }),
			localOnly: fc.boolean(),
			maxFirstLineMs: fc.integer({ min: 50, max: 2000 }),
			maxCost: fc.option(fc.integer({ min: 0, max: 8000 }), { nil: null }),
			remaining: fc.option(fc.integer({ min: -1000, max: 8000 }), { nil: null }),
			circuitOpen: fc.subarray(['m00', 'm01', 'm02']).map((ids) => new Set(ids)),
			minAcceptance,
		});
		fc.assert(
			fc.property(models, limits, pointValue, lambda, fc.boolean(), (list, limit, value, pressure, manual) => {
				const trigger = manual ? 'manual' : 'automatic';
				const decision = decideCompletion({ ...inputOf(list, value, pressure, limit), trigger });
				const { chosen, skip, reason, alternatives } = decision;
				expect(alternatives).toHaveLength(list.length);
				expect((chosen === null) === (skip !== null)).toBe(true);
				expect(reason).toMatch(/^[A-Zm].{15,}\.$/);
				if (chosen !== null && !manual) {
					expect(chosen.score).toBeGreaterThan(0);
					expect(chosen.prediction.acceptance.mean).toBeGreaterThanOrEqual(limit.minAcceptance);
				}
				const allowed = (a: CompletionAlternative): void => {
					const { model: candidate } = a.candidate;
					const { p50, p90, measured } = a.prediction.firstLineMs;
					expect(limit.pool === null || limit.pool.includes(candidate.id)).toBe(true);
					expect(!limit.localOnly || candidate.local).toBe(true);
					expect(limit.circuitOpen.has(candidate.id)).toBe(false);
					expect(candidate.contextTokens).toBeGreaterThanOrEqual(1464);
					expect(a.cost.max).toBeLessThanOrEqual(limit.maxCost ?? Number.POSITIVE_INFINITY);
					expect(a.cost.max).toBeLessThanOrEqual(Math.max(0, limit.remaining ?? Number.POSITIVE_INFINITY));
					expect(surelyAtLeastMs({ p50, p90, measured })).toBeLessThanOrEqual(limit.maxFirstLineMs);
				};
				if (chosen !== null) allowed(chosen);
				for (const a of alternatives) if (a.excluded === null) allowed(a);
				if (skip === 'noModel') expect(alternatives.every((a) => a.excluded !== null)).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('a higher point value never lowers chance - wait and never lowers the cost', () => {
		fc.assert(
			fc.property(models, pointValue, pointValue, lambda, minAcceptance, (list, v1, v2, pressure, least) => {
				const limits = { ...NO_LIMITS, minAcceptance: least };
				const low = decideCompletion(inputOf(list, Math.min(v1, v2), pressure, limits));
				const high = decideCompletion(inputOf(list, Math.max(v1, v2), pressure, limits));
				expect(costOf(high)).toBeGreaterThanOrEqual(costOf(low));
				expect(worthOf(high)).toBeGreaterThanOrEqual(worthOf(low) - 1e-9);
			}),
			{ numRuns: 1000 },
		);
	});

	it('a higher lambda never raises the cost', () => {
		fc.assert(
			fc.property(models, pointValue, lambda, lambda, minAcceptance, (list, value, l1, l2, least) => {
				const limits = { ...NO_LIMITS, minAcceptance: least };
				const relaxed = decideCompletion(inputOf(list, value, Math.min(l1, l2), limits));
				const pressed = decideCompletion(inputOf(list, value, Math.max(l1, l2), limits));
				expect(costOf(pressed)).toBeLessThanOrEqual(costOf(relaxed));
			}),
			{ numRuns: 1000 },
		);
	});

	it('adding a model that is no better in chance, price and wait than another changes nothing', () => {
		fc.assert(
			fc.property(
				models,
				pointValue,
				lambda,
				fc.nat(),
				fc.double({ min: 0, max: 0.3, noNaN: true }),
				fc.nat(300),
				fc.nat(400),
				minAcceptance,
				(list, value, pressure, pick, worse, dearer, slower, least) => {
					const limits = { ...NO_LIMITS, minAcceptance: least };
					const input = inputOf(list, value, pressure, limits);
					const before = decideCompletion(input);
					const allowed = before.alternatives.filter((a) => a.excluded === null).map((a) => a.candidate.model.id);
					fc.pre(allowed.length > 0);
					const by = list[Number(allowed[pick % allowed.length]!.slice(1))]!;
					// Appended last: the id is the largest, so an exact tie goes to the model that was there. Measured as often, so no doubt speaks for it.
					const newcomer = { ...by, mean: Math.max(0, by.mean - worse), price: by.price + dearer / 100, p50: by.p50 + slower };
					const after = decideCompletion(inputOf([...list, newcomer], value, pressure, limits));
					expect(idOf(after)).toBe(idOf(before));
					expect(after.skip).toBe(before.skip);
					expect(after.chosen?.score ?? null).toBe(before.chosen?.score ?? null);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('breaks ties the same way every time, whatever the order of the candidates', () => {
		fc.assert(
			fc.property(models, fc.nat(19), pointValue, (list, rotate, value) => {
				const same = list.map((m) => ({ ...m, mean: Math.round(m.mean * 3) / 3, price: Math.round(m.price), p50: 150, spread: 2 }));
				const input = inputOf(same, value, 0);
				const k = rotate % list.length;
				const turn = <T>(a: readonly T[]): T[] => [...a.slice(k), ...a.slice(0, k)];
				const turned = { ...input, candidates: turn(input.candidates), predictions: turn(input.predictions) };
				const ids = (d: CompletionDecision): readonly string[] =>
					d.alternatives.filter((a) => a.excluded === null).map((a) => a.candidate.model.id);
				expect(ids(decideCompletion(turned))).toEqual(ids(decideCompletion(input)));
				expect(idOf(decideCompletion(turned))).toBe(idOf(decideCompletion(input)));
			}),
			{ numRuns: 500 },
		);
	});
});

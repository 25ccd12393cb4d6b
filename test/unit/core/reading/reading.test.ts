import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../../../src/core/reading/questions.ts';
import { fromJudgement, fromVector, MOST_LN_COST, MOST_SHIFT, type ReadBy, withReading } from '../../../../src/core/reading/reading.ts';
import { answers, WEIGHTS, withBasis } from './support.ts';

const BY: ReadBy = { source: 'judge', modelName: 'Haiku', cost: 1100 };
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('what a reader says', () => {
	test('a judgement is standardised and weighed; an open question counts as the average', () => {
		expect(fromJudgement(WEIGHTS.judge, answers())).toMatchObject({ shift: 0, explained: 0.4 });
		expect(fromJudgement(WEIGHTS.judge, answers({ debugging_complexity: 5 })).shift).toBeCloseTo(1);
		expect(fromJudgement(WEIGHTS.judge, answers({ codebase_scope: 1 })).lnCost).toBeCloseTo(-0.6);
		const open = answers({ debugging_complexity: 5 }).map((value, i) => (QUESTIONS[i]!.name === 'debugging_complexity' ? null : value));
		expect(fromJudgement(WEIGHTS.judge, open).shift).toBe(0);
	});

	test('so is a vector; a value that never varied says nothing, and one of another model is refused', () => {
		const weights = WEIGHTS.file!;
		expect(fromVector(weights, Float32Array.of(0, 3, 100))).toMatchObject({ shift: 1.5, lnCost: 0.5, explained: 0.2 });
		expect(fromVector(weights, Float32Array.of(0, 3))).toBeNull();
		expect(fromVector(weights, Float32Array.of(0, Number.NaN, 1))).toBeNull();
	});

	test('one reading moves no further than its bounds, whatever the weights and the answers are', () => {
		fc.assert(
			fc.property(
				fc.array(number, { minLength: 15, maxLength: 15 }),
				fc.array(number, { minLength: 15, maxLength: 15 }),
				(weights, said) => {
					const judge = { ...WEIGHTS.judge, difficulty: { weights, bias: 0, explained: 1 }, cost: { weights, bias: 0, explained: 1 } };
					const { shift, lnCost } = fromJudgement(judge, said);
					expect(Math.abs(shift)).toBeLessThanOrEqual(MOST_SHIFT);
					expect(Math.abs(lnCost)).toBeLessThanOrEqual(MOST_LN_COST);
				},
			),
		);
	});
});

describe('a prediction that was read', () => {
	test('a harder task lowers every candidate, says by how many points, and lengthens the run', () => {
		const quick = withBasis([-0.5, 0.5, 1.5], { runSteps: 1.5 });
		const read = withReading(quick, { shift: 1, lnCost: Math.log(2), explained: 0 }, BY);
		expect(read.reading).toEqual({
			...BY,
			harder: expect.closeTo(100 * (quick.candidates[1]!.quality.mean - read.candidates[1]!.quality.mean)),
		});
		expect(read.reading!.harder).toBeGreaterThan(10);
		for (const [i, { quality }] of read.candidates.entries()) expect(quality.mean).toBeLessThan(quick.candidates[i]!.quality.mean);
		expect(read.runSteps).toBeCloseTo(3);
		expect(read.basis!.logits[0]!.mean).toBeCloseTo(-1.5);
		// The rest is as it was.
		expect(read.candidates.map(({ outputTokens }) => outputTokens)).toEqual(quick.candidates.map(({ outputTokens }) => outputTokens));
	});

	test('an easier one raises them', () => {
		expect(withReading(withBasis(), { shift: -1, lnCost: 0, explained: 0 }, BY).reading!.harder).toBeLessThan(-10);
	});

	test('what the reader explains leaves the shared doubt, and the interval is narrower', () => {
		const quick = withBasis();
		const read = withReading(quick, { shift: 0, lnCost: 0, explained: 0.5 }, BY);
		expect(read.basis!.shared).toBeCloseTo(0.4);
		const width = ({ candidates: [first] }: typeof quick) => first!.quality.high - first!.quality.low;
		expect(width(read)).toBeLessThan(width(quick));
		expect(read.covariance[0]![1]).toBeLessThan(quick.covariance[0]![1]!);
		expect(read.basis!.level).toBe(quick.basis!.level);
	});

	test('a rough prior with nothing behind it stays the very same', () => {
		const { basis, ...rough } = withBasis();
		expect(withReading(rough, { shift: 2, lnCost: 1, explained: 0.5 }, BY)).toBe(rough);
	});

	test('the order of the candidates stays, and every chance is one', () => {
		const logits = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 8 });
		const within = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
		fc.assert(
			fc.property(
				logits,
				within(MOST_SHIFT),
				within(MOST_LN_COST),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(means, shift, lnCost, explained) => {
					const quick = withBasis(means);
					const read = withReading(quick, { shift, lnCost, explained }, BY);
					for (const { quality } of read.candidates) {
						expect(quality.mean).toBeGreaterThanOrEqual(quality.low);
						expect(quality.mean).toBeLessThanOrEqual(quality.high);
						expect(quality.low).toBeGreaterThanOrEqual(0);
						expect(quality.high).toBeLessThanOrEqual(1);
					}
					means.forEach((a, i) => {
						means.forEach((b, j) => {
							if (a > b) expect(read.candidates[i]!.quality.mean).toBeGreaterThanOrEqual(read.candidates[j]!.quality.mean);
						});
					});
					expect(Number.isFinite(read.reading!.harder)).toBe(true);
				},
			),
		);
	});
});

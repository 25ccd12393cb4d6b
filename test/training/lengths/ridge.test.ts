import { describe, expect, it } from 'vitest';
import { EMBEDDING_DIMS } from '../../../src/predictor/runtime.ts';
import { fitLengths, predictLength } from '../../../training/lengths/fit.ts';
import { spreadOf } from '../../../training/lengths/head.ts';
import { fitIssueSize } from '../../../training/lengths/issue-size.ts';
import { applied, fitRidge, type RidgeRow } from '../../../training/lengths/ridge.ts';
import type { LengthRow } from '../../../training/lengths/rows.ts';

const inputs = Array.from({ length: 40 }, (_, i) => Float32Array.of(i / 10, (i % 7) / 7));
const truth = ([a, b]: Float32Array): number => 3 + 2 * a! - b!;

describe('ridge with levels of groups', () => {
	it('finds the weights and the mean level where each group saw other inputs', () => {
		const rows = inputs.flatMap((input, i): RidgeRow[] => [
			{ input, value: truth(input) + 1, weight: 1, group: 'long' },
			...(i < 20 ? [{ input, value: truth(input) - 1, weight: 1, group: 'short' }] : []),
		]);
		const fit = fitRidge(rows, 2, () => 1e-6);
		for (const input of inputs.slice(0, 5)) expect(applied(fit, input)).toBeCloseTo(truth(input), 2);
	});

	it('gives a row of no group the level that groups have on average, and shrinks by the penalty', () => {
		const rows = inputs.map((input): RidgeRow => ({ input, value: truth(input), weight: 1, group: null }));
		expect(
			applied(
				fitRidge(rows, 2, () => 1e-6),
				inputs[3]!,
			),
		).toBeCloseTo(truth(inputs[3]!), 2);
		const shrunk = fitRidge(rows, 2, () => 1e9);
		expect(applied(shrunk, inputs[0]!)).toBeCloseTo(applied(shrunk, inputs[39]!), 3);
	});
});

/** Inputs as the head reads them: an embedding of nothing, then one feature. */
const wide = (feature: number): Float32Array =>
	Float32Array.from({ length: EMBEDDING_DIMS + 1 }, (_, i) => (i === EMBEDDING_DIMS ? feature : 0));
const row = (name: string | null, thinks: boolean, feature: number, value: number): LengthRow => ({
	...{ kind: 'k', problem: `${feature}`, name, thinks, input: wide(feature), value, weight: 1 },
	prompt: { counted: 1, estimated: 1 },
});

describe('lengths of models', () => {
	const rows = Array.from({ length: 60 }, (_, i) => i / 6).flatMap((x) => [
		row('short', false, x, 2 + 0.5 * x),
		row('long', false, x, 4 + 0.5 * x),
		row('thinker', true, x, 7 + 0.1 * x),
	]);
	const fitted = fitLengths(rows, EMBEDDING_DIMS);
	const at = (name: string | null, thinks: boolean, x: number): number =>
		predictLength(fitted, name, thinks, wide(x).subarray(EMBEDDING_DIMS));

	it('are its own where it was recorded, and of its kind where it was not', () => {
		expect(at('short', false, 4)).toBeCloseTo(4, 0);
		expect(at('long', false, 4)).toBeCloseTo(6, 0);
		expect(at('nobody', false, 4)).toBeCloseTo(5, 0);
		expect(at('nobody', true, 4)).toBeCloseTo(7.4, 0);
	});

	it('tell how far answers lie off, and how much more of a model that nobody recorded', () => {
		const held = rows.map((one) => ({ row: one, said: one.value - 0.5, unknown: one.value - 1 }));
		expect(spreadOf(held)).toMatchObject({ plain: 0.5, thinking: 0.5, model: 0.866, mean: 1.65 });
	});
});

describe('size of an issue', () => {
	it('is the slope of steps over ln(characters), whatever the models', () => {
		const issues = [100, 400, 1600, 6400].map((size, i) => ({ id: `${i}`, repository: 'r', text: 'x'.repeat(size) }));
		const cells = ['a', 'b'].flatMap((column, c) =>
			issues.map(({ id, text }) => ({
				...{ set: 's', column, model: column, price: 1, repository: 'r', issue: id },
				steps: 3 + 2 * c + 0.2 * Math.log1p(text.length),
			})),
		);
		const { slope, middle } = fitIssueSize([{ name: 's', issues, columns: [] }], cells);
		expect(slope).toBeCloseTo(0.2, 3);
		expect(middle).toBeCloseTo((Math.log(100) + Math.log(6400)) / 2, 1);
	});
});

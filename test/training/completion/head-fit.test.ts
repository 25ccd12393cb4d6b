import { describe, expect, it } from 'vitest';
import { parseAcceptanceWeights } from '../../../src/core/completion/routing/acceptance-weights.ts';
import { POSITION_FEATURE_NAMES } from '../../../src/core/completion/routing/feature-names.ts';
import { asHead, aucOf, scoresOf } from '../../../training/completion/folds.ts';
import { type FitRow, fitHead, logitOf } from '../../../training/completion/head-fit.ts';
import { randomOf } from '../../../training/kit/random.ts';

const SETTINGS = { anchor: { model: 0, ability: -1 }, slopeBias: 0.2, ridge: 5, slopeRidge: 20 };
const SLOPE = Math.log1p(Math.exp(0.2));

/** Answers of two models, of which the second is worse by a unit of ability, where the first feature decides and the second says nothing. */
function madeRows(count: number): FitRow[] {
	const random = randomOf(4);
	return Array.from({ length: count }, (_, i): FitRow => {
		const values = POSITION_FEATURE_NAMES.map((_, f) => (f < 2 ? Number(random() < 0.5) : 1));
		const model = i % 2;
		const logit = 2 * values[0]! - SLOPE * model;
		return { values, model, exact: random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0 };
	});
}

describe('the fit of the acceptance head', () => {
	const head = fitHead(madeRows(6000), 2, SETTINGS);

	it('finds what the answers were made with', () => {
		expect(head.weights[0]! / head.deviations[0]!).toBeCloseTo(2, 0);
		expect(Math.abs(head.weights[1]!)).toBeLessThan(0.1);
		expect(head.abilities[0]).toBe(-1);
		expect(head.abilities[1]! - head.abilities[0]!).toBeGreaterThan(-1.4);
		expect(head.abilities[1]! - head.abilities[0]!).toBeLessThan(-0.6);
	});

	it('predicts the rate of each model', () => {
		const fresh = madeRows(2000);
		for (const model of [0, 1]) {
			const rows = fresh.filter((row) => row.model === model);
			const predicted = rows.reduce((sum, { values }) => sum + 1 / (1 + Math.exp(-logitOf(head, values, model))), 0) / rows.length;
			const found = rows.reduce((sum, { exact }) => sum + exact, 0) / rows.length;
			expect(predicted).toBeCloseTo(found, 1);
		}
	});

	it('gives a head that the extension accepts', () => {
		const models = ['Qwen2.5-Coder-0.5B', 'SmolLM2-135M'].map((name) => ({ name, sha256: '' }));
		const shipped = parseAcceptanceWeights(JSON.parse(JSON.stringify(asHead(head, models, [], 0.2))));
		expect(shipped.abilities.map(({ model }) => model)).toEqual(['smollm2:135m']);
	});
});

describe('scores', () => {
	it('AUC is the chance that a positive stands above a negative, ties half', () => {
		expect(aucOf([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
		expect(aucOf([0.5, 0.5, 0.5], [0, 1, 1])).toBe(0.5);
	});

	it('of a sure right guess are 0', () => {
		const { brier, logLoss } = scoresOf([1, 0], [1, 0]);
		expect(brier).toBe(0);
		expect(logLoss).toBeCloseTo(0);
	});
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgedShares, readEditorMessages } from '../../../training/data/anchors.ts';
import { splitCsv } from '../../../training/data/datasets.ts';
import { fitJointly } from '../../../training/head/fit.ts';
import { abilityInto, layoutOf, type Problem } from '../../../training/head/layout.ts';
import { isotonic, monotoneEfforts } from '../../../training/head/monotone.ts';
import { invert } from '../../../training/head/posterior.ts';
import { apgr, auc, brierSkill, ece, eceOfPerfect, spearman } from '../../../training/kit/metrics.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';
import { ROOT } from '../../unit/predictor/model-folder.ts';

describe('measures', () => {
	it('AUC counts ties as half and shares as parts', () => {
		expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
		expect(auc([1, 1, 1], [0, 1, 0.5])).toBe(0.5);
		expect(auc([1, 2], [1, 1])).toBeNaN();
	});

	it('APGR is 1/2 for a gain that says nothing and larger for one that finds the gain', () => {
		const weak = [0, 0, 1, 1];
		const strong = [1, 1, 1, 1];
		expect(apgr([1, 1, 0, 0], weak, strong)).toBe(0.75);
		expect(apgr([0, 0, 1, 1], weak, strong)).toBe(0.25);
	});

	it('ECE is 0 for exact predictions and the gap for shifted ones', () => {
		const p = Array.from({ length: 3000 }, (_, i) => i / 3000);
		expect(ece(p, p)).toBeCloseTo(0, 10);
		expect(
			ece(
				p.map((x) => x * 0.8),
				p.map((x) => x * 0.8 + 0.1),
			),
		).toBeCloseTo(0.1, 6);
		expect(eceOfPerfect(p)).toBeGreaterThan(0);
		expect(eceOfPerfect(p)).toBeLessThan(0.05);
	});

	it('Brier skill is 0 for the base rate and 1 for the truth', () => {
		expect(brierSkill([0.5, 0.5], [0, 1], [0.5, 0.5])).toBe(0);
		expect(brierSkill([0, 1], [0, 1], [0.5, 0.5])).toBe(1);
	});

	it('rank correlation ignores scale and shares ties', () => {
		expect(spearman([1, 2, 3, 4], [10, 200, 3000, 40_000])).toBeCloseTo(1, 10);
		expect(spearman([1, 1, 2, 2], [2, 2, 1, 1])).toBeCloseTo(-1, 10);
	});

	it('inverts a covariance', () => {
		const inverse = invert([
			[2, 1],
			[1, 3],
		]);
		expect(inverse.flat().map((x) => Math.round(x * 1e6) / 1e6)).toEqual([0.6, -0.2, -0.2, 0.4]);
	});
});

describe('data', () => {
	it('reads quoted fields', () => {
		expect(splitCsv('a,"b, ""c""",,d')).toEqual(['a', 'b, "c"', '', 'd']);
	});

	it('judges every class weaker on harder messages', () => {
		const easy = judgedShares(90);
		const hard = judgedShares(25);
		for (let i = 0; i < easy.length; i++) expect(easy[i]).toBeGreaterThan(hard[i]!);
	});

	it('never trains on a message of the test fixture', () => {
		const plain = (message: { text: string; history?: readonly { content: string }[]; selection?: string }) =>
			[message.text, ...(message.history ?? []).map((entry) => entry.content), message.selection ?? ''].join('|').toLowerCase().trim();
		const trained = new Set(readEditorMessages(path.join(ROOT, 'training/data/editor-messages.jsonl')).map(plain));
		const fixture = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/editor-messages.json'), 'utf8')) as Parameters<
			typeof plain
		>[0][];
		expect(trained.size).toBeGreaterThan(350);
		expect(fixture.filter((message) => trained.has(plain(message)))).toEqual([]);
	});
});

describe('joint fit', () => {
	/** Six models of known strength on one axis, items whose difficulty is their one input. */
	const strengths = [-2, -1, 0, 0.5, 1, 2];
	const random = randomOf(3);
	const rows = Array.from({ length: 1500 }, () => {
		const difficulty = normal(random);
		const cells = strengths.map((strength, model) => ({
			model,
			column: model,
			value: random() < 1 / (1 + Math.exp(difficulty - strength)) ? 1 : 0,
		}));
		return { input: Float32Array.of(difficulty), options: 0, set: 0, weight: 1, cells };
	});
	const problem: Problem = {
		inputs: 1,
		dimensions: 1,
		traits: strengths.map(() => Float32Array.of(1)),
		base: Int32Array.from(strengths, (_, i) => i),
		bases: strengths.length,
		effort: new Int32Array(strengths.length),
		efforts: 1,
		scores: strengths.map((strength, model) => ({ model, benchmark: 0, y: strength, weight: 1 })),
		benchmarks: ['humaneval'],
		columns: strengths.length,
		sets: 1,
		rows,
	};
	const options = { seed: 5, epochs: 20, guess: 0.8, ceiling: 1, ridge: 1, consistency: 0, differences: 0, batch: 64 };

	it('finds the order of the models and the direction of difficulty, and is the same again', () => {
		const values = fitJointly(problem, options);
		const layout = layoutOf(problem);
		const theta = new Float64Array(1);
		const abilities = strengths.map((_, model) => {
			abilityInto(problem, values, layout, model, theta);
			return theta[0]!;
		});
		expect(abilities).toEqual(abilities.toSorted((a, b) => a - b));
		expect(values[layout.trunk + 2]).toBeGreaterThan(0.5);
		expect(fitJointly(problem, options)).toEqual(values);
	});

	it('finds who gains at a request where the difficulty that all share hides it', () => {
		// The first input is a hard request for all; the second one only the strongest model's own.
		const draw = randomOf(8);
		const drawn = Array.from({ length: 400 }, () => {
			const [hard, own] = [2 * normal(draw), draw() < 0.5 ? 1 : 0];
			const cells = strengths.map((strength, model) => ({
				model,
				column: model,
				value: draw() < 1 / (1 + Math.exp(hard - strength - (model === 5 ? own : -own))) ? 1 : 0,
			}));
			return { input: Float32Array.of(hard, own), options: 0, set: 0, weight: 1, cells };
		});
		const two = { ...problem, inputs: 2, rows: drawn };
		const layout = layoutOf(two);
		const skillOfOwn = (differences: number) => fitJointly(two, { ...options, ridge: 100, differences })[layout.trunk + 1]!;
		expect(skillOfOwn(8)).toBeGreaterThan(skillOfOwn(0));
		expect(skillOfOwn(8)).toBeGreaterThan(0);
	});

	it('says the same of a request in other words, and keeps what it says of difficulty', () => {
		// Answers of one form of the request fail by chance more often: nothing that the words ask for.
		const formed = rows.slice(0, 600).map((row, i) => {
			const form = i % 2;
			const cells = row.cells.map((cell) => ({ ...cell, value: form === 1 ? 0.5 * cell.value : cell.value }));
			return { ...row, input: Float32Array.of(row.input[0]!, form), like: Float32Array.of(row.input[0]!, 0), cells };
		});
		const two = { ...problem, inputs: 2, rows: formed };
		const layout = layoutOf(two);
		const fitted = (consistency: number) => {
			const values = fitJointly(two, { ...options, consistency });
			return { difficulty: values[layout.trunk + 3]!, form: Math.abs(values[layout.trunk + 4]!) };
		};
		const [apart, alike] = [fitted(0), fitted(100)];
		expect(apart.form).toBeGreaterThan(0.5);
		expect(alike.form).toBeLessThan(0.1 * apart.form);
		expect(alike.difficulty).toBeGreaterThan(0.5);
	});
});

describe('efforts', () => {
	it('more effort never lowers an ability, and what is in order stays', () => {
		const one = [1, 0, 0, 1];
		const abilities = [
			{ effort: 'high', mean: [1, 5], covariance: one },
			{ effort: 'none', mean: [2, 1], covariance: one },
			{ effort: 'low', mean: [0, 3], covariance: one },
		];
		expect(monotoneEfforts(abilities)).toEqual([
			[1, 5],
			[1, 1],
			[1, 3],
		]);
		expect(monotoneEfforts([])).toEqual([]);
	});

	it('a surer value moves less', () => {
		expect(isotonic([2, 0], [3, 1])).toEqual([1.5, 1.5]);
		expect(isotonic([0, 1, 2], [1, 1, 1])).toEqual([0, 1, 2]);
	});
});

import { describe, expect, it } from 'vitest';
import { columnFigures } from '../../../bench/new-models/figures.ts';
import { withEfforts, withoutModels } from '../../../bench/new-models/hide.ts';
import { predictPublished } from '../../../bench/new-models/published-study.ts';
import { LEVELS, OUTCOMES, type StudyOptions, studyFold } from '../../../bench/new-models/study.ts';
import { foldOf } from '../../../training/data/groups.ts';
import { fitJointly } from '../../../training/head/fit.ts';
import { assembled } from './support.ts';

const FIT = { seed: 1, epochs: 8, guess: 0.8, ceiling: 0.995, ridge: 1, consistency: 0, differences: 0, batch: 32 };
const HIDDEN = 3;
const options: StudyOptions = {
	folds: 3,
	fit: FIT,
	draws: 2,
	seed: 1,
	models: [{ id: 'beta-13b', title: 'beta', group: 0 }],
	log: () => {},
};

describe('hidden models', () => {
	it('leave no answer and no score behind, and take their other efforts with them', () => {
		const whole = assembled();
		const hidden = withEfforts({ base: Int32Array.of(0, 1, 1, 2) }, [1]);
		expect([...hidden]).toEqual([1, 2]);
		const rest = withoutModels(whole, new Set([HIDDEN]));
		expect(rest.prompts.some((prompt) => prompt.row.cells.some((cell) => cell.model === HIDDEN))).toBe(false);
		expect(rest.problem.scores.some((score) => score.model === HIDDEN)).toBe(false);
		expect(rest.prompts).toHaveLength(whole.prompts.length);
		expect(whole.prompts[0]!.row.cells).toHaveLength(6);
	});

	it('leave no trace: other answers and scores of a hidden model change nothing of the fit', () => {
		const fitOf = (flip: number | null) => {
			const rest = withoutModels(assembled(flip), new Set([HIDDEN]));
			return fitJointly({ ...rest.problem, rows: rest.prompts.map((prompt) => prompt.row) }, FIT);
		};
		expect(fitOf(HIDDEN)).toEqual(fitOf(null));
		expect(assembled(HIDDEN).prompts).not.toEqual(assembled().prompts);
	});
});

describe('study', () => {
	const whole = assembled();
	const cells = studyFold(whole, 0, options);

	it('predicts the held-out answers of the hidden model only, the first level from its name alone', () => {
		const expected = whole.prompts.filter((prompt) => foldOf(prompt.group, 3) === 0).length;
		expect(cells).toHaveLength(expected);
		expect(cells.every((cell) => cell.model === 'beta-13b')).toBe(true);
		expect(cells[0]!.levels).toHaveLength(LEVELS.length);
		expect(cells[0]!.observed).toHaveLength(OUTCOMES.length * 2);
		expect(cells.every((cell) => [...cell.levels, ...cell.observed].every((p) => p > 0 && p < 1))).toBe(true);
		const flipped = studyFold(assembled(HIDDEN), 0, options);
		expect(flipped.map((cell) => cell.levels[0])).toEqual(cells.map((cell) => cell.levels[0]));
		expect(flipped.map((cell) => cell.levels[2])).not.toEqual(cells.map((cell) => cell.levels[2]));
	});

	it('the mean score brings the predicted mean to the actual one', () => {
		const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
		const actual = mean(
			whole.prompts.flatMap((prompt) => prompt.row.cells.filter((cell) => cell.model === HIDDEN).map((cell) => cell.value)),
		);
		expect(Math.abs(mean(cells.map((cell) => cell.levels[2]!)) - actual)).toBeLessThan(0.08);
	});

	it('a partner of the pair that is predicted as well as before loses nothing', () => {
		const figures = columnFigures(cells, {
			columnNames: whole.columnNames,
			of: (prompt, column) => {
				const cell = cells.find((own) => own.prompt === prompt && own.column === column)!;
				return { trained: cell.levels[2]!, whole: null };
			},
			partner: () => ({ p: 0.5, whole: null, y: 1 }),
		});
		expect(figures).toHaveLength(2);
		expect(figures[0]!.known.scores!.lost).toBe(0);
		expect(figures[0]!.known.scores!.auc).toBe(figures[0]!.trained.auc);
		expect(figures[0]!.whole).toBeNull();
	});

	it('APGR goes by the better one of model and partner, and is none between equals', () => {
		const reference = (y: (index: number) => number, p: (index: number) => number) => ({
			columnNames: whole.columnNames,
			of: (prompt: number, column: number) => {
				const cell = cells.find((own) => own.prompt === prompt && own.column === column)!;
				return { trained: cell.y === 1 ? 0.9 : 0.1, whole: null };
			},
			partner: (prompt: number) => ({ p: p(prompt), whole: null, y: y(prompt) }),
		});
		const right = (prompt: number) => cells.find((own) => own.prompt === prompt)!.y;
		const apgrOf = (y: (prompt: number) => number, p: (prompt: number) => number) => columnFigures(cells, reference(y, p))[0]!.trained.apgr;
		// A partner that fails always or solves everything: the model's own certainty orders the gain, either way round.
		expect(
			apgrOf(
				() => 0,
				() => 0,
			),
		).toBeGreaterThan(0.6);
		expect(
			apgrOf(
				() => 1,
				() => 1,
			),
		).toBeGreaterThan(0.6);
		expect(apgrOf(right, () => 0.5)).toBeNull();
	});
});

describe('published scores from one another', () => {
	it('takes models with scores on four different benchmarks and is nearer than the mean of the benchmark', () => {
		const whole = assembled();
		expect(predictPublished(whole, FIT, () => {})).toEqual([]);
		const benchmarks = ['gpqa_diamond', 'mmlu', 'scicode', 'hle', 'hle (reported)'];
		const scores = whole.models.flatMap((_, model) =>
			benchmarks.map((_, benchmark) => ({ model, benchmark, y: 0.6 * (model - 2.5), weight: 1 })),
		);
		const predicted = predictPublished({ ...whole, problem: { ...whole.problem, benchmarks, scores } }, FIT, () => {}, 2);
		expect(predicted).toHaveLength(whole.models.length * benchmarks.length);
		const hle = predicted.filter((score) => score.benchmark === 'hle');
		expect(hle.every((score) => score.others === 3)).toBe(true);
		const error = (of: (score: (typeof hle)[number]) => number) => hle.reduce((sum, score) => sum + Math.abs(of(score) - score.score), 0);
		expect(error((score) => score.fromScores)).toBeLessThan(error((score) => score.mean));
	});
});

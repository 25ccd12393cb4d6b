import { foldOf } from '../../training/data/groups.ts';
import { COMPOSITE, unscale } from '../../training/data/published.ts';
import { type FitOptions, fitJointly } from '../../training/head/fit.ts';
import type { Problem } from '../../training/head/layout.ts';
import { posteriors } from '../../training/head/posterior.ts';
import type { Assembled } from '../../training/head/problem.ts';
import { pseudoScoreOf } from './columns.ts';
import { abilityFromScores, type PseudoScore } from './estimate.ts';
import { type Gaussian, quadratic } from './gaussian.ts';
import { withEfforts, withoutModels } from './hide.ts';
import { AbilityPrior } from './prior.ts';

/** A published score predicted from the model's other scores by a fit that saw none of the model. Scores are shares of 1 or Elo ratings. */
export interface PredictedScore {
	readonly benchmark: string;
	readonly model: string;
	readonly unit: 'share' | 'elo';
	readonly score: number;
	readonly fromScores: number;
	/** From the name: family and size. */
	readonly fromName: number;
	/** Mean of the benchmark over the other models. */
	readonly mean: number;
	/** Whether it lies in the 10-90 % interval. */
	readonly within: boolean;
	/** Other scores that the prediction rests on. */
	readonly others: number;
}

/** Models with fewer scores on different benchmarks are left out. */
const LEAST_SCORES = 4;
const FOLDS = 5;
/** Recorded prompts in each fit: one in so many, since the abilities come from published scores here. */
const STRIDE = 10;
const Z90 = 1.2816;

/** Benchmarks that share votes or tasks. */
const RELATED = /^(arena_elo|humaneval|mbpp|bigcodebench|cruxeval|terminal_bench)/;
/** Benchmarks of one stem are one measure: "gpqa_diamond (reported)" would tell "gpqa_diamond". */
const stemOf = (benchmark: string) => RELATED.exec(benchmark)?.[0] ?? benchmark.split(/[: ]/)[0]!;

/** Leaves out a fifth of the models at a time, all efforts together, and predicts each of their scores from their others. Composites of other scores take no part. */
export function predictPublished(assembled: Assembled, fit: FitOptions, log: (line: string) => void, folds = FOLDS): PredictedScore[] {
	const { problem, models } = assembled;
	const byModel = Map.groupBy(problem.scores, (score) => score.model);
	const scored = [...byModel.keys()].filter((model) => byModel.get(model)!.length >= LEAST_SCORES);
	return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
		const hidden = withEfforts(
			problem,
			scored.filter((model) => foldOf(models[model]!.split('@')[0]!, folds) === fold),
		);
		if (hidden.size === 0) return [];
		const rest = withoutModels(assembled, hidden);
		const rows = rest.prompts.filter((prompt, i) => i % STRIDE === 0 && prompt.row.cells.length > 0).map((prompt) => prompt.row);
		const own: Problem = { ...rest.problem, rows };
		const values = fitJointly(own, { ...fit, batch: 32 });
		const prior = new AbilityPrior(own, values, models, posteriors(own, values));
		const means = benchmarkMeans(own);
		log(`published scores, part ${fold + 1} of ${folds}: ${hidden.size} models hidden`);
		return [...hidden].flatMap((model) =>
			ofModel(own, values, byModel.get(model) ?? [], models[model]!, prior.of(model), means, fit.ceiling),
		);
	});
}

function ofModel(
	problem: Problem,
	values: Float64Array,
	scores: Problem['scores'],
	name: string,
	prior: Gaussian,
	means: ReadonlyMap<string, number>,
	ceiling: number,
): PredictedScore[] {
	const own = scores.flatMap((entry) => {
		const benchmark = problem.benchmarks[entry.benchmark]!;
		if (COMPOSITE.test(benchmark) || !means.has(benchmark)) return [];
		return [{ benchmark, score: pseudoScoreOf(problem, values, entry) }];
	});
	if (new Set(own.map(({ benchmark }) => stemOf(benchmark))).size < LEAST_SCORES) return [];
	return own.map(({ benchmark, score }) => {
		const others = own.filter((other) => stemOf(other.benchmark) !== stemOf(benchmark)).map((other) => other.score);
		const state = abilityFromScores(prior, { means: [], pseudo: others, target: { sigma: 1, score: null } }, ceiling);
		const { score: actual, unit } = unscale(benchmark, score.y);
		const expected = expectedScore(score, state.mean);
		const deviation = Math.sqrt(quadratic([...(score.loading as number[]), 0], state.covariance) + score.sigma ** 2);
		return {
			benchmark,
			model: name,
			unit,
			score: actual,
			fromScores: unscale(benchmark, expected).score,
			fromName: unscale(benchmark, expectedScore(score, prior.mean)).score,
			mean: means.get(benchmark)!,
			within: Math.abs(score.y - expected) <= Z90 * deviation,
			others: others.length,
		};
	});
}

function expectedScore(score: PseudoScore, theta: ArrayLike<number>): number {
	let expected = -score.level;
	for (let k = 0; k < score.loading.length; k++) expected += score.loading[k]! * theta[k]!;
	return expected;
}

/** Mean score of each benchmark over the models of the fit. */
function benchmarkMeans(problem: Problem): Map<string, number> {
	const byBenchmark = Map.groupBy(problem.scores, (score) => problem.benchmarks[score.benchmark]!);
	return new Map(
		[...byBenchmark].map(([benchmark, own]) => [
			benchmark,
			own.reduce((sum, score) => sum + unscale(benchmark, score.y).score, 0) / own.length,
		]),
	);
}

export interface BenchmarkError {
	readonly benchmark: string;
	readonly n: number;
	readonly unit: 'share' | 'elo';
	/** Mean absolute errors: shares of 1, or Elo ratings. */
	readonly fromScores: number;
	readonly fromName: number;
	readonly ofMean: number;
	/** Share of the scores within their 10-90 % interval. */
	readonly within: number;
}

/** Errors of each benchmark, those with the most scores first. */
export function benchmarkErrors(predicted: readonly PredictedScore[]): BenchmarkError[] {
	return [...Map.groupBy(predicted, (score) => score.benchmark)]
		.map(([benchmark, own]) => errorsOf(benchmark, own))
		.sort((a, b) => b.n - a.n || a.benchmark.localeCompare(b.benchmark));
}

/** Errors over several benchmarks of one unit. */
export function errorsOf(benchmark: string, own: readonly PredictedScore[]): BenchmarkError {
	const mean = (of: (score: PredictedScore) => number) => own.reduce((sum, score) => sum + of(score), 0) / own.length;
	return {
		benchmark,
		n: own.length,
		unit: own[0]!.unit,
		fromScores: mean((score) => Math.abs(score.fromScores - score.score)),
		fromName: mean((score) => Math.abs(score.fromName - score.score)),
		ofMean: mean((score) => Math.abs(score.mean - score.score)),
		within: mean((score) => (score.within ? 1 : 0)),
	};
}

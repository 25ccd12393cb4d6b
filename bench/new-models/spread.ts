import type { Assembled } from '../../training/head/problem.ts';
import { type ColumnAnswers, meanScoreOf } from './columns.ts';
import { abilityFromScores, type MeanScore, type PseudoScore, predictedMean } from './estimate.ts';
import { type Gaussian, quadratic } from './gaussian.ts';
import { type ItemView, logit } from './items.ts';

/** Standard deviation of a benchmark's offset where nothing is known of it, logits. */
const START = 0.35;
const GRID = Array.from({ length: 24 }, (_, i) => 0.05 * (i + 1));

/**
 * Standard deviation (logits) of each set's offset between models: every column's mean score is predicted from its model's other evidence, and the sigma is
 * the likeliest one, given how sure each prediction is of itself. A weak pull to START serves sets with a column or two.
 */
export function benchmarkSpreads(
	assembled: Assembled,
	answers: readonly ColumnAnswers[],
	view: ItemView,
	ceiling: number,
	priorOf: (model: number) => Gaussian,
	pseudoOf: (model: number) => readonly PseudoScore[],
): ReadonlyMap<string, number> {
	const d = assembled.problem.dimensions;
	const scores = answers.map((own) => meanScoreOf(own, view, START));
	const byModel = Map.groupBy(assembled.columnNames.keys(), (column) => assembled.columnNames[column]!.model);
	const errors = new Map<string, { error: number; variance: number }[]>(assembled.sets.map((set) => [set, []]));
	for (const [column, { set, model }] of assembled.columnNames.entries()) {
		const score = scores[column];
		if (!score) continue;
		const means = byModel.get(model)!.flatMap((other): MeanScore[] => {
			const theirs = assembled.columnNames[other]!.set === set ? null : scores[other];
			return theirs ? [theirs] : [];
		});
		const pseudo = pseudoOf(model);
		const state = abilityFromScores(priorOf(model), { means, pseudo, target: { sigma: START, score: null } }, ceiling);
		const { mean, gradient } = predictedMean(score.items, state.mean.subarray(0, d), d, ceiling);
		const share = Math.min(1 - 0.5 / score.questions, Math.max(0.5 / score.questions, score.share));
		const known = state.covariance.slice(0, d).map((row) => row.slice(0, d));
		const sampling = 1 / (score.questions * share * (1 - share));
		errors.get(set)!.push({ error: logit(share) - logit(mean), variance: sampling + quadratic(gradient, known) });
	}
	return new Map([...errors].map(([set, own]) => [set, likeliest(own)]));
}

function likeliest(errors: readonly { readonly error: number; readonly variance: number }[]): number {
	let best = START;
	let most = Number.NEGATIVE_INFINITY;
	for (const sigma of GRID) {
		let value = -0.5 * (Math.log(sigma / START) / 0.7) ** 2;
		for (const { error, variance } of errors) {
			const total = variance + sigma ** 2;
			value -= 0.5 * (Math.log(total) + error ** 2 / total);
		}
		if (value > most) {
			most = value;
			best = sigma;
		}
	}
	return best;
}

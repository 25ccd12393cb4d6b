import { foldOf } from '../../training/data/groups.ts';
import { type FitOptions, fitJointly } from '../../training/head/fit.ts';
import type { Problem } from '../../training/head/layout.ts';
import { posteriors } from '../../training/head/posterior.ts';
import type { Assembled } from '../../training/head/problem.ts';
import { randomOf, shuffle } from '../../training/kit/random.ts';
import { BorrowedHead, type Lender } from './borrow.ts';
import { answersOfColumns, type ColumnAnswers, meanScoreOf, pseudoScoreOf } from './columns.ts';
import { abilityFromScores, type Evidence, type MeanScore, predictedMean, withOutcomes } from './estimate.ts';
import { HIDDEN_MODELS, WITH_ITEMS } from './facts.ts';
import type { Gaussian } from './gaussian.ts';
import { withEfforts, withoutModels } from './hide.ts';
import { expectedChance, ItemView, logit } from './items.ts';
import { AbilityPrior } from './prior.ts';
import { benchmarkSpreads } from './spread.ts';

/** What is known of the hidden model, from least to most; observed outcomes come on top of `scores`. */
export const LEVELS = ['name', 'elsewhere', 'scores', 'all scores'] as const;
export type Level = (typeof LEVELS)[number];

export const OUTCOMES = [10, 30, 100] as const;

/** Predictions of one held-out answer of a hidden model. */
export interface StudyCell {
	readonly model: string;
	/** Index of the column. */
	readonly column: number;
	readonly set: string;
	readonly prompt: number;
	readonly y: number;
	/** In the order of LEVELS. */
	readonly levels: Float32Array;
	/** OUTCOMES x draws. */
	readonly observed: Float32Array;
	/** The same two with a borrowed linear head blended in; null where there is no lender. */
	readonly borrowed: { readonly levels: Float32Array; readonly observed: Float32Array } | null;
}

export interface StudyOptions {
	readonly folds: number;
	readonly fit: FitOptions;
	/** Random choices of the observed outcomes; figures are means over them. */
	readonly draws: number;
	readonly seed: number;
	/** Replaces the fit where one is kept; `group` names the hidden models. */
	readonly fitted?: (problem: Problem, group: number) => Float64Array;
	readonly models?: typeof HIDDEN_MODELS;
	readonly lender?: Lender;
	readonly log: (line: string) => void;
}

/** Hides each group of models in turn, fits on the other folds, and predicts the hidden models' answers on the fold. `assembled` holds the fold's vectors. */
export function studyFold(assembled: Assembled, fold: number, options: StudyOptions): StudyCell[] {
	const inFold = assembled.prompts.map((prompt) => foldOf(prompt.group, options.folds) === fold);
	const test = answersOfColumns(assembled, (prompt) => inFold[prompt]!);
	const train = answersOfColumns(assembled, (prompt) => !inFold[prompt]!);
	const models = options.models ?? HIDDEN_MODELS;
	return [...Map.groupBy(models, (model) => model.group)].flatMap(([group, members]) => {
		const own = members.map(({ id }) => assembled.models.indexOf(id)).filter((index) => index >= 0);
		const newcomers = new Newcomers(assembled, withEfforts(assembled.problem, own), inFold, group, options);
		options.log(`fold ${fold + 1}, group ${group + 1}: ${own.map((model) => assembled.models[model]).join(', ')}`);
		return own.flatMap((model) => newcomers.predict(model, train, test, fold));
	});
}

/** A fit that never saw the hidden models, ready to estimate each of them from its scores. */
export class Newcomers {
	readonly #whole: Assembled;
	readonly #problem: Problem;
	readonly #values: Float64Array;
	readonly #view: ItemView;
	readonly #prior: AbilityPrior;
	readonly #spreads: ReadonlyMap<string, number>;
	readonly #options: StudyOptions;
	/** Answers of the other models on the training folds, by column. */
	readonly #visible: readonly ColumnAnswers[];
	/** Published scores by model, those of the hidden ones too. */
	readonly #scores: ReadonlyMap<number, readonly Problem['scores'][number][]>;

	constructor(whole: Assembled, hidden: ReadonlySet<number>, inFold: readonly boolean[], group: number, options: StudyOptions) {
		const rest = withoutModels(whole, hidden);
		const rows = rest.prompts.filter((prompt, i) => !inFold[i] && prompt.row.cells.length > 0).map((prompt) => prompt.row);
		this.#whole = whole;
		this.#scores = Map.groupBy(whole.problem.scores, (score) => score.model);
		this.#options = options;
		this.#problem = { ...rest.problem, rows };
		this.#values = options.fitted?.(this.#problem, group) ?? fitJointly(this.#problem, options.fit);
		this.#view = new ItemView(whole, this.#values, options.fit.guess);
		this.#prior = new AbilityPrior(this.#problem, this.#values, whole.models, posteriors(this.#problem, this.#values));
		this.#visible = answersOfColumns(rest, (prompt) => !inFold[prompt]);
		this.#spreads = benchmarkSpreads(
			rest,
			this.#visible,
			this.#view,
			options.fit.ceiling,
			(model) => this.#prior.of(model),
			(model) => this.#pseudo(model),
		);
		options.log([...this.#spreads].map(([set, sigma]) => `${set} ${sigma.toFixed(2)}`).join(', '));
	}

	/** Predictions of all held-out answers of a hidden model. `train`, `test`: its answers in the other folds and in this one, by column. */
	predict(model: number, train: readonly ColumnAnswers[], test: readonly ColumnAnswers[], fold: number): StudyCell[] {
		const columns = [...this.#whole.columnNames.keys()].filter((column) => this.#whole.columnNames[column]!.model === model);
		const scores = columns.map((column) => {
			const sigma = this.#spreads.get(this.#whole.columnNames[column]!.set)!;
			return meanScoreOf(train[column]!, this.#view, sigma);
		});
		return columns.flatMap((column, at) => {
			const { set } = this.#whole.columnNames[column]!;
			const others = scores.flatMap((score, i): { set: string; score: MeanScore }[] =>
				score && i !== at ? [{ set: this.#whole.columnNames[columns[i]!]!.set, score }] : [],
			);
			const states = this.#states(model, set, others, scores[at]!);
			const draws = this.#draws(states[2]!, train[column]!, column, fold);
			const { prompts, values } = test[column]!;
			const { ceiling } = this.#options.fit;
			const chances = [...states, ...draws].map((state) =>
				prompts.map((prompt) => expectedChance(this.#view.item(prompt), state, ceiling)),
			);
			const blended = this.#borrowed(set, prompts, chances, [...states, ...draws], scores[at]!);
			const own = (list: readonly (readonly number[])[], i: number) => ({
				levels: Float32Array.from(list.slice(0, states.length), (row) => row[i]!),
				observed: Float32Array.from(list.slice(states.length), (row) => row[i]!),
			});
			return prompts.map((prompt, i): StudyCell => {
				const plain = own(chances, i);
				return { model: this.#whole.models[model]!, column, set, prompt, y: values[i]!, ...plain, borrowed: blended && own(blended, i) };
			});
		});
	}

	/** `chances` (states x prompts) with the borrowed head of the set blended in, at the mean score that each state expects. */
	#borrowed(
		set: string,
		prompts: readonly number[],
		chances: readonly (readonly number[])[],
		states: readonly Gaussian[],
		score: MeanScore | null,
	): number[][] | null {
		const { lender, fit } = this.#options;
		if (!lender || !score) return null;
		const columns = [...this.#visible.keys()].filter(
			(column) => this.#whole.columnNames[column]!.set === set && this.#visible[column]!.prompts.length > 0,
		);
		const head = new BorrowedHead(
			lender,
			columns,
			columns.map((column) => this.#visible[column]!),
		);
		return states.map((state, i) => {
			const { mean } = predictedMean(score.items, state.mean, this.#problem.dimensions, fit.ceiling);
			return head.blend(prompts, chances[i]!, logit(mean));
		});
	}

	/** Ability and offset of the target at each of LEVELS. */
	#states(
		model: number,
		set: string,
		others: readonly { readonly set: string; readonly score: MeanScore }[],
		score: MeanScore | null,
	): Gaussian[] {
		const sigma = this.#spreads.get(set)!;
		const pseudo = this.#pseudo(model);
		const means = others.map((other) => other.score);
		const elsewhere = others.filter((other) => other.set !== set).map((other) => other.score);
		const prior = this.#prior.of(model);
		const evidence: Record<Level, Evidence> = {
			name: { means: [], pseudo: [], target: { sigma, score: null } },
			elsewhere: { means: elsewhere, pseudo, target: { sigma, score: null } },
			scores: { means, pseudo: [], target: { sigma, score } },
			'all scores': { means, pseudo, target: { sigma, score } },
		};
		return LEVELS.map((level) => abilityFromScores(prior, evidence[level], this.#options.fit.ceiling));
	}

	/** `state` after k observed answers, for every k of OUTCOMES and every draw; a draw's first 10 are also among its first 100. */
	#draws(state: Gaussian, train: ColumnAnswers, column: number, fold: number): Gaussian[] {
		const { draws, seed, fit } = this.#options;
		const orders = Array.from({ length: draws }, (_, draw) =>
			shuffle([...train.prompts.keys()], randomOf(seed + 7919 * column + 104_729 * fold + draw)),
		);
		return OUTCOMES.flatMap((count) =>
			orders.map((order) => {
				const outcomes = order.slice(0, count).map((i) => ({ item: this.#view.item(train.prompts[i]!), value: train.values[i]! }));
				return withOutcomes(state, outcomes, fit.ceiling);
			}),
		);
	}

	#pseudo(model: number) {
		return (this.#scores.get(model) ?? [])
			.filter((score) => !WITH_ITEMS.test(this.#problem.benchmarks[score.benchmark]!))
			.map((score) => pseudoScoreOf(this.#problem, this.#values, score));
	}
}

import { sigmoid } from '../../src/core/base/statistics.ts';
import { completionAbility } from '../../src/core/completion/routing/ability.ts';
import type { AcceptanceWeights } from '../../src/core/completion/routing/acceptance-weights.ts';
import { POSITION_FEATURE_NAMES } from '../../src/core/completion/routing/feature-names.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../src/core/completion/routing/prior-weights.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { randomOf, shuffle } from '../kit/random.ts';
import { CLASSES, replayCandidate } from './classes.ts';
import { type FitRow, type FitSettings, type FittedHead, fitHead, logitOf } from './head-fit.ts';
import type { RecordedModel } from './recording.ts';
import type { LoadedSession } from './rows.ts';

export const FOLDS = 10;
const SEED = 11;
const RIDGE = 20;
const SLOPE_RIDGE = 60;
/** Standard deviation of a measured ability: between projects the models' gaps differ by about so much. */
const ABILITY_DEVIATION = 0.35;
/** Candidates for the variance of what the head cannot know. */
const VARIANCES = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2];

export interface OutOfFold {
	readonly row: FitRow;
	readonly project: string;
	readonly logit: number;
}

export interface CrossValidated {
	readonly folds: ReadonlyMap<string, number>;
	/** By fold: fitted without the projects of that fold. */
	readonly heads: readonly AcceptanceWeights[];
	readonly outOfFold: readonly OutOfFold[];
	readonly variance: number;
	/** Of the head, and of each model's own base rate as it is outside the fold. */
	readonly head: Scores;
	readonly constant: Scores;
	readonly byModel: readonly { readonly model: string; readonly auc: number; readonly baseRate: number }[];
	/** Deciles of the predicted chance. */
	readonly calibration: readonly { readonly predicted: number; readonly exact: number; readonly count: number }[];
}

export interface Scores {
	readonly brier: number;
	readonly logLoss: number;
	readonly auc: number;
}

/** The recorded models in the head's own terms: Qwen2.5-Coder-0.5B holds the place on the scale that its published scores give it. */
export function fitSettings(catalog: Catalog, models: readonly RecordedModel[]): FitSettings {
	const anchored = CLASSES[0]!;
	const { mean } = completionAbility(replayCandidate(catalog, anchored), [], catalog);
	const model = models.findIndex(({ name }) => name.startsWith(anchored.model));
	return { anchor: { model, ability: mean }, slopeBias: PRIOR_ACCEPTANCE_WEIGHTS.slopeBias, ridge: RIDGE, slopeRidge: SLOPE_RIDGE };
}

export function fitRows(sessions: readonly LoadedSession[]): { row: FitRow; project: string }[] {
	return sessions.flatMap(({ session, rows }) =>
		[...rows.values()].flatMap(({ features, outcomes }) =>
			outcomes.map(({ exact }, model) => ({ row: { values: features.values, model, exact }, project: session.project })),
		),
	);
}

/** Every project is in one fold; a session is judged by a head that has seen nothing of its project. */
export function crossValidate(sessions: readonly LoadedSession[], models: readonly RecordedModel[], settings: FitSettings): CrossValidated {
	const all = fitRows(sessions);
	const projects = shuffle([...new Set(all.map(({ project }) => project))].sort(), randomOf(SEED));
	const count = Math.min(FOLDS, projects.length);
	const folds = new Map(projects.map((project, i) => [project, i % count]));
	const rates: number[][] = [];
	const fitted = Array.from({ length: count }, (_, fold) => {
		const rows = all.filter(({ project }) => folds.get(project) !== fold).map(({ row }) => row);
		rates.push(models.map((_, m) => rateOf(rows.filter(({ model }) => model === m))));
		return fitHead(rows, models.length, settings);
	});
	const outOfFold = all.map(({ row, project }) => ({ row, project, logit: logitOf(fitted[folds.get(project)!]!, row.values, row.model) }));
	const variance = VARIANCES.reduce((best, v) => (logLossAt(outOfFold, v) < logLossAt(outOfFold, best) ? v : best));
	const exact = outOfFold.map(({ row }) => row.exact);
	const chances = outOfFold.map(({ logit }) => chanceAt(logit, variance));
	const constant = outOfFold.map(({ row, project }) => rates[folds.get(project)!]![row.model]!);
	return {
		folds,
		heads: fitted.map((head) => asHead(head, models, sessions, variance)),
		outOfFold,
		variance,
		head: scoresOf(chances, exact),
		constant: scoresOf(constant, exact),
		byModel: models.map(({ name }, m) => {
			const of = outOfFold.flatMap(({ row }, i) => (row.model === m ? [i] : []));
			const labels = of.map((i) => exact[i]!);
			return {
				model: name,
				auc: aucOf(
					of.map((i) => chances[i]!),
					labels,
				),
				baseRate: labels.reduce<number>((a, b) => a + b, 0) / labels.length,
			};
		}),
		calibration: calibrationOf(chances, exact),
	};
}

const rateOf = (rows: readonly FitRow[]): number => rows.reduce((sum, { exact }) => sum + exact, 0) / Math.max(1, rows.length);
const chanceAt = (logit: number, variance: number): number => sigmoid(logit / Math.sqrt(1 + (Math.PI * variance) / 8));
const logLossAt = (rows: readonly OutOfFold[], variance: number): number =>
	scoresOf(
		rows.map(({ logit }) => chanceAt(logit, variance)),
		rows.map(({ row }) => row.exact),
	).logLoss;

/**
 * The head in the format of the extension. A feature that is the same at every recorded position keeps the weight of the prior head, around its recorded value: nothing was
 * measured of other languages, of text behind the caret or of an open list. `lengthScale.block` stays 1: recorded answers end after three lines.
 */
export function asHead(
	fitted: FittedHead,
	models: readonly RecordedModel[],
	sessions: readonly LoadedSession[],
	variance: number,
	measured: AcceptanceWeights['measured'] = PRIOR_ACCEPTANCE_WEIGHTS.measured,
): AcceptanceWeights {
	const varies = fitted.weights.map((weight, i) => weight !== 0 || fitted.slopeWeights[i] !== 0);
	const round = (x: number) => Number(x.toPrecision(6));
	return {
		format: 1,
		version: `recorded-${measured.date ?? 'fold'}`,
		features: [...POSITION_FEATURE_NAMES],
		means: fitted.means.map(round),
		deviations: fitted.deviations.map(round),
		weights: fitted.weights.map((weight, i) => round(varies[i] ? weight : PRIOR_ACCEPTANCE_WEIGHTS.weights[i]!)),
		bias: round(fitted.bias),
		slopeBias: round(fitted.slopeBias),
		slopeWeights: fitted.slopeWeights.map(round),
		variance,
		lengthScale: { line: round(lineScale(sessions)), block: 1 },
		abilities: models.flatMap(({ name }, m) => {
			const known = CLASSES.findIndex(({ model }) => name.startsWith(model));
			// The anchor keeps its published ability.
			if (known <= 0) return [];
			return [{ model: CLASSES[known]!.wireModel, mean: round(fitted.abilities[m]!), deviation: ABILITY_DEVIATION }];
		}),
		measured,
	};
}

/** Tokens written over tokens predicted, where one line is asked for. */
function lineScale(sessions: readonly LoadedSession[]): number {
	let written = 0;
	let predicted = 0;
	for (const { rows } of sessions) {
		for (const { features, outcomes, offset: _ } of rows.values()) {
			if (features.shape !== 'line' || features.values[0] === 1) continue;
			for (const { tokens } of outcomes) {
				written += tokens[2];
				predicted += features.predictedTokens;
			}
		}
	}
	return predicted === 0 ? 1 : written / predicted;
}

export function scoresOf(chances: readonly number[], labels: readonly number[]): Scores {
	const n = chances.length;
	let brier = 0;
	let logLoss = 0;
	for (const [i, p] of chances.entries()) {
		brier += (p - labels[i]!) ** 2 / n;
		logLoss -= Math.log(labels[i] === 1 ? Math.max(1e-9, p) : Math.max(1e-9, 1 - p)) / n;
	}
	return { brier, logLoss, auc: aucOf(chances, labels) };
}

/** Chance that a positive stands above a negative, ties half; by ranks. */
export function aucOf(chances: readonly number[], labels: readonly number[]): number {
	const order = chances.map((_, i) => i).sort((a, b) => chances[a]! - chances[b]!);
	let ranks = 0;
	let positives = 0;
	for (let i = 0; i < order.length; ) {
		let j = i;
		while (j < order.length && chances[order[j]!] === chances[order[i]!]) j++;
		for (let k = i; k < j; k++) {
			if (labels[order[k]!] !== 1) continue;
			ranks += (i + j + 1) / 2;
			positives++;
		}
		i = j;
	}
	const negatives = order.length - positives;
	return positives === 0 || negatives === 0 ? Number.NaN : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function calibrationOf(chances: readonly number[], labels: readonly number[]) {
	const order = chances.map((_, i) => i).sort((a, b) => chances[a]! - chances[b]!);
	return Array.from({ length: 10 }, (_, d) => {
		const of = order.slice(Math.floor((d * order.length) / 10), Math.floor(((d + 1) * order.length) / 10));
		const mean = (list: readonly number[]) => of.reduce((sum, i) => sum + list[i]!, 0) / of.length;
		return { predicted: mean(chances), exact: mean(labels), count: of.length };
	});
}

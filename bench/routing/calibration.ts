import { auc, brierSkill, ece, eceOfPerfect } from '../../training/kit/metrics.ts';
import { domainTable } from './routers/domain.ts';
import type { BenchSet } from './types.ts';

/** How right Routoo's out-of-fold predictions are. Shares of 1; null where a figure does not apply. */
export interface Calibration {
	/** Predicted answers. */
	readonly n: number;
	readonly mean: number;
	readonly meanPredicted: number;
	readonly auc: number | null;
	readonly ece: number;
	readonly eceOfPerfect: number;
	/** Over the base rate of each model. */
	readonly brierSkill: number | null;
	/** The same of the domain table, cross-validated on the same folds. */
	readonly brierSkillOfDomain: number | null;
}

export interface SetCalibration {
	readonly models: Readonly<Record<string, Calibration>>;
	/** All answers of the set; its AUC is the mean over the models, so that it says nothing of which model is the better one. Null where there is none. */
	readonly all: Calibration | null;
}

interface Answers {
	readonly predicted: number[];
	readonly outcome: number[];
	readonly base: number[];
	readonly domain: number[];
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** Figures of every model of the set that has outcomes, and of all together. */
export function calibrationOf(set: BenchSet): SetCalibration {
	const all: Answers = { predicted: [], outcome: [], base: [], domain: [] };
	const models: Record<string, Calibration> = {};
	for (let column = 0; column < set.columns.length; column++) {
		const own = answersOf(set, column);
		if (own.outcome.length === 0) continue;
		models[set.columns[column]!] = figuresOf(own, auc(own.predicted, own.outcome));
		for (const key of ['predicted', 'outcome', 'base', 'domain'] as const) for (const value of own[key]) all[key].push(value);
	}
	const aucs = Object.values(models).flatMap((model) => model.auc ?? []);
	return {
		models,
		all: all.outcome.length === 0 ? null : figuresOf(all, aucs.reduce((sum, value) => sum + value, 0) / aucs.length),
	};
}

function figuresOf(answers: Answers, area: number): Calibration {
	const { outcome, predicted, base, domain } = answers;
	// Sorted once, so that every later sort by prediction finds its work done.
	const order = predicted.map((_, i) => i).sort((a, b) => predicted[a]! - predicted[b]!);
	const p = order.map((i) => predicted[i]!);
	const y = order.map((i) => outcome[i]!);
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	return {
		n: y.length,
		mean: sum(y) / y.length,
		meanPredicted: sum(p) / p.length,
		auc: finite(area),
		ece: ece(p, y),
		eceOfPerfect: eceOfPerfect(p),
		brierSkill: finite(brierSkill(predicted, outcome, base)),
		brierSkillOfDomain: finite(brierSkill(domain, outcome, base)),
	};
}

/** Answers of one column, with its base rate and the domain table's out-of-fold prediction of each. */
function answersOf(set: BenchSet, column: number): Answers {
	const width = set.columns.length;
	const rows = [...set.ids.keys()].filter((i) => !Number.isNaN(set.outcome[i * width + column]! + set.predicted[i * width + column]!));
	const outcome = rows.map((i) => set.outcome[i * width + column]!);
	const mean = outcome.reduce((sum, value) => sum + value, 0) / outcome.length;
	const labelled = { categories: rows.map((i) => set.categories[i]!), outcome: Float32Array.from(outcome), width: 1 };
	const domain = new Array<number>(rows.length).fill(mean);
	for (let fold = 0; fold < set.foldCount; fold++) {
		const places = Int32Array.from(rows.keys());
		const test = places.filter((i) => set.folds[rows[i]!] === fold);
		const train = places.filter((i) => set.folds[rows[i]!] !== fold);
		if (test.length === 0 || train.length === 0) continue;
		const table = domainTable(labelled, train, test);
		for (let i = 0; i < test.length; i++) domain[test[i]!] = table[i]!;
	}
	return { predicted: rows.map((i) => set.predicted[i * width + column]!), outcome, base: outcome.map(() => mean), domain };
}

import { FIT } from '../../training/head/options.ts';
import { markdownTable, percent, signed } from '../../training/kit/tables.ts';
import { HIDDEN_MODELS, PARTNERS } from './facts.ts';
import { type ColumnFigures, type Figures, meanFigures } from './figures.ts';
import { type BenchmarkError, benchmarkErrors, errorsOf, type PredictedScore } from './published-study.ts';
import { OUTCOMES } from './study.ts';

export interface NewModelsResult {
	readonly folds: number;
	readonly draws: number;
	readonly columns: readonly ColumnFigures[];
	readonly published: readonly PredictedScore[];
}

/** Columns with fewer answers say little of an AUC. */
export const LEAST_ANSWERS = 100;
/** Benchmarks with fewer predicted scores are only in the totals. */
const LEAST_PREDICTED = 40;
/** The aim: AUC after 100 observed answers at most this far below the trained head. */
const CLOSE = 0.01;

const MOST = String(OUTCOMES.at(-1));
const number = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : '-');
const points = (value: number | null) => (value === null ? '-' : signed(value * 100, 2));

interface Summary {
	readonly title: string;
	readonly columns: readonly ColumnFigures[];
	readonly n: number;
	readonly trained: Figures;
	readonly whole: Figures | null;
	readonly known: Readonly<Record<string, Figures>>;
	readonly borrowed: Readonly<Record<string, Figures>> | null;
}

/** Means over columns, each column the same weight. */
export function summaryOf(title: string, columns: readonly ColumnFigures[]): Summary {
	const wholes = columns.flatMap((column) => column.whole ?? []);
	return {
		title,
		columns,
		n: columns.reduce((sum, column) => sum + column.n, 0),
		trained: meanFigures(columns.map((column) => column.trained)),
		whole: wholes.length === columns.length ? meanFigures(wholes) : null,
		known: meansByName(columns.map((column) => column.known)),
		borrowed: columns.every((column) => column.borrowed) ? meansByName(columns.map((column) => column.borrowed!)) : null,
	};
}

const meansByName = (list: readonly Readonly<Record<string, Figures>>[]) =>
	Object.fromEntries(Object.keys(list[0] ?? {}).map((name) => [name, meanFigures(list.map((own) => own[name]!))]));

/** Section of docs/evidence/benchmarks.md. */
export function newModelsSection(result: NewModelsResult): string {
	const columns = result.columns.filter((column) => column.n >= LEAST_ANSWERS);
	const byModel = HIDDEN_MODELS.flatMap(({ id, title }) => {
		const own = columns.filter((column) => column.model === id);
		return own.length === 0 ? [] : [summaryOf(title, own)];
	});
	const bySet = [...Map.groupBy(columns, (column) => column.set)].map(([set, own]) => summaryOf(set, own));
	const all = summaryOf('mean over columns', columns);
	const close = columns.filter((column) => column.known[MOST]!.auc >= column.trained.auc - CLOSE).length;
	return [
		'## New models from published scores',
		`${byModel.length} models of different strength are hidden, a few at a time: all their recorded answers in all sets, all their published scores, at every effort. The item-response head is
fitted without them, on the training folds only, and each hidden model is then estimated from what a newcomer has: its name (family and size), its mean score on each benchmark (from
the training folds, as a vendor publishes it), and ${OUTCOMES.join(', ')} observed answers (the mean of ${result.draws} random draws from the training folds). Predicted are its answers on the held-out fold, ${result.folds} folds. The encoder of a
fold saw no prompt of it; while it was fine-tuned, though, the hidden models' answers on other prompts were among its targets. *Trained head*: the item-response head (${FIT.dimensions} dimensions) fitted on the
model's own answers; *whole*: the whole predictor, with the model's own linear head and table of subjects
blended in. A newcomer has neither: *borrowed* is the line through the linear heads of the
set's other models over their mean scores, read at the newcomer's, blended with weights fitted on the other models. *Elsewhere*: scores of other sets and of benchmarks without recorded questions
(GPQA, Arena, SWE-bench, ...), none of the set that is predicted. *All scores*: with those and the set's own mean. Observed answers come on top of the mean scores.`,
		'### AUC',
		aucTable([...byModel, all], 'model'),
		`After ${MOST} observed answers the AUC is ${number(all.known[MOST]!.auc)} against ${number(all.trained.auc)} of the trained head; it is within ${CLOSE.toFixed(2)} of it in ${close} of ${columns.length} columns (columns of ${LEAST_ANSWERS} answers and more).`,
		aucTable(bySet, 'set'),
		...(all.borrowed ? ['With a borrowed linear head, beside the whole predictor:', borrowedTable([...byModel, all])] : []),
		'### Calibration and routing',
		`Excess ECE and Brier skill as [defined below](#definitions). Lost: points of mean quality, over all shares sent, of a pair of the hidden model and a fixed partner of the set, less than with the
trained head; negative where the newcomer's estimate routes better. APGR: of that pair, where the two differ by 3 points and more. Partners: ${partnersOf(columns)}.`,
		calibrationTable([...byModel, all]),
		'### Benchmarks without recorded questions',
		publishedText(result.published),
	].join('\n\n');
}

function aucTable(rows: readonly Summary[], head: string): string {
	const known = ['name', 'elsewhere', 'scores', 'all scores', ...OUTCOMES.map(String)];
	const titles = ['name only', 'elsewhere', 'mean scores', 'all scores', ...OUTCOMES.map((count) => `+ ${count} answers`)];
	return markdownTable(
		[head, 'columns', 'answers', ...titles, 'trained head', 'whole'],
		rows.map((row) => [
			row.title,
			String(row.columns.length),
			String(row.n),
			...known.map((name) => number(row.known[name]!.auc)),
			number(row.trained.auc),
			row.whole ? number(row.whole.auc) : '-',
		]),
	);
}

function borrowedTable(rows: readonly Summary[]): string {
	const known = ['elsewhere', 'scores', ...OUTCOMES.map(String)];
	const titles = ['elsewhere', 'mean scores', ...OUTCOMES.map((count) => `+ ${count}`)];
	return markdownTable(
		[
			'model',
			...[...titles, 'whole'].map((title) => `AUC, ${title}`),
			...['mean scores', `+ ${MOST}`, 'whole'].map((title) => `excess ECE, ${title}`),
			...['mean scores', `+ ${MOST}`, 'whole'].map((title) => `Brier skill, ${title}`),
			...['elsewhere', 'mean scores', `+ ${MOST}`].map((title) => `lost, ${title}`),
		],
		rows.flatMap(({ title, borrowed, whole }) => {
			if (!borrowed || !whole) return [];
			const three = [borrowed.scores!, borrowed[MOST]!, whole];
			return [
				[
					title,
					...known.map((name) => number(borrowed[name]!.auc)),
					number(whole.auc),
					...three.map((figures) => number(figures.excess)),
					...three.map((figures) => number(figures.brierSkill)),
					...['elsewhere', 'scores', MOST].map((name) => points(borrowed[name]!.lost)),
				],
			];
		}),
	);
}

function calibrationTable(rows: readonly Summary[]): string {
	const known = ['elsewhere', 'scores', MOST];
	const titles = ['elsewhere', 'mean scores', `+ ${MOST}`];
	return markdownTable(
		[
			'model',
			...[...titles, 'trained'].map((title) => `excess ECE, ${title}`),
			...[...titles, 'trained'].map((title) => `Brier skill, ${title}`),
			...['name only', ...titles].map((title) => `lost, ${title}`),
			...[...titles, 'trained'].map((title) => `APGR, ${title}`),
		],
		rows.map((row) => [
			row.title,
			...known.map((name) => number(row.known[name]!.excess)),
			number(row.trained.excess),
			...known.map((name) => number(row.known[name]!.brierSkill)),
			number(row.trained.brierSkill),
			...['name', ...known].map((name) => points(row.known[name]!.lost)),
			...known.map((name) => number(row.known[name]!.apgr ?? Number.NaN)),
			number(row.trained.apgr ?? Number.NaN),
		]),
	);
}

const partnersOf = (columns: readonly ColumnFigures[]) =>
	[...new Set(columns.map((column) => column.set))]
		.flatMap((set) => (PARTNERS[set] === undefined ? [] : [`${set} ${PARTNERS[set]}`]))
		.join(', ');

function publishedText(predicted: readonly PredictedScore[]): string {
	const shares = predicted.filter((score) => score.unit === 'share');
	const elo = predicted.filter((score) => score.unit === 'elo');
	const totals = [
		...(shares.length > 0 ? [errorsOf('all shares', shares)] : []),
		...(elo.length > 0 ? [errorsOf('all Arena ratings', elo)] : []),
	];
	const rows = [...benchmarkErrors(predicted).filter((error) => error.n >= LEAST_PREDICTED), ...totals];
	return `Each benchmark of the published table is one pseudo-item with a loading on every dimension, a level and a noise of its own. A fifth of the models at a time is left out of the fit with all
efforts, and each of their scores is predicted from their other scores (not from the same benchmark under another name or with the same tasks or votes, nor from composites). Mean absolute error in points, for Arena in rating
points; beside it the prediction from the name alone and the mean of the benchmark.

${markdownTable(
	['benchmark', 'scores', 'from other scores', 'from the name', "benchmark's mean", 'in the 10-90 % interval'],
	rows.map((row) => [
		row.benchmark,
		String(row.n),
		shownError(row, row.fromScores),
		shownError(row, row.fromName),
		shownError(row, row.ofMean),
		percent(row.within),
	]),
)}`;
}

const shownError = ({ unit }: BenchmarkError, error: number) => (unit === 'elo' ? error.toFixed(0) : (error * 100).toFixed(1));

/** The result for a machine: means by model, by set and over all, then errors of published scores. */
export function newModelsJson(result: NewModelsResult): string {
	const columns = result.columns.filter((column) => column.n >= LEAST_ANSWERS);
	const plain = ({ title, n, trained, whole, known, borrowed }: Summary) => ({ title, n, trained, whole, known, borrowed });
	const group = (key: (column: ColumnFigures) => string) =>
		[...Map.groupBy(columns, key)].map(([title, own]) => plain(summaryOf(title, own)));
	const { folds, draws } = result;
	const summary = {
		folds,
		draws,
		all: plain(summaryOf('all', columns)),
		models: group((column) => column.model),
		sets: group((column) => column.set),
		columns: result.columns,
		published: benchmarkErrors(result.published),
	};
	return `${JSON.stringify(summary, null, '\t')}\n`;
}

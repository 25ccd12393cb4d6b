import { MIDDLE_MODELS } from '../data/anchors.ts';
import { foldOf } from '../data/groups.ts';
import { apgr, auc, brierSkill, ece, eceOfPerfect, spearman } from '../kit/metrics.ts';
import type { FitOptions } from './fit.ts';
import { fitCached } from './fit-cache.ts';
import { abilityInto, layoutOf, type Problem, trunkInto } from './layout.ts';
import { type Assembled, type Prompt, withEmbeddings } from './problem.ts';

/** Out-of-fold prediction of one cell. */
export interface HeldOut {
	readonly prompt: number;
	readonly set: string;
	readonly model: number;
	readonly column: number;
	readonly p: number;
	readonly y: number;
	/** dp/dz */
	readonly slope: number;
}

export interface SetFigures {
	readonly set: string;
	readonly prompts: number;
	readonly cells: number;
	readonly auc: number;
	readonly ece: number;
	readonly eceOfPerfect: number;
	readonly brierSkill: number;
}

/**
 * Fits on the other folds and predicts each of `held`. `embeddings(fold)` are those of the encoder that saw no prompt of the fold, null for the encoder that `assembled`
 * was made with. `editor` is the rank correlation of held-out judged messages with the middle class' predicted quality. */
export function crossValidate(
	whole: Assembled,
	{ folds, held }: { readonly folds: number; readonly held: readonly number[] },
	options: FitOptions,
	embeddings: (fold: number) => readonly Float32Array[] | null,
	log: (line: string) => void,
) {
	const heldOut: HeldOut[] = [];
	const editor: { ease: number; quality: number; prompt: number }[] = [];
	for (const fold of held) {
		const own = embeddings(fold);
		const assembled = own ? withEmbeddings(whole, own) : whole;
		const train = assembled.prompts.filter((prompt) => foldOf(prompt.group, folds) !== fold);
		const problem: Problem = { ...assembled.problem, rows: train.map((prompt) => prompt.row) };
		const values = fitCached(problem, options);
		log(`fold ${fold + 1} of ${folds}: ${train.length} prompts fitted`);
		for (const [index, prompt] of assembled.prompts.entries()) {
			if (foldOf(prompt.group, folds) !== fold || prompt.original !== null) continue;
			if (prompt.message)
				editor.push({ ease: prompt.message.ease, quality: middleQuality(assembled, problem, values, prompt, options), prompt: index });
			else predictInto(problem, values, prompt, index, options, heldOut);
		}
	}
	return {
		heldOut,
		editor,
		editorRank: spearman(
			editor.map((m) => m.quality),
			editor.map((m) => m.ease),
		),
	};
}

function probability(z: number, lettered: number, options: FitOptions) {
	const floor = lettered >= 3 ? options.guess / lettered : 0;
	const inner = 1 / (1 + Math.exp(-z));
	return { p: floor + (options.ceiling - floor) * inner, slope: (options.ceiling - floor) * inner * (1 - inner) };
}

function predictInto(problem: Problem, values: Float64Array, prompt: Prompt, index: number, options: FitOptions, out: HeldOut[]): void {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const output = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	trunkInto(problem, values, layout, prompt.row.input, output);
	for (const cell of prompt.row.cells) {
		abilityInto(problem, values, layout, cell.model, theta);
		let z = -output[d]! + values[layout.column + cell.column]! + values[layout.set + prompt.row.set]!;
		for (let k = 0; k < d; k++) z += Math.log1p(Math.exp(output[k]!)) * theta[k]!;
		out.push({
			prompt: index,
			set: prompt.set,
			model: cell.model,
			column: cell.column,
			y: cell.value,
			...probability(z, prompt.row.options, options),
		});
	}
}

export function middleQuality(assembled: Assembled, problem: Problem, values: Float64Array, prompt: Prompt, options: FitOptions): number {
	const d = problem.dimensions;
	const layout = layoutOf(problem);
	const output = new Float64Array(d + 1);
	const theta = new Float64Array(d);
	trunkInto(problem, values, layout, prompt.row.input, output);
	let sum = 0;
	for (const name of MIDDLE_MODELS) {
		abilityInto(problem, values, layout, assembled.models.indexOf(name), theta);
		let z = -output[d]!;
		for (let k = 0; k < d; k++) z += Math.log1p(Math.exp(output[k]!)) * theta[k]!;
		sum += probability(z, 0, options).p;
	}
	return sum / MIDDLE_MODELS.length;
}

/** Figures of each set over its out-of-fold cells. AUC is the mean over the set's columns, so that it says nothing of which model is the better one. */
export function figures(heldOut: readonly HeldOut[]): SetFigures[] {
	const bySet = Map.groupBy(heldOut, (cell) => cell.set);
	return [...bySet].map(([set, cells]) => {
		const base = new Map<number, number>();
		const aucs: number[] = [];
		for (const [column, own] of Map.groupBy(cells, (cell) => cell.column)) {
			base.set(column, own.reduce((sum, cell) => sum + cell.y, 0) / own.length);
			const value = auc(
				own.map((cell) => cell.p),
				own.map((cell) => cell.y),
			);
			if (Number.isFinite(value)) aucs.push(value);
		}
		const p = cells.map((cell) => cell.p);
		const y = cells.map((cell) => cell.y);
		return {
			set,
			prompts: new Set(cells.map((cell) => cell.prompt)).size,
			cells: cells.length,
			auc: aucs.reduce((sum, value) => sum + value, 0) / aucs.length,
			ece: ece(p, y),
			eceOfPerfect: eceOfPerfect(p),
			brierSkill: brierSkill(
				p,
				y,
				cells.map((cell) => base.get(cell.column)!),
			),
		};
	});
}

/** APGR of the predicted gain on the rows of a set that both columns answered; null where the set is not there. */
export function pairApgr(assembled: Assembled, heldOut: readonly HeldOut[], set: string, weak: string, strong: string): number | null {
	const column = (name: string) => assembled.columnNames.findIndex((entry) => entry.set === set && entry.column === name);
	const of = (index: number) => new Map(heldOut.filter((cell) => cell.column === index).map((cell) => [cell.prompt, cell]));
	const weakCells = of(column(weak));
	const strongCells = of(column(strong));
	const both = [...weakCells.keys()].filter((prompt) => strongCells.has(prompt));
	if (both.length === 0) return null;
	return apgr(
		both.map((prompt) => strongCells.get(prompt)!.p - weakCells.get(prompt)!.p),
		both.map((prompt) => weakCells.get(prompt)!.y),
		both.map((prompt) => strongCells.get(prompt)!.y),
	);
}

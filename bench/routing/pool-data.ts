import { requestCosts } from './pools.ts';
import type { SharedRows } from './shared-rows.ts';
import type { BenchSet, Pool, PoolModel } from './types.ts';

/** The rows of a set on which every model of a pool was run, as the routers and the curves read them. */
export interface PoolData {
	readonly pool: Pool;
	readonly models: readonly PoolModel[];
	/** Index of the reference in `models`. */
	readonly reference: number;
	/** Row of the set, of each row here. */
	readonly rows: Int32Array;
	/** Row here of each row of the set; -1 where a model was not run on it. */
	readonly place: Int32Array;
	readonly folds: Int8Array;
	readonly foldCount: number;
	/** As in the set. */
	readonly tested?: Int8Array;
	/** rows x models, 0..1. */
	readonly outcome: Float32Array;
	/** Routoo's out-of-fold predictions, rows x models. */
	readonly predicted: Float32Array;
	readonly categories: readonly string[];
	/** Of the set's rows in these folds: embeddings, neighbours and moments, shared by all pools of the set. */
	readonly shared: SharedRows;
	/** US dollars of an average request, by model; null where a price is missing. */
	readonly costs: Float64Array | null;
	/** Repository of each row, whose rows are drawn together; null where rows are evidence of their own. */
	readonly repositories: readonly string[] | null;
	/** Whether `predicted` may have seen other rows of a test row's repository. */
	readonly sharedRepositories: boolean;
}

/** `pool` on the rows of `set`; null where the reference or all but one of its models are not there. `log` hears of models left out. */
export function poolData(set: BenchSet, pool: Pool, shared: SharedRows, log: (line: string) => void): PoolData | null {
	const width = set.columns.length;
	const known = (row: number, column: number) => !Number.isNaN(set.outcome[row * width + column]! + set.predicted[row * width + column]!);
	const answered = (column: number) => set.ids.some((_, row) => known(row, column));
	const models = pool.models.filter((model) => {
		const column = set.columns.indexOf(model.column);
		if (column >= 0 && answered(column)) return true;
		log(`${pool.name}: ${model.column} has no outcomes or no predictions in ${set.set} and is left out`);
		return false;
	});
	const reference = models.findIndex((model) => model.column === pool.reference);
	if (reference < 0 || models.length < 2) return null;
	const columns = models.map((model) => set.columns.indexOf(model.column));
	const place = new Int32Array(set.ids.length).fill(-1);
	const kept: number[] = [];
	for (let i = 0; i < set.ids.length; i++) {
		if (!columns.every((column) => known(i, column)) || pool.without?.includes(set.categories[i]!)) continue;
		place[i] = kept.length;
		kept.push(i);
	}
	if (kept.length === 0) return null;
	const rows = Int32Array.from(kept);
	const gather = (matrix: Float32Array) => {
		const out = new Float32Array(rows.length * columns.length);
		for (let i = 0; i < rows.length; i++)
			for (let m = 0; m < columns.length; m++) out[i * columns.length + m] = matrix[rows[i]! * width + columns[m]!]!;
		return out;
	};
	const own = pool.groupBy === 'repository' && shared.folds !== set.folds;
	if (own) log(`${pool.name}: the set's folds divide repositories; baselines and operating points use folds that do not`);
	const cut = { ...pool, models };
	return {
		pool: cut,
		models,
		reference,
		rows,
		place,
		folds: Int8Array.from(rows, (row) => shared.folds[row]!),
		foldCount: shared.foldCount,
		...(set.tested ? { tested: Int8Array.from(rows, (row) => set.tested![row]!) } : {}),
		outcome: gather(set.outcome),
		predicted: gather(set.predicted),
		categories: Array.from(rows, (row) => set.categories[row]!),
		shared,
		costs: requestCosts(cut),
		repositories: pool.groupBy === 'repository' ? Array.from(rows, (row) => repositoryOf(set.ids[row]!)) : null,
		sharedRepositories: own,
	};
}

/** Repository of a row of repository issues: its id is `.../instance_OWNER__NAME-COMMIT...`. */
export function repositoryOf(id: string): string {
	return /instance_(.+?)-[0-9a-f]{7,}/.exec(id)?.[1] ?? id;
}

/** The set's own folds where no repository lies in two of them; else folds that keep each whole, the largest first into the smallest fold. */
export function repositoryFolds(set: BenchSet): Int8Array {
	const rows = Map.groupBy(set.ids.keys(), (i) => repositoryOf(set.ids[i]!));
	if ([...rows.values()].every((own) => own.every((i) => set.folds[i] === set.folds[own[0]!]))) return set.folds;
	const folds = new Int8Array(set.ids.length);
	const sizes = new Array<number>(set.foldCount).fill(0);
	for (const own of [...rows.values()].sort((a, b) => b.length - a.length)) {
		const fold = sizes.indexOf(Math.min(...sizes));
		for (const i of own) folds[i] = fold;
		sizes[fold]! += own.length;
	}
	return folds;
}

/** Rows here in (`inside`) or outside a fold. */
export function rowsOf(data: PoolData, fold: number, inside: boolean): Int32Array {
	return Int32Array.from([...data.folds.keys()].filter((i) => (data.folds[i] === fold) === inside));
}

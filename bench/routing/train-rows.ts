import { readCorpus } from '../../training/data/corpus.ts';
import type { RecordedSet } from '../../training/data/datasets.ts';
import { foldOf } from '../../training/data/groups.ts';
import type { PoolData } from './pool-data.ts';
import type { RouterName } from './routers/router.ts';
import type { BenchSet, Estimates } from './types.ts';

/**
 * The set with the rows of another folder behind its own, for the baselines to learn from: the measured rows become one fold that nothing is fitted on, the others
 * keep their folds, so that the baselines tune as ever. `embed`: vectors of what the encoder reads of the rows.
 */
export async function withTrainRows(
	set: BenchSet,
	train: RecordedSet | null,
	embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
): Promise<BenchSet> {
	if (train === null) return set;
	const measured = new Set(set.ids);
	const items = readCorpus([train], []).items.filter(({ row }) => row!.outcomes.length > 0 && !measured.has(row!.id));
	if (items.length === 0) return set;
	const vectors = await embed(items.map(({ text }) => text));
	const width = set.columns.length;
	const place = new Map(set.columns.map((column, c) => [column, c]));
	const more = new Float32Array(items.length * width).fill(Number.NaN);
	for (const [i, { row }] of items.entries())
		for (const { column, value } of row!.outcomes) {
			const c = place.get(train.columns[column]!);
			if (c !== undefined) more[i * width + c] = value;
		}
	return {
		...set,
		ids: [...set.ids, ...items.map(({ row }) => row!.id)],
		categories: [...set.categories, ...items.map(({ row }) => row!.category)],
		folds: Int8Array.from([...set.ids.map(() => 0), ...items.map(({ group }) => 1 + foldOf(group, set.foldCount))]),
		foldCount: set.foldCount + 1,
		tested: Int8Array.from([...set.folds, ...items.map(() => -1)]),
		outcome: joined(set.outcome, more),
		// Nobody predicts them; a value is there so that they count as answered.
		predicted: joined(set.predicted, new Float32Array(more.length)),
		embedding: joined(set.embedding, Float32Array.from(vectors.flatMap((vector) => [...vector]))),
		characters: Int32Array.from([...set.characters, ...items.map(({ row }) => row!.text.length)]),
	};
}

function joined(left: Float32Array, right: Float32Array): Float32Array {
	const all = new Float32Array(left.length + right.length);
	all.set(left);
	all.set(right, left.length);
	return all;
}

/** The measured rows alone, in their own folds. */
export function testedSet(set: BenchSet): BenchSet {
	const { tested, ...rest } = set;
	if (!tested) return set;
	const rows = [...tested.keys()].filter((row) => tested[row]! >= 0);
	const width = set.columns.length;
	return {
		...rest,
		ids: rows.map((row) => set.ids[row]!),
		categories: rows.map((row) => set.categories[row]!),
		folds: Int8Array.from(rows, (row) => tested[row]!),
		foldCount: set.foldCount - 1,
		outcome: picked(set.outcome, rows, width),
		predicted: picked(set.predicted, rows, width),
		embedding: picked(set.embedding, rows, set.embeddingSize),
		characters: Int32Array.from(rows, (row) => set.characters[row]!),
	};
}

/** The same of a pool and of what its routers say. */
export function testedPool(
	data: PoolData,
	estimates: ReadonlyMap<RouterName, Estimates>,
): { readonly data: PoolData; readonly estimates: Map<RouterName, Estimates> } {
	const { tested, ...rest } = data;
	if (!tested) return { data, estimates: new Map(estimates) };
	const rows = [...tested.keys()].filter((row) => tested[row]! >= 0);
	const width = data.models.length;
	return {
		data: {
			...rest,
			rows: Int32Array.from(rows, (row) => data.rows[row]!),
			folds: Int8Array.from(rows, (row) => tested[row]!),
			foldCount: data.foldCount - 1,
			outcome: picked(data.outcome, rows, width),
			predicted: picked(data.predicted, rows, width),
			categories: rows.map((row) => data.categories[row]!),
		},
		estimates: new Map([...estimates].map(([name, values]) => [name, picked(values, rows, width)])),
	};
}

function picked(values: Float32Array, rows: readonly number[], width: number): Float32Array {
	const out = new Float32Array(rows.length * width);
	for (const [i, row] of rows.entries()) out.set(values.subarray(row * width, (row + 1) * width), i * width);
	return out;
}

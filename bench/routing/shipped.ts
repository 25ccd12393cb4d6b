import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCatalog } from '../../src/core/model/load-catalog.ts';
import { matchModel } from '../../src/core/model/match.ts';
import { parseParameters } from '../../src/predictor/assemble.ts';
import { checkoutFiles } from '../../src/predictor/checkout-files.ts';
import { loadEncoder } from '../../src/predictor/encoder.ts';
import { extractFeatures, letteredOptions } from '../../src/predictor/features.ts';
import { requestProfile } from '../../src/predictor/item-response.ts';
import { subjectText } from '../../src/predictor/request-text.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { type CorpusItem, readCorpus } from '../../training/data/corpus.ts';
import type { RecordedSet } from '../../training/data/datasets.ts';
import { foldOf } from '../../training/data/groups.ts';
import { readTrainingRows, rowHash } from '../../training/data/training-rows.ts';
import { twinOf } from '../../training/data/twins.ts';
import { abilityByName, readRecordedHeads } from '../../training/write/recorded-heads.ts';
import type { BenchSet } from './types.ts';

export interface ShippedSets {
	readonly sets: BenchSet[];
	/** Rows of each set that the shipped weights were trained on, left out. */
	readonly dropped: Record<string, number>;
	/** Mean time of encoder and head a row, milliseconds. */
	readonly meanDecisionMs: number;
}

/** Names of the sets that stand in a data folder. */
export function setsIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'matrix.csv')))
		.map((entry) => entry.name);
}

/**
 * Predicts every row of `sets` with the shipped weights as they are, one text at a time by the encoder that ships. Rows that they were trained on are
 * dropped and counted. A column that no recorded set has is predicted from its model's ability in predictor.json, or from its name. Folds are only for the
 * baselines, which are still fitted on the other rows given.
 */
export async function shippedSets(
	sets: readonly RecordedSet[],
	root: string,
	modelFolder: string,
	folds: number,
	log: (line: string) => void,
): Promise<ShippedSets> {
	const seen = readTrainingRows(path.join(modelFolder, 'training-rows.bin'));
	const kept = sets.map((set) => ({ ...set, rows: set.rows.filter((row) => !seen.has(rowHash(row.raw)) && !seen.has(rowHash(row.text))) }));
	const dropped = Object.fromEntries(sets.map((set, i) => [set.name, set.rows.length - kept[i]!.rows.length]));
	const corpus = readCorpus(kept, []);
	const parameters = parseParameters(readFileSync(path.join(modelFolder, 'predictor.json'), 'utf8'));
	const catalog = parseCatalog(JSON.parse(readFileSync(path.join(modelFolder, 'catalog.json'), 'utf8')));
	const recorded = readRecordedHeads(modelFolder, parameters);
	const encoder = await loadEncoder({ ...checkoutFiles(root), modelFolder });
	let spent = 0;
	const bySet = Map.groupBy(corpus.items, (item) => item.row!.set);
	const result: BenchSet[] = [];
	for (const set of kept) {
		const items = (bySet.get(set.name) ?? []).filter((item) => item.row!.outcomes.length > 0);
		if (items.length === 0) continue;
		const columns = set.columns.map((column) => {
			const source = twinOf(set.name, column) ?? { set: set.name, column };
			return recorded.find(source.set, source.column);
		});
		const unknown = set.columns.flatMap((column, c) => (columns[c]! < 0 ? [column] : []));
		if (unknown.length > 0) log(`${set.name}: predicted from their names and published scores: ${unknown.join(', ')}`);
		const abilities = set.columns.map((column, c) =>
			columns[c]! < 0 ? abilityByName(parameters, column, matchModel(column, catalog)?.id ?? null) : null,
		);
		const known = columns.filter((column) => column >= 0);
		const bench = emptySet(set, items, folds);
		for (const [i, item] of items.entries()) {
			const start = performance.now();
			const embedding = await encoder.embed(item.text);
			const options = letteredOptions(subjectText(item.request)).count;
			const profile = requestProfile(parameters, embedding, extractFeatures(item.request));
			const p = recorded.predict(embedding, profile, options, known);
			spent += performance.now() - start;
			let at = 0;
			for (const [c, column] of columns.entries()) {
				const own = abilities[c];
				bench.predicted[i * set.columns.length + c] = column >= 0 ? p[at++]! : recorded.predictAbility(profile, options, own!);
			}
			bench.embedding.set(embedding, i * embedding.length);
			if ((i + 1) % 2000 === 0) log(`${set.name}: ${i + 1} of ${items.length}`);
		}
		result.push(bench);
	}
	await encoder.dispose();
	return { sets: result, dropped, meanDecisionMs: spent / Math.max(1, corpus.items.length) };
}

function emptySet(set: RecordedSet, items: readonly CorpusItem[], folds: number): BenchSet {
	const width = set.columns.length;
	const outcome = new Float32Array(items.length * width).fill(Number.NaN);
	for (const [i, item] of items.entries()) for (const { column, value } of item.row!.outcomes) outcome[i * width + column] = value;
	return {
		set: set.name,
		columns: set.columns,
		ids: items.map((item) => item.row!.id),
		categories: items.map((item) => item.row!.category),
		folds: Int8Array.from(items, (item) => foldOf(item.group, folds)),
		foldCount: folds,
		outcome,
		predicted: new Float32Array(items.length * width).fill(Number.NaN),
		embedding: new Float32Array(items.length * EMBEDDING_DIMS),
		embeddingSize: EMBEDDING_DIMS,
		characters: Int32Array.from(items, (item) => item.row!.text.length),
	};
}

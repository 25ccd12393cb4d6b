import path from 'node:path';
import { type Corpus, perItem, readCorpus } from './corpus.ts';
import { type CrossValidation, gainHead, outcomesOf, predictOutOfFold } from './cross-validation.ts';
import { columnStarts, type RecordedSet, readSet, SETS } from './datasets.ts';
import { FineTuning } from './encoder/fine-tune.ts';
import { FIT } from './options.ts';
import { type Assembled, assemble } from './problem.ts';
import { type PublishedTable, readPublished } from './published.ts';
import type { SetGain } from './recorded-heads.ts';
import { fitSubjects, subjectsOf, subjectTable } from './subjects.ts';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const MODELS = path.join(ROOT, 'models');

/** Writes a line with the seconds since the start to the error stream: the output stays for results. */
export function progressLog(): (line: string) => void {
	const started = performance.now();
	return (line) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
}

export interface TrainingData {
	readonly sets: readonly RecordedSet[];
	readonly corpus: Corpus;
	readonly table: PublishedTable;
	readonly tuning: FineTuning;
	readonly folds: number;
}

/** Reads a data folder: recorded sets (all that training knows, or `names`), published scores and the project's own judged messages. */
export function readTrainingData(
	folder: string,
	names: readonly string[] | null,
	folds: number,
	log: (line: string) => void,
): TrainingData {
	const sets = (names ?? SETS).flatMap((name) => readSet(folder, name) ?? []);
	if (sets.length === 0) throw new Error(`${folder} holds none of the recorded sets: ${SETS.join(', ')}`);
	const corpus = readCorpus(sets);
	return { sets, corpus, table: readPublished(folder), tuning: new FineTuning(corpus, MODELS, folds, log), folds };
}

/** What to do where an encoder of a fold is not in the cache, null where all are: the benchmarks read them and train none by themselves. */
export function missingEncoder(data: TrainingData, folder: string): string | null {
	const fold = Array.from({ length: data.folds }, (_, i) => i).find((i) => !data.tuning.has(i));
	if (fold === undefined) return null;
	return `There is no encoder of fold ${fold} for this data and code. Run npm run train -- --data ${folder} --folds ${data.folds} first.`;
}

/** The problem with the first fold's vectors in it, and out-of-fold predictions of every cell. */
export async function crossValidated(
	data: Omit<TrainingData, 'tuning'> & { readonly tuning: Pick<FineTuning, 'encoder'> },
	log: (line: string) => void,
): Promise<{ readonly assembled: Assembled; readonly held: CrossValidation }> {
	const first = await data.tuning.encoder(0);
	const assembled = assemble(data.corpus, data.table, FIT.dimensions, perItem(data.corpus, first.embeddings));
	log(`${assembled.prompts.length} prompts, ${assembled.models.length} models, ${data.table.observations.length} published scores`);
	return { assembled, held: await predictOutOfFold(data.corpus, assembled, data.tuning, data.folds, FIT, log) };
}

/** The subject head and table on all rows, for the vectors in `assembled`. */
export function subjectHead(data: TrainingData, assembled: Assembled) {
	const { names, labels } = subjectsOf(data.corpus);
	const all = [...labels.keys()];
	const start = columnStarts(assembled.columnNames);
	const vectors = assembled.prompts.map((prompt) => prompt.embedding);
	return {
		subjects: fitSubjects(vectors, labels, names.length, all),
		table: subjectTable(
			all.flatMap((i) => outcomesOf(data.corpus, i, start, labels)),
			assembled.columnNames.length,
			names.length,
		),
	};
}

/** The gain head of every set on all rows, for the vectors in `assembled`. */
export function gainHeads(data: TrainingData, assembled: Assembled, shares: ReadonlyMap<string, number>): SetGain[] {
	const vectors = assembled.prompts.map((prompt) => prompt.embedding);
	return [...shares].map(([set, share]) => ({ set, share, head: gainHead(data.corpus, set, vectors, () => true) }));
}

import { FineTuning } from '../encoder/fine-tune.ts';
import { MODELS } from '../kit/checkout.ts';
import { type Corpus, readCorpus } from './corpus.ts';
import { type RecordedSet, readSet, SETS } from './datasets.ts';
import { type PublishedTable, readPublished } from './published.ts';

export interface TrainingData {
	readonly sets: readonly RecordedSet[];
	readonly corpus: Corpus;
	readonly table: PublishedTable;
	readonly tuning: FineTuning;
	readonly folds: number;
	/** Folds that are held out in turn: all, or some of them for the time's sake. */
	readonly held: readonly number[];
}

/** Reads a data folder: recorded sets (all that training knows, or `names`), published scores and the project's own judged messages. */
export function readTrainingData(
	folder: string,
	names: readonly string[] | null,
	folds: number,
	log: (line: string) => void,
	held: readonly number[] = Array.from({ length: folds }, (_, fold) => fold),
): TrainingData {
	const sets = (names ?? SETS).flatMap((name) => readSet(folder, name) ?? []);
	if (sets.length === 0) throw new Error(`${folder} holds none of the recorded sets: ${SETS.join(', ')}`);
	const corpus = readCorpus(sets);
	return { sets, corpus, table: readPublished(folder), tuning: new FineTuning(corpus, MODELS, folds, log), folds, held };
}

/** What to do where an encoder of a fold is not in the cache, null where all are: the benchmarks read them and train none by themselves. */
export function missingEncoder(data: TrainingData, folder: string): string | null {
	const fold = data.held.find((i) => !data.tuning.has(i));
	if (fold === undefined) return null;
	return `There is no encoder of fold ${fold} for this data and code. Run npm run train -- --data ${folder} --folds ${data.folds} first.`;
}

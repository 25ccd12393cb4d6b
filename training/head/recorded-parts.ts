import { columnStarts } from '../data/datasets.ts';
import type { TrainingData } from '../data/training-data.ts';
import type { SetGain } from '../write/recorded-heads.ts';
import { gainHead, outcomesOf } from './cross-validation.ts';
import type { Assembled } from './problem.ts';
import { fitSubjects, subjectsOf, subjectTable } from './subjects.ts';

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

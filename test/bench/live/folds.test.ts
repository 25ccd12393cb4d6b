import { describe, expect, it } from 'vitest';
import { columnsOfModels, corpusWithout, foldsOf, hiddenModels, withoutAnswers } from '../../../bench/live/folds.ts';
import { readCorpus } from '../../../training/data/corpus.ts';
import type { RecordedSet } from '../../../training/data/datasets.ts';
import { foldOf } from '../../../training/data/groups.ts';
import { assemble } from '../../../training/head/problem.ts';
import { row } from './support.ts';

const words = (name: string) =>
	`${name} ${'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua'}`;
const FOLDS = 3;

const sets: RecordedSet[] = [
	{
		name: 'swebench_pro',
		columns: ['gpt-4o-paper', 'gptoss-paper'],
		rows: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
			row('swebench_pro', name, {
				text: words(name),
				problem: `repo/${name}`,
				outcomes: [
					{ column: 0, value: 1 },
					{ column: 1, value: 0 },
				],
			}),
		),
	},
	{
		name: 'lcb_repair',
		columns: ['GPT-4O-2024-08-06'],
		rows: [row('lcb_repair', 'l/1', { text: words('contest'), problem: 'lcb/1', outcomes: [{ column: 0, value: 1 }] })],
	},
];
const corpus = readCorpus(sets, []);
const table = {
	models: ['gpt-4o-2024-08-06'],
	benchmarks: ['gpqa'],
	observations: [{ model: 0, benchmark: 0, y: 0.1, weight: 1 }],
	rows: 1,
};
const assembled = assemble(
	corpus,
	table,
	2,
	corpus.items.map(() => new Float32Array(384)),
);
const foldOfRow = (id: string) => foldOf(corpus.items.find((item) => item.row?.id === id)!.group, FOLDS);

describe('rows that training does not read', () => {
	it('lie in the fold of their repository, whatever their words are', () => {
		const [fold] = foldsOf([row('other', 'o/1', { text: 'quite another issue', problem: 'repo/b' })], corpus, FOLDS);
		expect(fold).toBe(foldOfRow('b'));
	});

	it('lie in the fold of their problem, or of their first words', () => {
		expect(foldsOf([row('lcb_v6', 'x/1', { text: 'told anew', problem: 'lcb/1' })], corpus, FOLDS)).toEqual([foldOfRow('l/1')]);
		expect(foldsOf([row('other', 'o/2', { text: `${words('c')} and more` })], corpus, FOLDS)).toEqual([foldOfRow('c')]);
	});

	it('are left out where two folds hold something like them, and free where none does', () => {
		const apart = ['a', 'b', 'c', 'd', 'e', 'f'].find((name) => foldOfRow(name) !== foldOfRow('a'))!;
		expect(foldsOf([row('other', 'o/3', { text: words(apart), problem: 'repo/a' })], corpus, FOLDS)).toEqual([null]);
		expect(foldsOf([row('other', 'o/4', { text: 'nothing like it' })], corpus, FOLDS)).toEqual(['free']);
	});
});

describe('a strong model that nobody recorded', () => {
	const given = [{ set: 'lcb_repair', column: 'GPT-4O-2024-08-06' }];

	it('is hidden in every set that it stands in', () => {
		expect(columnsOfModels(assembled, given)).toEqual([{ set: 'swebench_pro', column: 'gpt-4o-paper' }, ...given]);
	});

	it('keeps its published scores and loses its answers, and no other model loses any', () => {
		const hidden = hiddenModels(assembled, given);
		const rest = withoutAnswers(assembled, hidden);
		expect(rest.problem.scores).toHaveLength(1);
		const left = rest.prompts.flatMap(({ row: { cells } }) => cells.map(({ column }) => assembled.columnNames[column]!.column));
		expect(new Set(left)).toEqual(new Set(['gptoss-paper']));
		expect(rest.prompts).toHaveLength(assembled.prompts.length);
	});

	it('leaves no answer in the corpus that the published-only encoder is fine-tuned on, and every text', () => {
		const rest = corpusWithout(corpus, columnsOfModels(assembled, given));
		const outcomes = (own: typeof corpus) =>
			own.items.flatMap(({ row }) => row?.outcomes.map(({ column }) => `${row.set} ${column}`) ?? []);
		expect(new Set(outcomes(rest))).toEqual(new Set(['swebench_pro 1']));
		expect(rest.sets.flatMap((set) => set.rows).flatMap((own) => own.outcomes)).toHaveLength(6);
		expect(new Set(outcomes(corpus)).size).toBe(3);
		expect(rest.texts).toEqual(corpus.texts);
		expect(rest.items.map(({ group }) => group)).toEqual(corpus.items.map(({ group }) => group));
	});
});

import { layoutOf, type Problem } from '../../training/head/layout.ts';
import { DEPENDENCE } from '../../training/head/posterior.ts';
import type { Assembled } from '../../training/head/problem.ts';
import type { MeanScore, PseudoScore } from './estimate.ts';
import type { ItemView } from './items.ts';

/** Recorded answers of one column: places among the assembled prompts, and values 0..1. */
export interface ColumnAnswers {
	readonly prompts: readonly number[];
	readonly values: readonly number[];
}

/** Answers of every column on the prompts that `keep` lets through. */
export function answersOfColumns(assembled: Assembled, keep: (prompt: number) => boolean): ColumnAnswers[] {
	const columns = assembled.columnNames.map(() => ({ prompts: [] as number[], values: [] as number[] }));
	for (const [i, { row }] of assembled.prompts.entries()) {
		if (row.set < 0 || !keep(i)) continue;
		for (const cell of row.cells) {
			columns[cell.column]!.prompts.push(i);
			columns[cell.column]!.values.push(cell.value);
		}
	}
	return columns;
}

/** A mean over so many questions, evenly spread over the column's, differs from that over all by less than the noise of any score. */
const SAMPLE = 400;

/** Mean score of a column, as its vendor would publish it; null where there are no answers. */
export function meanScoreOf(answers: ColumnAnswers, view: ItemView, sigma: number): MeanScore | null {
	const n = answers.prompts.length;
	if (n === 0) return null;
	const size = Math.min(n, SAMPLE);
	const items = Array.from({ length: size }, (_, i) => view.item(answers.prompts[Math.floor((i * n) / size)]!));
	return { items, share: answers.values.reduce((sum, value) => sum + value, 0) / n, questions: n, sigma };
}

/** A published score as the fit took it for a pseudo-item. */
export function pseudoScoreOf(problem: Problem, values: Float64Array, score: Problem['scores'][number]): PseudoScore {
	const layout = layoutOf(problem);
	const d = problem.dimensions;
	const at = layout.loading + score.benchmark * d;
	return {
		loading: Array.from({ length: d }, (_, k) => Math.log1p(Math.exp(values[at + k]!))),
		level: values[layout.level + score.benchmark]!,
		y: score.y,
		sigma: Math.exp(values[layout.logSigma + score.benchmark]!) / Math.sqrt(score.weight * DEPENDENCE),
	};
}

import type { Problem } from '../../training/head/layout.ts';
import type { Assembled } from '../../training/head/problem.ts';

/** Indices of all models of the same bases as `models`: every effort of a hidden model is hidden with it. */
export function withEfforts(problem: Pick<Problem, 'base'>, models: Iterable<number>): Set<number> {
	const bases = new Set([...models].map((model) => problem.base[model]!));
	return new Set([...problem.base.keys()].filter((model) => bases.has(problem.base[model]!)));
}

/**
 * The same problem without any recorded answer, judgement or published score of the `hidden` models. Their parameters stay in the layout and at their
 * starting value 0, since nothing pulls at them. Prompts keep their places; one that loses all its cells stays without.
 */
export function withoutModels(assembled: Assembled, hidden: ReadonlySet<number>): Assembled {
	const { problem } = assembled;
	const prompts = assembled.prompts.map((prompt) => {
		if (!prompt.row.cells.some((cell) => hidden.has(cell.model))) return prompt;
		return { ...prompt, row: { ...prompt.row, cells: prompt.row.cells.filter((cell) => !hidden.has(cell.model)) } };
	});
	return { ...assembled, prompts, problem: { ...problem, scores: problem.scores.filter((score) => !hidden.has(score.model)) } };
}

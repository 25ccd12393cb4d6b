import { lengthFeatures } from '../../src/predictor/length-features.ts';
import { taskKind } from '../../src/predictor/task-kind.ts';
import { asRequest } from '../data/datasets.ts';
import type { AgentSet } from '../runs/data.ts';
import { mean, type RunCell } from '../runs/shapes.ts';
import { fitRidge, type Ridge, type RidgeRow } from './ridge.ts';

/** Few repositories hold most issues, so that little is asked of the words. */
const PENALTY = 30;

/** What the head of lengths reads of an issue, as an agent's task. */
export function issueFeatures(text: string): Float32Array {
	const request = { ...asRequest(text), needs: { tools: true, vision: false } };
	return lengthFeatures(request, taskKind(request));
}

/** ln of an issue's steps beside those of its set's middle one, each model's runs beside their mean, by the features of its text. */
export function fitIssueWords(sets: readonly AgentSet[], cells: readonly RunCell[]): Ridge {
	const rows = sets.flatMap(({ name, issues }): RidgeRow[] => {
		const own = cells.filter(({ set }) => set === name);
		const levels = new Map([...Map.groupBy(own, ({ column }) => column)].map(([column, all]) => [column, mean(all.map(({ steps }) => steps))]));
		const byIssue = Map.groupBy(own, ({ issue }) => issue);
		return issues.flatMap(({ id, text }): RidgeRow[] => {
			const runs = byIssue.get(id) ?? [];
			if (runs.length === 0) return [];
			const value = mean(runs.map(({ column, steps }) => steps - levels.get(column)!));
			return [{ input: issueFeatures(text), value, weight: 1, group: name }];
		});
	});
	return fitRidge(rows, rows[0]!.input.length, () => PENALTY);
}

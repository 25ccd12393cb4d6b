import { type IssueSize, logCharacters } from '../../src/predictor/request-length.ts';
import type { AgentSet } from '../runs/data.ts';
import { mean, type RunCell } from '../runs/shapes.ts';

/**
 * How an issue's steps go with the length of its text: ln of the steps beside those of its set's issues, each model's runs beside their
 * mean, on ln of the characters. Words, features and the embedding of the text were tried: none predicts another repository better.
 */
export function fitIssueSize(sets: readonly AgentSet[], cells: readonly RunCell[]): IssueSize {
	const points = sets.flatMap(({ name, issues }) => {
		const own = cells.filter(({ set }) => set === name);
		const levels = new Map(
			[...Map.groupBy(own, ({ column }) => column)].map(([column, all]) => [column, mean(all.map(({ steps }) => steps))]),
		);
		const byIssue = Map.groupBy(own, ({ issue }) => issue);
		const seen = issues.flatMap(({ id, text }) => {
			const runs = byIssue.get(id) ?? [];
			if (runs.length === 0) return [];
			return [{ size: logCharacters(text), away: mean(runs.map(({ column, steps }) => steps - levels.get(column)!)) }];
		});
		const middle = mean(seen.map(({ away }) => away));
		return seen.map(({ size, away }) => ({ size, away: away - middle }));
	});
	const middle = mean(points.map(({ size }) => size));
	const slope = mean(points.map(({ size, away }) => (size - middle) * away)) / mean(points.map(({ size }) => (size - middle) ** 2));
	return { slope: Number(slope.toPrecision(3)), middle: Number(middle.toPrecision(4)) };
}

import type { AgentSet } from '../../training/runs/data.ts';
import { logCorrelation } from '../live/figures.ts';
import type { Reading } from './areas.ts';

/** How well what a run costs beside the mean of its model was said: correlation of logarithms, the models on one level. */
export interface CostFit {
	readonly all: number;
	readonly withoutDjango: number;
}

export function costFit({ issues, columns }: AgentSet, reading: Reading): CostFit {
	const of = (keep: (repository: string) => boolean): number => {
		const runs = columns.map(({ cost }) => {
			const said = (i: number): number => reading.get(issues[i]!.id) ?? Number.NaN;
			const rows = [...issues.keys()].filter((i) => cost[i]! > 0 && keep(issues[i]!.repository) && !Number.isNaN(said(i)));
			return { expected: rows.map((i) => Math.exp(said(i))), recorded: rows.map((i) => cost[i]!) };
		});
		return logCorrelation(runs.filter(({ recorded }) => recorded.length > 0)) ?? Number.NaN;
	};
	return { all: of(() => true), withoutDjango: of((repository) => repository !== 'django/django') };
}

import type { AgentSet } from '../../training/runs/data.ts';
import type { Reading } from './areas.ts';

/** How well what a run costs beside the mean of its model was said: correlation of logarithms, the models on one level. */
export interface CostFit {
	readonly all: number;
	readonly withoutDjango: number;
}

export function costFit({ issues, columns }: AgentSet, reading: Reading): CostFit {
	const of = (keep: (repository: string) => boolean): number => {
		const cells = columns.flatMap(({ cost }) => {
			const rows = [...issues.keys()].filter(
				(i) => cost[i]! > 0 && keep(issues[i]!.repository) && !Number.isNaN(reading.get(issues[i]!.id) ?? Number.NaN),
			);
			const level = rows.reduce((sum, i) => sum + Math.log(cost[i]!), 0) / rows.length;
			return rows.map((i) => [reading.get(issues[i]!.id)!, Math.log(cost[i]!) - level] as const);
		});
		return correlation(cells);
	};
	return { all: of(() => true), withoutDjango: of((repository) => repository !== 'django/django') };
}

function correlation(cells: readonly (readonly [number, number])[]): number {
	const mean = (k: 0 | 1): number => cells.reduce((sum, cell) => sum + cell[k], 0) / cells.length;
	const [a, b] = [mean(0), mean(1)];
	const product = (left: 0 | 1, right: 0 | 1): number =>
		cells.reduce((sum, cell) => sum + (cell[left] - (left === 0 ? a : b)) * (cell[right] - (right === 0 ? a : b)), 0);
	return product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1));
}

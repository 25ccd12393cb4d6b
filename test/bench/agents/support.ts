import type { PoolRuns } from '../../../bench/agents/pools.ts';
import type { AgentColumn } from '../../../training/runs/data.ts';
import { candidate } from '../../unit/core/routing/support.ts';

interface Recorded {
	readonly solved: readonly number[];
	/** US dollars */
	readonly cost: readonly number[];
}

/** One model's recorded runs. */
export function column(name: string, { solved, cost }: Recorded): AgentColumn {
	return { name, candidate: candidate(name), solved: Float64Array.from(solved), cost: Float64Array.from(cost) };
}

/** A pool of models m0, m1, ... over issues of `repositories`, all of one where none are named. */
export function runs(models: readonly Recorded[], repositories?: readonly string[]): PoolRuns {
	const columns = models.map((model, i) => column(`m${i}`, model));
	const n = models[0]!.cost.length;
	return {
		pool: 'test',
		set: 'test',
		columns,
		places: Array.from({ length: n }, (_, i) => i),
		repositories: repositories ?? Array.from({ length: n }, () => 'a/one'),
		solved: columns.map(({ solved }) => solved),
		cost: columns.map(({ cost }) => cost),
	};
}

import { calibrationOf } from './calibration.ts';
import { evaluatePool } from './evaluate-pool.ts';
import type { BenchResult, PoolResult } from './json.ts';
import { poolData, repositoryFolds } from './pool-data.ts';
import { estimatesOf } from './routers/all.ts';
import { SharedRows } from './shared-rows.ts';
import { testedPool, testedSet } from './train-rows.ts';
import type { BenchSet, Pool } from './types.ts';

export interface BenchOptions {
	/** Bootstrap resamples, 1,000 where not given. */
	readonly resamples?: number;
	readonly seed?: number;
	/** Rows of each set that were left out because the shipped weights were trained on them. */
	readonly dropped?: Readonly<Record<string, number>>;
	readonly meanDecisionMs?: number | null;
	/** Hears of progress and of pools or models that are left out. */
	readonly log?: (line: string) => void;
}

/** Every figure of the benchmark: calibration of each set, and all routers on each pool whose set is among `sets`. Same input, same result. */
export function benchmark(sets: readonly BenchSet[], pools: readonly Pool[], options: BenchOptions = {}): BenchResult {
	const { resamples = 1000, seed = 1, dropped = {}, meanDecisionMs = null, log = () => {} } = options;
	for (const pool of pools) if (!sets.some((set) => set.set === pool.set)) log(`${pool.name}: no set ${pool.set}`);
	return {
		sets: sets.map((set) => {
			const tested = testedSet(set);
			log(`${set.set}: ${tested.ids.length} rows, ${set.columns.length} models`);
			const own = pools.filter((pool) => pool.set === set.set);
			return { set: set.set, n: tested.ids.length, dropped: dropped[set.set] ?? 0, ...calibrationOf(tested), pools: poolResults(set, own) };
		}),
		meanDecisionMs,
		resamples,
	};

	function poolResults(set: BenchSet, own: readonly Pool[]): PoolResult[] {
		const shared = new SharedRows(set.embedding, set.embeddingSize, set.folds, set.foldCount);
		let byRepository: SharedRows | null = null;
		return own.flatMap((pool) => {
			const whole = pool.groupBy === 'repository' && !set.tested;
			if (whole) byRepository ??= sharedByRepository(set, shared);
			const data = poolData(set, pool, whole ? byRepository! : shared, log);
			if (!data) {
				log(`${pool.name}: left out, its reference or its rows are not there`);
				return [];
			}
			const start = performance.now();
			const { data: measured, estimates } = testedPool(data, estimatesOf(data, log));
			const result = evaluatePool(measured, estimates, { resamples, seed });
			log(`${pool.name}: ${measured.rows.length} rows in ${((performance.now() - start) / 1000).toFixed(1)} s`);
			return [result];
		});
	}
}

function sharedByRepository(set: BenchSet, shared: SharedRows): SharedRows {
	const folds = repositoryFolds(set);
	return folds === set.folds ? shared : new SharedRows(set.embedding, set.embeddingSize, folds, set.foldCount);
}

import type { PoolData } from '../pool-data.ts';
import type { Estimates } from '../types.ts';
import { domain } from './domain.ts';
import { knn } from './knn.ts';
import { logistic } from './logistic.ts';
import { mf } from './mf.ts';
import { crossEstimates, type Learner, ROUTERS, type RouterName } from './router.ts';
import { best, cheapest, random } from './simple.ts';

const LEARNERS: Readonly<Partial<Record<RouterName, Learner>>> = { random, cheapest, best, domain, knn, mf, logistic };

/** Estimates of every router for every row of the pool, all on the same folds. */
export function estimatesOf(data: PoolData, log: (line: string) => void): Map<RouterName, Estimates> {
	const result = new Map<RouterName, Estimates>();
	for (const name of ROUTERS) {
		const start = performance.now();
		const learner = LEARNERS[name];
		result.set(name, learner ? crossEstimates(data, learner) : name === 'oracle' ? data.outcome : data.predicted);
		if (learner) log(`${data.pool.name}: ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
	}
	return result;
}

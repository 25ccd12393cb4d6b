import { randomOf } from '../../training/kit/random.ts';
import { quantile } from '../../training/runs/shapes.ts';
import type { Interval } from '../kit/bootstrap.ts';
import { coinAt, coinCurve, costPerSolved, type Detector, escalated, fixedChoice, type PolicyRuns, type Total, totalOf } from './policy.ts';
import type { PoolRuns } from './pools.ts';

const RESAMPLES = 400;
const SEED = 7;
/** Repositories with fewer issues show nothing of their own. */
export const LEAST_ISSUES = 15;

/** A policy's figures over issues: means an issue, and what the coin of the same kind solves at the same cost. */
export interface Figures {
	readonly solved: number;
	readonly cost: number;
	readonly perSolved: number;
	readonly coin: number;
}

export interface BesideCoin extends Figures {
	/** Points of solved issues above the coin, with their interval. */
	readonly points: number;
	readonly interval: Interval;
	/** The same points within each repository that has issues enough. */
	readonly byRepository: ReadonlyMap<string, number>;
}

/** All that knows nothing of the issue: each model alone and, with a detector, each handed over to each other. */
export function coinPolicies(runs: PoolRuns, detector: Detector | null): PolicyRuns[] {
	const models = runs.columns.map((_, m) => m);
	const alone = models.map((m) => fixedChoice(runs, () => m));
	if (detector === null) return alone;
	const pairs = models.flatMap((first) => models.filter((m) => m !== first).map((second) => [first, second] as const));
	return [
		...alone,
		...pairs.map(([first, second]) =>
			escalated(
				runs,
				() => first,
				() => second,
				detector,
			),
		),
	];
}

export function figuresOf(policy: PolicyRuns, coins: readonly PolicyRuns[], counts: ArrayLike<number>): Figures {
	const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
	const total = totalOf(policy, counts);
	const coin = coinAt(coinCurve(coins.map((c) => totalOf(c, counts))), total.cost);
	return { solved: total.solved / n, cost: total.cost / n, perSolved: costPerSolved(total), coin: coin / n };
}

/** Issues are drawn anew within each repository, for the policy and the coin alike; the coin's weights are found anew with each draw. */
export function besideCoin(policy: PolicyRuns, coins: readonly PolicyRuns[], repositories: readonly string[]): BesideCoin {
	const all = repositories.map(() => 1);
	const points = ({ solved, coin }: Figures): number => 100 * (solved - coin);
	const whole = figuresOf(policy, coins, all);
	const drawn = resampledCounts(repositories, RESAMPLES, SEED).map((counts) => points(figuresOf(policy, coins, counts)));
	const own = [...Map.groupBy(repositories, (repository) => repository)].filter(([, issues]) => issues.length >= LEAST_ISSUES);
	return {
		...whole,
		points: points(whole),
		interval: [quantile(drawn, 0.025), quantile(drawn, 0.975)],
		byRepository: new Map(
			own.map(([repository]) => {
				const counts = repositories.map((other) => (other === repository ? 1 : 0));
				return [repository, points(figuresOf(policy, coins, counts))];
			}),
		),
	};
}

/** How often each issue was drawn, draw by draw: as many of each repository as it has. */
export function resampledCounts(repositories: readonly string[], resamples: number, seed: number): Int32Array[] {
	const random = randomOf(seed);
	const groups = [...Map.groupBy(repositories.keys(), (i) => repositories[i]!).values()];
	return Array.from({ length: resamples }, () => {
		const counts = new Int32Array(repositories.length);
		for (const group of groups) for (let i = 0; i < group.length; i++) counts[group[Math.floor(random() * group.length)]!]!++;
		return counts;
	});
}

/** The coin's corners as means an issue, by rising cost. */
export function curveOf(coins: readonly PolicyRuns[]): readonly Total[] {
	const n = coins[0]!.cost.length;
	const totals = coins.map((c) => totalOf(c, new Uint8Array(n).fill(1)));
	return coinCurve(totals).map(({ cost, solved }) => ({ cost: cost / n, solved: solved / n }));
}

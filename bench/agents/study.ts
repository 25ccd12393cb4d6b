import type { Prediction } from '../../src/core/routing/types.ts';
import type { AgentSet } from '../../training/runs/data.ts';
import { mean } from '../../training/runs/shapes.ts';
import { type BesideCoin, besideCoin, coinPolicies, curveOf, figuresOf } from './measure.ts';
import { costPerSolved, escalated, fixedChoice, ORDINARY, oracle, PERFECT, type PolicyRuns, type Total, totalOf } from './policy.ts';
import { AGENT_POOLS, type PoolRuns, poolRuns } from './pools.ts';
import { choices, type EscalationRule, type KnownBefore, knownOf, nextModel, type PoolKnown, type RunRule } from './predicted.ts';

export interface SimpleFigures {
	readonly name: string;
	readonly solved: number;
	readonly cost: number;
	readonly perSolved: number;
}

export interface PoolFigures {
	readonly pool: string;
	readonly issues: number;
	readonly models: number;
	readonly best: SimpleFigures;
	readonly cheapest: SimpleFigures;
	readonly start: BesideCoin;
	readonly escalation: BesideCoin;
	readonly perfect: BesideCoin;
	/** Points that the coin with escalation solves above the coin without, at the cost of `escalation`: what escalation is worth by itself. */
	readonly escalationWorth: number;
	readonly oracle: SimpleFigures;
	readonly curve: readonly Total[];
}

/** A pool with what is known of its issues before they are run. */
export interface PoolCase {
	readonly runs: PoolRuns;
	readonly known: PoolKnown;
}

export function poolCases(sets: readonly AgentSet[], known: readonly KnownBefore[], keep?: (repository: string) => boolean): PoolCase[] {
	return sets.flatMap((set, s) =>
		AGENT_POOLS.flatMap((pool) => {
			const runs = poolRuns(set, pool, keep);
			return runs === null ? [] : [{ runs, known: knownOf(known[s]!, set, runs) }];
		}),
	);
}

export function measurePool({ runs, known }: PoolCase, rule: RunRule, escalation: EscalationRule): PoolFigures {
	const models = runs.columns.map((column, m) =>
		simple(
			column.name,
			fixedChoice(runs, () => m),
		),
	);
	const chosen = choices(runs, known, rule);
	const choose = (i: number): number => chosen[i]!;
	const next = nextModel(known, runs, escalation);
	const beside = (policy: PolicyRuns, coins: readonly PolicyRuns[]): BesideCoin => besideCoin(policy, coins, runs.repositories);
	const ordinary = escalated(runs, choose, next, ORDINARY);
	const handed = beside(ordinary, coinPolicies(runs, ORDINARY));
	const blind = figuresOf(ordinary, coinPolicies(runs, null), new Uint8Array(runs.places.length).fill(1));
	return {
		pool: runs.pool,
		issues: runs.places.length,
		models: models.length,
		best: models.reduce((a, b) => (b.solved > a.solved ? b : a)),
		cheapest: models.reduce((a, b) => (b.cost < a.cost ? b : a)),
		start: beside(fixedChoice(runs, choose), coinPolicies(runs, null)),
		escalation: handed,
		perfect: beside(escalated(runs, choose, next, PERFECT), coinPolicies(runs, PERFECT)),
		escalationWorth: 100 * (handed.coin - blind.coin),
		oracle: simple('oracle', oracle(runs)),
		curve: curveOf(coinPolicies(runs, null)),
	};
}

function simple(name: string, policy: PolicyRuns): SimpleFigures {
	const n = policy.cost.length;
	const total = totalOf(policy, new Uint8Array(n).fill(1));
	return { name, solved: total.solved / n, cost: total.cost / n, perSolved: costPerSolved(total) };
}

/** Means over pools: solved, US dollars an issue, points over the coin of the same kind. */
export interface Averages {
	readonly solved: number;
	readonly cost: number;
	readonly points: number;
}

export function averageStart(cases: readonly PoolCase[], rule: RunRule): Averages {
	return average(
		cases.map(({ runs, known }) => {
			const chosen = choices(runs, known, rule);
			return [runs, fixedChoice(runs, (i) => chosen[i]!), coinPolicies(runs, null)];
		}),
	);
}

export function averageEscalated(cases: readonly PoolCase[], rule: RunRule, escalation: EscalationRule): Averages {
	return average(
		cases.map(({ runs, known }) => {
			const chosen = choices(runs, known, rule);
			const policy = escalated(runs, (i) => chosen[i]!, nextModel(known, runs, escalation), ORDINARY);
			return [runs, policy, coinPolicies(runs, ORDINARY)];
		}),
	);
}

function average(all: readonly (readonly [PoolRuns, PolicyRuns, readonly PolicyRuns[]])[]): Averages {
	const figures = all.map(([runs, policy, coins]) => figuresOf(policy, coins, new Uint8Array(runs.places.length).fill(1)));
	return {
		solved: mean(figures.map(({ solved }) => solved)),
		cost: mean(figures.map(({ cost }) => cost)),
		points: mean(figures.map(({ solved, coin }) => 100 * (solved - coin))),
	};
}

/** How well the cost of a run was expected. */
export interface CostFigures {
	readonly set: string;
	readonly runs: number;
	/** Share inside the 10-90 % interval, and of expected costs within a factor of two; of models in the fit, and of those left out of it. */
	readonly covered: number;
	readonly withinTwo: number;
	readonly newCovered: number;
	readonly newWithinTwo: number;
	/** Mean of the costs that were expected over the mean of the recorded ones. */
	readonly ratio: number;
}

export function measureRunCosts(set: AgentSet, known: KnownBefore): CostFigures {
	const cells = set.issues.flatMap((_, i) =>
		set.columns.flatMap(({ cost }, c) => {
			if (Number.isNaN(cost[i])) return [];
			const spent = 1e6 * cost[i]!;
			return [{ spent, own: [known.low[i]![c]!, known.expected[i]![c]!, known.high[i]![c]!] as const, other: known.newModel[i]![c]! }];
		}),
	);
	type Triple = readonly [low: number, expected: number, high: number];
	const covered = (of: (cell: (typeof cells)[number]) => Triple): number =>
		mean(cells.map((cell) => (of(cell)[0] <= cell.spent && cell.spent <= of(cell)[2] ? 1 : 0)));
	const within = (of: (cell: (typeof cells)[number]) => Triple): number =>
		mean(cells.map((cell) => (of(cell)[1] <= 2 * cell.spent && cell.spent <= 2 * of(cell)[1] ? 1 : 0)));
	return {
		set: set.name,
		runs: cells.length,
		covered: covered(({ own }) => own),
		withinTwo: within(({ own }) => own),
		newCovered: covered(({ other }) => other),
		newWithinTwo: within(({ other }) => other),
		ratio: mean(cells.map(({ own }) => own[1])) / mean(cells.map(({ spent }) => spent)),
	};
}

/** How the predictor's means order the models of a set: Spearman's rank correlation with the shares that they solved. */
export function rankAgreement(set: AgentSet, predictions: readonly Prediction[]): number {
	const predicted = set.columns.map((_, c) => mean(predictions.map((p) => p.candidates[c]!.quality.mean)));
	const solved = set.columns.map((column) => mean([...column.solved].filter((value) => !Number.isNaN(value))));
	const [a, b] = [ranks(predicted), ranks(solved)];
	const middle = (a.length - 1) / 2;
	const product = mean(a.map((rank, i) => (rank - middle) * (b[i]! - middle)));
	return product / mean(a.map((rank) => (rank - middle) ** 2));
}

function ranks(values: readonly number[]): number[] {
	const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
	const result = new Array<number>(values.length);
	for (const [rank, i] of order.entries()) result[i] = rank;
	return result;
}

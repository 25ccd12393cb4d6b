import { costPath, stepsFor } from '../../src/core/agent/run-cost.ts';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import { type AgentSet, cacheShown } from './data.ts';

/** ASSUMED, tokens: what the scaffold says before the issue, its tools included. */
export const SCAFFOLD_TOKENS = 6000;
const MOST_STEPS = 600;
const MICROS = 1_000_000;

/** What a step was taken to be when recorded costs were turned into steps. */
export interface StepTokens {
	readonly outputTokens: number;
	readonly addedTokens: number;
}

/** One recorded run as steps. */
export interface RunCell {
	readonly set: string;
	readonly column: string;
	readonly catalogId: string | null;
	readonly repository: string;
	/** ln of the steps that its cost comes to. */
	readonly steps: number;
}

/** Steps that the recorded costs of a set come to at their prices, when each step is like `tokens`; a cost beyond MOST_STEPS counts as those. */
export function runCells({ name, issues, columns }: AgentSet, tokens: StepTokens): RunCell[] {
	return columns.flatMap(({ name: column, candidate, cost }) =>
		issues.flatMap(({ repository, text }, i): RunCell[] => {
			if (Number.isNaN(cost[i])) return [];
			const steps = stepsOf(candidate, estimateTokens(text) + SCAFFOLD_TOKENS, cost[i]!, tokens);
			return [{ set: name, column, catalogId: candidate.catalogId, repository, steps: Math.log(steps) }];
		}),
	);
}

export function stepsOf(candidate: Candidate, inputTokens: number, dollars: number, tokens: StepTokens): number {
	const spent = dollars * MICROS;
	const path = costPath(candidate, tokens, { inputTokens, now: 0, cacheShown }, MOST_STEPS, spent);
	return path === null ? Number.NaN : (stepsFor(path, spent) ?? MOST_STEPS);
}

export interface FittedRuns {
	/** Median over models of a model's median. */
	readonly steps: number;
	/** Standard deviations of ln(steps): of the issues of one model, and of models. */
	readonly spread: number;
	readonly modelDoubt: number;
	/** Of each model beside `steps`, shrunk. */
	readonly modelSteps: ReadonlyMap<string, number>;
}

/** Standard deviation that a model's own median has of its true one: sets and versions of a scaffold differ. */
const COLUMN_ERROR = 0.2;

export function fitRuns(cells: readonly RunCell[]): FittedRuns {
	const columns = [...Map.groupBy(cells, ({ set, column }) => `${set} ${column}`).values()].map((group) => ({
		set: group[0]!.set,
		name: group[0]!.catalogId ?? group[0]!.column,
		median: median(group.map(({ steps }) => steps)),
		values: group.map(({ steps }) => steps),
	}));
	const sets = new Map([...Map.groupBy(columns, ({ set }) => set)].map(([set, own]) => [set, median(own.map((c) => c.median))]));
	const level = mean([...sets.values()]);
	const models = [...Map.groupBy(columns, ({ name }) => name)].map(([name, own]) => ({
		name,
		away: mean(own.map((c) => c.median - sets.get(c.set)!)),
	}));
	const between = Math.sqrt(mean(models.map(({ away }) => away ** 2)));
	const keep = between ** 2 / (between ** 2 + COLUMN_ERROR ** 2);
	// Around what is said of the model, so that what 80 of 100 keep within 1.2816 deviations is the interval that is shown.
	const spread = quantile(
		columns.flatMap((c) => {
			const said = level + keep * models.find(({ name }) => name === c.name)!.away;
			return c.values.map((value) => Math.abs(value - said));
		}),
		0.8,
	);
	return {
		steps: Math.exp(level),
		spread: spread / 1.2816,
		modelDoubt: between,
		modelSteps: new Map(models.map(({ name, away }) => [name, Math.exp(keep * away)])),
	};
}

export function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const at = share * (sorted.length - 1);
	const below = Math.floor(at);
	return sorted[below]! + (at - below) * (sorted[Math.min(sorted.length - 1, below + 1)]! - sorted[below]!);
}

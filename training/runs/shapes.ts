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
/** Models that two boards must share, to be laid side by side. */
const LEAST_COMMON = 4;

/** @param published ln(steps) of models on another board, whose level is its own */
export function fitRuns(cells: readonly RunCell[], published: ReadonlyMap<string, number> = new Map()): FittedRuns {
	const columns = [...Map.groupBy(cells, ({ set, column }) => `${set} ${column}`).values()].map((group) => ({
		set: group[0]!.set,
		name: group[0]!.catalogId ?? group[0]!.column,
		median: median(group.map(({ steps }) => steps)),
		values: group.map(({ steps }) => steps),
	}));
	const sets = new Map([...Map.groupBy(columns, ({ set }) => set)].map(([set, own]) => [set, median(own.map((c) => c.median))]));
	const level = mean([...sets.values()]);
	const recorded = new Map(
		[...Map.groupBy(columns, ({ name }) => name)].map(([name, own]) => [name, mean(own.map((c) => c.median - sets.get(c.set)!))]),
	);
	const between = spreadOf([...recorded.values()]);
	const elsewhere = otherBoard(recorded, published);
	// Two measurements of one model, each by how far it may be off, around the mean of all models.
	const factorOf = (name: string): number => {
		const seen = [
			{ away: recorded.get(name), error: COLUMN_ERROR },
			{ away: elsewhere.away.get(name), error: elsewhere.error },
		].flatMap(({ away, error }) => (away === undefined ? [] : [{ away, weight: error ** -2 }]));
		const weights = seen.reduce((sum, { weight }) => sum + weight, between ** -2);
		return seen.reduce((sum, { away, weight }) => sum + weight * away, 0) / weights;
	};
	const factors = new Map([...new Set([...recorded.keys(), ...elsewhere.away.keys()])].map((name) => [name, factorOf(name)]));
	// Around what is said of the model, so that what 80 of 100 keep within 1.2816 deviations is the interval that is shown.
	const spread = quantile(
		columns.flatMap((c) => {
			const said = level + factors.get(c.name)!;
			return c.values.map((value) => Math.abs(value - said));
		}),
		0.8,
	);
	return {
		steps: Math.exp(level),
		spread: spread / 1.2816,
		modelDoubt: between,
		modelSteps: new Map([...factors].map(([name, away]) => [name, Math.exp(away)])),
	};
}

/** Another board's models beside the level of these: it stands where the models that both know agree on average, and is off by as much as they differ. */
function otherBoard(
	recorded: ReadonlyMap<string, number>,
	published: ReadonlyMap<string, number>,
): { readonly away: ReadonlyMap<string, number>; readonly error: number } {
	const differences = [...published].flatMap(([name, steps]) => (recorded.has(name) ? [steps - recorded.get(name)!] : []));
	if (differences.length < LEAST_COMMON) return { away: new Map(), error: 1 };
	const shift = mean(differences);
	const error = Math.max(COLUMN_ERROR, spreadOf(differences.map((value) => value - shift)));
	return { away: new Map([...published].map(([name, steps]) => [name, steps - shift])), error };
}

function spreadOf(values: readonly number[]): number {
	return Math.max(0.01, Math.sqrt(mean(values.map((value) => value ** 2))));
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

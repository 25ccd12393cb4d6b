import { estimateRun } from '../../src/core/agent/run-cost.ts';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import { type Reading, withReading } from '../../src/core/reading/reading.ts';
import { decide, lowerBoundPoints } from '../../src/core/routing/decoder.ts';
import { presetWeights, type RoutingPreset } from '../../src/core/routing/presets.ts';
import { AUTO, NO_LIMITS, type Prediction } from '../../src/core/routing/types.ts';
import type { PredictorEngine } from '../../src/predictor/engine.ts';
import { asRequest } from '../../training/data/datasets.ts';
import { type AgentColumn, type AgentSet, cacheShown } from '../../training/runs/data.ts';
import { type FittedRuns, fitRuns, runCells, SCAFFOLD_TOKENS, type StepTokens } from '../../training/runs/shapes.ts';
import type { PoolRuns } from './pools.ts';

/** What is known before each issue of a set: the shipped predictor's word, and what a run is expected to cost. By issue, then by column. */
export interface KnownBefore {
	readonly predictions: readonly Prediction[];
	/** µ$; of a fit without the issue's repository. */
	readonly expected: readonly (readonly number[])[];
	readonly low: readonly (readonly number[])[];
	readonly high: readonly (readonly number[])[];
	/** The same of a fit without this model besides, as of one that nobody recorded. */
	readonly newModel: readonly (readonly (readonly [low: number, expected: number, high: number])[])[];
}

/** One text at a time through the very predictor that ships. `seen` keeps what was predicted of a text for the same models. */
export async function predictSet(engine: PredictorEngine, set: AgentSet, seen: Map<string, Prediction>): Promise<Prediction[]> {
	const candidates = set.columns.map(({ candidate }) => candidate);
	const predictions: Prediction[] = [];
	for (const { text } of set.issues) {
		const key = `${candidates.map(({ id }) => id).join(' ')}\n${text}`;
		const request = { ...asRequest(text), needs: { tools: true, vision: false } };
		const prediction = seen.get(key) ?? (await engine.predict(request, candidates));
		seen.set(key, prediction);
		predictions.push(prediction);
	}
	return predictions;
}

/** Costs are expected from the runs on other repositories, of all sets at once. */
export function knownBefore(
	sets: readonly AgentSet[],
	predictions: readonly Prediction[][],
	tokens: StepTokens & { readonly models?: ReadonlyMap<string, number> },
): KnownBefore[] {
	const cells = sets.flatMap((set) => runCells(set, tokens));
	const repositories = [...new Set(cells.map(({ repository }) => repository))];
	const without = new Map(
		repositories.map((repository) => [
			repository,
			fitRuns(
				cells.filter((cell) => cell.repository !== repository),
				tokens.models,
			),
		]),
	);
	return sets.map((set, s) => {
		const estimate = (issue: AgentSet['issues'][number], column: AgentColumn, known: boolean) => {
			const fitted = without.get(issue.repository)!;
			const shape = { ...tokens, ...shapeIn(fitted, column, known) };
			const prompt = { inputTokens: estimateTokens(issue.text) + SCAFFOLD_TOKENS, now: 0, cacheShown };
			return estimateRun(column.candidate, shape, prompt, 'recorded')!;
		};
		const known = set.issues.map((issue) => set.columns.map((column) => estimate(issue, column, true)));
		return {
			predictions: predictions[s]!,
			expected: known.map((row) => row.map((e) => e.expected)),
			low: known.map((row) => row.map((e) => e.low)),
			high: known.map((row) => row.map((e) => e.high)),
			newModel: set.issues.map((issue) =>
				set.columns.map((column) => {
					const { low, expected, high } = estimate(issue, column, false);
					return [low, expected, high] as const;
				}),
			),
		};
	});
}

/** The same with what a slower reader says of each issue: qualities drawn anew, runs as much dearer or cheaper. */
export function withReadings(known: KnownBefore, set: AgentSet, readings: ReadonlyMap<string, Reading>): KnownBefore {
	const of = set.issues.map(({ id }) => readings.get(id) ?? null);
	const factor = of.map((reading) => Math.exp(reading?.lnCost ?? 0));
	const scaled = (rows: readonly (readonly number[])[]): number[][] => rows.map((row, i) => row.map((cost) => factor[i]! * cost));
	return {
		predictions: known.predictions.map((prediction, i) => {
			const reading = of[i]!;
			return reading === null ? prediction : withReading(prediction, reading, { source: 'judge', modelName: 'recorded', cost: 0 });
		}),
		expected: scaled(known.expected),
		low: scaled(known.low),
		high: scaled(known.high),
		newModel: known.newModel.map((row, i) =>
			row.map(([low, expected, high]) => [factor[i]! * low, factor[i]! * expected, factor[i]! * high] as const),
		),
	};
}

function shapeIn(
	fitted: FittedRuns,
	{ name, candidate }: AgentColumn,
	known: boolean,
): { readonly steps: number; readonly spread: number; readonly doubt: number } {
	const own = known ? fitted.modelSteps.get(candidate.catalogId ?? name) : undefined;
	return { steps: Math.max(1, fitted.steps * (own ?? 1)), spread: fitted.spread, doubt: own === undefined ? fitted.modelDoubt : 0 };
}

export interface RunRule {
	readonly preset: RoutingPreset;
	/** What a point of a run is worth beside one of a message. */
	readonly factor: number;
	/** Whether waiting for the first token counts as in a message; absent: it does. */
	readonly wait?: boolean;
}

/** The known facts of a pool's issues and models alone. */
export interface PoolKnown {
	readonly predictions: readonly Prediction[];
	/** µ$ */
	readonly expected: readonly (readonly number[])[];
}

export function knownOf({ predictions, expected }: KnownBefore, set: AgentSet, runs: PoolRuns): PoolKnown {
	const columns = runs.columns.map((column) => set.columns.indexOf(column));
	return {
		predictions: runs.places.map((i) => {
			const { candidates, covariance, ...rest } = predictions[i]!;
			return {
				...rest,
				candidates: columns.map((c) => candidates[c]!),
				covariance: columns.map((a) => columns.map((b) => covariance[a]![b]!)),
			};
		}),
		expected: runs.places.map((i) => columns.map((c) => expected[i]![c]!)),
	};
}

/** The decoder's choice at the start of each run: whole runs are compared, the most one may cost is not bounded. */
export function choices({ columns }: Pick<PoolRuns, 'columns'>, known: PoolKnown, { preset, factor, wait = true }: RunRule): number[] {
	const candidates = columns.map(({ candidate }) => candidate);
	const weights = presetWeights(preset);
	return known.predictions.map((prediction, i) => {
		const { chosen, reason } = decide({
			candidates,
			prediction,
			costs: known.expected[i]!.map((expected) => ({
				expected,
				max: expected,
				perTurn: expected,
				outputCap: 8192,
				basis: 'prices' as const,
			})),
			needs: { tools: true, vision: false },
			limits: NO_LIMITS,
			weights: { ...weights, pointValue: weights.pointValue * factor, ...(wait ? {} : { msPerPoint: Number.POSITIVE_INFINITY }) },
			because: new Set(),
			choice: AUTO,
		});
		if (chosen === null) throw new Error(`no model for issue ${i}: ${reason}`);
		return candidates.findIndex(({ id }) => id === chosen.candidate.id);
	});
}

export interface EscalationRule {
	/** Of those that are clearly better by the predictor. */
	readonly pick: 'cheapest' | 'best';
	/** Points of predicted quality that another model must add. */
	readonly points: number;
	/** Whether it must be better by the decoder's bound too. */
	readonly bound: boolean;
	/** The run's maximum, US dollars: `setting`, or so many times the first estimate, whichever is less; null: none. */
	readonly cap: { readonly setting: number; readonly times: number } | null;
}

/** Who takes over from `first`; what is left of the run's maximum must hold what a run with the next one is expected to cost. */
export function nextModel(
	known: PoolKnown,
	runs: Pick<PoolRuns, 'cost'>,
	rule: EscalationRule,
): (issue: number, first: number) => number | null {
	return (issue, first) => {
		const prediction = known.predictions[issue]!;
		const expected = known.expected[issue]!;
		const quality = (m: number): number => prediction.candidates[m]!.quality.mean;
		const cap = rule.cap === null ? Number.POSITIVE_INFINITY : Math.min(rule.cap.setting, (rule.cap.times * expected[first]!) / 1e6);
		const left = cap - runs.cost[first]![issue]!;
		const allowed = expected
			.map((_, m) => m)
			.filter((m) => m !== first && 100 * (quality(m) - quality(first)) >= rule.points)
			.filter((m) => (!rule.bound || lowerBoundPoints(prediction, m, first) > 0) && expected[m]! / 1e6 <= left);
		if (allowed.length === 0) return null;
		const better = (a: number, b: number): number => (rule.pick === 'best' ? quality(b) - quality(a) : expected[a]! - expected[b]!);
		return allowed.toSorted(better)[0]!;
	};
}

import { runEstimates } from '../../src/core/agent/run-cost.ts';
import { MICROS_PER_DOLLAR } from '../../src/core/base/micros.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import { requestCost } from '../../src/core/money/request-cost.ts';
import { type Reading, withReading } from '../../src/core/reading/reading.ts';
import type { Prediction, RouteRequest } from '../../src/core/routing/types.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import type { Ability, PredictorParameters } from '../../src/predictor/parameters.ts';
import { requestOf } from '../../training/data/datasets.ts';
import { cacheShown } from '../../training/runs/data.ts';
import { SCAFFOLD_TOKENS } from '../../training/runs/shapes.ts';
import type { LiveColumn, LiveSet } from './sets.ts';

/** What one path says of a set: rows x columns; NaN for rows that it did not predict. */
export interface Predicted {
	/** Candidates of the columns as the path knows them. */
	readonly candidates: readonly Candidate[];
	/** Shares of 1. */
	readonly mean: Float32Array;
	readonly low: Float32Array;
	readonly high: Float32Array;
	/** Tokens of the answer, thinking included. */
	readonly tokens: Float32Array;
	/** US dollars of the request, or of the run where the set holds runs; NaN without a price. */
	readonly cost: Float64Array;
}

/** Ability of a recorded column's model, where the fit of the path saw its answers; null: it knows none. */
export type RecordedAbility = (set: string, column: string) => Ability | null;

/** One way to predict: parameters as the worker reads them, and what is known of models beyond the catalog. */
export interface LivePath {
	readonly parameters: PredictorParameters;
	readonly recorded: RecordedAbility;
}

export function emptyPrediction(set: LiveSet, path: LivePath): Predicted {
	const size = set.rows.length * set.columns.length;
	return {
		candidates: set.columns.map((column) => known(set.name, column, path)),
		mean: new Float32Array(size).fill(Number.NaN),
		low: new Float32Array(size).fill(Number.NaN),
		high: new Float32Array(size).fill(Number.NaN),
		tokens: new Float32Array(size).fill(Number.NaN),
		cost: new Float64Array(size).fill(Number.NaN),
	};
}

/** A model that the catalog lacks and the fit has seen is taken for one that the catalog has. */
function known(set: string, column: LiveColumn, { recorded }: LivePath): Candidate {
	if (column.candidate.catalogId !== null || recorded(set, column.name) === null) return column.candidate;
	return { ...column.candidate, catalogId: recordedId(set, column.name) };
}

const recordedId = (set: string, column: string): string => `recorded/${set}/${column}`;

/** The parameters with an entry for every column's model that the catalog lacks. */
export function withRecorded(set: LiveSet, { parameters, recorded }: LivePath): PredictorParameters {
	const abilities = new Map(parameters.abilities);
	for (const { name, candidate } of set.columns) {
		const ability = candidate.catalogId === null ? recorded(set.name, name) : null;
		if (ability !== null) abilities.set(recordedId(set.name, name), ability);
	}
	return { ...parameters, abilities };
}

/** The request that a user would have made of a row: an agent's first one where the set holds runs. */
export function rowRequest(set: LiveSet, row: number): RouteRequest {
	return requestOf(set.rows[row]!);
}

/**
 * Predicts one row by the function that the predictor's worker calls, and writes it into `out`. `parameters`: of `withRecorded`; `reading`: what a slower reader
 * says of it.
 */
export function predictRow(
	set: LiveSet,
	row: number,
	parameters: PredictorParameters,
	embedding: Float32Array | null,
	out: Predicted,
	reading: Reading | null = null,
): void {
	const request = rowRequest(set, row);
	const quick = assemblePrediction(request, out.candidates, { parameters, embedding, degraded: null });
	const prediction = reading === null ? quick : withReading(quick, reading, { source: 'judge', modelName: 'recorded', cost: 0 });
	const costs = expectedDollars(set, out.candidates, prediction);
	for (const [c, { quality, outputTokens }] of prediction.candidates.entries()) {
		const at = row * set.columns.length + c;
		out.mean[at] = quality.mean;
		out.low[at] = quality.low;
		out.high[at] = quality.high;
		out.tokens[at] = outputTokens.mean;
		out.cost[at] = costs[c]!;
	}
}

/** US dollars that chat or an agent would expect of each candidate before it sends; NaN without a price. */
function expectedDollars(set: LiveSet, candidates: readonly Candidate[], prediction: Prediction): number[] {
	if (set.agent) {
		const inputTokens = prediction.inputTokens + SCAFFOLD_TOKENS;
		const { taskKind, runSteps } = prediction;
		const estimates = runEstimates(candidates, { taskKind, runSteps, inputTokens, learned: null, now: 0, cacheShown });
		return estimates.map((estimate) => (estimate === null ? Number.NaN : estimate.expected / MICROS_PER_DOLLAR));
	}
	return candidates.map((candidate, i) => {
		if (candidate.prices === null) return Number.NaN;
		const { outputTokens } = prediction.candidates[i]!;
		const { inputTokens } = prediction;
		return requestCost(candidate, { inputTokens, outputTokens, cache: null, now: 0, spendable: null }).expected / MICROS_PER_DOLLAR;
	});
}

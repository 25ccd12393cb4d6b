import { dollarsFromMicros } from '../../core/base/micros.ts';
import { learnedOf } from '../../core/routing/learned-words.ts';
import type { QualityEstimate } from '../../core/routing/quality.ts';
import type { Prediction, ReadingShown, RouteAlternative, RouteDecision, RouteRequest } from '../../core/routing/types.ts';

export interface Routed {
	readonly request: RouteRequest;
	readonly prediction: Prediction;
	readonly decision: RouteDecision;
}

/** The documented JSON: money in dollars, quality 0..1, milliseconds. A model without a known price has a cost of null. */
export function routedJson({ request, prediction, decision }: Routed): string {
	const { chosen } = decision;
	const names = new Map(decision.alternatives.map(({ candidate }) => [candidate.id, candidate.displayName]));
	const nameOf = (id: string): string | null => names.get(id) ?? null;
	return JSON.stringify(
		{
			request: {
				text: request.text,
				language: request.language,
				files: request.attachments.map(({ path }) => path),
				history: request.history.length,
				taskKind: prediction.taskKind,
				inputTokens: prediction.inputTokens,
				predictor: prediction.source,
				degraded: prediction.degraded,
			},
			decision: chosen && {
				model: chosen.candidate.id,
				predictedQuality: quality(chosen.quality),
				expectedCostUsd: dollars(chosen, chosen.cost.expected),
				maxCostUsd: dollars(chosen, chosen.cost.max),
				expectedLatencyMs: chosen.latencyMs,
				reason: decision.reason,
				fallbacks: decision.alternatives.filter((a) => a.excluded === null && a !== chosen).map((a) => a.candidate.id),
			},
			...(prediction.reading === undefined ? {} : { reading: readingJson(prediction.reading) }),
			...(prediction.moved === undefined ? {} : { learned: learnedOf(prediction, chosen?.candidate.id ?? null, nameOf) }),
			candidates: decision.alternatives.map((alternative) => ({
				model: alternative.candidate.id,
				quality: quality(alternative.quality),
				expectedCostUsd: dollars(alternative, alternative.cost.expected),
				expectedLatencyMs: alternative.latencyMs,
				...(alternative.excluded === null ? {} : { excluded: alternative.whyNot }),
			})),
		},
		null,
		2,
	);
}

function readingJson({ source, modelName, harder, cost }: ReadingShown): object {
	return { by: source, model: modelName, harderPoints: Math.round(10 * harder) / 10, costUsd: dollarsFromMicros(cost) };
}

function quality({ mean, low, high }: QualityEstimate): QualityEstimate {
	return { mean: round(mean), low: round(low), high: round(high) };
}

function round(share: number): number {
	return Math.round(share * 10_000) / 10_000;
}

function dollars({ cost }: RouteAlternative, micros: number): number | null {
	return cost.basis === 'unknown' ? null : dollarsFromMicros(micros);
}

import { Z90 } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import { effortRun } from '../core/model/efforts.ts';
import type { PredictorParameters } from './parameters.ts';
import { firstTokenSeconds, tokensPerSecond } from './speed.ts';
import type { TaskKind } from './task-kind.ts';

export interface OutputEstimate {
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	/** Milliseconds to the last token. */
	readonly latencyMs: number;
	/** Milliseconds to the first token of the answer itself: a model that thinks does so before it. */
	readonly firstUsefulMs: number;
}

/**
 * Prior of the answer's length in tokens, thinking included, log-normal by task kind and model class, and the wait that follows from the
 * model's speed. `quality` (0..1) is the predicted one: what a model finds hard it answers at more length, above all where it thinks.
 * `inputTokens` delays the first token of a local model; `stated` is the length that the message asks for, in tokens.
 */
export function estimateOutput(
	params: Pick<PredictorParameters, 'outputLength'>,
	request: { readonly kind: TaskKind; readonly inputTokens: number; readonly stated?: number | null },
	candidate: Candidate,
	quality: number,
): OutputEstimate {
	const prior = params.outputLength;
	const stated = request.stated ?? null;
	const visible = stated ?? prior.visible[request.kind] ?? prior.visible.question!;
	const thinking = prior.thinking[thinkingClass(candidate)] ?? 0;
	const growth = Math.exp(prior.hardness * (0.5 - Math.min(1, Math.max(0, quality))));
	// A greeting is not thought about for as long as a design: thinking goes with the square root of what is asked for.
	const depth = Math.sqrt(visible / prior.visible.write!);
	const thought = thinking * depth * growth;
	const mean = Math.min(
		candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY,
		visible * (stated === null ? Math.sqrt(growth) : 1) + thought,
	);
	const p90 = Math.min(
		candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY,
		mean * Math.exp(Z90 * prior.logSpread - prior.logSpread ** 2 / 2),
	);
	const first = firstTokenSeconds(prior, request.inputTokens, candidate);
	const speed = tokensPerSecond(candidate);
	return {
		outputTokens: { mean: Math.round(mean), p90: Math.round(p90) },
		latencyMs: Math.round((first + mean / speed) * 1000),
		firstUsefulMs: Math.round((first + Math.min(mean, thought) / speed) * 1000),
	};
}

/** The effort that is asked for or that the vendor applies, else whether the model thinks by itself. */
function thinkingClass(candidate: Candidate): string {
	return effortRun(candidate) ?? (candidate.reasoning ? 'default' : 'none');
}

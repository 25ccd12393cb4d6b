import { Z90 } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import type { PredictorParameters } from './parameters.ts';
import type { TaskKind } from './task-kind.ts';

export interface OutputEstimate {
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	/** Milliseconds to the last token. */
	readonly latencyMs: number;
}

/**
 * A local model of which only the size is known: generation is bound by memory, so its speed falls with the size (about 160 tokens a second
 * for 1B).
 */
const LOCAL_TOKENS_PER_SECOND_1B = 160;

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
	const mean = Math.min(
		candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY,
		visible * (stated === null ? Math.sqrt(growth) : 1) + thinking * depth * growth,
	);
	const p90 = Math.min(
		candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY,
		mean * Math.exp(Z90 * prior.logSpread - prior.logSpread ** 2 / 2),
	);
	const seconds = firstToken(prior, request.inputTokens, candidate) + mean / speed(prior, candidate);
	return { outputTokens: { mean: Math.round(mean), p90: Math.round(p90) }, latencyMs: Math.round(seconds * 1000) };
}

/** The stated effort, else whether the model thinks by itself. */
function thinkingClass(candidate: Candidate): string {
	return candidate.effort ?? (candidate.reasoning ? 'default' : 'none');
}

function speed(prior: PredictorParameters['outputLength'], candidate: Candidate): number {
	if (candidate.speed) return candidate.speed.tokensPerSecond;
	return candidate.local ? LOCAL_TOKENS_PER_SECOND_1B / Math.max(0.5, candidate.parametersB ?? 7) : prior.tokensPerSecond;
}

function firstToken(prior: PredictorParameters['outputLength'], inputTokens: number, candidate: Candidate): number {
	if (candidate.speed?.firstTokenSeconds != null) return candidate.speed.firstTokenSeconds;
	// Reading the prompt is about ten times as fast a token as writing.
	return candidate.local ? inputTokens / (10 * speed(prior, candidate)) : prior.firstTokenSeconds;
}

import { Z90 } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import { effortRun } from '../core/model/efforts.ts';
import type { PredictorParameters } from './parameters.ts';
import { type AnswerLength, answerLength, type RequestLengths } from './request-length.ts';
import { firstTokenSeconds, tokensPerSecond } from './speed.ts';
import type { TaskKind } from './task-kind.ts';

export interface OutputEstimate {
	readonly outputTokens: { readonly mean: number; readonly p90: number };
	/** Milliseconds to the last token. */
	readonly latencyMs: number;
	/** Milliseconds to the first token of the answer itself: a model that thinks does so before it. */
	readonly firstUsefulMs: number;
}

interface LengthInput {
	readonly kind: TaskKind;
	/** They delay the first token of a local model. */
	readonly inputTokens: number;
	/** Tokens of the visible answer that the message asks for. */
	readonly stated?: number | null;
	/** What the head reads of the message; absent or null: the kind of task alone decides. */
	readonly lengths?: RequestLengths | null;
}

/**
 * The answer's length in tokens, thinking included, log-normal by request and model x effort, and the wait that follows from the model's
 * speed. `quality` (0..1) is the predicted one, which counts where only the kind of task is known: what a model finds hard it answers at
 * more length, above all where it thinks.
 */
export function estimateOutput(
	params: Pick<PredictorParameters, 'outputLength'>,
	request: LengthInput,
	candidate: Candidate,
	quality: number,
): OutputEstimate {
	const prior = params.outputLength;
	const { visible, thought, p90: beyond } = lengthOf(prior, request, candidate, quality);
	const most = candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY;
	const mean = Math.min(most, visible + thought);
	const p90 = Math.min(most, mean * beyond);
	const first = firstTokenSeconds(prior, request.inputTokens, candidate);
	const speed = tokensPerSecond(candidate);
	return {
		outputTokens: { mean: Math.round(mean), p90: Math.round(p90) },
		latencyMs: Math.round((first + mean / speed) * 1000),
		firstUsefulMs: Math.round((first + Math.min(mean, thought) / speed) * 1000),
	};
}

function lengthOf(
	prior: PredictorParameters['outputLength'],
	{ kind, stated = null, lengths = null }: LengthInput,
	candidate: Candidate,
	quality: number,
): AnswerLength {
	const thinking = prior.thinking[thinkingClass(candidate)] ?? 0;
	if (lengths !== null) return answerLength(lengths, candidate, thinking / prior.thinking.default!, stated);
	const visible = stated ?? prior.visible[kind] ?? prior.visible.question!;
	const growth = Math.exp(prior.hardness * (0.5 - Math.min(1, Math.max(0, quality))));
	// A greeting is not thought about for as long as a design: thinking goes with the square root of what is asked for.
	const depth = Math.sqrt(visible / prior.visible.write!);
	return {
		visible: visible * (stated === null ? Math.sqrt(growth) : 1),
		thought: thinking * depth * growth,
		p90: Math.exp(Z90 * prior.logSpread - prior.logSpread ** 2 / 2),
	};
}

/** The effort that is asked for or that the vendor applies, else whether the model thinks by itself. */
function thinkingClass(candidate: Candidate): string {
	return effortRun(candidate) ?? (candidate.reasoning ? 'default' : 'none');
}

import type { Candidate } from '../core/model/candidate.ts';
import type { PredictorParameters } from './parameters.ts';

/**
 * A local model of which only the size is known: generation is bound by memory, so its speed falls with the parameters that a token passes
 * (about 160 tokens a second for 1B).
 */
const LOCAL_TOKENS_PER_SECOND_1B = 160;
/** Reading the prompt is about ten times as fast a token as writing. */
const READING_FACTOR = 10;
/** Billions that an unknown local model has. */
const UNKNOWN_LOCAL_B = 7;
/**
 * Tokens a second of a hosted model nobody measured, of a vendor nobody measured: the lower quartile of the catalog's measured speeds
 * (Artificial Analysis, 2026-07-31), so that the unknown does not count as quick.
 */
const UNKNOWN_HOSTED = 55;

/** Billions of parameters that a token passes in mixtures whose names do not say it, from their makers' model cards. */
const ACTIVE_B: readonly (readonly [RegExp, number])[] = [
	[/gpt-?oss-?:?120b/, 5.1],
	[/gpt-?oss/, 3.6],
	[/mixtral.*8x22b/, 39],
	[/mixtral/, 12.9],
	[/glm-?4\.[56]-?air/, 12],
	[/glm-?4\.7-?flash/, 3],
	[/llama-?4/, 17],
	[/qwen-?3-coder-next/, 3],
	[/deepseek-(?:v3|r1)(?!.*distill)(?!.*\d+b\b)/, 37],
];

/** Billions of parameters that one token passes: the active ones of a mixture, all of a dense model; null where neither is known. */
export function activeParametersB({
	wireModel,
	catalogId,
	parametersB,
}: Pick<Candidate, 'wireModel' | 'catalogId' | 'parametersB'>): number | null {
	const name = `${wireModel} ${catalogId ?? ''}`.toLowerCase();
	const named = /(?<![a-z\d])[ae](\d+(?:\.\d+)?)b(?![a-z])/.exec(name);
	const active = named ? Number(named[1]) : ACTIVE_B.find(([pattern]) => pattern.test(name))?.[1];
	if (active === undefined) return parametersB;
	return parametersB === null ? active : Math.min(active, parametersB);
}

export function tokensPerSecond(candidate: Candidate): number {
	if (candidate.speed) return candidate.speed.tokensPerSecond;
	if (!candidate.local) return UNKNOWN_HOSTED;
	return LOCAL_TOKENS_PER_SECOND_1B / Math.max(0.5, activeParametersB(candidate) ?? UNKNOWN_LOCAL_B);
}

export function firstTokenSeconds(prior: PredictorParameters['outputLength'], inputTokens: number, candidate: Candidate): number {
	if (candidate.speed?.firstTokenSeconds != null) return candidate.speed.firstTokenSeconds;
	return candidate.local ? inputTokens / (READING_FACTOR * tokensPerSecond(candidate)) : prior.firstTokenSeconds;
}

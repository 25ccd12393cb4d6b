import { effortRun } from '../../model/efforts.ts';
import type { CompletionCandidate } from '../types.ts';

export interface FirstLinePrior {
	readonly medianMs: number;
	/** Standard deviation of ln ms. */
	readonly logSpread: number;
}

/** Tokens of a first line; 12 is about 40 characters of code. */
const FIRST_LINE_TOKENS = 12;
/** Hosted models that nobody measured: round figures of a middle-sized model. The editor's own models pass through one more service. */
const HOSTED = { firstTokenSeconds: 0.6, includedFirstTokenSeconds: 1, tokensPerSecond: 80 };
/**
 * A local model: fixed overhead, then reading and writing in proportion to its size, halfway (in logarithms) between a laptop's processor
 * and a large graphics card, a prompt half of which the server still holds. Machines differ by ten times either way, so the spread is wide;
 * the first measurements decide.
 */
const LOCAL = { overheadMs: 80, readMsPerTokenB: 0.1, writeMsPerToken: 4, writeMsPerTokenB: 4, unknownB: 7 };
/** As answer lengths of thinking in the predictor's prior, tokens by effort; a model that thinks is hardly ever in time, which is right. */
const THINKING_TOKENS: Readonly<Record<string, number>> = {
	none: 0,
	minimal: 100,
	low: 600,
	medium: 1500,
	high: 4000,
	xhigh: 8000,
	max: 8000,
};

/** Tokens that a model thinks before it answers, at its effort; none where it is asked to go on with a text instead of to answer. */
export function thinkingTokens({ model: candidate, ability }: CompletionCandidate): number {
	return candidate.reasoning && ability.method === 'chat' ? (THINKING_TOKENS[effortRun(candidate) ?? 'medium'] ?? 1500) : 0;
}

/** Before anything was measured here: the catalog's speed where it has one, else these assumptions. */
export function firstLinePrior(candidate: CompletionCandidate, inputTokens: number): FirstLinePrior {
	const { local, included, speed, parametersB } = candidate.model;
	const tokens = FIRST_LINE_TOKENS + thinkingTokens(candidate);
	if (local) {
		const size = parametersB ?? LOCAL.unknownB;
		const write = LOCAL.writeMsPerToken + LOCAL.writeMsPerTokenB * size;
		return { medianMs: LOCAL.overheadMs + inputTokens * size * LOCAL.readMsPerTokenB + tokens * write, logSpread: 1.1 };
	}
	const unknown = included ? HOSTED.includedFirstTokenSeconds : HOSTED.firstTokenSeconds;
	const measured = speed?.firstTokenSeconds ?? null;
	const seconds = (measured ?? unknown) + tokens / (speed?.tokensPerSecond ?? HOSTED.tokensPerSecond);
	// Measured from elsewhere, over prompts unlike these: still half a factor of doubt.
	return { medianMs: 1000 * seconds, logSpread: measured === null ? 0.65 : 0.5 };
}

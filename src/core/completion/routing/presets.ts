import type { MicroDollars } from '../../base/micros.ts';
import type { CompletionWeights } from '../types.ts';

export type CompletionPreset = 'save' | 'balanced' | 'best';

interface PresetValues {
	/** µ$ for one point (of 100) of the chance that a completion is kept. */
	readonly pointValue: MicroDollars;
	/** Below this chance nothing is asked. */
	readonly minAcceptance: number;
}

/**
 * A kept completion is taken to be worth $0.002, $0.004 or $0.05. It saves typing about 40 characters, some ten seconds, which is far more
 * at any wage; but a user types thousands of positions a day and looks at what a month costs. Around these values lie the prices: a request
 * with 1,500 tokens of context costs about $0.0005 at $0.30 a million (Codestral), so Balanced pays for 13 points, Save for 25, and Best
 * for a model of ten times the price that adds 10. Below the chance a suggestion is more often a distraction than a help; a published
 * client of such a filter cuts at 15 % (GitHub Copilot's contextual filter, as described by P. Thakkar, "Copilot Internals", 2022-12). In
 * the replay (`npm run bench:completion`) the cut at 10 % loses more right lines than money, and Balanced keeps what asking the best model
 * at every pause gets right at about half its cost.
 */
export const COMPLETION_PRESETS: Readonly<Record<CompletionPreset, PresetValues>> = {
	save: { pointValue: 20, minAcceptance: 0.1 },
	balanced: { pointValue: 40, minAcceptance: 0.05 },
	best: { pointValue: 500, minAcceptance: 0.05 },
};

/**
 * Waiting that costs one point: at the default limit of 600 ms the wait takes 4 points off. An assumption: people type on, and a late
 * suggestion is met by another position.
 */
export const COMPLETION_MS_PER_POINT = 150;

export function completionWeights(preset: CompletionPreset, lambda = 0): CompletionWeights {
	return { pointValue: COMPLETION_PRESETS[preset].pointValue, lambda, msPerPoint: COMPLETION_MS_PER_POINT };
}

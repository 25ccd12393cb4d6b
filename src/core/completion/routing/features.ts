import type { CompletionShape } from '../types.ts';

export interface HoleFeatures {
	readonly languageId: string;
	readonly shape: CompletionShape;
	/** Tokens of an ordinary completion here; the head scales it by what was measured. */
	readonly predictedTokens: number;
	/** Order as HOLE_FEATURE_NAMES (feature-names.ts). */
	readonly values: readonly number[];
}

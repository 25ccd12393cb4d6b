import { POSITION_FEATURE_NAMES } from '../../../../../src/core/completion/routing/feature-names.ts';
import type { PositionFeatures } from '../../../../../src/core/completion/routing/features.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../../src/core/completion/routing/prior-weights.ts';
import type {
	CompletionCandidate,
	CompletionLimits,
	CompletionPosition,
	CompletionPrediction,
	FillAbility,
} from '../../../../../src/core/completion/types.ts';
import type { Candidate } from '../../../../../src/core/model/candidate.ts';
import { candidate } from '../../routing/support.ts';

export function filler(id: string, over: Partial<Candidate> = {}, ability: Partial<FillAbility> = {}): CompletionCandidate {
	return {
		model: candidate(id, { fim: true, catalogId: null, ...over }),
		ability: { method: 'template', template: 'qwen', why: 'test', ...ability },
	};
}

export function expected(candidateId: string, mean: number, over: Partial<CompletionPrediction> = {}): CompletionPrediction {
	return {
		candidateId,
		acceptance: { mean, low: mean / 2, high: (1 + mean) / 2 },
		outputTokens: 12,
		firstLineMs: { p50: 150, p90: 300, measured: 20 },
		...over,
	};
}

export const NO_LIMITS: CompletionLimits = {
	pool: null,
	localOnly: false,
	maxFirstLineMs: 600,
	maxCost: null,
	remaining: null,
	circuitOpen: new Set(),
	minAcceptance: 0.1,
};

/** An ordinary position: every feature at the prior head's mean, with some overridden by name. */
export function features(
	over: Partial<Record<(typeof POSITION_FEATURE_NAMES)[number], number>> = {},
	languageId = 'typescript',
): PositionFeatures {
	const values = POSITION_FEATURE_NAMES.map((name, i) => over[name] ?? PRIOR_ACCEPTANCE_WEIGHTS.means[i]!);
	return { languageId, shape: 'line', predictedTokens: 11, values };
}

export function position(prefix: string, suffix = '', over: Partial<CompletionPosition> = {}): CompletionPosition {
	const line = prefix.split('\n').length - 1;
	return {
		path: 'src/a.ts',
		languageId: 'typescript',
		prefix,
		suffix,
		fileLines: line + suffix.split('\n').length,
		line,
		selected: null,
		...over,
	};
}

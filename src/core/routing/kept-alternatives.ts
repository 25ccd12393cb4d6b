import { KEPT_ALTERNATIVES } from '../money/kept-choice.ts';
import type { KeptAlternative, LedgerDecision } from '../money/ledger.ts';
import type { ChosenRoute, Prediction, RouteAlternative } from './types.ts';

/** What the ledger keeps of a choice, so that it can be looked at and made again: numbers and names of models. */
export function keptOf(
	{ chosen, alternatives }: ChosenRoute,
	prediction: Prediction,
): Pick<LedgerDecision, 'expectedOutput' | 'alternatives'> {
	const output = prediction.candidates.find(({ candidateId }) => candidateId === chosen.candidate.id)?.outputTokens.mean;
	const compared = [chosen, ...alternatives.filter((other) => other.excluded === null && other.candidate.id !== chosen.candidate.id)];
	return {
		...(output === undefined ? {} : { expectedOutput: output }),
		// A model that stood alone was no choice.
		...(compared.length < 2 ? {} : { alternatives: compared.slice(0, KEPT_ALTERNATIVES).map(kept) }),
	};
}

function kept({ candidate, quality, cost, firstUsefulMs }: RouteAlternative): KeptAlternative {
	const { low, high } = quality.ofItsKind ?? quality;
	return {
		...{ candidateId: candidate.id, modelName: candidate.displayName, quality: quality.mean, low, high },
		...{ cost: cost.expected, perTurn: cost.perTurn, waitMs: firstUsefulMs },
	};
}

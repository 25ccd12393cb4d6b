import type { MicroDollars } from '../money.ts';
import type { Prediction, RouteAlternative, RouteDecision } from '../routing/types.ts';
import type { RoutingLine, RoutingRow } from './session.ts';

function priceOf(alternative: RouteAlternative): MicroDollars | null {
	return alternative.cost.basis === 'unknown' ? null : alternative.cost.expected;
}

function row(alternative: RouteAlternative): RoutingRow {
	return {
		candidateId: alternative.candidate.id,
		modelName: alternative.candidate.displayName,
		recipient: alternative.candidate.recipient,
		quality: alternative.quality,
		expectedCost: priceOf(alternative),
		latencyMs: alternative.latencyMs,
		whyNot: alternative.whyNot,
		excluded: alternative.excluded !== null,
	};
}

/** What the user sees of a decision; null when nothing was chosen. */
export function routingLine(decision: RouteDecision, source: Prediction['source'], fallbackNote: string | null): RoutingLine | null {
	const { chosen } = decision;
	if (chosen === null) return null;
	return {
		candidateId: chosen.candidate.id,
		modelName: chosen.candidate.displayName,
		recipient: chosen.candidate.recipient,
		local: chosen.candidate.local,
		included: chosen.candidate.included,
		quality: chosen.quality,
		expectedCost: priceOf(chosen),
		maxCost: chosen.cost.basis === 'unknown' ? null : chosen.cost.max,
		latencyMs: chosen.latencyMs,
		reason: decision.reason,
		steeredBy: decision.steeredBy,
		predictor: source,
		alternatives: decision.alternatives.map(row),
		fallbackNote,
	};
}

/** The dearer model that the user would otherwise pay: the best expected answer among the allowed. Null when that is the chosen one. */
export function referenceModel(decision: RouteDecision): RouteAlternative | null {
	const { chosen } = decision;
	const dearer = decision.alternatives.filter((a) => a.excluded === null && a !== chosen && a.cost.expected > (chosen?.cost.expected ?? 0));
	const best = dearer.reduce<RouteAlternative | null>((b, a) => (b === null || a.quality.mean > b.quality.mean ? a : b), null);
	return best !== null && chosen !== null && best.quality.mean > chosen.quality.mean ? best : null;
}

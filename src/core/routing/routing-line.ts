import type { MicroDollars } from '../base/micros.ts';
import type { Prediction, QualityEstimate, RouteAlternative, RouteDecision } from './types.ts';

/** One row of the "why" table, stored with the answer so that an old session can still explain itself. */
export interface RoutingRow {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly quality: QualityEstimate;
	/** Null where no price is known. */
	readonly expectedCost: MicroDollars | null;
	readonly latencyMs: number;
	readonly whyNot: string;
	readonly excluded: boolean;
}

/** What the routing line shows. Written once, before the first token; `fallbackNote` is added when another model took over. */
export interface RoutingLine {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly local: boolean;
	readonly included: boolean;
	readonly quality: QualityEstimate;
	readonly expectedCost: MicroDollars | null;
	readonly maxCost: MicroDollars | null;
	readonly latencyMs: number;
	readonly reason: string;
	readonly steeredBy: readonly string[];
	/** `features` when the encoder could not run. */
	readonly predictor: 'encoder' | 'features';
	readonly alternatives: readonly RoutingRow[];
	readonly fallbackNote: string | null;
}

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

/** What a candidate must say of itself to be compared with what was chosen. */
interface Comparable {
	readonly excluded: unknown;
	readonly cost: { readonly expected: MicroDollars };
}

/**
 * The dearer model that would be asked where only the chance of a good answer counted: what "saved" compares with. Null where what was
 * chosen is itself the likeliest.
 * @param chance of an adequate answer, or of a completion that is kept, 0..1
 */
export function dearerReference<A extends Comparable>(alternatives: readonly A[], chosen: A, chance: (alternative: A) => number): A | null {
	const dearer = alternatives.filter((a) => a.excluded === null && a.cost.expected > chosen.cost.expected);
	const best = dearer.reduce<A | null>((b, a) => (b === null || chance(a) > chance(b) ? a : b), null);
	return best !== null && chance(best) > chance(chosen) ? best : null;
}

/** `dearerReference` of a decision for a message: the best expected answer among the allowed. */
export function referenceModel({ chosen, alternatives }: RouteDecision): RouteAlternative | null {
	return chosen === null ? null : dearerReference(alternatives, chosen, (a) => a.quality.mean);
}

import type { MicroDollars } from '../base/micros.ts';
import type { ChosenRoute, QualityEstimate, RouteAlternative } from './types.ts';

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
	readonly alternatives: readonly RoutingRow[];
	readonly fallbackNote: string | null;
	/** Why the budget steered, µ$; absent where it did not, or only because too little is left. */
	readonly budget?: BudgetFigures;
}

/** Spend that is projected for the end of the period, and its limit, µ$. */
export interface BudgetFigures {
	readonly projected: MicroDollars;
	readonly limit: MicroDollars;
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

/** What the user sees of a decision. */
export function routingLine(decision: ChosenRoute, fallbackNote: string | null, budget?: BudgetFigures): RoutingLine {
	const { chosen } = decision;
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
		alternatives: decision.alternatives.map(row),
		fallbackNote,
		...(budget !== undefined && decision.steeredBy.includes('budget') ? { budget } : {}),
	};
}

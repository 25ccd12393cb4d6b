import type { MicroDollars } from '../base/micros.ts';
import { isPaid } from '../money/request-cost.ts';
import type { QualityEstimate } from './quality.ts';
import type { ChosenRoute, RouteAlternative, RouteDecision } from './types.ts';

/** One row of the "why" table, stored with the answer so that an old session can still explain itself. */
export interface RoutingRow {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly quality: QualityEstimate;
	/** Null where no price is known. */
	readonly expectedCost: MicroDollars | null;
	readonly latencyMs: number;
	/** Milliseconds to the first token of the answer itself; absent in chats of earlier versions. */
	readonly firstUsefulMs?: number;
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
	readonly firstUsefulMs?: number;
	readonly reason: string;
	readonly steeredBy: readonly string[];
	readonly alternatives: readonly RoutingRow[];
	readonly fallbackNote: string | null;
	/** Why the budget steered, µ$; absent where it did not, or only because too little is left. */
	readonly budget?: BudgetFigures;
	/** Money alone keeps every paid model out: nothing is left, or too little for this request. */
	readonly freeOnly?: 'usedUp' | 'tooLittle';
}

/** What is said of the money behind a decision. */
export interface MoneyBehind {
	readonly pressedBy?: BudgetFigures | undefined;
	/** µ$ left; null without a limit, and where the limit is 0: that is a choice. */
	readonly remaining: MicroDollars | null;
}

/** Spend that is projected for the end of the period, and its limit, µ$. */
export interface BudgetFigures {
	readonly projected: MicroDollars;
	readonly limit: MicroDollars;
}

function priceOf(alternative: RouteAlternative): MicroDollars | null {
	return alternative.cost.basis === 'unknown' ? null : alternative.cost.expected;
}

/** True where the budget alone keeps every paid model out: one that only the run's own maximum stops would answer otherwise. */
export function isAtLimit({ alternatives }: Pick<RouteDecision, 'alternatives'>): boolean {
	const paidAllowed = alternatives.some((a) => (a.excluded === null && isPaid(a.cost)) || a.excluded === 'overRun');
	return !paidAllowed && alternatives.some((a) => a.excluded === 'overBudget');
}

function row(alternative: RouteAlternative): RoutingRow {
	return {
		candidateId: alternative.candidate.id,
		modelName: alternative.candidate.displayName,
		recipient: alternative.candidate.recipient,
		quality: alternative.quality,
		expectedCost: priceOf(alternative),
		latencyMs: alternative.latencyMs,
		firstUsefulMs: alternative.firstUsefulMs,
		whyNot: alternative.whyNot,
		excluded: alternative.excluded !== null,
	};
}

/** What the user sees of a decision. */
export function routingLine(decision: ChosenRoute, fallbackNote: string | null, money: MoneyBehind = { remaining: null }): RoutingLine {
	const { chosen } = decision;
	const { pressedBy, remaining } = money;
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
		firstUsefulMs: chosen.firstUsefulMs,
		reason: decision.reason,
		steeredBy: decision.steeredBy,
		alternatives: decision.alternatives.map(row),
		fallbackNote,
		...(pressedBy !== undefined && decision.steeredBy.includes('budget') ? { budget: pressedBy } : {}),
		...(remaining !== null && isAtLimit(decision) ? { freeOnly: remaining > 0 ? 'tooLittle' : 'usedUp' } : {}),
	};
}

import type { MicroDollars } from '../base/micros.ts';
import { modelOfId } from '../money/experience.ts';
import { isPaid } from '../money/request-cost.ts';
import { exclusionWords } from './exclusion-words.ts';
import { kindInWords, learnedOf, readingInWords } from './learned-words.ts';
import type { QualityEstimate } from './quality.ts';
import type { ChosenRoute, Prediction, RouteAlternative, RouteDecision, WonBy } from './types.ts';

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
	/** What keeps it from such a request whoever names it, in words; absent: nothing, or a chat of an earlier version. */
	readonly unfit?: string;
	/** Points (0..100) that the user's own signals moved it; absent: none. */
	readonly moved?: number;
	/** `endpoint/model` without the effort, and the effort, null at the vendor's default; absent in chats of earlier versions. */
	readonly model?: string;
	readonly effort?: string | null;
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
	/** What the user's own signals moved, a sentence a model, the chosen one first; absent: nothing. */
	readonly learned?: readonly string[];
	/** Which slower reader spoke, and what it changed, one sentence; absent: the quick one alone. */
	readonly reading?: string;
	/** Why the budget steered, µ$; absent where it did not, or only because too little is left. */
	readonly budget?: BudgetFigures;
	/** What the message points at and nobody showed, in its own words; absent: nothing. */
	readonly missing?: string;
	/** Money alone keeps every paid model out: nothing is left, or too little for this request, or the user wants no paid request. */
	readonly freeOnly?: 'usedUp' | 'tooLittle' | 'byChoice';
	/** Absent in chats of earlier versions, and where one was tried. */
	readonly wonBy?: WonBy;
	/** Quality from which a model is good enough, 0..1; absent: no bar, or a chat of an earlier version. */
	readonly goodEnough?: number;
	/** Kind of task, and how a sentence names it ("tests"); absent in chats of earlier versions. */
	readonly task?: { readonly kind: string; readonly words: string };
}

/** What is said of the money behind a decision. */
export interface MoneyBehind {
	readonly pressedBy?: BudgetFigures | undefined;
	/** µ$ left; null without a limit, and where the limit is 0: that is a choice. */
	readonly remaining: MicroDollars | null;
	/** The budget is 0. */
	readonly noPaid?: boolean;
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

function row(alternative: RouteAlternative, movedOf: (candidateId: string) => number | null): RoutingRow {
	const moved = movedOf(alternative.candidate.id);
	const { unfit } = alternative;
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
		model: modelOfId(alternative.candidate.id),
		effort: alternative.candidate.effort,
		...(unfit === undefined ? {} : { unfit: exclusionWords(unfit, 'chat', [alternative.candidate]).why }),
		...(moved === null ? {} : { moved }),
	};
}

/** Points in tenths, by candidate; null where nobody would see a move. */
function movesOf(prediction: Prediction | null): (candidateId: string) => number | null {
	const moves = new Map(prediction?.candidates.map(({ candidateId }, i) => [candidateId, prediction.moved?.[i]?.points ?? 0]));
	return (candidateId) => {
		const points = Math.round(10 * (moves.get(candidateId) ?? 0)) / 10;
		return Math.abs(points) < 0.5 ? null : points;
	};
}

/** What the user sees of a decision. @param prediction that it rests on; null: nothing is said of what was learned or read */
export function routingLine(
	decision: ChosenRoute,
	fallbackNote: string | null,
	money: MoneyBehind = { remaining: null },
	prediction: Prediction | null = null,
): RoutingLine {
	const { chosen } = decision;
	const { pressedBy, remaining, noPaid } = money;
	const left = noPaid === true ? 'byChoice' : remaining === null ? null : remaining > 0 ? 'tooLittle' : 'usedUp';
	const movedOf = movesOf(prediction);
	const nameOf = (id: string): string | null =>
		decision.alternatives.find(({ candidate }) => candidate.id === id)?.candidate.displayName ?? null;
	const learned = prediction === null ? [] : learnedOf(prediction, chosen.candidate.id, nameOf);
	const reading = prediction?.reading;
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
		alternatives: decision.alternatives.map((one) => row(one, movedOf)),
		fallbackNote,
		...(learned.length === 0 ? {} : { learned }),
		...(prediction?.missing === undefined ? {} : { missing: prediction.missing }),
		...(reading === undefined ? {} : { reading: readingInWords(reading) }),
		...(pressedBy !== undefined && decision.steeredBy.includes('budget') ? { budget: pressedBy } : {}),
		...(decision.wonBy === undefined ? {} : { wonBy: decision.wonBy }),
		...(decision.goodEnough === undefined ? {} : { goodEnough: decision.goodEnough }),
		...(prediction === null ? {} : { task: { kind: prediction.taskKind, words: kindInWords(prediction.taskKind) } }),
		...(left !== null && isAtLimit(decision) ? { freeOnly: left } : {}),
	};
}

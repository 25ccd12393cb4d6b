import type { KeptAlternative, LedgerDecision } from './ledger.ts';

/** So many stay with a decision: the chosen one and the next by score. */
export const KEPT_ALTERNATIVES = 6;

type Kept = Pick<LedgerDecision, 'expectedOutput' | 'alternatives'>;

/** What stays of it, rounded as far as nobody sees it: a row is kept for years. Copied field by field, so that nothing else is. */
export function keptChoice({ expectedOutput, alternatives }: Kept): Kept {
	return {
		...(expectedOutput === undefined ? {} : { expectedOutput: Math.round(expectedOutput) }),
		...(alternatives === undefined ? {} : { alternatives: alternatives.slice(0, KEPT_ALTERNATIVES).map(kept) }),
	};
}

function kept({ candidateId, modelName, quality, low, high, cost, perTurn, waitMs }: KeptAlternative): KeptAlternative {
	return {
		...{ candidateId, modelName, quality: share(quality), low: share(low), high: share(high) },
		...{ cost: Math.round(cost), perTurn: Math.round(perTurn), waitMs: Math.round(waitMs) },
	};
}

function share(value: number): number {
	return Math.round(value * 1e4) / 1e4;
}

/** The same as a file gives it back. What the disk has changed counts as not recorded: the decision beside it is whole. */
export function readChoice(expectedOutput: unknown, alternatives: unknown): Kept {
	return {
		...(isNumber(expectedOutput) ? { expectedOutput } : {}),
		...(isChoice(alternatives) ? { alternatives } : {}),
	};
}

function isChoice(value: unknown): value is readonly KeptAlternative[] {
	return Array.isArray(value) && value.length <= KEPT_ALTERNATIVES && value.every(isAlternative);
}

function isAlternative(value: unknown): value is KeptAlternative {
	if (typeof value !== 'object' || value === null) return false;
	const { candidateId, modelName, quality, low, high, cost, perTurn, waitMs } = value as Readonly<Record<string, unknown>>;
	return typeof candidateId === 'string' && typeof modelName === 'string' && [quality, low, high, cost, perTurn, waitMs].every(isNumber);
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}

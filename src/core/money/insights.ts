import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod, LedgerRow, Purpose } from './ledger.ts';

/** [start, end) by the time of the reservation, ms since epoch. */
export interface TimeRange {
	readonly start: number;
	readonly end: number;
}

/** How a request ended, as it is filtered by: `outstanding` runs still, `released` cost nothing, `orphaned` was lost with its window. */
export const REQUEST_ENDS = ['answered', 'cancelled', 'broken', 'released', 'orphaned', 'outstanding'] as const;
export type RequestEnd = (typeof REQUEST_ENDS)[number];

export const DECISION_SORTS = ['time', 'model', 'quality', 'expected', 'cost', 'wait'] as const;
export type DecisionSort = (typeof DECISION_SORTS)[number];

export interface DecisionQuery extends TimeRange {
	/** Words, all of which must stand in the names of model, recipient, kind of task, purpose or workspace; any case. Empty: all. */
	readonly search: string;
	readonly model: string | null;
	readonly purpose: Purpose | null;
	readonly outcome: RequestEnd | null;
	readonly sort: DecisionSort;
	/** Rows without what is sorted by come last either way; among equals the newest first. */
	readonly descending: boolean;
}

/** A row with what was said of it before. */
export interface DecisionRow extends LedgerRow {
	/** What it was expected to cost, µ$. */
	readonly expected: MicroDollars;
	/** Name of the folder or workspace that was open; null where none was, or none was recorded. */
	readonly workspace: string | null;
}

export interface DecisionPage {
	readonly rows: readonly DecisionRow[];
	/** Rows of the whole answer. */
	readonly total: number;
}

/** Booked requests of one kind. */
export interface SpendPart {
	/** Empty: not recorded. */
	readonly name: string;
	readonly cost: MicroDollars;
	readonly requests: number;
}

/** What running totals do not say of a range. */
export interface SpendSpread {
	readonly byTask: readonly SpendPart[];
	readonly byWorkspace: readonly SpendPart[];
	/** Names to filter by, of all requests in the range. */
	readonly models: readonly string[];
	readonly purposes: readonly string[];
	/** Sum of the squared costs of what was asked for, µ$²: a run counts as one. */
	readonly squares: number;
}

/** What was said of an answer and what came. */
export interface EstimatePair {
	readonly expected: MicroDollars;
	readonly cost: MicroDollars;
	/** Tokens of the answer, thinking included; null where one of the two was not recorded. */
	readonly expectedOutput: number | null;
	readonly output: number | null;
}

/** What was predicted of a request, or of the first request of a run. */
export interface PredictedQuality {
	/** Of the request or the run. */
	readonly id: string;
	readonly at: number;
	/** 0..1 */
	readonly quality: number;
}

/** A decision that can be made again: what stood for choice, as `KeptAlternative` says. */
export interface KeptChoice {
	readonly at: number;
	readonly taskKind: string;
	readonly alternatives: NonNullable<LedgerRow['decision']['alternatives']>;
}

/**
 * What the ledger's rows say together. Everything is read from an index beside the ledger, which follows its events: `catchUp` brings it up
 * to date, and other calls answer from what is there. Errors: RoutooError 'storage'.
 */
export interface LedgerInsights {
	/** Takes some more events into the index, in a few milliseconds; resolves to how many are left, 0 where it is up to date. */
	catchUp(): Promise<number>;
	/** @param limit at most 500 */
	decisions(query: DecisionQuery, offset: number, limit: number): Promise<DecisionPage>;
	spread(range: TimeRange): Promise<SpendSpread>;
	/** Of the newest answered requests whose price was reported or counted, completions left out; newest first. */
	estimates(range: TimeRange, limit: number): Promise<readonly EstimatePair[]>;
	/** Those of these ids that are known. */
	predicted(ids: readonly string[]): Promise<readonly PredictedQuality[]>;
	/** Choices in the range that kept what else there was, newest first, from `offset` on. */
	choices(range: TimeRange, offset: number, limit: number): Promise<readonly KeptChoice[]>;
	/**
	 * Deletes every request that has ended, from the file itself too. What is booked in the period stays as one sum for each purpose, so that
	 * the limit holds; requests that run stay whole. There is no way back.
	 */
	forget(period: BudgetPeriod): Promise<void>;
}

/** How the request ended. */
export function endOf({ state, outcome }: Pick<LedgerRow, 'state' | 'outcome'>): RequestEnd {
	return state === 'settled' ? (outcome ?? 'broken') : state;
}

/** What is searched in, in lower case. */
export function searchedText({ purpose, decision, workspace }: Pick<DecisionRow, 'purpose' | 'decision' | 'workspace'>): string {
	return [decision.modelName, decision.recipient, decision.taskKind, purpose, workspace ?? ''].join(' ').toLowerCase();
}

/** The words of a search, in lower case; at most ten, the rest is left out. */
export function searchWords(search: string): string[] {
	return search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
}

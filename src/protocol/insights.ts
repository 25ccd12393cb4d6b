import * as z from 'zod/mini';
import type { MicroDollars } from '../core/base/micros.ts';
import type { ReliabilityBin } from '../core/learning/judged.ts';
import type { EstimateFit } from '../core/money/estimates.ts';
import { DECISION_SORTS, type DecisionRow, REQUEST_ENDS, type SpendPart } from '../core/money/insights.ts';
import type { SpendSummary } from '../core/money/ledger.ts';
import type { FrontierPoint } from '../core/routing/what-if.ts';
import { longText } from './common.ts';

/** What the overview shows of a time: where the money went, whether estimates can be trusted, what another bar would have changed. */

/** `month` is the budget's period, `lastMonth` the one before, `days30` ends with today. */
export const RANGES = ['month', 'lastMonth', 'days30', 'all'] as const;
export type Range = (typeof RANGES)[number];

export interface InsightsState {
	readonly range: Range;
	/** [start, end), ms since epoch. */
	readonly start: number;
	readonly end: number;
	readonly spend: Pick<SpendSummary, 'settled' | 'requests' | 'byDay' | 'byModel' | 'byPurpose'>;
	/** Kinds in words. */
	readonly byTask: readonly SpendPart[];
	/** An empty name: not recorded, or no folder was open. */
	readonly byWorkspace: readonly SpendPart[];
	/** What rows can be filtered by. */
	readonly models: readonly string[];
	readonly purposes: readonly string[];
	/** Said against real: price in µ$, length in tokens; null where nothing can be compared. */
	readonly price: EstimateFit | null;
	readonly length: EstimateFit | null;
	/** From what became of answers. */
	readonly judged: { readonly count: number; readonly adequate: number; readonly bins: readonly ReliabilityBin[] };
	/** Around the projection of the running period, whatever the range, µ$; null without a projection. */
	readonly band: { readonly low: MicroDollars; readonly high: MicroDollars } | null;
	/** Events that are still to be put in order: until then the oldest part of the rows is shown. 0 mostly. */
	readonly left: number;
}

/** What the choices of a time come to at other bars. */
export interface FrontierState {
	readonly range: Range;
	/** Rising by the bar; empty where no row kept what else there was. */
	readonly points: readonly FrontierPoint[];
	/** The bar in force, 0..1; one of the points. */
	readonly present: number;
	/** Choices that could be made again, of so many requests that are no completions. */
	readonly choices: number;
	readonly requests: number;
}

const text = z.string().check(z.maxLength(300));
const name = z.nullable(text);
const filter = {
	range: z.enum(RANGES),
	search: text,
	model: name,
	purpose: name,
	outcome: z.nullable(z.enum(REQUEST_ENDS)),
	/** A local day, `2026-11-22`, within the range. */
	day: z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
	sort: z.enum(DECISION_SORTS),
	descending: z.boolean(),
};

export const fromInsightsSchemas = [
	/** Answered by `insights`, or by `insightsTrouble`. */
	z.object({ type: z.literal('insights'), range: z.enum(RANGES) }),
	/** Answered by `decisions` with the same number. */
	z.object({
		type: z.literal('decisions'),
		...filter,
		asked: z.number().check(z.nonnegative()),
		offset: z.number().check(z.nonnegative(), z.maximum(1e8)),
		limit: z.number().check(z.nonnegative(), z.maximum(200)),
	}),
	/** Answered by `frontier`. */
	z.object({ type: z.literal('frontier'), range: z.enum(RANGES) }),
	/** Makes the bar the setting, 0..1. */
	z.object({ type: z.literal('useBar'), bar: z.number().check(z.minimum(0), z.maximum(1)) }),
	/** Writes the filtered rows into a file that the user names. */
	z.object({ type: z.literal('exportDecisions'), format: z.enum(['csv', 'json']), ...filter }),
] as const;

export type ToInsights =
	| { readonly type: 'insights'; readonly state: InsightsState }
	| {
			readonly type: 'decisions';
			readonly asked: number;
			readonly offset: number;
			readonly rows: readonly DecisionRow[];
			readonly total: number;
	  }
	| { readonly type: 'frontier'; readonly state: FrontierState }
	/** This part cannot be read: what happened and what to do. What was shown stays. */
	| { readonly type: 'insightsTrouble'; readonly part: 'insights' | 'decisions' | 'frontier'; readonly text: string };

export const toInsightsSchemas = [
	z.looseObject({ type: z.literal('insights'), state: z.looseObject({ range: z.enum(RANGES), byTask: z.array(z.unknown()) }) }),
	z.looseObject({
		...{ type: z.literal('decisions'), asked: z.number(), offset: z.number(), total: z.number() },
		rows: z.array(z.looseObject({ requestId: z.string() })).check(z.maxLength(500)),
	}),
	z.looseObject({ type: z.literal('frontier'), state: z.looseObject({ points: z.array(z.unknown()), present: z.number() }) }),
	z.looseObject({ type: z.literal('insightsTrouble'), part: z.enum(['insights', 'decisions', 'frontier']), text: longText }),
] as const;

export type { EstimateFit } from '../core/money/estimates.ts';
export type { DecisionRow, DecisionSort, RequestEnd, SpendPart } from '../core/money/insights.ts';
export type { FrontierPoint } from '../core/routing/what-if.ts';

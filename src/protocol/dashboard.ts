import * as z from 'zod/mini';
import type { Run } from '../core/agent/types.ts';
import type { MicroDollars } from '../core/base/micros.ts';
import type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';
import { type BudgetView, id, longText, type PredictorView } from './common.ts';
import { fromInsightsSchemas, type ToInsights, toInsightsSchemas } from './insights.ts';
import { fromModelsSchemas, type ToModels, toModelsSchemas } from './models-page.ts';

/** What the dashboard and its host say to each other. The page is untrusted: everything it sends is parsed here before the host acts. */

export interface DashboardState {
	readonly summary: SpendSummary;
	readonly budget: BudgetView;
	/** Expected spend at the end of the period, µ$; null before there is enough to go by. */
	readonly projected: MicroDollars | null;
	/** Name of the model that savings are counted against; null where there is none. */
	readonly reference: string | null;
	/** Most that completions may take in the period, µ$; null = no limit of their own. */
	readonly completionsLimit: MicroDollars | null;
	/** Most that agent runs and what they cause may take in the period, µ$; null = no limit of their own. */
	readonly agentsLimit: MicroDollars | null;
	/** Live ones, and the latest that have ended; newest first. */
	readonly runs: readonly Run[];
	/** This window, as runs name theirs: what another one runs cannot be steered from here. */
	readonly window: string;
	/** The user paused all paid requests, in every window. */
	readonly paidPaused: boolean;
	/** ISO date of the catalog and whether it is older than 90 days. */
	readonly catalogDate: string;
	readonly catalogStale: boolean;
	readonly predictor: PredictorView;
	/** Where other tools can ask Routoo, one sentence; null or absent where they cannot. */
	readonly endpoint?: string | null;
	/** Models that a message could go to now; null before they are listed, absent from a host of before. */
	readonly usableModels?: number | null;
	/** What the user's signals changed; absent from a host of before. */
	readonly learned?: LearnedView;
	readonly now: number;
}

/** What was learned of models from what became of their answers. */
export interface LearnedView {
	/** The user's own, so far. */
	readonly signals: number;
	/** Below so many of them, shown qualities are figures from benchmarks. */
	readonly enough: number;
	/** Most signals first. */
	readonly rows: readonly {
		readonly model: string;
		/** Kind of task, in words. */
		readonly kind: string;
		/** Points of quality, 0 to 100, that a request such as the last of this kind is moved by. */
		readonly points: number;
		readonly signals: number;
	}[];
}

/** The part that changes with every step of a run. */
export type RunsState = Pick<DashboardState, 'runs' | 'window' | 'paidPaused' | 'now'>;

/** Requests of one run. */
export interface RunRows {
	readonly runId: string;
	/** Oldest first, those that fit into one message. */
	readonly rows: readonly LedgerRow[];
	/** What does not fit: how many requests and what they cost, µ$. */
	readonly more: { readonly requests: number; readonly cost: MicroDollars };
	/** Sum of everything that is booked of this run, µ$. */
	readonly total: MicroDollars;
}

const fromDashboardSchema = z.discriminatedUnion('type', [
	/** Asks for the state. */
	z.object({ type: z.literal('ready') }),
	/** Only these commands can be run from the page. */
	z.object({
		type: z.literal('command'),
		command: z.enum([
			'openBudgetSettings',
			'pausePaid',
			'resumePaid',
			'forgetAnswerLearning',
			'forgetEverything',
			'exportLearned',
			'importLearned',
			'addEndpoint',
			'useModelFile',
			'refreshModels',
			'setKey',
			'focusChat',
		]),
	}),
	/** Asks for the ledger's rows of a run: answered by `runRows`, or by `runTrouble`. */
	z.object({ type: z.literal('runRows'), runId: id }),
	/** What the suggestion of a run says is done. */
	z.object({ type: z.literal('escalate'), runId: id }),
	...fromModelsSchemas,
	...fromInsightsSchemas,
]);

export type FromDashboard = z.infer<typeof fromDashboardSchema>;

export type ToDashboard =
	| { readonly type: 'dashboard'; readonly state: DashboardState }
	/** The part of the state that changes with every step of a run. */
	| { readonly type: 'runs'; readonly state: RunsState }
	| ({ readonly type: 'runRows' } & RunRows)
	/** The rows of this run cannot be read: what happened and what to do. */
	| { readonly type: 'runTrouble'; readonly runId: string; readonly text: string }
	/** The ledger cannot be read: what happened and what to do. The last state stays. */
	| { readonly type: 'dashboardTrouble'; readonly text: string }
	| ToModels
	| ToInsights;

const toDashboardSchema = z.discriminatedUnion('type', [
	z.looseObject({ type: z.literal('dashboardTrouble'), text: longText }),
	z.looseObject({
		type: z.literal('dashboard'),
		state: z.looseObject({ summary: z.looseObject({ settled: z.number() }), runs: z.array(z.unknown()) }),
	}),
	z.looseObject({ type: z.literal('runs'), state: z.looseObject({ runs: z.array(z.unknown()), paidPaused: z.boolean() }) }),
	z.looseObject({ type: z.literal('runRows'), runId: id, rows: z.array(z.unknown()), total: z.number() }),
	z.looseObject({ type: z.literal('runTrouble'), runId: id, text: longText }),
	...toModelsSchemas,
	...toInsightsSchemas,
]);

/** Null for anything that is not a message of the dashboard. */
export function parseFromDashboard(value: unknown): FromDashboard | null {
	const parsed = fromDashboardSchema.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** Only the outline is checked: the host is trusted. */
export function parseToDashboard(value: unknown): ToDashboard | null {
	return toDashboardSchema.safeParse(value).success ? (value as ToDashboard) : null;
}

export type { Run } from '../core/agent/types.ts';
export type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';

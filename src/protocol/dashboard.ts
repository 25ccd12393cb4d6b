import * as z from 'zod/mini';
import type { MicroDollars } from '../core/base/micros.ts';
import type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';
import { type BudgetView, longText, type PredictorView } from './common.ts';

/** What the dashboard and its host say to each other. The page is untrusted: everything it sends is parsed here before the host acts. */

export interface DashboardState {
	readonly summary: SpendSummary;
	readonly budget: BudgetView;
	/** Expected spend at the end of the period, µ$; null before there is enough to go by. */
	readonly projected: MicroDollars | null;
	/** Name of the model that savings are counted against; null where there is none. */
	readonly reference: string | null;
	/** Of messages. */
	readonly rows: readonly LedgerRow[];
	readonly completionRows: readonly LedgerRow[];
	/** Most that completions may take in the period, µ$; null = no limit of their own. */
	readonly completionsLimit: MicroDollars | null;
	/** ISO date of the catalog and whether it is older than 90 days. */
	readonly catalogDate: string;
	readonly catalogStale: boolean;
	readonly predictor: PredictorView;
	readonly now: number;
}

const fromDashboardSchema = z.discriminatedUnion('type', [
	/** Asks for the state. */
	z.object({ type: z.literal('ready') }),
	/** Only these commands can be run from the page. */
	z.object({ type: z.literal('command'), command: z.enum(['openBudgetSettings']) }),
]);

export type FromDashboard = z.infer<typeof fromDashboardSchema>;

export type ToDashboard =
	| { readonly type: 'dashboard'; readonly state: DashboardState }
	/** The ledger cannot be read: what happened and what to do. The last state stays. */
	| { readonly type: 'dashboardTrouble'; readonly text: string };

const toDashboardSchema = z.discriminatedUnion('type', [
	z.looseObject({ type: z.literal('dashboardTrouble'), text: longText }),
	z.looseObject({ type: z.literal('dashboard'), state: z.looseObject({ rows: z.array(z.unknown()) }) }),
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

export type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';
